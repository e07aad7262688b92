#ifndef CSIP_UA_TRANSPORT_H
#define CSIP_UA_TRANSPORT_H

#include "base/core.h"

/** The connection to one of the configured servers, tried again for as long as it is wanted. */

/** Servers that a configuration may have. */
enum { CSIP__SERVERS_MAX = 1024 };

typedef enum csip__transport_state {
    CSIP__TRANSPORT_IDLE,
    CSIP__TRANSPORT_CONNECTING,
    CSIP__TRANSPORT_OPEN,
    CSIP__TRANSPORT_CLOSING,
    CSIP__TRANSPORT_WAITING, /* for the next attempt */
} csip__transport_state;

typedef struct csip__transport {
    csip__core *core;
    csip__timer timer;
    csip__transport_state state;
    size_t server;
    csip_flow flow;                          /* current or last */
    unsigned attempts;                       /* since the last success */
    bool is_wanted;                          /* connect again when it is lost or has been closed */
    uint64_t failed[CSIP__SERVERS_MAX / 64]; /* a bit a server */
} csip__transport;

void csip__transport_init(csip__transport *transport, csip__core *core);
/** Connect now, or as soon as a closing connection is gone. */
void csip__transport_connect(csip__transport *transport);
/** Close as asked; no further attempt. */
void csip__transport_close(csip__transport *transport);

/** The flow of a transport that is connecting, open or closing. */
bool csip__transport_is_current(const csip__transport *transport, csip_flow flow);
void csip__transport_opened(csip__transport *transport);
/** Tells DISCONNECTED and plans the next attempt. */
void csip__transport_closed(csip__transport *transport, const csip_disconnect *why);

#endif
