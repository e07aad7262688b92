#ifndef CSIP_WEBSOCKET_CLIENT_H
#define CSIP_WEBSOCKET_CLIENT_H

/* The client's inside, shared by its files: client.c (life), dial.c (names and addresses),
 * frame.c (messages) and context.c (libwebsockets' context and call-backs). */

#include "websocket/context.h"
#include "websocket/tls.h"
#include "websocket/url.h"

#include <libwebsockets.h>

typedef enum csip__ws_state {
    CSIP__WS_RESOLVING, /* or waiting to dial the next address */
    CSIP__WS_DIALLING,  /* TCP */
    CSIP__WS_TCP_UP,    /* TLS and HTTP handshake */
    CSIP__WS_OPEN,
    CSIP__WS_CLOSING, /* sends what is queued and the close frame, waits for the peer's */
    CSIP__WS_CLOSED,
} csip__ws_state;

typedef struct csip__ws_client csip__ws_client;
typedef struct csip__ws_frame csip__ws_frame;

struct csip__ws_client {
    csip__socket socket;
    csip__ws_context *context;
    csip__ws_client *next, *previous; /* in the context's list */
    const csip__socket_handler *handler;
    void *user;
    csip__ws_state state;
    bool is_freed; /* by its owner; the memory follows when the handles are closed */

    csip__ws_url url;
    char *url_text; /* kept until it was parsed */
    struct lws_vhost *vhost;
    csip__tls_session tls;
    csip_tls_options tls_options; /* with strings of its own */
    unsigned connect_timeout_ms, ping_interval_ms;
    size_t message_max, queue_max;

    uv_timer_t timer; /* connect time-out, pings, close time-out: one at a time */
    unsigned open_handles;
    uint64_t deadline_ms; /* of the whole connect */
    uv_getaddrinfo_t resolver;
    bool is_resolving;
    struct addrinfo *addresses, *address; /* all; the one being dialled */
    struct lws *wsi;

    csip__ws_frame *first_frame, *last_frame;
    size_t queued;
    bool wants_ping, awaits_pong;
    char *message; /* fragments so far */
    size_t message_len, message_cap;
    uint16_t close_code;     /* ours, in CLOSING */
    csip_disconnect pending; /* what to tell when the peer's close is through */
    char reason[256];
};

/* client.c */
csip_error csip__ws_client_connect(void *context, const csip__socket_options *options,
                                   const csip__socket_handler *handler, void *user,
                                   csip__socket **ret_socket);
/** Ends the client: cuts it off from libwebsockets and tells why, with `reason` as it stands. */
void csip__ws_client_end(csip__ws_client *client, csip_error error, uint16_t code);
/** Writes "HOST port N" and `text` into reason, then ends. */
void csip__ws_client_fail(csip__ws_client *client, csip_error error, const char *text);
void csip__ws_client_opened(csip__ws_client *client);
void csip__ws_client_detach(csip__ws_client *client);
void csip__ws_client_start_timer(csip__ws_client *client, uint64_t delay_ms);
/** The timer until the owner frees the client, a running resolver: the last one releases it. */
void csip__ws_client_drop_handle(csip__ws_client *client);

/* dial.c */
void csip__ws_client_resolve(csip__ws_client *client);
/** Dials the next address after the loop's turn, or fails when there is none. */
void csip__ws_client_dial_next(csip__ws_client *client);
void csip__ws_client_dial(csip__ws_client *client);
/** The wsi of an attempt has failed, before or after TCP was up. */
void csip__ws_client_dial_failed(csip__ws_client *client, const char *detail, unsigned status);

/* frame.c */
csip_error csip__ws_client_send(csip__ws_client *client, csip_str octets);
/** @return non-zero: libwebsockets shall close */
int csip__ws_client_writable(csip__ws_client *client);
int csip__ws_client_received(csip__ws_client *client, const char *octets, size_t len);
void csip__ws_client_drop_frames(csip__ws_client *client);

/* context.c */
uv_loop_t *csip__ws_context_loop(csip__ws_context *context);
void csip__ws_context_link(csip__ws_context *context, csip__ws_client *client);
void csip__ws_context_unlink(csip__ws_context *context, csip__ws_client *client);
/** The context's TLS settings equal to the client's, made at need; reason is filled on failure. */
csip_error csip__ws_context_vhost(csip__ws_context *context, csip__ws_client *client);
struct lws_context *csip__ws_context_lws(csip__ws_context *context);

#endif
