#ifndef CSIP_SERVER_FLOW_H
#define CSIP_SERVER_FLOW_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

enum {
    CSIP__FLOWS_LIMIT = 65535,
    CSIP__FLOW_ADDRESS_MAX = 48,
    CSIP__FLOW_SENT_BY_MAX = 64,
};

/** A WebSocket connection as the proxy sees it. */
typedef struct csip__flow {
    uint64_t id;      /* never 0, never used again */
    void *connection; /* the listener's */
    bool is_secure;
    bool has_authenticated; /* some account proved itself over it */
    uint16_t peer_port;
    char peer[CSIP__FLOW_ADDRESS_MAX];    /* numeric address, for `received` */
    char sent_by[CSIP__FLOW_SENT_BY_MAX]; /* our host:port, for Via and Record-Route */
    unsigned pause_ms; /* set by the proxy after wrong credentials: read nothing that long */
} csip__flow;

/** The open flows, found by id in constant time. */
typedef struct csip__flows {
    csip__flow **slots;
    size_t cap;
    size_t count;
    uint64_t generation;
} csip__flows;

CSIP_MUST_USE csip_error csip__flows_init(csip__flows *flows, size_t cap, uint64_t generation);
void csip__flows_done(csip__flows *flows);

/** Gives `flow` its id; false: as many are open as may be. */
bool csip__flows_add(csip__flows *flows, csip__flow *flow);
void csip__flows_remove(csip__flows *flows, csip__flow *flow);
csip__flow *csip__flows_find(const csip__flows *flows, uint64_t id);

#endif
