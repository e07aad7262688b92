#ifndef CSIP_HOST_LOOP_H
#define CSIP_HOST_LOOP_H

#include "base/timer.h"
#include "media/peer.h"
#include "websocket/context.h"

#include <csip/ua.h>

#include <uv.h>

typedef struct csip__post csip__post;
typedef struct csip__after csip__after;
typedef struct csip__subject csip__subject;

struct csip_loop {
    uv_loop_t *uv;
    uv_loop_t own;
    bool is_own;
    bool is_running; /* in csip_loop_run() */
    uv_timer_t timer;
    uint64_t armed_ms;   /* when it fires; UINT64_MAX: it does not run */
    csip__timers timers; /* the agents' deadlines, csip_loop_after() and held events */
    uv_async_t wake;     /* posted calls, reports of the engine */
    uv_mutex_t mutex;    /* over the posted calls */
    csip__post *first_post, *last_post;
    csip__after *afters;
    uint64_t last_after;
    csip__ws_context *websockets;
    const csip__connector *connector;
    csip__engine *engine; /* NULL until the first call */
    uint64_t last_peer_key;
    csip__subject *peers; /* sessions with a peer connection */
    csip_ua *uas;
};

/** Sets the one timer for the earliest deadline; after every change of the timers. */
void csip__loop_arm(csip_loop *loop);

/** Ends csip_loop_run() when there is nothing left to wait for. */
void csip__loop_check_rest(csip_loop *loop);

/** Another maker of sockets, for phones made from now on; NULL: WebSocket again. */
void csip__loop_set_connector(csip_loop *loop, const csip__connector *connector);

/** timer.c: true while a csip_loop_after() is pending. */
bool csip__loop_has_after(const csip_loop *loop);
void csip__loop_drop_afters(csip_loop *loop);

#endif
