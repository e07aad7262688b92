#include "cli/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_text(const csip__cli_text *text, const char *wanted)
{
    assert_false(text->has_failed);
    assert_int_equal(text->len, strlen(wanted));
    assert_memory_equal(text->ptr, wanted, text->len);
}

static void text_from_the_network_cannot_move_the_cursor(void **state)
{
    const struct {
        csip_str given;
        const char *wanted;
    } cases[] = {
        {CSIP_STR("sip:bob@example.com"), "sip:bob@example.com"},
        {CSIP_STR("Grüße, 你好 🙂"), "Grüße, 你好 🙂"},
        {CSIP_STR("a\x1b[2Jb\r\n\t\0c\x7f"), "a\\x1b[2Jb\\x0d\\x0a\\x09\\x00c\\x7f"},
        {CSIP_STR("\xc2\x9b"
                  "31m"),
         "\\xc2\\x9b31m"}, /* C1 */
        {CSIP_STR("\xe2\x80\xae"
                  "evil"),
         "\\xe2\\x80\\xaeevil"}, /* direction */
        {CSIP_STR("\xe2\x81\xa6x"), "\\xe2\\x81\\xa6x"},
        {CSIP_STR("\xff\xc3"), "\\xff\\xc3"},          /* no UTF-8 */
        {CSIP_STR("\xc0\xaf"), "\\xc0\\xaf"},          /* overlong */
        {CSIP_STR("\xed\xa0\x80"), "\\xed\\xa0\\x80"}, /* surrogate */
        {CSIP_STR("\xf8\x88\x80\x80\x80"), "\\xf8\\x88\\x80\\x80\\x80"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csip__cli_text text = {0};
        csip__cli_text_add_safe(&text, cases[i].given);
        assert_text(&text, cases[i].wanted);
        csip__cli_text_done(&text);
    }
}

static void value_is_quoted_only_when_needed(void **state)
{
    csip__cli_text text = {0};

    (void)state;
    csip__cli_text_add_value(&text, CSIP_STR("OK"));
    csip__cli_text_add_value(&text, CSIP_STR("Not Found"));
    csip__cli_text_add_value(&text, CSIP_STR(""));
    assert_text(&text, "OK\"Not Found\"\"\"");
    csip__cli_text_done(&text);
}

static void text_grows_and_formats(void **state)
{
    csip__cli_text text = {0};

    (void)state;
    for (int i = 0; i < 1000; i++)
        csip__cli_text_format(&text, "%d,", i % 10);
    assert_int_equal(text.len, 2000);
    assert_memory_equal(text.ptr + 1996, "8,9,", 4);
    csip__cli_text_done(&text);
}

static void json_of_octets_that_are_no_text_has_replacements(void **state)
{
    (void)state;
    json_t *good = csip__cli_text_json(CSIP_STR("Grüße"));
    json_t *bad = csip__cli_text_json(CSIP_STR("a\xff"
                                               "b"));
    json_t *absent = csip__cli_text_json((csip_str){NULL, 0});

    assert_string_equal(json_string_value(good), "Grüße");
    assert_string_equal(json_string_value(bad), "a\xef\xbf\xbd"
                                                "b");
    assert_string_equal(json_string_value(absent), "");
    json_decref(good);
    json_decref(bad);
    json_decref(absent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_from_the_network_cannot_move_the_cursor),
        cmocka_unit_test(value_is_quoted_only_when_needed),
        cmocka_unit_test(text_grows_and_formats),
        cmocka_unit_test(json_of_octets_that_are_no_text_has_replacements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
