#ifndef CSIP_WEBSOCKET_CONTEXT_H
#define CSIP_WEBSOCKET_CONTEXT_H

#include "websocket/socket.h"

#include <uv.h>

/**
 * The WebSocket clients of one loop: a libwebsockets context on the caller's uv loop, and one TLS
 * context for each distinct setting, kept for the context's life.
 */
typedef struct csip__ws_context csip__ws_context;

/** Costs a few hundred octets until the first connect. */
CSIP_MUST_USE csip_error csip__ws_context_new(uv_loop_t *loop, csip__ws_context **ret_context);

/** Every socket must have been freed.  Runs the loop for some turns: not inside a callback. */
void csip__ws_context_free(csip__ws_context *context);

/** Borrowed from the context. */
const csip__connector *csip__ws_context_connector(csip__ws_context *context);

#endif
