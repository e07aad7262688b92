#ifndef CSIP_SERVER_PORT_H
#define CSIP_SERVER_PORT_H

#include <csip/config.h>

/**
 * Try whether a TCP port can be bound, because libwebsockets does not tell why it could not.
 *
 * @param number  0: any
 * @return CSIP_OK; CSIP_ERROR_IO: value and reason of `problem` are set
 */
CSIP_MUST_USE csip_error csip__port_probe(const char *address, int number,
                                          csip_config_problem *problem);

#endif
