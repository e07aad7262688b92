#include "websocket/certificates.h"
#include "websocket/context.h"
#include "websocket/server.h"

#include <dirent.h>
#include <dlfcn.h>
#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <cmocka.h>

/* One client on a loop of its own, and what it told. */
typedef struct fixture {
    uv_loop_t loop;
    csip__ws_context *context;
    csip__socket *socket;
    csip__socket_options options;
    csip_tls_options tls;
    char url[128];
    bool is_open, is_closed, frees_in_message;
    csip_error error;
    unsigned code, messages;
    char reason[300];
    size_t message_len, octets;
    char message[200000];
    test_server server;
} fixture;

static test_authority authority;

/* Names with several addresses; every other goes to the C library. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret_addresses)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    bool is_refused = strcmp(node, "refused-first.test") == 0;

    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!is_refused && strcmp(node, "silent-first.test") != 0)
        return real(node, service, hints, ret_addresses);
    int status = real(is_refused ? "127.0.0.3" : "192.0.2.1", service, hints, ret_addresses);
    return status ? status : real("127.0.0.1", service, hints, &(*ret_addresses)->ai_next);
}

static void on_open(void *user)
{
    fixture *f = user;

    assert_false(f->is_open);
    f->is_open = true;
    uv_stop(&f->loop);
}

static void on_message(void *user, csip_str octets)
{
    fixture *f = user;

    f->messages++;
    uv_stop(&f->loop);
    assert_true(octets.len <= sizeof f->message);
    memcpy(f->message, octets.ptr, octets.len);
    f->message_len = octets.len;
    f->octets += octets.len;
    if (f->frees_in_message) {
        f->socket->class->free(f->socket);
        f->socket = NULL;
    }
}

static void on_close(void *user, const csip_disconnect *why)
{
    fixture *f = user;

    assert_false(f->is_closed);
    f->is_closed = true;
    uv_stop(&f->loop);
    f->error = why->error;
    f->code = why->code;
    snprintf(f->reason, sizeof f->reason, "%.*s", CSIP_STR_ARG(why->reason));
}

static const csip__socket_handler handler = {on_open, on_message, on_close};

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    uv_loop_init(&f->loop);
    assert_int_equal(csip__ws_context_new(&f->loop, &f->context), CSIP_OK);
    f->options.url = f->url;
    f->options.tls = &f->tls;
    f->tls.ca_file = authority.file;
    f->options.connect_timeout_ms = 5000;
    f->server.listener = -1;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    if (f->socket)
        f->socket->class->free(f->socket);
    csip__ws_context_free(f->context);
    if (f->server.listener >= 0)
        test_server_stop(&f->server);
    uv_run(&f->loop, UV_RUN_NOWAIT);
    assert_int_equal(uv_loop_close(&f->loop), 0); /* no handle is left */
    free(f);
    return 0;
}

static void start(fixture *f, SSL_CTX *tls, void (*serve)(test_peer *peer))
{
    test_server_start(&f->server, "127.0.0.1", tls, serve, f);
    snprintf(f->url, sizeof f->url, "%s://127.0.0.1:%u/ws", tls ? "wss" : "ws", f->server.port);
}

static void connect_client(fixture *f)
{
    const csip__connector *connector = csip__ws_context_connector(f->context);

    assert_int_equal(connector->connect(connector->self, &f->options, &handler, f, &f->socket),
                     CSIP_OK);
}

static void stop_waiting(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

/* Runs the loop until `*condition`; false: not within 10 s. */
static bool wait_for(fixture *f, const bool *condition)
{
    uv_timer_t timer;
    bool is_late = false;

    uv_timer_init(&f->loop, &timer);
    timer.data = &is_late;
    uv_update_time(&f->loop);
    uv_timer_start(&timer, stop_waiting, 10000, 0);
    while (!*condition && !is_late)
        uv_run(&f->loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&f->loop, UV_RUN_NOWAIT);
    return *condition;
}

static void assert_fails(fixture *f, csip_error error, const char *text)
{
    connect_client(f);
    assert_true(wait_for(f, &f->is_closed));
    assert_string_equal(csip_error_name(f->error), csip_error_name(error));
    assert_false(f->is_open);
    if (!strstr(f->reason, text))
        fail_msg("reason: %s", f->reason);
}

/* ---- behaviours of the server ---- */

static void serve_echo(test_peer *peer)
{
    char *message = malloc(200000);
    unsigned head;
    int len;

    if (test_peer_handshake(peer, "sip"))
        while ((len = test_peer_receive(peer, &head, message, 200000)) >= 0) {
            if ((head & 0x0F) == 9) /* a ping is not answered here */
                continue;
            test_peer_send(peer, head, message, (size_t)len);
            if ((head & 0x0F) == 8)
                break;
        }
    free(message);
}

static void serve_nothing(test_peer *peer)
{
    test_peer_drain(peer);
}

static void serve_garbage(test_peer *peer)
{
    if (test_peer_read_request(peer))
        test_peer_write(peer, "220 mail.example.com ESMTP\r\n\r\n", 30);
}

static void serve_403(test_peer *peer)
{
    static const char response[] = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";

    if (test_peer_read_request(peer))
        test_peer_write(peer, response, sizeof response - 1);
    test_peer_drain(peer);
}

static void serve_redirect(test_peer *peer)
{
    static const char response[] =
        "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";

    if (test_peer_read_request(peer))
        test_peer_write(peer, response, sizeof response - 1);
    test_peer_drain(peer);
}

static void serve_hang_up(test_peer *peer)
{
    test_peer_read_request(peer);
}

static void serve_no_protocol(test_peer *peer)
{
    test_peer_handshake(peer, NULL);
    test_peer_drain(peer);
}

static void serve_other_protocol(test_peer *peer)
{
    test_peer_handshake(peer, "chat");
    test_peer_drain(peer);
}

static void serve_fragments(test_peer *peer)
{
    if (!test_peer_handshake(peer, "sip"))
        return;
    test_peer_send(peer, 0x01, "REGI", 4);
    test_peer_send(peer, 0x89, "ping", 4);
    test_peer_send(peer, 0x00, "ST", 2);
    test_peer_send(peer, 0x80, "ER", 2);
    test_peer_send(peer, 0x82, "binary", 6);
    test_peer_drain(peer);
}

static void serve_large(test_peer *peer)
{
    size_t len = *(size_t *)((fixture *)peer->user)->message;
    char *message = malloc(len);

    memset(message, 'x', len);
    if (test_peer_handshake(peer, "sip")) {
        char out[128];
        unsigned head = 0;
        test_peer_send(peer, 0x81, message, len);
        int n = test_peer_receive(peer, &head, out, sizeof out);
        if (n >= 2 && head == 0x88) /* tells the test what the client closed with */
            ((fixture *)peer->user)->server.user =
                (void *)(size_t)((unsigned char)out[0] << 8 | (unsigned char)out[1]);
    }
    free(message);
}

static void serve_close_1001(test_peer *peer)
{
    if (test_peer_handshake(peer, "sip"))
        test_peer_send(peer, 0x88,
                       "\x03\xE9"
                       "maintenance",
                       13);
    test_peer_drain(peer);
}

static void serve_cut_frame(test_peer *peer)
{
    if (test_peer_handshake(peer, "sip"))
        test_peer_write(peer,
                        "\x81\x7E\x10\x00"
                        "half",
                        8);
}

static void serve_close_at_once(test_peer *peer)
{
    (void)peer;
}

/* ---- tests ---- */

static void client_plain_exchanges_messages(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));

    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("hello")), CSIP_OK);
    f->socket->class->close(f->socket, 1000);

    assert_true(wait_for(f, &f->is_closed));
    assert_int_equal(f->error, CSIP_OK);
    assert_int_equal(f->code, 1000);
}

static void client_receives_what_it_sent(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));

    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("hello")), CSIP_OK);
    while (f->messages == 0)
        uv_run(&f->loop, UV_RUN_ONCE);

    assert_int_equal(f->message_len, 5);
    assert_memory_equal(f->message, "hello", 5);
}

static void client_handshake_names_host_and_subprotocol(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    snprintf(f->url, sizeof f->url, "ws://localhost:%u/a/b?c=d", f->server.port);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));
}

static void client_ipv6_connects(void **state)
{
    fixture *f = *state;
    test_server_start(&f->server, "::1", test_server_tls(&authority, "IP:::1", 3600), serve_echo,
                      f);
    snprintf(f->url, sizeof f->url, "wss://[::1]:%u", f->server.port);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open) || (puts(f->reason), false));
}

static void client_name_tries_every_address(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    snprintf(f->url, sizeof f->url, "ws://refused-first.test:%u", f->server.port);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));
}

static void client_silent_address_leaves_time_for_next(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    f->options.connect_timeout_ms = 1000;
    snprintf(f->url, sizeof f->url, "ws://silent-first.test:%u", f->server.port);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));
}

static void client_name_with_no_working_address_is_told(void **state)
{
    fixture *f = *state;
    strcpy(f->url, "ws://refused-first.test:1");
    assert_fails(f, CSIP_ERROR_CONNECT, "cannot connect to refused-first.test port 1");
}

static void client_tls_with_our_authority_connects(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "DNS:localhost,IP:127.0.0.1", 3600), serve_echo);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));

    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("over TLS")), CSIP_OK);
    while (f->messages == 0)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_memory_equal(f->message, "over TLS", 8);
}

static void client_tls_untrusted_is_refused(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "IP:127.0.0.1", 3600), serve_echo);
    f->tls.ca_file = NULL;

    assert_fails(f, CSIP_ERROR_TLS, "its certificate is not trusted");
    assert_non_null(strstr(f->reason, "127.0.0.1 port "));
}

static void client_tls_wrong_address_is_refused(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "IP:127.0.0.2,DNS:127.0.0.1", 3600), serve_echo);
    assert_fails(f, CSIP_ERROR_TLS, "its certificate is not for 127.0.0.1");
}

static void client_tls_wrong_name_is_refused(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "DNS:other.example.com", 3600), serve_echo);
    snprintf(f->url, sizeof f->url, "wss://localhost:%u", f->server.port);
    assert_fails(f, CSIP_ERROR_TLS, "its certificate is not for localhost");
}

static void client_tls_server_name_is_checked_instead(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "DNS:other.example.com", 3600), serve_echo);
    f->tls.server_name = "other.example.com";
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));
}

static void client_tls_expired_is_refused(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "IP:127.0.0.1", -60), serve_echo);
    assert_fails(f, CSIP_ERROR_TLS, "its certificate has expired");
}

static void client_tls_insecure_accepts_anything(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "DNS:other.example.com", -60), serve_echo);
    f->tls.ca_file = NULL;
    f->tls.is_insecure = true;
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));
}

static void client_tls_to_plain_server_is_refused(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_garbage);
    memcpy(f->url, "wss", 3);
    snprintf(f->url, sizeof f->url, "wss://127.0.0.1:%u", f->server.port);
    f->options.connect_timeout_ms = 500;
    connect_client(f);
    assert_true(wait_for(f, &f->is_closed)); /* the server waits for a request: time-out */
    assert_int_equal(f->error, CSIP_ERROR_TIMEOUT);
}

static void client_tls_missing_file_is_told(void **state)
{
    fixture *f = *state;
    strcpy(f->url, "wss://127.0.0.1:1");
    f->tls.ca_file = "/nonexistent/ca.pem";
    assert_fails(f, CSIP_ERROR_TLS, "/nonexistent/ca.pem");
}

static void client_refused_is_told(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    test_server_stop(&f->server); /* now nobody listens there */
    f->server.listener = -1;
    assert_fails(f, CSIP_ERROR_CONNECT, "cannot connect to 127.0.0.1 port ");
}

static void client_unknown_name_is_told(void **state)
{
    fixture *f = *state;
    strcpy(f->url, "ws://no-such-host.invalid");
    assert_fails(f, CSIP_ERROR_RESOLVE, "the name no-such-host.invalid cannot be resolved");
}

static void client_bad_url_is_told(void **state)
{
    fixture *f = *state;
    strcpy(f->url, "http://example.com");
    assert_fails(f, CSIP_ERROR_ARGUMENT, "must begin with ws:// or wss://");
}

static void client_silent_server_times_out(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_nothing);
    f->options.connect_timeout_ms = 300;
    assert_fails(f, CSIP_ERROR_TIMEOUT, "accepts the connection, but does not answer in time");
}

static void client_silent_tls_server_times_out(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_nothing);
    snprintf(f->url, sizeof f->url, "wss://127.0.0.1:%u", f->server.port);
    f->options.connect_timeout_ms = 300;
    assert_fails(f, CSIP_ERROR_TIMEOUT, "does not answer in time");
}

static void client_garbage_is_told(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_garbage);
    assert_fails(f, CSIP_ERROR_HANDSHAKE, "handshake");
}

static void client_http_status_is_told(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_403);
    assert_fails(f, CSIP_ERROR_HANDSHAKE, "HTTP status 403");
}

static void client_redirect_is_not_followed(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_redirect);
    assert_fails(f, CSIP_ERROR_HANDSHAKE, "HTTP status 302");
}

static void client_hang_up_in_handshake_is_told(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_hang_up);
    assert_fails(f, CSIP_ERROR_HANDSHAKE, "did not complete the WebSocket handshake");
}

static void client_hang_up_at_once_is_told(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_close_at_once);
    assert_fails(f, CSIP_ERROR_HANDSHAKE, "did not complete the WebSocket handshake");
}

static void client_without_subprotocol_is_refused(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_no_protocol);
    assert_fails(f, CSIP_ERROR_HANDSHAKE, "subprotocol");
}

static void client_with_other_subprotocol_is_refused(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_other_protocol);
    assert_fails(f, CSIP_ERROR_HANDSHAKE, "handshake");
}

static void client_fragments_become_one_message(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_fragments);
    connect_client(f);
    while (f->messages < 1 && !f->is_closed)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_int_equal(f->message_len, f->messages == 1 ? 8 : 6);
    while (f->messages < 2 && !f->is_closed)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_memory_equal(f->message, "binary", 6);
}

static void client_message_of_maximum_arrives(void **state)
{
    fixture *f = *state;
    size_t len = CSIP__SOCKET_MESSAGE_MAX;
    memcpy(f->message, &len, sizeof len);
    start(f, NULL, serve_large);
    connect_client(f);
    while (f->messages < 1 && !f->is_closed)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_int_equal(f->message_len, CSIP__SOCKET_MESSAGE_MAX);
}

static void client_message_above_maximum_closes_1009(void **state)
{
    fixture *f = *state;
    size_t len = CSIP__SOCKET_MESSAGE_MAX + 1;
    memcpy(f->message, &len, sizeof len);
    start(f, NULL, serve_large);
    connect_client(f);
    assert_true(wait_for(f, &f->is_closed));
    assert_int_equal(f->error, CSIP_ERROR_LIMIT);
    assert_int_equal(f->code, 1009);
    for (int i = 0; i < 100 && f->server.user == f; i++) {
        uv_run(&f->loop, UV_RUN_NOWAIT);
        uv_sleep(5);
    }
    assert_int_equal((size_t)f->server.user, 1009);
}

static void client_close_by_server_is_told(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_close_1001);
    connect_client(f);
    assert_true(wait_for(f, &f->is_closed));
    assert_int_equal(f->error, CSIP_ERROR_CLOSED);
    assert_int_equal(f->code, 1001);
    assert_non_null(strstr(f->reason, "closed the connection (1001: maintenance)"));
}

static void client_cut_in_frame_is_lost(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_cut_frame);
    connect_client(f);
    assert_true(wait_for(f, &f->is_closed));
    assert_int_equal(f->error, CSIP_ERROR_CLOSED);
    assert_int_equal(f->code, 1006);
    assert_int_equal(f->messages, 0);
}

static void client_without_pong_times_out(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    f->options.ping_interval_ms = 100;
    connect_client(f);
    assert_true(wait_for(f, &f->is_closed));
    assert_int_equal(f->error, CSIP_ERROR_TIMEOUT);
    assert_non_null(strstr(f->reason, "does not answer pings"));
}

static void serve_pongs(test_peer *peer)
{
    char payload[128];
    unsigned head;
    int len;

    if (test_peer_handshake(peer, "sip"))
        while ((len = test_peer_receive(peer, &head, payload, sizeof payload)) >= 0)
            if (head == 0x89)
                test_peer_send(peer, 0x8A, payload, (size_t)len);
}

static void client_with_pongs_stays(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_pongs);
    f->options.ping_interval_ms = 50;
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));
    uint64_t end = uv_now(&f->loop) + 500;
    while (uv_now(&f->loop) < end)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_false(f->is_closed);
}

static void client_queue_is_bounded(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_echo);
    f->options.queue_max = 10;
    connect_client(f);
    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("x")), CSIP_ERROR_NOT_CONNECTED);
    assert_true(wait_for(f, &f->is_open));
    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("12345678")), CSIP_OK);
    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("123")), CSIP_ERROR_LIMIT);
    while (f->messages == 0)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("123")), CSIP_OK);
}

static void client_large_message_leaves_in_order(void **state)
{
    fixture *f = *state;
    static char large[150000];
    memset(large, 'z', sizeof large);
    f->options.message_max = sizeof large;
    start(f, NULL, serve_echo);
    connect_client(f);
    assert_true(wait_for(f, &f->is_open));
    assert_int_equal(f->socket->class->send(f->socket, (csip_str){large, sizeof large}), CSIP_OK);
    assert_int_equal(f->socket->class->send(f->socket, CSIP_STR("after")), CSIP_OK);
    while (f->messages < 2)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_int_equal(f->message_len, 5);
    assert_int_equal(f->octets, sizeof large + 5);
}

static void client_freed_in_message_is_quiet(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_fragments);
    f->frees_in_message = true;
    connect_client(f);
    while (f->messages < 1)
        uv_run(&f->loop, UV_RUN_ONCE);
    for (int i = 0; i < 20; i++) {
        uv_run(&f->loop, UV_RUN_NOWAIT);
        uv_sleep(1);
    }
    assert_int_equal(f->messages, 1);
    assert_false(f->is_closed);
}

static void client_closed_while_connecting_is_told(void **state)
{
    fixture *f = *state;
    start(f, NULL, serve_nothing);
    connect_client(f);
    for (int i = 0; i < 5; i++) {
        uv_run(&f->loop, UV_RUN_NOWAIT);
        uv_sleep(5);
    }
    f->socket->class->close(f->socket, 1000);
    assert_false(f->is_closed);
    assert_true(wait_for(f, &f->is_closed));
    assert_int_equal(f->error, CSIP_OK);
}

static unsigned count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    unsigned count = 0;

    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void count_handle(uv_handle_t *handle, void *count)
{
    (void)handle;
    ++*(unsigned *)count;
}

static unsigned count_handles(fixture *f)
{
    unsigned count = 0;

    for (int i = 0; i < 20; i++)
        uv_run(&f->loop, UV_RUN_NOWAIT);
    uv_walk(&f->loop, count_handle, &count);
    return count;
}

static void one_round(fixture *f, const bool *end)
{
    f->is_open = f->is_closed = false;
    connect_client(f);
    assert_true(wait_for(f, end));
    f->socket->class->free(f->socket);
    f->socket = NULL;
}

static void client_hundred_rounds_leave_nothing(void **state)
{
    fixture *f = *state;
    start(f, test_server_tls(&authority, "IP:127.0.0.1", 3600), serve_echo);
    one_round(f, &f->is_open);
    unsigned handles = count_handles(f);
    uv_sleep(20);
    unsigned descriptors = count_descriptors();

    for (int i = 0; i < 100; i++)
        one_round(f, &f->is_open);
    assert_int_equal(count_handles(f), handles);
    uv_sleep(20);
    assert_true(count_descriptors() <= descriptors + 1); /* the server may hold its last one */

    strcpy(f->url, "ws://127.0.0.1:1");
    for (int i = 0; i < 100; i++)
        one_round(f, &f->is_closed);
    assert_int_equal(f->error, CSIP_ERROR_CONNECT);
    assert_int_equal(count_handles(f), handles);
    assert_true(count_descriptors() <= descriptors + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(client_plain_exchanges_messages),
        TEST(client_receives_what_it_sent),
        TEST(client_handshake_names_host_and_subprotocol),
        TEST(client_ipv6_connects),
        TEST(client_name_tries_every_address),
        TEST(client_silent_address_leaves_time_for_next),
        TEST(client_name_with_no_working_address_is_told),
        TEST(client_tls_with_our_authority_connects),
        TEST(client_tls_untrusted_is_refused),
        TEST(client_tls_wrong_address_is_refused),
        TEST(client_tls_wrong_name_is_refused),
        TEST(client_tls_server_name_is_checked_instead),
        TEST(client_tls_expired_is_refused),
        TEST(client_tls_insecure_accepts_anything),
        TEST(client_tls_to_plain_server_is_refused),
        TEST(client_tls_missing_file_is_told),
        TEST(client_refused_is_told),
        TEST(client_unknown_name_is_told),
        TEST(client_bad_url_is_told),
        TEST(client_silent_server_times_out),
        TEST(client_silent_tls_server_times_out),
        TEST(client_garbage_is_told),
        TEST(client_http_status_is_told),
        TEST(client_redirect_is_not_followed),
        TEST(client_hang_up_in_handshake_is_told),
        TEST(client_hang_up_at_once_is_told),
        TEST(client_without_subprotocol_is_refused),
        TEST(client_with_other_subprotocol_is_refused),
        TEST(client_fragments_become_one_message),
        TEST(client_message_of_maximum_arrives),
        TEST(client_message_above_maximum_closes_1009),
        TEST(client_close_by_server_is_told),
        TEST(client_cut_in_frame_is_lost),
        TEST(client_without_pong_times_out),
        TEST(client_with_pongs_stays),
        TEST(client_queue_is_bounded),
        TEST(client_large_message_leaves_in_order),
        TEST(client_freed_in_message_is_quiet),
        TEST(client_closed_while_connecting_is_told),
        TEST(client_hundred_rounds_leave_nothing),
    };

    test_authority_init(&authority);
    int failed = cmocka_run_group_tests_name("client", tests, NULL, NULL);
    test_authority_done(&authority);
    return failed;
}
