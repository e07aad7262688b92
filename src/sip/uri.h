#ifndef CSIP_SIP_URI_H
#define CSIP_SIP_URI_H

#include <csip/message.h>

/** True when the scheme is sip or sips, any case. */
bool csip__uri_is_sip(const csip_uri *uri);

/**
 * Read `host [":" port]`, an IPv6 reference in brackets included.
 *
 * @param ret_port  0 when there is none
 * @return just behind it, or NULL
 */
const char *csip__hostport_parse(const char *at, const char *end, csip_str *ret_host,
                                 uint16_t *ret_port);

#endif
