#include "machine.h"

static int start(void **state)
{
    setup(state);
    start_server(REQUEST("MESSAGE"));
    return 0;
}

static bool again(void)
{
    receive(REQUEST("MESSAGE"));
    return csip__server_receive(&table, core.received);
}

static void non_invite_server_repeated_request_is_silent_until_a_response(void **state)
{
    (void)state;
    assert_true(again());
    assert_string_equal(sent(), "");
    csip__respond_status(tx, 200);
    assert_string_equal(sent(), "SIP/2.0 200 OK");
    assert_true(again());
    assert_string_equal(sent(), "SIP/2.0 200 OK");
}

static void non_invite_server_timer_j_ends_it(void **state)
{
    (void)state;
    csip__respond_status(tx, 200);
    sent();
    wait_ms(31999);
    assert_string_equal(heard, "");
    wait_ms(1);
    assert_string_equal(heard, "ended");
    assert_false(again());
}

static void non_invite_server_second_final_response_is_not_sent(void **state)
{
    (void)state;
    csip__respond_status(tx, 200);
    csip__respond_status(tx, 500);
    assert_string_equal(sent(), "SIP/2.0 200 OK");
}

static void non_invite_server_without_cookie_is_matched_by_call_and_tag(void **state)
{
    (void)state;
    const char *old =
        "OPTIONS sip:bob@example.test SIP/2.0\r\nVia: SIP/2.0/WS a.invalid;branch=1\r\n"
        "From: <sip:a@example.test>;tag=f\r\nTo: <sip:bob@example.test>\r\n"
        "Call-ID: old\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    start_server(old);
    receive(old);
    assert_true(csip__server_receive(&table, core.received));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, teardown)
        TEST(non_invite_server_repeated_request_is_silent_until_a_response),
        TEST(non_invite_server_timer_j_ends_it),
        TEST(non_invite_server_second_final_response_is_not_sent),
        TEST(non_invite_server_without_cookie_is_matched_by_call_and_tag),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
