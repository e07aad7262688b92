#include "websocket/client.h"

#include <stdio.h>
#include <stdlib.h>

/* One TLS setting and its libwebsockets vhost. */
typedef struct setting setting;
struct setting {
    setting *next;
    struct lws_vhost *vhost;
    char *ca_file, *cert_file, *key_file;
    SSL_CTX *tls;
};

struct csip__ws_context {
    uv_loop_t *loop;
    struct lws_context *lws; /* NULL until the first connect */
    csip__connector connector;
    csip__tls_owner tls_owner;
    setting *settings;
    struct lws_vhost *plain; /* for ws:// */
    csip__ws_client *clients;
};

enum { TURNS_TO_CLOSE_MAX = 1000, TURNS_TO_DESTROY = 8 };

/* We time everything ourselves: no validity pings, and libwebsockets' own time-outs come last. */
static const lws_retry_bo_t no_policy = {0};
enum { LWS_TIMEOUT_S = 120, RECEIVE_BUFFER = 4096 };

static int on_connection_error(csip__ws_client *client, struct lws *wsi, void *in, size_t len)
{
    char detail[96];

    snprintf(detail, sizeof detail, "%.*s", in ? (int)len : 24,
             in ? (char *)in : "it closed the connection");
    lws_set_wsi_user(wsi, NULL);
    csip__ws_client_dial_failed(client, detail, lws_http_client_http_response(wsi));
    return 0;
}

/* RFC 7118 4.2: the server must have agreed to the subprotocol. */
static int check_handshake(csip__ws_client *client, struct lws *wsi)
{
    char protocol[16];

    if (lws_hdr_copy(wsi, protocol, sizeof protocol, WSI_TOKEN_PROTOCOL) > 0 &&
        strcmp(protocol, "sip") == 0)
        return 0;
    csip__ws_client_fail(client, CSIP_ERROR_HANDSHAKE,
                         "does not offer the WebSocket subprotocol sip");
    return -1;
}

static void on_peer_close(csip__ws_client *client, const unsigned char *payload, size_t len)
{
    uint16_t code = len >= 2 ? (uint16_t)(payload[0] << 8 | payload[1]) : 1005;
    int text_len = len > 2 ? (int)(len - 2) : 0;

    if (client->state != CSIP__WS_OPEN)
        return;
    client->pending = (csip_disconnect){.error = CSIP_ERROR_CLOSED, .code = code};
    snprintf(client->reason, sizeof client->reason, "%s port %u closed the connection (%u%s%.*s)",
             client->url.host, client->url.port, code, text_len > 0 ? ": " : "", text_len,
             text_len > 0 ? (const char *)payload + 2 : "");
}

static int on_closed(csip__ws_client *client, struct lws *wsi)
{
    lws_set_wsi_user(wsi, NULL);
    client->wsi = NULL;
    if (client->state == CSIP__WS_CLOSING)
        csip__ws_client_end(client, CSIP_OK, client->close_code);
    else if (client->pending.error)
        csip__ws_client_end(client, client->pending.error, client->pending.code);
    else
        csip__ws_client_fail(client, CSIP_ERROR_CLOSED, "is gone: the connection was lost");
    return 0;
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                  size_t len)
{
    csip__ws_client *client = user;

    if (!client) /* detached, or not about a connection */
        return reason == LWS_CALLBACK_CLIENT_WRITEABLE || reason == LWS_CALLBACK_CLIENT_RECEIVE ? -1
                                                                                                : 0;
    switch (reason) {
    case LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL: /* comes before the connect is tried */
        client->wsi = wsi;
        return 0;
    case LWS_CALLBACK_WSI_CREATE: client->state = CSIP__WS_TCP_UP; return 0;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: return on_connection_error(client, wsi, in, len);
    case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH: return check_handshake(client, wsi);
    case LWS_CALLBACK_CLIENT_ESTABLISHED: csip__ws_client_opened(client); return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE: return csip__ws_client_received(client, in, len);
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG: client->awaits_pong = false; return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE: return csip__ws_client_writable(client);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: on_peer_close(client, in, len); return 0;
    case LWS_CALLBACK_CLIENT_CLOSED: return on_closed(client, wsi);
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP: return on_connection_error(client, wsi, NULL, 0);
    default: return 0;
    }
}

static const struct lws_protocols protocols[] = {
    {.name = "sip", .callback = on_lws, .rx_buffer_size = RECEIVE_BUFFER},
    {0},
};

static csip__tls_session *find_session(void *user, int fd)
{
    csip__ws_context *context = user;

    for (csip__ws_client *client = context->clients; client; client = client->next)
        if (client->wsi && client->state == CSIP__WS_TCP_UP && lws_get_socket_fd(client->wsi) == fd)
            return &client->tls;
    return NULL;
}

csip_error csip__ws_context_new(uv_loop_t *loop, csip__ws_context **ret_context)
{
    csip__ws_context *context = calloc(1, sizeof *context);

    if (!context)
        return CSIP_ERROR_NOMEM;
    context->loop = loop;
    context->connector = (csip__connector){csip__ws_client_connect, context};
    context->tls_owner = (csip__tls_owner){find_session, context};
    *ret_context = context;
    return CSIP_OK;
}

static csip_error start_lws(csip__ws_context *context)
{
    void *loops[] = {context->loop};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
                   LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME,
        .foreign_loops = loops,
        .timeout_secs = LWS_TIMEOUT_S,
        .retry_and_idle_policy = &no_policy,
        .pcontext = &context->lws, /* set to NULL when it is gone */
        .gid = -1,
        .uid = -1,
    };

    if (context->lws)
        return CSIP_OK;
    lws_set_log_level(0, NULL);
    context->lws = lws_create_context(&info);
    return context->lws ? CSIP_OK : CSIP_ERROR_NOMEM;
}

static struct lws_vhost *add_vhost(csip__ws_context *context, const char *name, SSL_CTX *tls)
{
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .vhost_name = name,
        .protocols = protocols,
        .connect_timeout_secs = LWS_TIMEOUT_S,
        .provided_client_ssl_ctx = tls,
        .options = tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0,
        .gid = -1,
        .uid = -1,
    };

    return lws_create_vhost(context->lws, &info);
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void free_setting(setting *it)
{
    SSL_CTX_free(it->tls);
    free(it->ca_file);
    free(it->cert_file);
    free(it->key_file);
    free(it);
}

static char *copy_text(const char *text, bool *is_ok)
{
    char *copy = text ? strdup(text) : NULL;

    *is_ok = *is_ok && (copy || !text);
    return copy;
}

static csip_error add_setting(csip__ws_context *context, csip__ws_client *client)
{
    const csip_tls_options *options = &client->tls_options;
    setting *it = calloc(1, sizeof *it);
    bool is_ok = it != NULL;
    csip_error error = CSIP_ERROR_NOMEM;

    if (!it)
        return CSIP_ERROR_NOMEM;
    it->ca_file = copy_text(options->ca_file, &is_ok);
    it->cert_file = copy_text(options->cert_file, &is_ok);
    it->key_file = copy_text(options->key_file, &is_ok);
    if (is_ok)
        error = csip__tls_context_new(options, &context->tls_owner, client->reason,
                                      sizeof client->reason, &it->tls);
    if (!error && !(it->vhost = add_vhost(context, "wss", it->tls)))
        error = CSIP_ERROR_NOMEM;
    if (error) {
        free_setting(it);
        return error;
    }
    it->next = context->settings;
    context->settings = it;
    client->vhost = it->vhost;
    return CSIP_OK;
}

csip_error csip__ws_context_vhost(csip__ws_context *context, csip__ws_client *client)
{
    const csip_tls_options *options = &client->tls_options;
    csip_error error = start_lws(context);

    if (error)
        return error;
    if (!client->url.is_secure) {
        if (!context->plain)
            context->plain = add_vhost(context, "ws", NULL);
        client->vhost = context->plain;
        return context->plain ? CSIP_OK : CSIP_ERROR_NOMEM;
    }
    for (setting *it = context->settings; it; it = it->next)
        if (is_same(it->ca_file, options->ca_file) && is_same(it->cert_file, options->cert_file) &&
            is_same(it->key_file, options->key_file)) {
            client->vhost = it->vhost;
            return CSIP_OK;
        }
    return add_setting(context, client);
}

/* On a loop that is not its own, libwebsockets first closes its connections, in their close
 * call-backs its timer and idle handle, and wants to be asked again when those are closed: sooner
 * would free what libuv still holds.  Each step takes one turn. */
static void stop_lws(csip__ws_context *context)
{
    if (!context->lws)
        return;
    lws_context_destroy(context->lws);
    for (int i = 0; i < TURNS_TO_DESTROY; i++)
        uv_run(context->loop, UV_RUN_NOWAIT);
    if (context->lws) /* it sets this to NULL when it is gone */
        lws_context_destroy(context->lws);
}

void csip__ws_context_free(csip__ws_context *context)
{
    if (!context)
        return;
    for (int i = 0; context->clients && i < TURNS_TO_CLOSE_MAX; i++)
        uv_run(context->loop, UV_RUN_NOWAIT);
    stop_lws(context);
    while (context->settings) {
        setting *next = context->settings->next;
        free_setting(context->settings);
        context->settings = next;
    }
    free(context);
}

const csip__connector *csip__ws_context_connector(csip__ws_context *context)
{
    return &context->connector;
}

uv_loop_t *csip__ws_context_loop(csip__ws_context *context)
{
    return context->loop;
}

struct lws_context *csip__ws_context_lws(csip__ws_context *context)
{
    return context->lws;
}

void csip__ws_context_link(csip__ws_context *context, csip__ws_client *client)
{
    client->next = context->clients;
    if (client->next)
        client->next->previous = client;
    context->clients = client;
}

void csip__ws_context_unlink(csip__ws_context *context, csip__ws_client *client)
{
    if (client->previous)
        client->previous->next = client->next;
    else
        context->clients = client->next;
    if (client->next)
        client->next->previous = client->previous;
}
