#ifndef CSIP_SERVER_SERVER_H
#define CSIP_SERVER_SERVER_H

#include <csip/server.h>

#include <uv.h>

/** csip_server_new() on a plain uv loop. */
CSIP_MUST_USE csip_error csip__server_open(uv_loop_t *loop, const csip_server_config *config,
                                           csip_server **ret_server, csip_config_problem *problem);

#endif
