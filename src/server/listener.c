#include "server/listener.h"

#include "server/connection.h"
#include "server/port.h"

#include <stdio.h>
#include <stdlib.h>

enum { TURNS_TO_CLOSE = 8 };

struct csip__listener {
    struct lws_context *context; /* libwebsockets sets it to NULL when it is gone */
    struct lws_vhost *vhosts[2]; /* ws, wss */
    uv_loop_t *loop;
    csip__proxy *proxy;
    const csip_server_config *config;
    const csip__certificate *certificate;
    SSL_CTX *unused; /* or libwebsockets makes one for clients, and does not always free it */
    lws_retry_bo_t retry;
    void *loops[1];
};

static csip__listener *listener_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

static bool load_certificate(const csip__listener *listener, SSL_CTX *tls)
{
    const csip__certificate *certificate = listener->certificate;
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    if (certificate) {
        return SSL_CTX_use_certificate(tls, certificate->leaf) == 1 &&
               SSL_CTX_use_PrivateKey(tls, certificate->key) == 1;
    }
    return SSL_CTX_use_certificate_chain_file(tls, listener->config->cert_file) == 1 &&
           SSL_CTX_use_PrivateKey_file(tls, listener->config->key_file, SSL_FILETYPE_PEM) == 1 &&
           SSL_CTX_check_private_key(tls) == 1;
}

/* RFC 7118 4: a client that does not ask for the subprotocol "sip" ends up here. */
static int on_http(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                   size_t len)
{
    switch (reason) {
    case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
        return load_certificate(listener_of(wsi), session) ? 0 : 1;
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: return 1;
    default: return lws_callback_http_dummy(wsi, reason, session, in, len);
    }
}

static int on_sip(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                  size_t len)
{
    csip__connection *connection = session;
    csip__listener *listener = listener_of(wsi);
    switch (reason) {
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return lws_hdr_total_length(wsi, WSI_TOKEN_PROTOCOL) > 0 ? 0 : 1;
    case LWS_CALLBACK_ESTABLISHED:
        return csip__connection_open(connection, wsi, listener->proxy) ? 0 : -1;
    case LWS_CALLBACK_RECEIVE:
        return csip__connection_receive(connection, listener->proxy, (csip_str){in, len},
                                        uv_now(listener->loop))
                   ? 0
                   : -1;
    case LWS_CALLBACK_SERVER_WRITEABLE: return csip__connection_write(connection) ? 0 : -1;
    case LWS_CALLBACK_TIMER: lws_rx_flow_control(wsi, 1); return 0;
    case LWS_CALLBACK_CLOSED: csip__connection_close(connection, listener->proxy); return 0;
    default: return 0;
    }
}

static const struct lws_protocols protocols[] = {
    {"http", on_http, 0, 0, 0, NULL, 0},
    {"sip", on_sip, sizeof(csip__connection), 16384, 0, NULL, 0},
    {NULL, NULL, 0, 0, 0, NULL, 0},
};

static csip_error make_context(csip__listener *listener)
{
    struct lws_context_creation_info info = {0};
    lws_set_log_level(0, NULL);
    listener->loops[0] = listener->loop;
    info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info.foreign_loops = listener->loops;
    info.pcontext = &listener->context;
    info.user = listener;
    info.gid = info.uid = (unsigned)-1;
    info.fd_limit_per_thread = 2 * listener->config->max_connections + 32;
    info.timeout_secs = listener->config->handshake_timeout_s;
    listener->context = lws_create_context(&info);
    return listener->context ? CSIP_OK : CSIP_ERROR_NOMEM;
}

static csip_error open_port(csip__listener *listener, bool is_secure, csip_config_problem *problem)
{
    const csip_server_config *config = listener->config;
    struct lws_context_creation_info info = {0};
    info.port = is_secure ? config->wss_port : config->ws_port;
    if (info.port == CSIP_SERVER_PORT_NONE) {
        return CSIP_OK;
    }
    snprintf(problem->parameter, sizeof problem->parameter, is_secure ? "wss_port" : "ws_port");
    csip_error error = csip__port_probe(config->listen, info.port, problem);
    if (error != CSIP_OK) {
        return error;
    }
    listener->retry = (lws_retry_bo_t){.secs_since_valid_ping = 25, .secs_since_valid_hangup = 40};
    info.iface = config->listen;
    info.protocols = protocols;
    info.vhost_name = is_secure ? "wss" : "ws";
    info.alpn = "http/1.1";
    info.retry_and_idle_policy = &listener->retry;
    info.options = LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
                   /* with IPv6 on, it takes an IPv4 address to mean every address */
                   (strchr(config->listen, ':') ? 0 : LWS_SERVER_OPTION_DISABLE_IPV6);
    if (is_secure) {
        listener->unused = SSL_CTX_new(TLS_client_method());
        info.provided_client_ssl_ctx = listener->unused;
        info.options |=
            LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX;
    }
    listener->vhosts[is_secure] = lws_create_vhost(listener->context, &info);
    if (!listener->vhosts[is_secure]) {
        snprintf(problem->reason, sizeof problem->reason, "cannot listen there");
        return CSIP_ERROR_IO;
    }
    *problem = (csip_config_problem){0};
    return CSIP_OK;
}

csip_error csip__listener_new(const csip__listener_options *options, csip__listener **ret_listener,
                              csip_config_problem *problem)
{
    csip__listener *listener = calloc(1, sizeof *listener);
    if (!listener) {
        return CSIP_ERROR_NOMEM;
    }
    listener->loop = options->loop;
    listener->proxy = options->proxy;
    listener->config = options->config;
    listener->certificate = options->certificate;
    csip_error error = make_context(listener);
    if (error == CSIP_OK) {
        error = open_port(listener, false, problem);
    }
    if (error == CSIP_OK) {
        error = open_port(listener, true, problem);
    }
    if (error != CSIP_OK) {
        csip__listener_free(listener);
        return error;
    }
    *ret_listener = listener;
    return CSIP_OK;
}

void csip__listener_free(csip__listener *listener)
{
    if (!listener) {
        return;
    }
    if (listener->context) {
        lws_context_destroy(listener->context);
    }
    /* On somebody else's loop libwebsockets is done at its second call, when its handles are. */
    for (int i = 0; i < TURNS_TO_CLOSE; i++) {
        uv_run(listener->loop, UV_RUN_NOWAIT);
    }
    if (listener->context) {
        lws_context_destroy(listener->context);
    }
    SSL_CTX_free(listener->unused);
    free(listener);
}

int csip__listener_port(const csip__listener *listener, bool is_secure)
{
    struct lws_vhost *vhost = listener->vhosts[is_secure];
    return vhost ? lws_get_vhost_listen_port(vhost) : CSIP_SERVER_PORT_NONE;
}
