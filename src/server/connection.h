#ifndef CSIP_SERVER_CONNECTION_H
#define CSIP_SERVER_CONNECTION_H

#include "server/proxy.h"

#include <libwebsockets.h>

typedef struct csip__frame csip__frame;

/** One WebSocket connection: libwebsockets' per-session data. */
typedef struct csip__connection {
    csip__flow flow;
    struct lws *wsi;
    bool is_open; /* in the proxy's table */
    bool is_ending;
    csip__frame *first, *last; /* to be sent */
    size_t queued;
    size_t queue_max;
    char *incoming; /* fragments so far */
    size_t incoming_len, incoming_cap;
} csip__connection;

/** Learns both addresses and enters the proxy's table.  False: close it. */
bool csip__connection_open(csip__connection *connection, struct lws *wsi, csip__proxy *proxy);
void csip__connection_close(csip__connection *connection, csip__proxy *proxy);

/** A piece of a message.  False: close the connection. */
bool csip__connection_receive(csip__connection *connection, csip__proxy *proxy, csip_str piece,
                              uint64_t now_ms);

/** Write what is queued as long as the socket takes it.  False: close the connection. */
bool csip__connection_write(csip__connection *connection);

#endif
