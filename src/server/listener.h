#ifndef CSIP_SERVER_LISTENER_H
#define CSIP_SERVER_LISTENER_H

#include "server/certificate.h"
#include "server/proxy.h"

#include <uv.h>

/** The WebSocket side of the server: libwebsockets on the caller's uv loop. */
typedef struct csip__listener csip__listener;

typedef struct csip__listener_options {
    uv_loop_t *loop;
    csip__proxy *proxy;
    const csip_server_config *config;
    const csip__certificate *certificate; /* NULL: the files of `config` */
} csip__listener_options;

/** CSIP_ERROR_IO: a port could not be bound, named in `problem`. */
CSIP_MUST_USE csip_error csip__listener_new(const csip__listener_options *options,
                                            csip__listener **ret_listener,
                                            csip_config_problem *problem);

/** Closes all; runs the loop for some turns, so not inside one of its callbacks. */
void csip__listener_free(csip__listener *listener);

/** CSIP_SERVER_PORT_NONE when there is none. */
int csip__listener_port(const csip__listener *listener, bool is_secure);

/** csip__proxy's `send`. */
bool csip__listener_send(csip__flow *flow, csip_str octets, bool is_binary);

#endif
