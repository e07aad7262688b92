#include "check.h"

/* Two agents keep their session alive, each way that a configuration allows. */

enum { STEP_MS = 500, HOUR_MS = 3600000 };

static world w;
static phone alice, bob;

static void plain(csip_config *config)
{
    config->auto_register = false;
}

static void without_timers(csip_config *config)
{
    plain(config);
    config->session_timers = false;
}

static void refreshing_by_itself(csip_config *config)
{
    plain(config);
    config->session_timers_force_refresher = true;
}

static void start(phone *p, const char *user, void (*change)(csip_config *config))
{
    phone_init(p, &w, user, change);
    assert_int_equal(csip_agent_start(p->agent, w.now_ms), CSIP_OK);
    phone_drain(p);
    phone_connected(p);
}

static void settle(void)
{
    size_t count;
    do {
        phone_media_run(&alice);
        phone_media_run(&bob);
        count = phone_deliver(&alice, &bob) + phone_deliver(&bob, &alice);
    } while (count > 0 || alice.op_count + bob.op_count > 0);
}

/* Alice, made as `change` says, talks with Bob. */
static void talk(void (*change)(csip_config *config), const csip_call_options *options)
{
    csip_id call;
    world_init(&w);
    start(&alice, "alice", change);
    start(&bob, "bob", plain);
    assert_int_equal(csip_agent_call(alice.agent, "bob", options, w.now_ms, &call), CSIP_OK);
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

static void wait_ms(uint64_t ms)
{
    for (uint64_t passed = 0; passed < ms; passed += STEP_MS) {
        w.now_ms += STEP_MS;
        phone_take(&alice, csip_agent_tick(alice.agent, w.now_ms));
        phone_take(&bob, csip_agent_tick(bob.agent, w.now_ms));
        settle();
    }
}

static void assert_talking(void)
{
    csip_session_info info;
    assert_int_equal(csip_agent_session(alice.agent, alice.last_session, &info), CSIP_OK);
    assert_int_equal(info.state, CSIP_SESSION_CONFIRMED);
    assert_int_equal(csip_agent_session(bob.agent, bob.last_session, &info), CSIP_OK);
    assert_int_equal(info.state, CSIP_SESSION_CONFIRMED);
}

static void callee_refreshes_at_half_by_default(void **state)
{
    (void)state;
    talk(plain, NULL);
    wait_ms(44500);
    assert_ladder(&bob, "");
    wait_ms(500);
    assert_ladder(&bob, ">UPDATE <200/UPDATE");
    assert_ladder(&alice, "<UPDATE *update >200/UPDATE");
    wait_ms(HOUR_MS);
    assert_talking();
    end();
}

static void caller_that_insists_refreshes(void **state)
{
    (void)state;
    talk(refreshing_by_itself, NULL);
    wait_ms(45000);
    assert_ladder(&alice, ">UPDATE <200/UPDATE");
    wait_ms(HOUR_MS);
    assert_talking();
    end();
}

static void by_itself_and_by_invite(csip_config *config)
{
    refreshing_by_itself(config);
    config->session_timers_refresh_method = "invite";
}

static void caller_that_refreshes_by_invite_offers_anew(void **state)
{
    (void)state;
    talk(by_itself_and_by_invite, NULL);
    wait_ms(45000);
    assert_ladder(&alice, "!CREATE_OFFER !SET_LOCAL !DESCRIBE *sdp(local,offer) >INVITE "
                          "<100/INVITE <200/INVITE >ACK *sdp(remote,answer) !SET_REMOTE");
    wait_ms(HOUR_MS);
    assert_talking();
    end();
}

static void agent_without_timers_neither_offers_nor_gets_them(void **state)
{
    (void)state;
    talk(without_timers, NULL);
    wait_ms(HOUR_MS);
    assert_ladder(&alice, "");
    assert_ladder(&bob, "");
    assert_talking();
    end();
}

static void shorter_interval_is_kept_where_the_minimum_allows_it(void **state)
{
    csip_call_options options;
    (void)state;
    csip_call_options_init(&options);
    options.session_timers_expires = 120;
    talk(plain, &options);
    wait_ms(60000);
    assert_ladder(&bob, ">UPDATE <200/UPDATE");
    end();
    options.session_timers_expires = 60; /* below the minimum: the default */
    talk(plain, &options);
    wait_ms(30000);
    assert_ladder(&bob, "");
    wait_ms(15000);
    assert_ladder(&bob, ">UPDATE <200/UPDATE");
    end();
}

static void callee_that_loses_its_connection_lets_the_caller_hang_up(void **state)
{
    (void)state;
    talk(plain, NULL);
    phone_lost(&bob);
    phone_log(&alice);
    phone_wait(&alice, 60000);
    assert_ladder(&alice, ">BYE *ended(local,\"Request Timeout\") !CLOSE");
    end();
}

static void unknown_refresh_method_is_a_configuration_error(void **state)
{
    (void)state;
    world_init(&w);
    csip_config config;
    csip_config_problem problem;
    csip_agent *agent;
    const csip_socket_config socket = {.url = "wss://sip.example.test"};
    csip_config_init(&config);
    config.sockets = &socket;
    config.socket_count = 1;
    config.uri = "sip:alice@example.test";
    config.session_timers_refresh_method = "OPTIONS";
    assert_int_equal(csip_agent_new(&w.platform, &config, &agent, &problem), CSIP_ERROR_CONFIG);
    assert_string_equal(problem.parameter, "session_timers_refresh_method");
    assert_string_equal(problem.value, "OPTIONS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callee_refreshes_at_half_by_default),
        cmocka_unit_test(caller_that_insists_refreshes),
        cmocka_unit_test(caller_that_refreshes_by_invite_offers_anew),
        cmocka_unit_test(agent_without_timers_neither_offers_nor_gets_them),
        cmocka_unit_test(shorter_interval_is_kept_where_the_minimum_allows_it),
        cmocka_unit_test(callee_that_loses_its_connection_lets_the_caller_hang_up),
        cmocka_unit_test(unknown_refresh_method_is_a_configuration_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
