#include "check.h"

/* Servers, weights and the time between attempts. */

static world w;
static phone p;
static char urls[64][64];
static size_t url_count;

static void note_url(phone *which, const csip_event *event)
{
    (void)which;
    if (event->kind == CSIP_EVENT_CONNECTING && url_count < 64)
        snprintf(urls[url_count++], sizeof(urls[0]), "%.*s", CSIP_STR_ARG(event->connection.url));
}

static const csip_socket_config three[] = {{.url = "ws://low.test", .weight = 1},
                                           {.url = "ws://high.test", .weight = 9},
                                           {.url = "ws://other.test", .weight = 9}};

static void with_three(csip_config *config)
{
    config->sockets = three;
    config->socket_count = 3;
    config->auto_register = false;
}

static int setup(void **state)
{
    (void)state;
    world_init(&w);
    url_count = 0;
    phone_init(&p, &w, "alice", with_three);
    p.on_event = note_url;
    assert_int_equal(csip_agent_start(p.agent, w.now_ms), CSIP_OK);
    phone_drain(&p);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    phone_done(&p);
    assert_int_equal(w.live_blocks, 0);
    return 0;
}

static bool is_low(size_t i)
{
    return strcmp(urls[i], "ws://low.test") == 0;
}

static void heavier_servers_come_first_then_all_again(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        phone_lost(&p);
        phone_next_timer(&p);
    }
    assert_false(is_low(0));
    assert_false(is_low(1));
    assert_string_not_equal(urls[0], urls[1]);
    assert_true(is_low(2));
    assert_false(is_low(3));
    assert_false(is_low(4));
    assert_true(is_low(5));
}

static void attempts_wait_from_two_to_thirty_seconds(void **state)
{
    (void)state;
    uint64_t longest_ms = 0;
    for (unsigned i = 0; i < 40; i++) {
        phone_lost(&p);
        uint64_t wait_ms = csip_agent_deadline(p.agent) - w.now_ms;
        assert_in_range(wait_ms, 2000, 30000);
        if (wait_ms > longest_ms)
            longest_ms = wait_ms;
        phone_next_timer(&p);
    }
    assert_int_equal(longest_ms, 30000);
}

static void input_of_a_flow_that_is_gone_is_ignored(void **state)
{
    (void)state;
    csip_flow old = p.flow;
    phone_connected(&p);
    phone_lost(&p);
    phone_next_timer(&p);
    phone_log(&p);
    const csip_disconnect why = {CSIP_ERROR_CLOSED, 1006, CSIP_STR("")};
    assert_int_equal(csip_agent_connected(p.agent, old, w.now_ms), CSIP_OK);
    assert_int_equal(csip_agent_disconnected(p.agent, old, &why, w.now_ms), CSIP_OK);
    assert_int_equal(csip_agent_receive(p.agent, old, CSIP_STR("\r\n\r\n"), w.now_ms), CSIP_OK);
    phone_drain(&p);
    assert_ladder(&p, "");
    assert_false(csip_agent_is_connected(p.agent));
}

static void success_forgets_the_attempts(void **state)
{
    (void)state;
    phone_lost(&p);
    phone_next_timer(&p);
    phone_connected(&p);
    phone_lost(&p);
    phone_log(&p);
    phone_next_timer(&p);
    assert_ladder(&p, "*connecting(1) [connect]");
}

static void stop_while_waiting_ends_at_once(void **state)
{
    (void)state;
    phone_lost(&p);
    assert_int_equal(csip_agent_stop(p.agent, w.now_ms), CSIP_OK);
    phone_drain(&p);
    assert_false(csip_agent_is_active(p.agent));
    assert_true(csip_agent_deadline(p.agent) == UINT64_MAX);
}

static void stop_while_connecting_closes_the_flow(void **state)
{
    (void)state;
    phone_log(&p);
    assert_int_equal(csip_agent_stop(p.agent, w.now_ms), CSIP_OK);
    phone_drain(&p);
    assert_ladder(&p, "[close]");
    phone_connected(&p);
    assert_ladder(&p, "");
    phone_lost(&p);
    assert_ladder(&p, "*disconnected(OK)");
    assert_false(csip_agent_is_active(p.agent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(heavier_servers_come_first_then_all_again),
        TEST(attempts_wait_from_two_to_thirty_seconds),
        TEST(input_of_a_flow_that_is_gone_is_ignored),
        TEST(success_forgets_the_attempts),
        TEST(stop_while_waiting_ends_at_once),
        TEST(stop_while_connecting_closes_the_flow),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
