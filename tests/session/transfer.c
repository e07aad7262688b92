#include "check.h"

/* Three agents and the proxy between them: Alice transfers Bob to Carol. */
enum { ALICE, BOB, CAROL, COUNT };

static world w;
static phone phones[COUNT];
static phone *const alice = &phones[ALICE], *const bob = &phones[BOB],
                    *const carol = &phones[CAROL];
static csip_id with_bob, with_carol, transfer;
static csip_id bobs_refer;

static void no_registration(csip_config *config)
{
    config->auto_register = false;
    config->session_timers = false; /* time passes for one of them at a time */
}

static int setup(void **state)
{
    static const char *const names[] = {"alice", "bob", "carol"};
    (void)state;
    world_init(&w);
    for (int i = 0; i < COUNT; i++) {
        phone_init(&phones[i], &w, names[i], no_registration);
        assert_int_equal(csip_agent_start(phones[i].agent, w.now_ms), CSIP_OK);
        phone_drain(&phones[i]);
        phone_connected(&phones[i]);
        csip_agent_set_interest(phones[i].agent, CSIP_EVENT_BIT(CSIP_EVENT_NEW_RTC_SESSION) |
                                                     CSIP_EVENT_BIT(CSIP_EVENT_REPLACES));
        phone_log(&phones[i]);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        phone_done(&phones[i]);
    }
    assert_int_equal(w.live_blocks, 0);
    return 0;
}

/* Whose it is: by the account's name, else by the host that only this phone uses. */
static phone *receiver_of(const char *wire)
{
    static const char *const accounts[] = {" sip:alice@example.test", " sip:bob@example.test",
                                           " sip:carol@example.test"};
    char place[256];
    csip_message m;
    assert_int_equal(csip_message_parse(csip_str_from(wire), &m, NULL), CSIP_OK);
    csip_str host = m.is_request ? m.request_uri.host : m.via.host;
    snprintf(place, sizeof(place), "%.*s", CSIP_STR_ARG(host));
    for (int i = 0; i < COUNT; i++) {
        csip_uri contact;
        assert_int_equal(csip_uri_parse(csip_agent_contact(phones[i].agent), &contact), CSIP_OK);
        const char *line_end = strchr(wire, '\r');
        const char *named = strstr(wire, accounts[i]);
        if (csip_str_equal(contact.host, host) || (m.is_request && named && named < line_end))
            return &phones[i];
    }
    fail_msg("nobody gets %s", wire);
    return NULL;
}

/* Deliver until nothing is left, media hosts answering at once. */
static void exchange(void)
{
    bool is_busy = true;
    while (is_busy) {
        is_busy = false;
        for (int i = 0; i < COUNT; i++) {
            phone_media_run(&phones[i]);
            while (phones[i].outbox_count > 0) {
                char *wire = phones[i].outbox[0];
                phones[i].outbox_count--;
                memmove(phones[i].outbox, phones[i].outbox + 1,
                        phones[i].outbox_count * sizeof(phones[i].outbox[0]));
                phone_receive(receiver_of(wire), wire);
                free(wire);
                is_busy = true;
            }
        }
    }
}

static void forget(void)
{
    for (int i = 0; i < COUNT; i++) {
        phone_log(&phones[i]);
    }
}

static void answer(phone *p)
{
    assert_int_equal(csip_agent_answer(p->agent, p->last_session, NULL, w.now_ms), CSIP_OK);
    phone_drain(p);
    exchange();
}

static csip_id call(phone *p, const char *target, phone *callee)
{
    csip_id id;
    assert_int_equal(csip_agent_call(p->agent, target, NULL, w.now_ms, &id), CSIP_OK);
    phone_drain(p);
    exchange();
    answer(callee);
    forget();
    return id;
}

static void order_transfer(csip_id replaces)
{
    const csip_refer_options options = {.replaces = replaces};
    assert_int_equal(
        csip_agent_refer(alice->agent, with_bob, "carol", &options, w.now_ms, &transfer), CSIP_OK);
    phone_drain(alice);
    exchange();
    bobs_refer = bob->last_refer;
}

static void refer(void)
{
    with_bob = call(alice, "bob", bob);
    order_transfer(0);
}

static void accept_refer(void)
{
    csip_id id;
    assert_int_equal(csip_agent_accept_refer(bob->agent, bobs_refer, NULL, w.now_ms, &id), CSIP_OK);
    assert_true(id != 0 && id != bobs_refer);
    phone_drain(bob);
    exchange();
}

static void end(phone *p, csip_id id)
{
    assert_int_equal(csip_agent_terminate(p->agent, id, NULL, w.now_ms), CSIP_OK);
    phone_drain(p);
    exchange();
}

static void blind_transfer_goes_through_the_recorded_order(void **state)
{
    (void)state;
    refer();
    assert_ladder(alice, ">REFER <202/REFER *requestSucceeded(202) <NOTIFY >200/NOTIFY "
                         "*transferTrying(100 Trying)");
    assert_ladder(bob, "<REFER >202/REFER >NOTIFY *refer <200/NOTIFY");
    accept_refer();
    assert_ladder(bob, "!OPEN *peerconnection *newRTCSession(local) !ACQUIRE *sessionConnecting "
                       "!CREATE_OFFER !SET_LOCAL !DESCRIBE *sdp(local,offer) *sending >INVITE "
                       "<100/INVITE <180/INVITE *progress(remote,180) >NOTIFY <200/NOTIFY");
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferProgress(180 Ringing)");
    answer(carol);
    assert_ladder(bob, "<200/INVITE *sdp(remote,answer) !SET_REMOTE *accepted(remote,200) >NOTIFY "
                       ">ACK *confirmed(local) <200/NOTIFY");
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferAccepted(200 OK)");
    end(alice, with_bob);
    assert_ladder(bob, "<BYE >200/BYE *ended(remote,\"Terminated\") !CLOSE");
    phone_wait(bob, 400000);
    phone_wait(alice, 0);
    assert_ladder(bob, "");
}

static void rejected_transfer_is_told_603(void **state)
{
    (void)state;
    refer();
    forget();
    assert_int_equal(csip_agent_reject_refer(bob->agent, bobs_refer, w.now_ms), CSIP_OK);
    phone_drain(bob);
    exchange();
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferFailed(remote,603 Decline,\"Rejected\")");
    assert_ladder(bob, ">NOTIFY <200/NOTIFY");
}

static void transfer_to_one_who_is_busy_fails_with_the_status(void **state)
{
    (void)state;
    const csip_reply busy = {.status = 486};
    refer();
    accept_refer();
    forget();
    assert_int_equal(csip_agent_terminate(carol->agent, carol->last_session, &busy, w.now_ms),
                     CSIP_OK);
    phone_drain(carol);
    exchange();
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferFailed(remote,486 Busy Here,\"Busy\")");
}

static void transferee_who_gives_up_tells_487(void **state)
{
    (void)state;
    refer();
    accept_refer();
    forget();
    end(bob, bob->last_session);
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferFailed(remote,487 Canceled,\"SIP Failure "
                         "Code\")");
}

static void two_transfers_at_a_time_are_told_apart(void **state)
{
    (void)state;
    csip_id other;
    refer();
    assert_int_equal(csip_agent_refer(alice->agent, with_bob, "alice", NULL, w.now_ms, &other),
                     CSIP_OK);
    assert_int_not_equal(other, transfer);
    phone_drain(alice);
    exchange();
    forget();
    assert_int_equal(csip_agent_reject_refer(bob->agent, bob->last_refer, w.now_ms), CSIP_OK);
    phone_drain(bob);
    exchange();
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferFailed(remote,603 Decline,\"Rejected\")");
    accept_refer();
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferProgress(180 Ringing)");
}

/* Carol called Alice or was called by her; either way it is their call that Bob's replaces. */
static void attended_transfer(bool is_carol_the_caller)
{
    with_bob = call(alice, "bob", bob);
    with_carol = is_carol_the_caller ? (call(carol, "alice", alice), alice->last_session)
                                     : call(alice, "carol", carol);
    order_transfer(with_carol);
    forget();
    csip_id replaced = carol->last_session;
    accept_refer();
    assert_ladder(carol, "<INVITE >100/INVITE *replaces");
    assert_ladder(alice, "");
    assert_int_equal(csip_agent_accept_replaces(carol->agent, replaced, w.now_ms),
                     CSIP_ERROR_STATE);
    csip_id joined = carol->last_replacing;
    assert_int_equal(csip_agent_accept_replaces(carol->agent, joined, w.now_ms), CSIP_OK);
    phone_drain(carol);
    exchange();
    assert_int_equal(carol->last_session, joined);
    assert_ladder(carol, "*newRTCSession(remote) >180/INVITE *progress(local)");
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferProgress(180 Ringing)");
    answer(carol);
    assert_ladder(carol, "!OPEN *peerconnection !ACQUIRE *sdp(remote,offer) !SET_REMOTE "
                         "*sessionConnecting !CREATE_ANSWER !SET_LOCAL !DESCRIBE "
                         "*sdp(local,answer) >200/INVITE *accepted(local) <ACK "
                         "*confirmed(remote) >BYE *ended(local,\"Terminated\") !CLOSE <200/BYE");
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferAccepted(200 OK) <BYE >200/BYE "
                         "*ended(remote,\"Terminated\") !CLOSE");
    end(alice, with_bob);
}

static void attended_transfer_to_one_we_called_replaces_that_call(void **state)
{
    (void)state;
    attended_transfer(false);
}

static void attended_transfer_to_one_who_called_us_replaces_that_call(void **state)
{
    (void)state;
    attended_transfer(true);
}

static void attended_transfer_that_carol_refuses_fails_with_486(void **state)
{
    (void)state;
    with_bob = call(alice, "bob", bob);
    with_carol = call(alice, "carol", carol);
    order_transfer(with_carol);
    accept_refer();
    forget();
    csip_id joined = carol->last_replacing;
    const csip_reply bad = {.status = 200};
    assert_int_equal(csip_agent_reject_replaces(carol->agent, joined, &bad, w.now_ms),
                     CSIP_ERROR_ARGUMENT);
    assert_int_equal(csip_agent_reject_replaces(carol->agent, joined, NULL, w.now_ms), CSIP_OK);
    phone_drain(carol);
    exchange();
    assert_ladder(carol, ">486/INVITE <ACK");
    assert_ladder(alice, "<NOTIFY >200/NOTIFY *transferFailed(remote,486 Busy Here,\"Busy\")");
    end(alice, with_carol);
}

static void transfer_needs_established_sessions(void **state)
{
    (void)state;
    csip_refer_options options = {.replaces = 12345};
    with_bob = call(alice, "bob", bob);
    assert_int_equal(
        csip_agent_refer(alice->agent, with_bob, "carol", &options, w.now_ms, &transfer),
        CSIP_ERROR_NOT_FOUND);
    assert_int_equal(csip_agent_call(alice->agent, "carol", NULL, w.now_ms, &with_carol), CSIP_OK);
    phone_drain(alice);
    options.replaces = with_carol;
    assert_int_equal(
        csip_agent_refer(alice->agent, with_bob, "carol", &options, w.now_ms, &transfer),
        CSIP_ERROR_STATE);
    assert_int_equal(csip_agent_refer(alice->agent, with_carol, "bob", NULL, w.now_ms, &transfer),
                     CSIP_ERROR_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(blind_transfer_goes_through_the_recorded_order),
        TEST(rejected_transfer_is_told_603),
        TEST(transfer_to_one_who_is_busy_fails_with_the_status),
        TEST(transferee_who_gives_up_tells_487),
        TEST(two_transfers_at_a_time_are_told_apart),
        TEST(attended_transfer_to_one_we_called_replaces_that_call),
        TEST(attended_transfer_to_one_who_called_us_replaces_that_call),
        TEST(attended_transfer_that_carol_refuses_fails_with_486),
        TEST(transfer_needs_established_sessions),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
