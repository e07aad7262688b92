#include "host/phones.h"
#include "websocket/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void ua_with_bad_configuration_is_refused(void **state)
{
    test_phones *f = *state;
    csip_ua *ua = NULL;
    csip_config_problem problem = {.parameter = ""};

    f->config.uri = NULL;
    assert_int_equal(csip_ua_new(f->loop, &f->config, NULL, &ua, &problem), CSIP_ERROR_CONFIG);
    assert_string_equal(problem.parameter, "uri");
    assert_null(ua);
}

static void ua_registers_stops_and_loop_ends(void **state)
{
    test_phones *f = *state;
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_REGISTERED], 1);
    assert_true(csip_ua_is_registered(f->alice.ua));
    assert_true(csip_ua_is_connected(f->alice.ua));

    assert_int_equal(csip_ua_stop(f->alice.ua), CSIP_OK);
    assert_int_equal(csip_loop_run(f->loop), CSIP_OK);

    assert_int_equal(f->alice.counts[CSIP_EVENT_CONNECTING], 1);
    assert_int_equal(f->alice.counts[CSIP_EVENT_CONNECTED], 1);
    assert_int_equal(f->alice.counts[CSIP_EVENT_UNREGISTERED], 1);
    assert_int_equal(f->alice.counts[CSIP_EVENT_DISCONNECTED], 1);
    assert_int_equal(f->alice.error, CSIP_OK);
    assert_int_equal(f->hub.closes, 1);
    assert_false(csip_ua_is_connected(f->alice.ua));
}

static void ua_stopped_starts_again(void **state)
{
    test_phones *f = *state;
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    for (unsigned round = 1; round <= 3; round++) {
        assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
        test_phones_wait(f, &f->alice.counts[CSIP_EVENT_REGISTERED], round);
        assert_int_equal(csip_ua_stop(f->alice.ua), CSIP_OK);
        assert_int_equal(csip_loop_run(f->loop), CSIP_OK);
        assert_int_equal(f->alice.counts[CSIP_EVENT_DISCONNECTED], round);
    }
}

static void ua_options_reach_the_socket(void **state)
{
    test_phones *f = *state;
    char ca_file[] = "/etc/ca.pem";

    f->options.tls.ca_file = ca_file;
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    memset(ca_file, 'x', sizeof ca_file - 1); /* it has a copy */
    assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_CONNECTED], 1);
    assert_string_equal(f->hub.url, "wss://sip.example.com/ws");
    assert_string_equal(f->hub.tls.ca_file, "/etc/ca.pem");
}

static void ua_refused_tries_again(void **state)
{
    test_phones *f = *state;
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    f->hub.refuses = true;
    assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_DISCONNECTED], 1);
    assert_int_equal(f->alice.error, CSIP_ERROR_CONNECT);
    assert_string_equal(f->alice.last[CSIP_EVENT_DISCONNECTED], "cannot connect");

    f->hub.refuses = false;
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_REGISTERED], 1);
    assert_int_equal(f->hub.connects, 2);
}

static void ua_with_lost_connection_registers_again(void **state)
{
    test_phones *f = *state;
    test_phones_start(f);
    test_switch_cut(&f->hub);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_DISCONNECTED], 1);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_DISCONNECTED], 1);
    assert_int_equal(f->alice.error, CSIP_ERROR_CLOSED);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_CONNECTED], 2);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_CONNECTED], 2);
    test_phones_wait(f, &f->hub.registers, 4);
}

static void ua_with_full_queue_loses_the_connection(void **state)
{
    test_phones *f = *state;
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    f->hub.is_queue_full = true;
    assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_DISCONNECTED], 1);
    assert_int_equal(f->alice.error, CSIP_ERROR_LIMIT);
}

static void message_is_told_on_both_sides(void **state)
{
    test_phones *f = *state;
    test_phone outcome = {0};
    const csip_event_handler handlers[] = {
        {CSIP_EVENT_SUCCEEDED, test_phone_record, &outcome},
        {CSIP_EVENT_MESSAGE_FAILED, test_phone_record, &outcome}};
    const csip_ua_message_options options = {.handlers = handlers, .handler_count = 2};
    csip_id id = 0;

    test_phones_start(f);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "Hello Bob!", &options, &id),
                     CSIP_OK);
    assert_true(id != 0);
    test_phones_wait(f, &outcome.counts[CSIP_EVENT_SUCCEEDED], 1);
    assert_int_equal(f->alice.counts[CSIP_EVENT_SUCCEEDED], 1);
    assert_int_equal(f->bob.counts[CSIP_EVENT_NEW_MESSAGE], 1);
    assert_string_equal(f->bob.last[CSIP_EVENT_NEW_MESSAGE], "Hello Bob!");
}

static void message_handlers_hear_only_their_message(void **state)
{
    test_phones *f = *state;
    test_phone first = {0};
    const csip_event_handler handler = {CSIP_EVENT_SUCCEEDED, test_phone_record, &first};
    const csip_ua_message_options options = {.handlers = &handler, .handler_count = 1};

    test_phones_start(f);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "1", &options, NULL), CSIP_OK);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "2", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_SUCCEEDED], 2);
    assert_int_equal(first.counts[CSIP_EVENT_SUCCEEDED], 1);
}

static void message_without_connection_fails_at_once(void **state)
{
    test_phones *f = *state;
    test_phone outcome = {0};
    const csip_event_handler handler = {CSIP_EVENT_MESSAGE_FAILED, test_phone_record, &outcome};
    const csip_ua_message_options options = {.handlers = &handler, .handler_count = 1};

    test_phones_make(f, &f->alice, "sip:alice@example.com");
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "Hello", &options, NULL), CSIP_OK);
    assert_int_equal(outcome.counts[CSIP_EVENT_MESSAGE_FAILED], 1);
    assert_int_equal(outcome.cause, CSIP_CAUSE_CONNECTION_ERROR);
}

static void message_to_nobody_is_an_argument_error(void **state)
{
    test_phones *f = *state;
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    assert_int_equal(csip_ua_send_message(f->alice.ua, "", "Hello", NULL, NULL),
                     CSIP_ERROR_ARGUMENT);
}

static void reject_message(csip_ua *ua, const csip_event *event, void *user)
{
    const csip_reply reply = {.status = 486};

    (void)user;
    if (event->originator == CSIP_ORIGINATOR_REMOTE)
        assert_int_equal(csip_ua_reject(ua, event->id, &reply), CSIP_OK);
}

static void message_rejected_in_handler_fails_busy(void **state)
{
    test_phones *f = *state;
    test_phones_start(f);
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_MESSAGE, reject_message, NULL);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "Hello", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_MESSAGE_FAILED], 1);
    assert_int_equal(f->alice.cause, CSIP_CAUSE_BUSY);
}

static void ua_without_listener_refuses_messages(void **state)
{
    test_phones *f = *state;
    csip_ua *silent = NULL;

    test_phones_make(f, &f->alice, "sip:alice@example.com");
    assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
    f->config.uri = "sip:bob@example.com";
    assert_int_equal(csip_ua_new(f->loop, &f->config, NULL, &silent, NULL), CSIP_OK);
    assert_int_equal(csip_ua_start(silent), CSIP_OK);
    test_phones_wait(f, &f->hub.registers, 2);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "Hello", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_MESSAGE_FAILED], 1); /* 405 */

    unsigned handle = csip_ua_on(silent, CSIP_EVENT_NEW_MESSAGE, test_phone_record, &f->bob);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "Hello", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_SUCCEEDED], 1);

    csip_ua_off(silent, handle);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "Hello", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_MESSAGE_FAILED], 2);
}

static void send_back(csip_ua *ua, const csip_event *event, void *user)
{
    (void)user;
    if (event->originator == CSIP_ORIGINATOR_REMOTE)
        assert_int_equal(csip_ua_send_message(ua, "alice", "and back", NULL, NULL), CSIP_OK);
}

static void command_inside_handler_is_carried_out(void **state)
{
    test_phones *f = *state;
    test_phones_start(f);
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_MESSAGE, send_back, NULL);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "there", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_SUCCEEDED], 1);
    assert_string_equal(f->alice.last[CSIP_EVENT_NEW_MESSAGE], "and back");
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_SUCCEEDED], 1);
}

static void free_ua(csip_ua *ua, const csip_event *event, void *user)
{
    (void)event;
    csip_ua_free(ua);
    csip_ua_free(ua);
    *(csip_ua **)user = NULL;
}

static void ua_freed_in_handler_is_gone_after_it(void **state)
{
    test_phones *f = *state;
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    csip_ua_on(f->alice.ua, CSIP_EVENT_REGISTERED, free_ua, &f->alice.ua);
    csip_ua_on(f->alice.ua, CSIP_EVENT_REGISTERED, test_phone_record, &f->bob); /* comes no more */
    assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
    assert_int_equal(csip_loop_run(f->loop), CSIP_OK); /* ends: no phone is left */
    assert_null(f->alice.ua);
    assert_null(f->loop->uas);
    assert_int_equal(f->bob.counts[CSIP_EVENT_REGISTERED], 0);
}

static void free_other(csip_ua *ua, const csip_event *event, void *user)
{
    test_phone *other = user;

    (void)ua;
    (void)event;
    csip_ua_free(other->ua);
    other->ua = NULL;
}

static void ua_freed_in_handler_of_another_is_gone(void **state)
{
    test_phones *f = *state;
    test_phones_start(f);
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_MESSAGE, free_other, &f->alice);
    assert_int_equal(csip_ua_send_message(f->alice.ua, "bob", "Hello", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_NEW_MESSAGE], 1);
    assert_null(f->alice.ua);
    assert_int_equal(csip_ua_stop(f->bob.ua), CSIP_OK);
    assert_int_equal(csip_loop_run(f->loop), CSIP_OK);
}

static void garbage_from_server_harms_nothing(void **state)
{
    test_phones *f = *state;
    test_phones_start(f);
    test_switch_inject(&f->hub, 0, "");
    test_switch_inject(&f->hub, 0, "\r\n\r\n");
    test_switch_inject(&f->hub, 0, "no SIP at all");
    test_switch_inject(&f->hub, 0, "SIP/2.0 200 OK\r\n\r\n");
    assert_int_equal(csip_ua_send_message(f->bob.ua, "alice", "still there?", NULL, NULL), CSIP_OK);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_SUCCEEDED], 1);
}

static void registering_alone_starts_no_engine(void **state)
{
    test_phones *f = *state;
    test_phones_start(f);
    assert_null(f->loop->engine);
}

static void take_handshake(test_peer *peer)
{
    if (test_peer_handshake(peer, "sip"))
        test_peer_drain(peer);
}

static void count_event(csip_ua *ua, const csip_event *event, void *user)
{
    (void)ua;
    (void)event;
    ++*(unsigned *)user;
}

/* Over the real WebSocket, on a loop of the caller's, which must be free of us afterwards. */
static void loop_freed_with_phone_under_way(void (*serve)(test_peer *peer), unsigned connects)
{
    uv_loop_t uv;
    csip_loop *loop = NULL;
    csip_ua *ua = NULL;
    test_server server;
    char url[64];
    unsigned connected = 0;
    csip_config config;

    uv_loop_init(&uv);
    test_server_start(&server, "127.0.0.1", NULL, serve, NULL);
    snprintf(url, sizeof url, "ws://127.0.0.1:%u", server.port);
    assert_int_equal(csip_loop_new(&(csip_loop_options){&uv}, &loop), CSIP_OK);
    csip_config_init(&config);
    config.sockets = &(csip_socket_config){.url = url};
    config.socket_count = 1;
    config.uri = "sip:alice@example.com";
    assert_int_equal(csip_ua_new(loop, &config, NULL, &ua, NULL), CSIP_OK);
    csip_ua_on(ua, CSIP_EVENT_CONNECTED, count_event, &connected);
    assert_int_equal(csip_ua_start(ua), CSIP_OK);
    for (uint64_t end = csip_loop_now_ms(loop) + (connects ? 5000 : 100);
         (connects == 0 || connected < connects) && csip_loop_now_ms(loop) < end;)
        assert_int_equal(csip_loop_run_for(loop, 10), CSIP_OK);
    assert_int_equal(connected, connects);

    csip_loop_free(loop);

    assert_int_equal(uv_loop_close(&uv), 0);
    test_server_stop(&server);
}

static void loop_freed_with_connected_phone_leaves_nothing(void **state)
{
    (void)state;
    loop_freed_with_phone_under_way(take_handshake, 1);
}

static void loop_freed_with_connecting_phone_leaves_nothing(void **state)
{
    (void)state;
    loop_freed_with_phone_under_way(test_peer_drain, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_phones_set_up, test_phones_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ua_with_bad_configuration_is_refused),
        TEST(ua_registers_stops_and_loop_ends),
        TEST(ua_stopped_starts_again),
        TEST(ua_options_reach_the_socket),
        TEST(ua_refused_tries_again),
        TEST(ua_with_lost_connection_registers_again),
        TEST(ua_with_full_queue_loses_the_connection),
        TEST(message_is_told_on_both_sides),
        TEST(message_handlers_hear_only_their_message),
        TEST(message_without_connection_fails_at_once),
        TEST(message_to_nobody_is_an_argument_error),
        TEST(message_rejected_in_handler_fails_busy),
        TEST(ua_without_listener_refuses_messages),
        TEST(command_inside_handler_is_carried_out),
        TEST(ua_freed_in_handler_is_gone_after_it),
        TEST(ua_freed_in_handler_of_another_is_gone),
        TEST(garbage_from_server_harms_nothing),
        TEST(registering_alone_starts_no_engine),
        cmocka_unit_test(loop_freed_with_connected_phone_leaves_nothing),
        cmocka_unit_test(loop_freed_with_connecting_phone_leaves_nothing),
    };

    return cmocka_run_group_tests_name("ua", tests, NULL, NULL);
}
