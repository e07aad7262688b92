#include "base/str.h"
#include "../media/group.h"

static void equal_nocase_ascii_case_differs_is_equal(void **state)
{
    (void)state;
    assert_true(csip_str_equal_nocase(CSIP_STR("Call-ID"), CSIP_STR("cALL-id")));
    assert_false(csip_str_equal_nocase(CSIP_STR("Via"), CSIP_STR("Vib")));
    assert_false(csip_str_equal_nocase(CSIP_STR("Via"), CSIP_STR("Vi")));
    assert_true(csip_str_equal_nocase((csip_str){0}, CSIP_STR("")));
}

static void equal_nocase_not_letters_differ_by_bit_5_is_not_equal(void **state)
{
    (void)state;
    assert_false(csip_str_equal_nocase(CSIP_STR("@"), CSIP_STR("`")));
    assert_false(csip_str_equal_nocase(CSIP_STR("["), CSIP_STR("{")));
}

static void trim_folds_and_blanks_leaves_inside(void **state)
{
    (void)state;
    csip_str trimmed = csip__str_trim(CSIP_STR(" \r\n\t a b \r\n "));
    assert_true(csip_str_equal(trimmed, CSIP_STR("a b")));
    assert_int_equal(csip__str_trim(CSIP_STR(" \t ")).len, 0);
    assert_int_equal(csip__str_trim((csip_str){0}).len, 0);
}

static void cut_separator_there_gives_both_sides(void **state)
{
    (void)state;
    csip_str rest;
    assert_true(csip_str_equal(csip__str_cut(CSIP_STR("a:b:c"), ':', &rest), CSIP_STR("a")));
    assert_true(csip_str_equal(rest, CSIP_STR("b:c")));
    assert_true(csip_str_equal(csip__str_cut(CSIP_STR("a:"), ':', &rest), CSIP_STR("a")));
    assert_non_null(rest.ptr);
    assert_int_equal(rest.len, 0);
}

static void cut_separator_missing_gives_absent_rest(void **state)
{
    (void)state;
    csip_str rest = CSIP_STR("old");
    assert_true(csip_str_equal(csip__str_cut(CSIP_STR("abc"), ':', &rest), CSIP_STR("abc")));
    assert_null(rest.ptr);
}

static void to_uint_table(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t max;
        bool is_good;
        uint64_t value;
    } rows[] = {
        {"0", 0, true, 0},
        {"007", 7, true, 7},
        {"8", 7, false, 0},
        {"4294967295", UINT32_MAX, true, UINT32_MAX},
        {"4294967296", UINT32_MAX, false, 0},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999999", UINT64_MAX, false, 0},
        {"", 9, false, 0},
        {"-1", 9, false, 0},
        {"+1", 9, false, 0},
        {"1 ", 9, false, 0},
        {"1a", 99, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t value = 0;
        bool is_good = csip__str_to_uint(csip_str_from(rows[i].text), rows[i].max, &value);
        if (is_good != rows[i].is_good || value != rows[i].value) {
            fail_msg("row %zu: %s", i, rows[i].text);
        }
    }
}

static void starts_with_table(void **state)
{
    (void)state;
    assert_true(csip__str_starts_with(CSIP_STR("sip:a"), CSIP_STR("sip:")));
    assert_false(csip__str_starts_with(CSIP_STR("SIP:a"), CSIP_STR("sip:")));
    assert_true(csip__str_starts_with_nocase(CSIP_STR("SIP:a"), CSIP_STR("sip:")));
    assert_false(csip__str_starts_with_nocase(CSIP_STR("si"), CSIP_STR("sip:")));
}

static void compare_orders_by_octets_then_length(void **state)
{
    (void)state;
    assert_true(csip__str_compare(CSIP_STR("a"), CSIP_STR("b")) < 0);
    assert_true(csip__str_compare(CSIP_STR("ab"), CSIP_STR("a")) > 0);
    assert_true(csip__str_compare((csip_str){0}, CSIP_STR("a")) < 0);
    assert_int_equal(csip__str_compare(CSIP_STR("a"), CSIP_STR("a")), 0);
}

static void char_hex_table(void **state)
{
    (void)state;
    assert_int_equal(csip__char_hex('0'), 0);
    assert_int_equal(csip__char_hex('9'), 9);
    assert_int_equal(csip__char_hex('a'), 10);
    assert_int_equal(csip__char_hex('F'), 15);
    assert_int_equal(csip__char_hex('g'), -1);
    assert_int_equal(csip__char_hex('/'), -1);
    assert_int_equal(csip__char_hex(':'), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_nocase_ascii_case_differs_is_equal),
        cmocka_unit_test(equal_nocase_not_letters_differ_by_bit_5_is_not_equal),
        cmocka_unit_test(trim_folds_and_blanks_leaves_inside),
        cmocka_unit_test(cut_separator_there_gives_both_sides),
        cmocka_unit_test(cut_separator_missing_gives_absent_rest),
        cmocka_unit_test(to_uint_table),
        cmocka_unit_test(starts_with_table),
        cmocka_unit_test(compare_orders_by_octets_then_length),
        cmocka_unit_test(char_hex_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
