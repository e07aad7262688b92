#include "../media/group.h"
#include "../media/guard.h"

#include <csip/message.h>

static const struct {
    const char *text;
    const char *transport;
    const char *host;
    uint16_t port;
    const char *branch;
} good[] = {
    {"SIP/2.0/WSS df7.invalid;branch=z9hG4bK1", "WSS", "df7.invalid", 0, "z9hG4bK1"},
    {"sip/2.0/ws h:80", "ws", "h", 80, NULL},
    {"SIP / 2.0\r\n / UDP\t[2001:db8::9:1] : 5070 ; received=2001:db8::1 ;branch = x", "UDP",
     "[2001:db8::9:1]", 5070, "x"},
    {"SIP/2.0/UNKNOWN h;rport;Branch=a;i=\"q,;\"", "UNKNOWN", "h", 0, "a"},
};

enum { GOOD = sizeof good / sizeof good[0] };

static bool is_part(csip_str given, const char *expected)
{
    return (given.ptr != NULL) == (expected != NULL) &&
           csip_str_equal(given, csip_str_from(expected));
}

static void via_good_is_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < GOOD; i++) {
        csip_via via;
        if (csip_via_parse(csip_str_from(good[i].text), &via) != CSIP_OK ||
            !is_part(via.transport, good[i].transport) || !is_part(via.host, good[i].host) ||
            via.port != good[i].port || !is_part(via.branch, good[i].branch)) {
            fail_msg("row %zu: %s", i, good[i].text);
        }
    }
}

static void via_bad_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "SIP",
        "SIP/2.0",
        "SIP/2.0/WS",
        "SIP/2.0/WS ",
        "HTTP/2.0/WS h",
        "SIP/3.0/WS h",
        "SIP/2.0/ h",
        "SIP/2.0/WS h h",
        "SIP/2.0/WS h:",
        "SIP/2.0/WS h:x",
        "SIP/2.0/WS h:99999",
        "SIP/2.0/WS h;;",
        "SIP/2.0/WS h;branch=",
        "SIP/2.0/WS h,",
        "SIP/2.0/WS [::1",
        "SIP/2.0/WS h : ;branch=a",
        "SIP 2.0/WS h",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        csip_via via = {.port = 77};
        if (csip_via_parse(csip_str_from(texts[i]), &via) != CSIP_ERROR_PARSE || via.port != 77) {
            fail_msg("row %zu: %s", i, texts[i]);
        }
    }
    csip_via via;
    assert_int_equal(csip_via_parse((csip_str){0}, &via), CSIP_ERROR_PARSE);
}

static void via_prefixes_end_at_guard_page(void **state)
{
    (void)state;
    guarded guard = guard_new(256);
    size_t parsed = 0;
    for (size_t i = 0; i < GOOD; i++) {
        for (size_t len = 0; len <= strlen(good[i].text); len++) {
            csip_via via;
            csip_str text = {(const char *)guard_put(&guard, good[i].text, len), len};
            parsed += csip_via_parse(text, &via) == CSIP_OK;
        }
    }
    assert_true(parsed >= GOOD);
    guard_free(&guard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(via_good_is_taken_apart),
        cmocka_unit_test(via_bad_is_refused),
        cmocka_unit_test(via_prefixes_end_at_guard_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
