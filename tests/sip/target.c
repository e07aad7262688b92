#include "../media/group.h"

#include "sip/target.h"

static char storage[256];
static csip__buf buf;
static const char *wrong;

typedef struct row {
    const char *text;
    const char *expected; /* NULL: refused */
    const char *wrong;
} row;

static void check(size_t i, const row *r, csip_error error)
{
    csip_str result = csip__buf_get(&buf);
    if (r->expected) {
        if (error != CSIP_OK || !csip_str_equal(result, csip_str_from(r->expected))) {
            fail_msg("row %zu, %s: %d %.*s", i, r->text, error, CSIP_STR_ARG(result));
        }
    } else if (error != CSIP_ERROR_ARGUMENT || strcmp(wrong, r->wrong) != 0) {
        fail_msg("row %zu, %s: %d %s", i, r->text, error, wrong);
    }
}

static void uri_normalize_table(void **state)
{
    (void)state;
    static const row rows[] = {
        {"sip:alice@example.com", "sip:alice@example.com", ""},
        {"alice@example.com", "sip:alice@example.com", ""},
        {" SIP:%61lice@EXAMPLE.com:5080;Transport=WS ", "sip:alice@example.com:5080;Transport=WS",
         ""},
        {"sips:f%61ke@Host", "sips:fake@host", ""},
        {"sip:a%3bb%2f@h", "sip:a%3Bb%2F@h", ""},
        {"sip:alice:se%20cret@h", "sip:alice:se%20cret@h", ""},
        {"example.com", "sip:example.com", ""},
        {"sip:[2001:DB8::1]:5070", "sip:[2001:db8::1]:5070", ""},
        {"sip:j%C3%B6rg@h?X=1", "sip:j%C3%B6rg@h?X=1", ""},
        {"sip:j\xc3\xb6rg@h", "sip:j%C3%B6rg@h", ""},
        {"", NULL, "host"},
        {"sip:", NULL, "host"},
        {"sip:alice@", NULL, "host"},
        {"sip:@h", NULL, "user"},
        {"sip:al ice@h", NULL, "user"},
        {"sip:%4@h", NULL, "user"},
        {"sip:a@h:99999", NULL, "host"},
        {"sip:a@h h", NULL, "host"},
        {"sip:a@h;x=\r\n", "sip:a@h;x=", ""},
        {"sip:a@h;x=\r\nTo:b", NULL, "parameters"},
        {"sip:a@h;x=%zz", NULL, "parameters"},
        {"sip:a@h;x?y@h", NULL, "parameters"},
        {"mailto:a@h", NULL, "scheme"},
        {"tel:+1234", NULL, "host"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__buf_clear(&buf);
        check(i, &rows[i], csip__uri_normalize(&buf, csip_str_from(rows[i].text), &wrong));
    }
}

static void target_normalize_table(void **state)
{
    (void)state;
    static const row rows[] = {
        {"bob", "sip:bob@example.com:5070", ""},
        {"bob@Other.example", "sip:bob@other.example", ""},
        {"sip:bob@other.example;transport=ws", "sip:bob@other.example;transport=ws", ""},
        {"SIPS:bob@h", "sips:bob@h", ""},
        {"sip:Conference.example", "sip:conference.example", ""},
        {"+1 (212) 555-01.23", "sip:+12125550123@example.com:5070", ""},
        {"(0)30-1234@h", "sip:0301234@h", ""},
        {"tel:+49-30-1234", "sip:+49301234@example.com:5070", ""},
        {"TEL:+49.30", "sip:+4930@example.com:5070", ""},
        {"bob-1.2", "sip:bob-1.2@example.com:5070", ""},
        {"*98#", "sip:*98%23@example.com:5070", ""},
        {"a b", "sip:a%20b@example.com:5070", ""},
        {"a@b@h", "sip:a%40b@h", ""},
        {"%62ob", "sip:bob@example.com:5070", ""},
        {"100%", "sip:100%25@example.com:5070", ""},
        {"j\xc3\xb6rg", "sip:j%C3%B6rg@example.com:5070", ""},
        {"", NULL, "user"},
        {"  ", NULL, "user"},
        {"@h", NULL, "user"},
        {"sip:@h", NULL, "user"},
        {"bob@", NULL, "host"},
        {"bob@h h", NULL, "host"},
        {"sip:", NULL, "host"},
        {"bob@h;x=\"", NULL, "parameters"},
        {"http://example.com/", NULL, "scheme"},
        {"mailto:bob@h", NULL, "scheme"},
    };
    csip_str domain = CSIP_STR("example.com:5070");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__buf_clear(&buf);
        check(i, &rows[i],
              csip__target_normalize(&buf, csip_str_from(rows[i].text), domain, &wrong));
    }
}

static void target_normalize_no_domain_completes_nothing(void **state)
{
    (void)state;
    csip__buf_clear(&buf);
    assert_int_equal(csip__target_normalize(&buf, CSIP_STR("bob"), (csip_str){0}, &wrong),
                     CSIP_ERROR_ARGUMENT);
    assert_string_equal(wrong, "host");
}

static void target_normalize_line_break_is_escaped(void **state)
{
    (void)state;
    csip__buf_clear(&buf);
    assert_int_equal(csip__target_normalize(&buf, CSIP_STR("bob\r\nx"), CSIP_STR("h"), &wrong),
                     CSIP_OK);
    assert_true(csip_str_equal(csip__buf_get(&buf), CSIP_STR("sip:bob%0D%0Ax@h")));
}

static void target_normalize_buffer_full_tells_limit(void **state)
{
    (void)state;
    csip__buf small;
    char few[10];
    csip__buf_init_fixed(&small, few, sizeof few);
    assert_int_equal(csip__target_normalize(&small, CSIP_STR("bob"), CSIP_STR("host"), &wrong),
                     CSIP_ERROR_LIMIT);
}

static int set_up(void **state)
{
    (void)state;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uri_normalize_table),
        cmocka_unit_test(target_normalize_table),
        cmocka_unit_test(target_normalize_no_domain_completes_nothing),
        cmocka_unit_test(target_normalize_line_break_is_escaped),
        cmocka_unit_test(target_normalize_buffer_full_tells_limit),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
