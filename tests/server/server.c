#include <csip/server.h>

#include "host/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* The whole server on real sockets, with phones of our own. */

static const csip_server_user users[] = {
    {.name = "alice", .password = "alice-secret"},
    {.name = "bob", .password = "bob-secret"},
};

typedef struct stage {
    csip_loop *loop;
    csip_server *server;
    char ca_file[64];
    csip_ua *uas[2];
    unsigned seen[CSIP_EVENT_COUNT]; /* of all phones */
    csip_error disconnect_error;
    char text[64]; /* of the newest message */
} stage;

static void small_config(csip_server_config *config)
{
    csip_server_config_init(config);
    config->ws_port = config->wss_port = 0;
    config->users = users;
    config->user_count = 2;
}

static int setup(void **state)
{
    stage *s = test_calloc(1, sizeof *s);
    csip_server_config config;
    csip_config_problem problem;
    snprintf(s->ca_file, sizeof s->ca_file, "/tmp/csip-ca-XXXXXX");
    close(mkstemp(s->ca_file));
    small_config(&config);
    config.ca_file = s->ca_file;
    config.max_message_bytes = 4096;
    assert_int_equal(csip_loop_new(NULL, &s->loop), CSIP_OK);
    assert_int_equal(csip_server_new(s->loop, &config, &s->server, &problem), CSIP_OK);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    stage *s = *state;
    csip_server_free(s->server);
    csip_loop_free(s->loop);
    unlink(s->ca_file);
    test_free(s);
    return 0;
}

static void on_event(csip_ua *ua, const csip_event *event, void *user)
{
    stage *s = user;
    (void)ua;
    s->seen[event->kind]++;
    if (event->kind == CSIP_EVENT_DISCONNECTED) {
        s->disconnect_error = event->connection.error;
    }
    if (event->kind == CSIP_EVENT_NEW_MESSAGE && event->originator == CSIP_ORIGINATOR_REMOTE) {
        snprintf(s->text, sizeof s->text, "%.*s", CSIP_STR_ARG(event->message->body));
    }
}

static void start_phone(stage *s, size_t i, const char *password, bool trusts)
{
    char url[64], uri[64];
    csip_config config;
    csip_ua_options options;
    csip_config_problem problem;
    snprintf(url, sizeof url, "wss://127.0.0.1:%d", csip_server_wss_port(s->server));
    snprintf(uri, sizeof uri, "sip:%s@localhost", users[i].name);
    csip_config_init(&config);
    config.sockets = &(csip_socket_config){.url = url};
    config.socket_count = 1;
    config.uri = uri;
    config.password = password;
    csip_ua_options_init(&options);
    options.tls.ca_file = trusts ? s->ca_file : NULL;
    assert_int_equal(csip_ua_new(s->loop, &config, &options, &s->uas[i], &problem), CSIP_OK);
    assert_true(csip_ua_on_any(s->uas[i], on_event, s) != 0);
    assert_int_equal(csip_ua_start(s->uas[i]), CSIP_OK);
}

/* Turn the loop until `is_done(what)`, or some seconds have passed. */
static bool run_until(stage *s, bool (*is_done)(const void *what), const void *what)
{
    uint64_t end_ms = csip_loop_now_ms(s->loop) + 8000;
    while (!is_done(what) && csip_loop_now_ms(s->loop) < end_ms) {
        assert_int_equal(csip_loop_run_for(s->loop, 50), CSIP_OK);
    }
    return is_done(what);
}

static bool is_positive(const void *what)
{
    return *(const unsigned *)what >= 1;
}
static bool is_pair(const void *what)
{
    return *(const unsigned *)what >= 2;
}

static bool is_deserted(const void *what)
{
    const stage *s = what;
    return csip_server_count(s->server).connections == 0;
}

static void phones_register_over_wss_and_exchange_a_message(void **state)
{
    stage *s = *state;
    csip_id id;
    start_phone(s, 0, users[0].password, true);
    start_phone(s, 1, users[1].password, true);
    assert_true(run_until(s, is_pair, &s->seen[CSIP_EVENT_REGISTERED]));
    assert_int_equal(csip_server_count(s->server).bindings, 2);
    assert_int_equal(csip_ua_send_message(s->uas[0], "bob", "Hello Bob!", NULL, &id), CSIP_OK);
    assert_true(run_until(s, is_positive, &s->seen[CSIP_EVENT_SUCCEEDED]));
    assert_string_equal(s->text, "Hello Bob!");
}

static void certificate_of_an_unknown_ca_is_refused(void **state)
{
    stage *s = *state;
    start_phone(s, 0, users[0].password, false);
    assert_true(run_until(s, is_positive, &s->seen[CSIP_EVENT_DISCONNECTED]));
    assert_int_equal(s->disconnect_error, CSIP_ERROR_TLS);
    assert_int_equal(csip_server_count(s->server).connections_total, 0);
}

static void wrong_password_fails_the_registration(void **state)
{
    stage *s = *state;
    start_phone(s, 0, "guess", true);
    assert_true(run_until(s, is_positive, &s->seen[CSIP_EVENT_REGISTRATION_FAILED]));
    assert_int_equal(csip_server_count(s->server).credentials_wrong, 1);
}

static void phone_gone_is_unbound(void **state)
{
    stage *s = *state;
    start_phone(s, 0, users[0].password, true);
    assert_true(run_until(s, is_positive, &s->seen[CSIP_EVENT_REGISTERED]));
    csip_ua_free(s->uas[0]);
    assert_true(run_until(s, is_deserted, s));
    assert_int_equal(csip_server_count(s->server).bindings, 0);
}

/* ---- bare sockets ---- */

typedef struct wire {
    unsigned opened, closed, received;
    char text[4096]; /* the newest message */
} wire;

static void on_open(void *user)
{
    wire *w = user;
    w->opened++;
}

static void on_message(void *user, csip_str octets)
{
    wire *w = user;
    w->received++;
    snprintf(w->text, sizeof w->text, "%.*s", CSIP_STR_ARG(octets));
}

static void on_close(void *user, const csip_disconnect *why)
{
    wire *w = user;
    (void)why;
    w->closed++;
}

static csip__socket *open_wire(stage *s, wire *w)
{
    static const csip__socket_handler handler = {on_open, on_message, on_close};
    char url[64];
    csip__socket *socket;
    snprintf(url, sizeof url, "ws://127.0.0.1:%d", csip_server_ws_port(s->server));
    assert_int_equal(s->loop->connector->connect(s->loop->connector->self,
                                                 &(csip__socket_options){.url = url}, &handler, w,
                                                 &socket),
                     CSIP_OK);
    assert_true(run_until(s, is_positive, &w->opened));
    return socket;
}

static void options_over_ws_is_answered(void **state)
{
    stage *s = *state;
    wire w = {0};
    csip__socket *socket = open_wire(s, &w);
    assert_int_equal(
        socket->class->send(socket, CSIP_STR("OPTIONS sip:localhost SIP/2.0\r\n"
                                             "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n"
                                             "From: <sip:x@x.invalid>;tag=1\r\n"
                                             "To: <sip:localhost>\r\nCall-ID: 1\r\n"
                                             "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")),
        CSIP_OK);
    assert_true(run_until(s, is_positive, &w.received));
    assert_ptr_equal(strstr(w.text, "SIP/2.0 200 OK\r\n"), w.text);
    assert_non_null(strstr(w.text, ";received=127.0.0.1"));
    socket->class->free(socket);
}

static void message_too_long_closes_the_connection(void **state)
{
    stage *s = *state;
    wire w = {0};
    char text[5000];
    csip__socket *socket = open_wire(s, &w);
    memset(text, 'x', sizeof text);
    assert_int_equal(socket->class->send(socket, (csip_str){text, sizeof text}), CSIP_OK);
    assert_true(run_until(s, is_positive, &w.closed));
    socket->class->free(socket);
}

static void port_in_use_is_told(void **state)
{
    stage *s = *state;
    csip_server_config config;
    csip_config_problem problem;
    csip_server *second = NULL;
    small_config(&config);
    config.ws_port = csip_server_ws_port(s->server);
    assert_int_equal(csip_server_new(s->loop, &config, &second, &problem), CSIP_ERROR_IO);
    assert_null(second);
    assert_string_equal(problem.parameter, "ws_port");
    assert_non_null(strstr(problem.reason, "in use"));
}

static void certificate_missing_is_told(void **state)
{
    stage *s = *state;
    csip_server_config config;
    csip_config_problem problem;
    csip_server *second = NULL;
    small_config(&config);
    config.cert_file = s->ca_file;
    config.key_file = "/nonexistent.pem";
    assert_int_equal(csip_server_new(s->loop, &config, &second, &problem), CSIP_ERROR_TLS);
    assert_string_equal(problem.parameter, "key_file");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(phones_register_over_wss_and_exchange_a_message),
        TEST(certificate_of_an_unknown_ca_is_refused),
        TEST(wrong_password_fails_the_registration),
        TEST(phone_gone_is_unbound),
        TEST(options_over_ws_is_answered),
        TEST(message_too_long_closes_the_connection),
        TEST(port_in_use_is_told),
        TEST(certificate_missing_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
