#include "websocket/client.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static uint64_t time_left(const csip__ws_client *client)
{
    uint64_t now = uv_now(client->timer.loop);

    return client->deadline_ms > now ? client->deadline_ms - now : 0;
}

static void on_resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *addresses)
{
    csip__ws_client *client = request->data;

    client->is_resolving = false;
    client->addresses = addresses;
    if (client->state == CSIP__WS_RESOLVING) {
        if (status < 0) {
            snprintf(client->reason, sizeof client->reason, "the name %s cannot be resolved: %s",
                     client->url.host, uv_strerror(status));
            csip__ws_client_end(client, CSIP_ERROR_RESOLVE, 1006);
        } else {
            client->address = addresses;
            csip__ws_client_dial(client);
        }
    }
    csip__ws_client_drop_handle(client);
}

/* A numeric address goes the same way: it is answered without asking anybody. */
void csip__ws_client_resolve(csip__ws_client *client)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC};

    client->tls.name =
        client->tls_options.server_name ? client->tls_options.server_name : client->url.host;
    client->tls.is_insecure = client->tls_options.is_insecure;
    client->deadline_ms = uv_now(client->timer.loop) + client->connect_timeout_ms;
    csip__ws_client_start_timer(client, client->connect_timeout_ms);
    csip_error error = csip__ws_context_vhost(client->context, client);
    if (error) {
        if (error == CSIP_ERROR_NOMEM)
            snprintf(client->reason, sizeof client->reason, "%s", csip_error_text(error));
        csip__ws_client_end(client, error, 1006);
        return;
    }
    client->resolver.data = client;
    int status = uv_getaddrinfo(client->timer.loop, &client->resolver, on_resolved,
                                client->url.host, NULL, &hints);
    if (status < 0) {
        csip__ws_client_fail(client, CSIP_ERROR_RESOLVE, uv_strerror(status));
        return;
    }
    client->is_resolving = true;
    client->open_handles++;
}

/* Tells at once and without a packet when there is no way to the address: libwebsockets would
 * lose the handle of a connect that fails at once. */
static int find_route(const struct addrinfo *address, uint16_t port)
{
    struct sockaddr_storage to;
    int fd = socket(address->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return errno;
    memcpy(&to, address->ai_addr, address->ai_addrlen);
    if (address->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)&to)->sin6_port = htons(port);
    else
        ((struct sockaddr_in *)&to)->sin_port = htons(port);
    int error = connect(fd, (struct sockaddr *)&to, address->ai_addrlen) == 0 ? 0 : errno;
    close(fd);
    return error;
}

static void free_handle(uv_handle_t *handle)
{
    free(handle); /* libwebsockets' default allocator is the C library's */
}

static void reap_handle(uv_handle_t *handle, void *wsi)
{
    if (handle->type == UV_POLL && handle->data == wsi && !uv_is_closing(handle))
        uv_close(handle, free_handle);
}

/* libwebsockets 4.1 closes the descriptor of a connect that failed and forgets the poll handle:
 * neither closed nor freed.  Its data is the wsi, which is about to be freed. */
static void reap_lost_handle(csip__ws_client *client)
{
    uv_walk(client->timer.loop, reap_handle, client->wsi);
}

static void next_address(csip__ws_client *client, const char *problem)
{
    snprintf(client->reason, sizeof client->reason, "cannot connect to %s port %u: %s",
             client->url.host, client->url.port, problem);
    client->address = client->address->ai_next;
    client->state = CSIP__WS_RESOLVING;
    if (client->address)
        csip__ws_client_start_timer(client, 0);
    else
        csip__ws_client_end(client, CSIP_ERROR_CONNECT, 1006);
}

static struct lws *start_attempt(csip__ws_client *client, const char *address)
{
    struct lws_client_connect_info info = {
        .context = csip__ws_context_lws(client->context),
        .vhost = client->vhost,
        .address = address,
        .port = client->url.port,
        .ssl_connection =
            LCCSCF_HTTP_NO_FOLLOW_REDIRECT | (client->url.is_secure ? LCCSCF_USE_SSL : 0),
        .path = client->url.path,
        .host = client->url.authority,
        .protocol = "sip",
        .local_protocol_name = "sip",
        .alpn = "http/1.1",
        .userdata = client,
    };

    return lws_client_connect_via_info(&info);
}

void csip__ws_client_dial(csip__ws_client *client)
{
    char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 2];
    unsigned addresses_left = 0;
    int error = find_route(client->address, client->url.port);

    if (!error && getnameinfo(client->address->ai_addr, client->address->ai_addrlen, text,
                              sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
        error = EAFNOSUPPORT;
    if (error) {
        next_address(client, strerror(error));
        return;
    }
    for (struct addrinfo *it = client->address; it; it = it->ai_next)
        addresses_left++;
    csip__ws_client_start_timer(client, time_left(client) / addresses_left);
    client->state = CSIP__WS_DIALLING;
    client->tls.is_started = client->tls.is_done = false;
    client->tls.problem[0] = '\0';
    struct lws *wsi = start_attempt(client, text);
    if (!wsi && client->state != CSIP__WS_RESOLVING && client->state != CSIP__WS_CLOSED) {
        reap_lost_handle(client);
        client->wsi = NULL;
        next_address(client, "refused or unreachable");
    }
}

void csip__ws_client_dial_failed(csip__ws_client *client, const char *detail, unsigned status)
{
    char text[256];

    if (client->wsi && lws_get_socket_fd(client->wsi) < 0)
        reap_lost_handle(client);
    client->wsi = NULL; /* it is being freed */
    if (client->state == CSIP__WS_DIALLING) {
        next_address(client, "refused or unreachable");
    } else if (client->url.is_secure && !client->tls.is_done) {
        snprintf(text, sizeof text, "cannot be trusted or does not speak TLS: %s",
                 client->tls.problem[0] ? client->tls.problem : "it closed the connection");
        csip__ws_client_fail(client, CSIP_ERROR_TLS, text);
    } else if (status != 0 && status != 101) {
        snprintf(text, sizeof text, "refused the WebSocket handshake with HTTP status %u", status);
        csip__ws_client_fail(client, CSIP_ERROR_HANDSHAKE, text);
    } else {
        snprintf(text, sizeof text, "did not complete the WebSocket handshake: %s", detail);
        csip__ws_client_fail(client, CSIP_ERROR_HANDSHAKE, text);
    }
}
