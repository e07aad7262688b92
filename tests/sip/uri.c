#include "../media/group.h"
#include "../media/guard.h"

#include "sip/write.h"

static const struct {
    const char *text;
    const char *user;
    const char *password;
    const char *host;
    uint16_t port;
    const char *params;
    const char *headers;
} good[] = {
    {"sip:alice@example.com", "alice", NULL, "example.com", 0, NULL, NULL},
    {"sips:a:p%20w@h:5061;lr?X=1&Y=", "a", "p%20w", "h", 5061, "lr", "X=1&Y="},
    {"SIP:h", NULL, NULL, "h", 0, NULL, NULL},
    {"sip:h;maddr=[2001:db8::1];x", NULL, NULL, "h", 0, "maddr=[2001:db8::1];x", NULL},
    {"sip:h?Route=%3Csip:a%3E", NULL, NULL, "h", 0, NULL, "Route=%3Csip:a%3E"},
    {"sip:[::1]:5060", NULL, NULL, "[::1]", 5060, NULL, NULL},
    {"sip:192.0.2.1:65535", NULL, NULL, "192.0.2.1", 65535, NULL, NULL},
    {"sip:u;par=u%40x@h;q", "u;par=u%40x", NULL, "h", 0, "q", NULL},
    {"sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d@h",
     "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", "&it+has=1,weird!*pas$wo~d", "h", 0, NULL,
     NULL},
    {"sip:j\xc3\xb6rg@h", "j\xc3\xb6rg", NULL, "h", 0, NULL, NULL},
    {"sip:a:@h", "a", "", "h", 0, NULL, NULL},
};

static bool is_part(csip_str given, const char *expected)
{
    return (given.ptr != NULL) == (expected != NULL) &&
           csip_str_equal(given, csip_str_from(expected));
}

static void uri_good_is_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        csip_uri uri;
        if (csip_uri_parse(csip_str_from(good[i].text), &uri) != CSIP_OK ||
            !is_part(uri.user, good[i].user) || !is_part(uri.password, good[i].password) ||
            !is_part(uri.host, good[i].host) || uri.port != good[i].port ||
            !is_part(uri.params, good[i].params) || !is_part(uri.headers, good[i].headers) ||
            uri.opaque.ptr || !is_part(uri.text, good[i].text)) {
            fail_msg("row %zu: %s", i, good[i].text);
        }
    }
}

static void uri_written_from_parts_is_what_was_parsed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char storage[256];
        csip_uri uri;
        csip__buf buf;
        csip__buf_init_fixed(&buf, storage, sizeof storage);
        assert_int_equal(csip_uri_parse(csip_str_from(good[i].text), &uri), CSIP_OK);
        csip__write_uri(&buf, &uri);
        assert_true(is_part(csip__buf_get(&buf), good[i].text));
    }
}

static void uri_other_scheme_stays_whole(void **state)
{
    (void)state;
    static const char *const texts[] = {"tel:+1-201-555-0123;phone-context=x", "urn:uuid:f81d4fae",
                                        "http://u@h:80/p?q#f", "a+b-c.1:x"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        csip_uri uri;
        assert_int_equal(csip_uri_parse(csip_str_from(texts[i]), &uri), CSIP_OK);
        assert_true(is_part(uri.opaque, strchr(texts[i], ':') + 1));
        assert_null(uri.host.ptr);
        assert_null(uri.user.ptr);
    }
}

static void uri_bad_is_refused_and_leaves_result(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "sip",
        "sip:",
        ":a",
        "1sip:a",
        "s_p:a",
        "tel:",
        "tel:a b",
        "tel:<a>",
        "sip:@h",
        "sip:a@",
        "sip:a@h:",
        "sip:a@h:65536",
        "sip:a@h:5x",
        "sip:a@h:-1",
        "sip:a@[::1",
        "sip:a@[]",
        "sip:a@[g::]",
        "sip:a%4@h",
        "sip:a%zz@h",
        "sip:a@h;p=%",
        "sip:a b@h",
        "sip:a@h h",
        "sip:a@h;p=a b",
        "sip:a@h;\"",
        "sip:<a@h>",
        "sip:a@h,sip:b@h",
        "sip:a@h@h",
        "sip:a@h\r\n",
        "sip:a\"@h",
        "sip::p@h",
        "sip:a:p:q@h",
        "sip:h\xc3\xb6st",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        csip_uri uri = {.port = 77};
        if (csip_uri_parse(csip_str_from(texts[i]), &uri) != CSIP_ERROR_PARSE || uri.port != 77) {
            fail_msg("row %zu: %s", i, texts[i]);
        }
    }
    csip_uri uri;
    assert_int_equal(csip_uri_parse((csip_str){0}, &uri), CSIP_ERROR_PARSE);
}

static void uri_prefixes_end_at_guard_page(void **state)
{
    (void)state;
    guarded guard = guard_new(256);
    size_t parsed = 0;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        for (size_t len = 0; len <= strlen(good[i].text); len++) {
            csip_uri uri;
            csip_str text = {(const char *)guard_put(&guard, good[i].text, len), len};
            parsed += csip_uri_parse(text, &uri) == CSIP_OK;
        }
    }
    assert_true(parsed >= sizeof good / sizeof good[0]);
    guard_free(&guard);
}

/* RFC 3261 section 19.1.4, its examples first. */
static void uri_equal_table(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        bool is_equal;
    } rows[] = {
        {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true},
        {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true},
        {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", true},
        {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
         "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true},
        {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
         "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true},
        {"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false},
        {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false},
        {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false},
        {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false},
        {"sip:a@h", "sips:a@h", false},
        {"sip:a@h", "sip:h", false},
        {"sip:a:p@h", "sip:a@h", false},
        {"sip:a:p@h", "sip:a:P@h", false},
        {"sip:a%3bb@h", "sip:a%3Bb@h", true},
        {"sip:a%3bb@h", "sip:a;b@h", false},
        {"sip:a@h?X=1&X=2", "sip:a@h?X=2&X=1", true},
        {"sip:a@h?X=1&X=1", "sip:a@h?X=1", false},
        {"sip:a@h;lr", "sip:a@h;lr=on", false},
        {"sip:a@h;x=1;x=2", "sip:a@h;x=1;x=2", true},
        {"sip:a@h;user=phone", "sip:a@h", false},
        {"tel:+1", "TEL:+1", true},
        {"tel:+1", "tel:+2", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip_uri a;
        csip_uri b;
        assert_int_equal(csip_uri_parse(csip_str_from(rows[i].a), &a), CSIP_OK);
        assert_int_equal(csip_uri_parse(csip_str_from(rows[i].b), &b), CSIP_OK);
        if (csip_uri_equal(&a, &b) != rows[i].is_equal ||
            csip_uri_equal(&b, &a) != rows[i].is_equal || !csip_uri_equal(&a, &a)) {
            fail_msg("row %zu: %s and %s", i, rows[i].a, rows[i].b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uri_good_is_taken_apart),
        cmocka_unit_test(uri_written_from_parts_is_what_was_parsed),
        cmocka_unit_test(uri_other_scheme_stays_whole),
        cmocka_unit_test(uri_bad_is_refused_and_leaves_result),
        cmocka_unit_test(uri_prefixes_end_at_guard_page),
        cmocka_unit_test(uri_equal_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
