#include "check.h"

#include "subscription/event_package.h"

static csip__event_package parsed(const char *value)
{
    csip__event_package package = {0};
    assert_true(csip__event_package_parse(csip_str_from(value), &package));
    return package;
}

static bool is_same(const char *a, const char *b)
{
    csip__event_package left = parsed(a), right = parsed(b);
    return csip__event_package_is_same(&left, &right);
}

static void event_package_and_id_are_read(void **state)
{
    (void)state;
    csip__event_package package = parsed(" dialog ; x=1 ; ID=\"7\" ");
    assert_true(csip_str_equal(package.name, CSIP_STR("dialog")));
    assert_true(csip_str_equal(package.id, CSIP_STR("7")));
    assert_null(parsed("presence.winfo").id.ptr);
}

static void event_without_a_token_is_refused(void **state)
{
    static const char *const bad[] = {NULL, "", ";id=1", "a b", "a/b", "a;id=\"b c\""};
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        csip__event_package package = {.name = CSIP_STR("untouched")};
        assert_false(csip__event_package_parse(csip_str_from(bad[i]), &package));
        assert_int_equal(package.name.len, 9);
    }
}

static void event_packages_are_compared_byte_by_byte(void **state)
{
    (void)state;
    assert_true(is_same("dialog", "dialog;include-session-description"));
    assert_true(is_same("dialog;id=7", "dialog;x;id=7"));
    assert_false(is_same("dialog", "Dialog"));
    assert_false(is_same("dialog;id=7", "dialog"));
    assert_false(is_same("dialog", "dialog;id=7"));
    assert_false(is_same("dialog;id=a", "dialog;id=A"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event_package_and_id_are_read),
        cmocka_unit_test(event_without_a_token_is_refused),
        cmocka_unit_test(event_packages_are_compared_byte_by_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
