#include "host/phones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LATE_MS = 10000 };

int test_phones_set_up(void **state)
{
    test_phones *f = calloc(1, sizeof *f);

    assert_int_equal(csip_loop_new(NULL, &f->loop), CSIP_OK);
    test_switch_init(&f->hub, f->loop);
    f->socket.url = "wss://sip.example.com/ws";
    csip_config_init(&f->config);
    f->config.sockets = &f->socket;
    f->config.socket_count = 1;
    f->config.connection_recovery_min_interval = 0.02;
    f->config.connection_recovery_max_interval = 0.05;
    csip_ua_options_init(&f->options);
    *state = f;
    return 0;
}

int test_phones_tear_down(void **state)
{
    test_phones *f = *state;

    csip_ua_free(f->alice.ua);
    csip_ua_free(f->bob.ua);
    for (int i = 0; i < 5; i++) /* what the switch has still to deliver */
        assert_int_equal(csip_loop_run_for(f->loop, 0), CSIP_OK);
    csip_loop_free(f->loop);
    free(f);
    return 0;
}

void test_phone_record(csip_ua *ua, const csip_event *event, void *user)
{
    test_phone *it = user;
    csip_str text = event->kind == CSIP_EVENT_DISCONNECTED ? event->connection.reason
                    : event->message                       ? event->message->body
                                                           : (csip_str){0};

    assert_true(it->ua == ua || !it->ua);
    it->counts[event->kind]++;
    it->cause = event->cause;
    if (event->kind == CSIP_EVENT_DISCONNECTED)
        it->error = event->connection.error;
    if (event->kind == CSIP_EVENT_CONNECTION_STATE)
        it->connection = event->connection_state;
    snprintf(it->last[event->kind], sizeof it->last[0], "%.*s", CSIP_STR_ARG(text));
}

void test_phones_make(test_phones *f, test_phone *it, const char *uri)
{
    f->config.uri = uri;
    assert_int_equal(csip_ua_new(f->loop, &f->config, &f->options, &it->ua, NULL), CSIP_OK);
    csip_ua_on_any(it->ua, test_phone_record, it);
}

void test_phones_start(test_phones *f)
{
    test_phones_make(f, &f->alice, "sip:alice@example.com");
    test_phones_make(f, &f->bob, "sip:bob@example.com");
    assert_int_equal(csip_ua_start(f->alice.ua), CSIP_OK);
    assert_int_equal(csip_ua_start(f->bob.ua), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_REGISTERED], 1);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_REGISTERED], 1);
}

void test_phones_wait(test_phones *f, const unsigned *count, unsigned wanted)
{
    uint64_t end = csip_loop_now_ms(f->loop) + LATE_MS;

    while (*count < wanted && csip_loop_now_ms(f->loop) < end)
        assert_int_equal(csip_loop_run_for(f->loop, 100), CSIP_OK);
    assert_int_equal(*count, wanted);
}

void test_phones_run(test_phones *f, unsigned ms)
{
    uint64_t end = csip_loop_now_ms(f->loop) + ms;

    for (uint64_t now; (now = csip_loop_now_ms(f->loop)) < end;)
        assert_int_equal(csip_loop_run_for(f->loop, (unsigned)(end - now)), CSIP_OK);
}
