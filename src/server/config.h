#ifndef CSIP_SERVER_CONFIG_H
#define CSIP_SERVER_CONFIG_H

#include <csip/server.h>

/** Check every setting; `problem` says which one is wrong. */
CSIP_MUST_USE csip_error csip__server_config_check(const csip_server_config *config,
                                                   csip_config_problem *problem);

/** A copy whose texts are its own, but users and file names, read at start.  Free with _done(). */
CSIP_MUST_USE csip_error csip__server_config_dup(const csip_server_config *config,
                                                 csip_server_config *ret_config);
/** The caller's, and their passwords: not kept. */
void csip__server_config_forget_users(csip_server_config *config);
void csip__server_config_done(csip_server_config *config);

#endif
