#include "machine.h"

static int start(void **state)
{
    setup(state);
    start_client(CSIP_METHOD_INVITE, REQUEST("INVITE"));
    return 0;
}

static void invite_client_timer_b_fires_reports_timeout(void **state)
{
    (void)state;
    wait_ms(31999);
    assert_string_equal(heard, "");
    wait_ms(1);
    assert_string_equal(heard, "timeout ended");
}

static void invite_client_provisional_stops_timer_b(void **state)
{
    (void)state;
    assert_true(answer("INVITE", 180));
    wait_ms(10 * 60 * 1000);
    assert_string_equal(heard, "180");
}

static void invite_client_failure_is_acknowledged_and_again_when_repeated(void **state)
{
    (void)state;
    answer("INVITE", 486);
    assert_string_equal(sent(), "ACK sip:bob@example.test SIP/2.0");
    answer("INVITE", 486);
    assert_string_equal(sent(), "ACK sip:bob@example.test SIP/2.0");
    assert_string_equal(heard, "486");
    wait_ms(32000);
    assert_string_equal(heard, "486 ended");
    assert_false(answer("INVITE", 486));
}

static void invite_client_ack_has_branch_route_and_the_responses_to(void **state)
{
    (void)state;
    answer("INVITE", 486);
    csip_message ack;
    assert_int_equal(csip_message_parse(tx->sent, &ack, NULL), CSIP_OK);
    assert_true(csip_str_equal(ack.via.branch, CSIP_STR("z9hG4bKone")));
    assert_true(csip_str_equal(ack.to.tag, CSIP_STR("t")));
    assert_true(csip_str_equal(csip_message_value(&ack, CSIP_HEADER_ROUTE),
                               CSIP_STR("<sip:r.invalid;lr>")));
    assert_int_equal(ack.cseq, 1);
    assert_int_equal(ack.cseq_method, CSIP_METHOD_ACK);
    sent();
}

static void invite_client_each_2xx_is_handed_up_for_64_t1(void **state)
{
    (void)state;
    answer("INVITE", 200);
    answer("INVITE", 200);
    assert_string_equal(sent(), "");
    assert_string_equal(heard, "200 200");
    wait_ms(32000);
    assert_string_equal(heard, "200 200 ended");
}

static void invite_client_lost_flow_is_told_before_the_final_response_only(void **state)
{
    (void)state;
    csip__transactions_lost(&table, 2);
    assert_string_equal(heard, "");
    answer("INVITE", 180);
    csip__transactions_lost(&table, 1);
    assert_string_equal(heard, "180 lost ended");
}

static void invite_client_accepted_outlives_its_flow(void **state)
{
    (void)state;
    answer("INVITE", 200);
    csip__transactions_lost(&table, 1);
    answer("INVITE", 200);
    assert_string_equal(heard, "200 200");
}

static void invite_client_cancel_waits_64_t1_for_the_final_response(void **state)
{
    (void)state;
    csip__client_cancel(tx, CSIP_STR(""));
    assert_string_equal(sent(), "");
    answer("INVITE", 180);
    csip__client_cancel(tx, CSIP_STR(""));
    assert_string_equal(sent(), "CANCEL sip:bob@example.test SIP/2.0");
    answer("CANCEL", 200);
    wait_ms(31999);
    assert_string_equal(heard, "180");
    wait_ms(1);
    assert_string_equal(heard, "180 timeout ended");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, teardown)
        TEST(invite_client_timer_b_fires_reports_timeout),
        TEST(invite_client_provisional_stops_timer_b),
        TEST(invite_client_failure_is_acknowledged_and_again_when_repeated),
        TEST(invite_client_ack_has_branch_route_and_the_responses_to),
        TEST(invite_client_each_2xx_is_handed_up_for_64_t1),
        TEST(invite_client_lost_flow_is_told_before_the_final_response_only),
        TEST(invite_client_accepted_outlives_its_flow),
        TEST(invite_client_cancel_waits_64_t1_for_the_final_response),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
