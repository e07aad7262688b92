#include "../media/group.h"

#include <csip/message.h>

static void method_every_name_finds_its_value(void **state)
{
    (void)state;
    for (int i = CSIP_METHOD_OTHER + 1; i < CSIP_METHOD_COUNT; i++) {
        assert_int_equal(csip_method_from(csip_method_name((csip_method)i)), i);
    }
    assert_true(csip_str_equal(csip_method_name(CSIP_METHOD_INVITE), CSIP_STR("INVITE")));
}

static void method_other_case_or_name_is_other(void **state)
{
    (void)state;
    assert_int_equal(csip_method_from(CSIP_STR("invite")), CSIP_METHOD_OTHER);
    assert_int_equal(csip_method_from(CSIP_STR("INVITES")), CSIP_METHOD_OTHER);
    assert_int_equal(csip_method_from((csip_str){0}), CSIP_METHOD_OTHER);
    assert_int_equal(csip_method_name(CSIP_METHOD_OTHER).len, 0);
    assert_int_equal(csip_method_name(CSIP_METHOD_COUNT).len, 0);
}

static void status_reason_known_and_unknown(void **state)
{
    (void)state;
    assert_true(csip_str_equal(csip_status_reason(180), CSIP_STR("Ringing")));
    assert_true(
        csip_str_equal(csip_status_reason(481), CSIP_STR("Call/Transaction Does Not Exist")));
    assert_int_equal(csip_status_reason(299).len, 0);
    assert_int_equal(csip_status_reason(0).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(method_every_name_finds_its_value),
        cmocka_unit_test(method_other_case_or_name_is_other),
        cmocka_unit_test(status_reason_known_and_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
