#include "machine.h"

static int start(void **state)
{
    setup(state);
    start_client(CSIP_METHOD_MESSAGE, REQUEST("MESSAGE"));
    return 0;
}

static void non_invite_client_timer_f_fires_reports_timeout_even_after_a_provisional(void **state)
{
    (void)state;
    wait_ms(30000);
    answer("MESSAGE", 100);
    wait_ms(1999);
    assert_string_equal(heard, "100");
    wait_ms(1);
    assert_string_equal(heard, "100 timeout ended");
}

static void non_invite_client_final_response_ends_it_at_once(void **state)
{
    (void)state;
    assert_true(answer("MESSAGE", 404));
    assert_string_equal(heard, "404 ended");
    assert_false(answer("MESSAGE", 404));
}

static void non_invite_client_lost_flow_is_told(void **state)
{
    (void)state;
    csip__transactions_lost(&table, 1);
    assert_string_equal(heard, "lost ended");
}

static void non_invite_client_other_method_of_the_branch_is_not_its_response(void **state)
{
    (void)state;
    assert_false(answer("INVITE", 200));
    assert_string_equal(heard, "");
}

static void client_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        char branch[16];
        snprintf(branch, sizeof(branch), "z9hG4bK%u", i);
        assert_non_null(csip__client_new(&table, CSIP_METHOD_MESSAGE, csip_str_from(branch),
                                         csip__core_dup(&core, CSIP_STR("x\r\n"))));
    }
    assert_null(csip__client_new(&table, CSIP_METHOD_MESSAGE, CSIP_STR("z9hG4bKfive"),
                                 csip__core_dup(&core, CSIP_STR("x\r\n"))));
    assert_int_equal(core.error, CSIP_OK);
    sent();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, teardown)
        TEST(non_invite_client_timer_f_fires_reports_timeout_even_after_a_provisional),
        TEST(non_invite_client_final_response_ends_it_at_once),
        TEST(non_invite_client_lost_flow_is_told),
        TEST(non_invite_client_other_method_of_the_branch_is_not_its_response),
        TEST(client_beyond_the_limit_is_refused),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
