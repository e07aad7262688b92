#include "websocket/client.h"

#include <stdio.h>
#include <stdlib.h>

enum { CONNECT_TIMEOUT_DEFAULT_MS = 10000 };

static void release(csip__ws_client *client)
{
    csip__ws_context_unlink(client->context, client);
    csip__ws_client_drop_frames(client);
    uv_freeaddrinfo(client->addresses);
    free((char *)client->tls_options.ca_file);
    free((char *)client->tls_options.cert_file);
    free((char *)client->tls_options.key_file);
    free((char *)client->tls_options.server_name);
    free(client->url_text);
    free(client->message);
    free(client);
}

void csip__ws_client_drop_handle(csip__ws_client *client)
{
    if (--client->open_handles == 0)
        release(client);
}

static void on_timer_closed(uv_handle_t *handle)
{
    csip__ws_client_drop_handle(handle->data);
}

/* The wsi goes on without us and is killed at the next turn, so that this is legal in its own
 * call-back; libwebsockets must be woken, it looks at its time-outs only after input. */
void csip__ws_client_detach(csip__ws_client *client)
{
    if (!client->wsi)
        return;
    lws_set_wsi_user(client->wsi, NULL);
    lws_set_timeout(client->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
    lws_cancel_service(csip__ws_context_lws(client->context));
    client->wsi = NULL;
}

void csip__ws_client_end(csip__ws_client *client, csip_error error, uint16_t code)
{
    if (client->state == CSIP__WS_CLOSED)
        return;
    client->state = CSIP__WS_CLOSED;
    csip__ws_client_detach(client);
    uv_timer_stop(&client->timer);
    if (client->is_resolving)
        uv_cancel((uv_req_t *)&client->resolver);
    if (client->is_freed)
        return;
    csip_disconnect why = {error, code, csip_str_from(error ? client->reason : "")};
    client->handler->on_close(client->user, &why);
}

void csip__ws_client_fail(csip__ws_client *client, csip_error error, const char *text)
{
    snprintf(client->reason, sizeof client->reason, "%s port %u %s", client->url.host,
             client->url.port, text);
    csip__ws_client_end(client, error, error == CSIP_ERROR_LIMIT ? 1009 : 1006);
}

void csip__ws_client_opened(csip__ws_client *client)
{
    client->state = CSIP__WS_OPEN;
    uv_timer_stop(&client->timer);
    if (client->ping_interval_ms > 0)
        csip__ws_client_start_timer(client, client->ping_interval_ms);
    client->handler->on_open(client->user);
}

static void on_ping_due(csip__ws_client *client)
{
    if (client->awaits_pong) {
        csip__ws_client_fail(client, CSIP_ERROR_TIMEOUT, "does not answer pings any more");
        return;
    }
    client->wants_ping = client->awaits_pong = true;
    lws_callback_on_writable(client->wsi);
    csip__ws_client_start_timer(client, client->ping_interval_ms);
}

static void parse_url(csip__ws_client *client)
{
    const char *reason = NULL;
    csip_error error = csip__ws_url_parse(client->url_text, &client->url, &reason);

    if (error) {
        snprintf(client->reason, sizeof client->reason, "the URL %.100s is wrong: %s",
                 client->url_text, reason);
        csip__ws_client_end(client, error, 1006);
        return;
    }
    csip__ws_client_resolve(client);
}

static void on_connect_timer(csip__ws_client *client)
{
    if (uv_now(client->timer.loop) < client->deadline_ms) {
        if (client->state == CSIP__WS_DIALLING && client->wsi) { /* this address is silent */
            csip__ws_client_detach(client);
            client->address = client->address->ai_next;
        }
        if (client->address) {
            csip__ws_client_dial(client);
            return;
        }
    }
    csip__ws_client_fail(client, CSIP_ERROR_TIMEOUT,
                         client->state == CSIP__WS_TCP_UP
                             ? "accepts the connection, but does not answer in time"
                             : "does not answer in time");
}

static void on_timer(uv_timer_t *timer)
{
    csip__ws_client *client = timer->data;

    switch (client->state) {
    case CSIP__WS_OPEN: on_ping_due(client); break;
    case CSIP__WS_CLOSING: csip__ws_client_end(client, CSIP_OK, client->close_code); break;
    case CSIP__WS_RESOLVING:
        if (client->url_text && client->url.port == 0) {
            parse_url(client);
            break;
        }
        /* fall through */
    case CSIP__WS_DIALLING:
    case CSIP__WS_TCP_UP: on_connect_timer(client); break;
    case CSIP__WS_CLOSED: break;
    }
}

void csip__ws_client_start_timer(csip__ws_client *client, uint64_t delay_ms)
{
    uv_update_time(client->timer.loop);
    uv_timer_start(&client->timer, on_timer, delay_ms, 0);
}

static csip_error socket_send(csip__socket *socket, csip_str octets)
{
    return csip__ws_client_send((csip__ws_client *)socket, octets);
}

static void socket_close(csip__socket *socket, uint16_t code)
{
    csip__ws_client *client = (csip__ws_client *)socket;
    bool is_open = client->state == CSIP__WS_OPEN;

    if (client->state >= CSIP__WS_CLOSING)
        return;
    client->close_code = code;
    client->state = CSIP__WS_CLOSING;
    if (is_open)
        lws_callback_on_writable(client->wsi);
    else
        csip__ws_client_detach(client);
    csip__ws_client_start_timer(client, is_open ? CSIP__SOCKET_CLOSE_TIMEOUT_MS : 0);
}

static void socket_free(csip__socket *socket)
{
    csip__ws_client *client = (csip__ws_client *)socket;

    if (!client || client->is_freed)
        return;
    client->is_freed = true;
    csip__ws_client_end(client, CSIP_OK, 1001);
    uv_close((uv_handle_t *)&client->timer, on_timer_closed);
}

static const csip__socket_class client_class = {socket_send, socket_close, socket_free};

static bool copy_texts(csip__ws_client *client, const csip__socket_options *options)
{
    const csip_tls_options *tls = options->tls;
    csip_tls_options *ours = &client->tls_options;

    client->url_text = strdup(options->url);
    if (!client->url_text)
        return false;
    if (!tls)
        return true;
    ours->is_insecure = tls->is_insecure;
    ours->ca_file = tls->ca_file ? strdup(tls->ca_file) : NULL;
    ours->cert_file = tls->cert_file ? strdup(tls->cert_file) : NULL;
    ours->key_file = tls->key_file ? strdup(tls->key_file) : NULL;
    ours->server_name = tls->server_name ? strdup(tls->server_name) : NULL;
    return (!tls->ca_file || ours->ca_file) && (!tls->cert_file || ours->cert_file) &&
           (!tls->key_file || ours->key_file) && (!tls->server_name || ours->server_name);
}

csip_error csip__ws_client_connect(void *self, const csip__socket_options *options,
                                   const csip__socket_handler *handler, void *user,
                                   csip__socket **ret_socket)
{
    csip__ws_context *context = self;
    csip__ws_client *client = calloc(1, sizeof *client);

    if (!client)
        return CSIP_ERROR_NOMEM;
    client->socket.class = &client_class;
    client->context = context;
    client->handler = handler;
    client->user = user;
    client->connect_timeout_ms =
        options->connect_timeout_ms ? options->connect_timeout_ms : CONNECT_TIMEOUT_DEFAULT_MS;
    client->ping_interval_ms = options->ping_interval_ms;
    client->message_max = options->message_max ? options->message_max : CSIP__SOCKET_MESSAGE_MAX;
    client->queue_max = options->queue_max ? options->queue_max : CSIP__SOCKET_QUEUE_MAX;
    csip__ws_context_link(context, client);
    if (!copy_texts(client, options)) {
        release(client);
        return CSIP_ERROR_NOMEM;
    }
    uv_timer_init(csip__ws_context_loop(context), &client->timer);
    client->timer.data = client;
    client->open_handles = 1;
    csip__ws_client_start_timer(client, 0);
    *ret_socket = &client->socket;
    return CSIP_OK;
}
