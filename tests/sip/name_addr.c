#include "../media/group.h"
#include "../media/guard.h"

#include <csip/message.h>

static const struct {
    const char *text;
    const char *display_name;
    const char *uri;
    const char *params;
    const char *tag;
} good[] = {
    {"<sip:a@h>", NULL, "sip:a@h", NULL, NULL},
    {"sip:a@h", NULL, "sip:a@h", NULL, NULL},
    {"sip:a@h;tag=1", NULL, "sip:a@h", "tag=1", "1"},
    {"sip:a@h ; x ; TAG = 1 ", NULL, "sip:a@h", " x ; TAG = 1", "1"},
    {"<sip:a@h;lr>;tag=2", NULL, "sip:a@h;lr", "tag=2", "2"},
    {"Bob<sip:a@h>", "Bob", "sip:a@h", NULL, NULL},
    {"Alice B. Example \r\n <sip:a@h> ; q=0.1", "Alice B. Example", "sip:a@h", " q=0.1", NULL},
    {"\"A, \\\"B\\\" <x>\"  <sip:a@h>;tag=3", "\"A, \\\"B\\\" <x>\"", "sip:a@h", "tag=3", "3"},
    {"\"\" <sip:a@h>", "\"\"", "sip:a@h", NULL, NULL},
    {"J\xc3\xb6rg <sip:a@h>", "J\xc3\xb6rg", "sip:a@h", NULL, NULL},
    {"<tel:+1;x=y>;tag=4", NULL, "tel:+1;x=y", "tag=4", "4"},
    {"isbn:2983792873", NULL, "isbn:2983792873", NULL, NULL},
    {"<sip:a@h>;+sip.instance=\"<urn:uuid:1;2,3>\";tag=5", NULL, "sip:a@h",
     "+sip.instance=\"<urn:uuid:1;2,3>\";tag=5", "5"},
};

static bool is_part(csip_str given, const char *expected)
{
    return (given.ptr != NULL) == (expected != NULL) &&
           csip_str_equal(given, csip_str_from(expected));
}

static void name_addr_good_is_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        csip_name_addr addr;
        if (csip_name_addr_parse(csip_str_from(good[i].text), &addr) != CSIP_OK ||
            !is_part(addr.display_name, good[i].display_name) ||
            !is_part(addr.uri.text, good[i].uri) || !is_part(addr.params, good[i].params) ||
            !is_part(addr.tag, good[i].tag) || addr.is_star) {
            fail_msg("row %zu: %s", i, good[i].text);
        }
    }
}

static void name_addr_star_is_told(void **state)
{
    (void)state;
    csip_name_addr addr;
    assert_int_equal(csip_name_addr_parse(CSIP_STR(" * "), &addr), CSIP_OK);
    assert_true(addr.is_star);
}

static void name_addr_bad_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "**",
        "<sip:a@h",
        "sip:a@h>",
        "<>",
        "< sip:a@h>",
        "<sip:a@h >",
        "\"Bob <sip:a@h>",
        "\"Bob\" sip:a@h",
        "\"Bob\\\" <sip:a@h>",
        "Bob, B <sip:a@h>",
        "sip:a@h?X=1",
        "sip:a@h, sip:b@h",
        "<sip:a@h> x",
        "<sip:a@h>,<sip:b@h>",
        "<sip:a@h>;",
        "<sip:a@h>;;tag=1",
        "<sip:a@h>;tag=",
        "<sip:a@h>;tag=\"x",
        "<sip:a@h>;=x",
        "<sip:a@h>;tag=1;",
        "<sip:a@h>;t(g=1",
        "<sip:a@h>;tag=1 2",
        "Bob <bob>",
        "alice",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        csip_name_addr addr = {.is_star = true};
        if (csip_name_addr_parse(csip_str_from(texts[i]), &addr) != CSIP_ERROR_PARSE ||
            !addr.is_star) {
            fail_msg("row %zu: %s", i, texts[i]);
        }
    }
    csip_name_addr addr;
    assert_int_equal(csip_name_addr_parse((csip_str){0}, &addr), CSIP_ERROR_PARSE);
}

static void name_addr_prefixes_end_at_guard_page(void **state)
{
    (void)state;
    guarded guard = guard_new(256);
    size_t parsed = 0;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        for (size_t len = 0; len <= strlen(good[i].text); len++) {
            csip_name_addr addr;
            csip_str text = {(const char *)guard_put(&guard, good[i].text, len), len};
            parsed += csip_name_addr_parse(text, &addr) == CSIP_OK;
        }
    }
    assert_true(parsed > sizeof good / sizeof good[0]);
    guard_free(&guard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_addr_good_is_taken_apart),
        cmocka_unit_test(name_addr_star_is_told),
        cmocka_unit_test(name_addr_bad_is_refused),
        cmocka_unit_test(name_addr_prefixes_end_at_guard_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
