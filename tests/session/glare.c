#include "check.h"

/* Both sides of a call offer at the same instant, on many seeds and delays. */

enum { SEEDS = 100, STEP_MS = 10, LONG_MS = 40000 };

static world w;
static phone alice, bob;

static void no_registration(csip_config *config)
{
    config->auto_register = false;
}

static void start(phone *p, const char *user)
{
    phone_init(p, &w, user, no_registration);
    assert_int_equal(csip_agent_start(p->agent, w.now_ms), CSIP_OK);
    phone_drain(p);
    phone_connected(p);
}

/* Until nothing moves any longer. */
static void settle(void)
{
    size_t count;
    do {
        phone_media_run(&alice);
        phone_media_run(&bob);
        count = phone_deliver(&alice, &bob) + phone_deliver(&bob, &alice);
    } while (count > 0 || alice.op_count + bob.op_count > 0);
}

static void talk(uint64_t seed)
{
    csip_id call;
    world_init(&w);
    w.seed ^= seed * 0x2545f4914f6cdd1du;
    start(&alice, "alice");
    start(&bob, "bob");
    assert_int_equal(csip_agent_call(alice.agent, "bob", NULL, w.now_ms, &call), CSIP_OK);
    phone_drain(&alice);
    settle();
    assert_int_equal(csip_agent_answer(bob.agent, bob.last_session, NULL, w.now_ms), CSIP_OK);
    phone_drain(&bob);
    settle();
    phone_log(&alice);
    phone_log(&bob);
}

static void end(void)
{
    phone_done(&alice);
    phone_done(&bob);
    assert_int_equal(w.live_blocks, 0);
}

/* Time passes for both. */
static void wait_ms(uint64_t ms)
{
    for (uint64_t passed = 0; passed < ms; passed += STEP_MS) {
        w.now_ms += STEP_MS;
        phone_take(&alice, csip_agent_tick(alice.agent, w.now_ms));
        phone_take(&bob, csip_agent_tick(bob.agent, w.now_ms));
        settle();
    }
}

static csip_session_info info_of(const phone *p)
{
    csip_session_info info;
    assert_int_equal(csip_agent_session(p->agent, p->last_session, &info), CSIP_OK);
    return info;
}

/* `options` for both; made, not delivered. */
static void hold(phone *p, const csip_reoffer_options *options)
{
    csip_id id;
    assert_int_equal(csip_agent_hold(p->agent, p->last_session, options, w.now_ms, &id), CSIP_OK);
    phone_drain(p);
    phone_media_run(p);
}

static void assert_held(phone *p)
{
    const char *log = phone_log(p);
    csip_session_info info = info_of(p);
    assert_int_equal(info.state, CSIP_SESSION_CONFIRMED);
    assert_true(info.is_on_hold_local);
    assert_true(info.is_ready_to_reoffer);
    assert_non_null(strstr(log, "*done(200)"));
    assert_null(strstr(log, "unhold"));
    assert_null(strstr(log, "BYE"));
}

static void both_hold(const csip_reoffer_options *alices, const csip_reoffer_options *bobs)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        talk(seed);
        hold(&alice, alices);
        hold(&bob, bobs);
        settle();
        wait_ms(LONG_MS);
        assert_held(&alice);
        assert_held(&bob);
        end();
    }
}

static void both_hold_by_invite_survives_on_every_seed(void **state)
{
    (void)state;
    both_hold(NULL, NULL);
}

static void both_hold_by_update_survives_on_every_seed(void **state)
{
    const csip_reoffer_options update = {.use_update = true};
    (void)state;
    both_hold(&update, &update);
}

static void invite_crossing_an_update_survives_on_every_seed(void **state)
{
    const csip_reoffer_options update = {.use_update = true};
    (void)state;
    both_hold(NULL, &update);
}

static void retries_are_in_steps_of_ten_ms_and_the_callers_is_the_later(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        talk(seed);
        hold(&alice, NULL);
        hold(&bob, NULL);
        uint64_t begin_ms = w.now_ms;
        settle();
        uint64_t callers_ms = csip_agent_deadline(alice.agent) - begin_ms;
        uint64_t callees_ms = csip_agent_deadline(bob.agent) - begin_ms;
        assert_in_range(callers_ms, 2100, 4000);
        assert_in_range(callees_ms, 0, 2000);
        assert_int_equal(callers_ms % 10 + callees_ms % 10, 0);
        end();
    }
}

static void retry_has_a_higher_cseq(void **state)
{
    unsigned first = 0, second = 0;
    (void)state;
    talk(1);
    hold(&alice, NULL);
    sscanf(header_of(phone_last(&alice), "CSeq"), "%u", &first);
    hold(&bob, NULL);
    settle();
    uint64_t due_ms = csip_agent_deadline(bob.agent);
    wait_ms(due_ms - w.now_ms);
    w.now_ms = csip_agent_deadline(alice.agent);
    phone_take(&alice, csip_agent_tick(alice.agent, w.now_ms));
    phone_media_run(&alice);
    sscanf(header_of(phone_find_sent(&alice, "INVITE"), "CSeq"), "%u", &second);
    assert_true(second > first);
    end();
}

static void a_hold_goes_through_the_recorded_order_of_events(void **state)
{
    (void)state;
    talk(1);
    hold(&alice, NULL);
    settle();
    assert_ladder(&bob, "<INVITE >100/INVITE *reinvite *sdp(remote,offer) !SET_REMOTE "
                        "!CREATE_ANSWER !SET_LOCAL !DESCRIBE *sdp(local,answer) >200/INVITE <ACK");
    assert_ladder(&alice, "*hold(local) !SET_DIRECTIONS !CREATE_OFFER !SET_LOCAL !DESCRIBE "
                          "*sdp(local,offer) >INVITE <100/INVITE <200/INVITE >ACK "
                          "*sdp(remote,answer) !SET_REMOTE *done(200)");
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_hold_by_invite_survives_on_every_seed),
        cmocka_unit_test(both_hold_by_update_survives_on_every_seed),
        cmocka_unit_test(invite_crossing_an_update_survives_on_every_seed),
        cmocka_unit_test(retries_are_in_steps_of_ten_ms_and_the_callers_is_the_later),
        cmocka_unit_test(retry_has_a_higher_cseq),
        cmocka_unit_test(a_hold_goes_through_the_recorded_order_of_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
