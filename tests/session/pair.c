#include "check.h"

/* Two agents joined in memory: what one sends the other receives, by turns. */
static world w;
static phone alice, bob;
static csip_id call;

static void connect(phone *p)
{
    assert_int_equal(csip_agent_start(p->agent, w.now_ms), CSIP_OK);
    phone_drain(p);
    phone_connected(p);
    phone_log(p);
}

static void no_registration(csip_config *config)
{
    config->auto_register = false;
}

static int setup(void **state)
{
    (void)state;
    world_init(&w);
    phone_init(&alice, &w, "alice", no_registration);
    phone_init(&bob, &w, "bob", no_registration);
    connect(&alice);
    connect(&bob);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    phone_done(&alice);
    phone_done(&bob);
    assert_int_equal(w.live_blocks, 0);
    return 0;
}

static void exchange(void)
{
    while (phone_deliver(&alice, &bob) + phone_deliver(&bob, &alice) > 0)
        ;
}

static void dial(void)
{
    assert_int_equal(csip_agent_call(alice.agent, "bob", NULL, w.now_ms, &call), CSIP_OK);
    phone_drain(&alice);
    phone_media_run(&alice);
}

static void ring(void)
{
    dial();
    exchange();
    phone_log(&alice);
    phone_log(&bob);
}

static void answer(void)
{
    assert_int_equal(csip_agent_answer(bob.agent, bob.last_session, NULL, w.now_ms), CSIP_OK);
    phone_drain(&bob);
    phone_media_run(&bob);
}

static void establish(void)
{
    ring();
    answer();
    exchange();
    phone_media_run(&alice);
    exchange();
    phone_log(&alice);
    phone_log(&bob);
}

static csip_error end(phone *p)
{
    csip_error error = csip_agent_terminate(p->agent, p->last_session, NULL, w.now_ms);
    phone_drain(p);
    return error;
}

static void call_goes_through_the_recorded_order_of_events(void **state)
{
    (void)state;
    dial();
    assert_ladder(&alice, "!OPEN *peerconnection *newRTCSession(local) !ACQUIRE "
                          "*sessionConnecting !CREATE_OFFER !SET_LOCAL !DESCRIBE "
                          "*sdp(local,offer) *sending >INVITE");
    exchange();
    assert_ladder(&bob, "<INVITE >100/INVITE *newRTCSession(remote) >180/INVITE *progress(local)");
    assert_ladder(&alice, "<100/INVITE <180/INVITE *progress(remote,180)");
    answer();
    assert_ladder(&bob, "!OPEN *peerconnection !ACQUIRE *sdp(remote,offer) !SET_REMOTE "
                        "*sessionConnecting !CREATE_ANSWER !SET_LOCAL !DESCRIBE "
                        "*sdp(local,answer) >200/INVITE *accepted(local)");
    exchange();
    phone_media_run(&alice);
    assert_ladder(&alice, "<200/INVITE *sdp(remote,answer) !SET_REMOTE *accepted(remote,200) >ACK "
                          "*confirmed(local)");
    exchange();
    assert_ladder(&bob, "<ACK *confirmed(remote)");
    assert_int_equal(end(&alice), CSIP_OK);
    exchange();
    assert_ladder(&alice, ">BYE *ended(local,\"Terminated\") !CLOSE <200/BYE");
    assert_ladder(&bob, "<BYE >200/BYE *ended(remote,\"Terminated\") !CLOSE");
}

static void callee_hangs_up_ends_both(void **state)
{
    (void)state;
    establish();
    assert_int_equal(end(&bob), CSIP_OK);
    exchange();
    assert_ladder(&bob, ">BYE *ended(local,\"Terminated\") !CLOSE <200/BYE");
    assert_ladder(&alice, "<BYE >200/BYE *ended(remote,\"Terminated\") !CLOSE");
}

static void rejection_tells_its_status_and_cause(void **state)
{
    (void)state;
    ring();
    const csip_reply busy = {.status = 486};
    assert_int_equal(csip_agent_terminate(bob.agent, bob.last_session, &busy, w.now_ms), CSIP_OK);
    phone_drain(&bob);
    exchange();
    assert_ladder(&bob, ">486/INVITE *failed(local,\"Rejected\") <ACK");
    assert_ladder(&alice, "<486/INVITE >ACK *failed(remote,486,\"Busy\") !CLOSE");
}

static void rejection_defaults_to_480(void **state)
{
    (void)state;
    ring();
    assert_int_equal(end(&bob), CSIP_OK);
    exchange();
    assert_ladder(&alice, "<480/INVITE >ACK *failed(remote,480,\"Unavailable\") !CLOSE");
}

static void cancel_after_ringing_is_told_on_both_sides(void **state)
{
    (void)state;
    ring();
    assert_int_equal(end(&alice), CSIP_OK);
    exchange();
    assert_ladder(&alice,
                  ">CANCEL *failed(local,\"Canceled\") !CLOSE <200/CANCEL <487/INVITE >ACK");
    assert_ladder(&bob, "<CANCEL >200/CANCEL >487/INVITE *failed(remote,\"Canceled\") <ACK");
}

static void cancel_before_any_response_waits_for_one(void **state)
{
    (void)state;
    dial();
    phone_log(&alice);
    assert_int_equal(end(&alice), CSIP_OK);
    assert_ladder(&alice, "*failed(local,\"Canceled\") !CLOSE");
    exchange();
    assert_ladder(&alice, "<100/INVITE >CANCEL <180/INVITE <200/CANCEL <487/INVITE >ACK");
}

static void cancel_before_the_invite_sends_nothing(void **state)
{
    (void)state;
    assert_int_equal(csip_agent_call(alice.agent, "bob", NULL, w.now_ms, &call), CSIP_OK);
    phone_drain(&alice);
    phone_log(&alice);
    assert_int_equal(end(&alice), CSIP_OK);
    assert_ladder(&alice, "*failed(local,\"Canceled\") !CLOSE");
    phone_media_run(&alice);
    assert_ladder(&alice, "");
    csip_session_info info;
    assert_int_equal(csip_agent_session(alice.agent, call, &info), CSIP_ERROR_NOT_FOUND);
}

static void cancel_crossing_the_200_acknowledges_and_hangs_up(void **state)
{
    (void)state;
    ring();
    answer();
    phone_log(&bob);
    assert_int_equal(end(&alice), CSIP_OK);
    exchange();
    assert_ladder(&alice, ">CANCEL *failed(local,\"Canceled\") !CLOSE <200/INVITE >ACK >BYE "
                          "<200/CANCEL <200/BYE");
    assert_ladder(&bob, "<CANCEL >200/CANCEL <ACK *confirmed(remote) <BYE >200/BYE "
                        "*ended(remote,\"Terminated\") !CLOSE");
}

static void byes_crossing_end_both_quietly(void **state)
{
    (void)state;
    establish();
    assert_int_equal(end(&alice), CSIP_OK);
    assert_int_equal(end(&bob), CSIP_OK);
    exchange();
    assert_ladder(&alice, ">BYE *ended(local,\"Terminated\") !CLOSE <BYE >200/BYE <200/BYE");
    assert_ladder(&bob, ">BYE *ended(local,\"Terminated\") !CLOSE <BYE >200/BYE <200/BYE");
}

static void callees_bye_waits_for_the_ack(void **state)
{
    (void)state;
    ring();
    answer();
    phone_log(&bob);
    assert_int_equal(end(&bob), CSIP_OK);
    assert_ladder(&bob, "*ended(local,\"Terminated\") !CLOSE");
    exchange();
    phone_media_run(&alice);
    exchange();
    assert_ladder(&bob, "<ACK >BYE <200/BYE");
}

static void session_outlives_a_lost_connection(void **state)
{
    (void)state;
    establish();
    phone_lost(&alice);
    phone_wait(&alice, 2000);
    phone_connected(&alice);
    phone_log(&alice);
    assert_int_equal(end(&alice), CSIP_OK);
    exchange();
    assert_ladder(&alice, ">BYE *ended(local,\"Terminated\") !CLOSE <200/BYE");
    assert_ladder(&bob, "<BYE >200/BYE *ended(remote,\"Terminated\") !CLOSE");
}

static void lost_connection_fails_an_invite_under_way(void **state)
{
    (void)state;
    ring();
    phone_lost(&alice);
    assert_ladder(&alice, "*failed(system,\"Connection Error\") !CLOSE *disconnected(CLOSED)");
}

static void ended_session_is_readable_until_its_last_transaction_ends(void **state)
{
    (void)state;
    csip_session_info info;
    establish();
    assert_int_equal(csip_agent_session(alice.agent, call, &info), CSIP_OK);
    assert_int_equal(info.state, CSIP_SESSION_CONFIRMED);
    assert_true(csip_str_equal(info.remote_identity_text, CSIP_STR("<sip:bob@example.test>")));
    assert_int_equal(end(&alice), CSIP_OK);
    exchange();
    assert_int_equal(csip_agent_session(alice.agent, call, &info), CSIP_OK);
    assert_int_equal(info.state, CSIP_SESSION_TERMINATED);
    assert_int_equal(csip_agent_terminate(alice.agent, call, NULL, w.now_ms), CSIP_ERROR_STATE);
    phone_wait(&alice, 32000);
    assert_int_equal(csip_agent_session(alice.agent, call, &info), CSIP_ERROR_NOT_FOUND);
    assert_int_equal(csip_agent_terminate(alice.agent, call, NULL, w.now_ms), CSIP_ERROR_NOT_FOUND);
}

static void mute_tells_what_changed_and_the_media(void **state)
{
    (void)state;
    establish();
    assert_int_equal(csip_agent_mute(alice.agent, call, true, false, w.now_ms), CSIP_OK);
    assert_int_equal(csip_agent_mute(alice.agent, call, true, true, w.now_ms), CSIP_OK);
    assert_int_equal(csip_agent_unmute(alice.agent, call, true, true, w.now_ms), CSIP_OK);
    assert_int_equal(csip_agent_unmute(alice.agent, call, true, true, w.now_ms), CSIP_OK);
    phone_drain(&alice);
    assert_ladder(&alice, "!MUTE *muted(a) !MUTE *muted(v) !MUTE *unmuted(av)");
}

static void stop_hangs_up_and_closes(void **state)
{
    (void)state;
    establish();
    assert_int_equal(csip_agent_stop(alice.agent, w.now_ms), CSIP_OK);
    phone_drain(&alice);
    exchange();
    assert_ladder(&alice, ">BYE *ended(local,\"Terminated\") !CLOSE <200/BYE [close]");
    assert_true(csip_agent_is_active(alice.agent));
    phone_lost(&alice);
    assert_ladder(&alice, "*disconnected(OK)");
    assert_false(csip_agent_is_active(alice.agent));
}

static void hundred_calls_in_a_row_stay_within_the_limit(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        establish();
        assert_int_equal(end(&alice), CSIP_OK);
        exchange();
        assert_ladder(&bob, "<BYE >200/BYE *ended(remote,\"Terminated\") !CLOSE");
    }
}

static void two_sessions(csip_config *config)
{
    no_registration(config);
    config->max_sessions = 2;
}

static void call_beyond_the_limit_is_refused_until_one_ends(void **state)
{
    static phone carol;
    (void)state;
    phone_init(&carol, &w, "carol", two_sessions);
    connect(&carol);
    for (int i = 0; i < 2; i++)
        assert_int_equal(csip_agent_call(carol.agent, "bob", NULL, w.now_ms, &call), CSIP_OK);
    assert_int_equal(csip_agent_call(carol.agent, "bob", NULL, w.now_ms, &call), CSIP_ERROR_LIMIT);
    phone_drain(&carol);
    assert_int_equal(end(&carol), CSIP_OK);
    assert_int_equal(csip_agent_call(carol.agent, "bob", NULL, w.now_ms, &call), CSIP_OK);
    phone_drain(&carol);
    phone_done(&carol);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(call_goes_through_the_recorded_order_of_events),
        TEST(callee_hangs_up_ends_both),
        TEST(rejection_tells_its_status_and_cause),
        TEST(rejection_defaults_to_480),
        TEST(cancel_after_ringing_is_told_on_both_sides),
        TEST(cancel_before_any_response_waits_for_one),
        TEST(cancel_before_the_invite_sends_nothing),
        TEST(cancel_crossing_the_200_acknowledges_and_hangs_up),
        TEST(byes_crossing_end_both_quietly),
        TEST(callees_bye_waits_for_the_ack),
        TEST(session_outlives_a_lost_connection),
        TEST(lost_connection_fails_an_invite_under_way),
        TEST(ended_session_is_readable_until_its_last_transaction_ends),
        TEST(mute_tells_what_changed_and_the_media),
        TEST(stop_hangs_up_and_closes),
        TEST(hundred_calls_in_a_row_stay_within_the_limit),
        TEST(call_beyond_the_limit_is_refused_until_one_ends),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
