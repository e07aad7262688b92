#include "machine.h"

static int start(void **state)
{
    setup(state);
    start_server(REQUEST("INVITE"));
    return 0;
}

static bool again(const char *method)
{
    receive(strcmp(method, "ACK") == 0 ? REQUEST("ACK") : REQUEST("INVITE"));
    return csip__server_receive(&table, core.received);
}

static void invite_server_repeated_request_gets_the_last_response(void **state)
{
    (void)state;
    assert_true(again("INVITE"));
    assert_string_equal(sent(), "");
    csip__respond_status(tx, 100);
    csip__respond_status(tx, 180);
    assert_string_equal(sent(), "SIP/2.0 100 Trying|SIP/2.0 180 Ringing");
    assert_true(again("INVITE"));
    assert_string_equal(sent(), "SIP/2.0 180 Ringing");
}

static void invite_server_ack_of_a_failure_ends_it(void **state)
{
    (void)state;
    csip__respond_status(tx, 486);
    assert_string_equal(sent(), "SIP/2.0 486 Busy Here");
    assert_true(again("INVITE"));
    assert_string_equal(sent(), "SIP/2.0 486 Busy Here");
    assert_true(again("ACK"));
    assert_string_equal(heard, "ended");
}

static void invite_server_timer_h_fires_reports_timeout(void **state)
{
    (void)state;
    csip__respond_status(tx, 486);
    sent();
    wait_ms(32000);
    assert_string_equal(heard, "timeout ended");
}

static void invite_server_accepted_leaves_the_ack_to_the_dialog(void **state)
{
    (void)state;
    csip__respond_status(tx, 200);
    csip__server_repeat(tx);
    assert_string_equal(sent(), "SIP/2.0 200 OK|SIP/2.0 200 OK");
    assert_false(again("ACK"));
    wait_ms(31999);
    assert_string_equal(heard, "");
    wait_ms(1);
    assert_string_equal(heard, "ended");
}

static void invite_server_same_request_by_another_way_is_merged(void **state)
{
    (void)state;
    receive("INVITE sip:bob@example.test SIP/2.0\r\nVia: SIP/2.0/WS b.invalid;branch=z9hG4bKtwo\r\n"
            "From: <sip:a@example.test>;tag=f\r\nTo: <sip:bob@example.test>\r\nCall-ID: c\r\n"
            "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
    assert_false(csip__server_receive(&table, core.received));
    assert_true(csip__server_is_merged(&table, core.received));
}

static void invite_server_cancel_finds_it(void **state)
{
    (void)state;
    receive(REQUEST("CANCEL"));
    assert_false(csip__server_receive(&table, core.received));
    assert_ptr_equal(csip__server_find_invite(&table, core.received), tx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, teardown)
        TEST(invite_server_repeated_request_gets_the_last_response),
        TEST(invite_server_ack_of_a_failure_ends_it),
        TEST(invite_server_timer_h_fires_reports_timeout),
        TEST(invite_server_accepted_leaves_the_ack_to_the_dialog),
        TEST(invite_server_same_request_by_another_way_is_merged),
        TEST(invite_server_cancel_finds_it),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
