#ifndef CSIP_SIP_URI_H
#define CSIP_SIP_URI_H

#include <csip/message.h>

/** True when the scheme is sip or sips, any case. */
bool csip__uri_is_sip(const csip_uri *uri);

/** Parse what follows "sip:" or "sips:".  `text` and `scheme` stay absent. */
CSIP_MUST_USE csip_error csip__uri_parse_rest(csip_str rest, csip_uri *ret_uri);

/** True for `user [":" password]` without the '@'. */
bool csip__userinfo_is_good(csip_str userinfo);

/**
 * Read `host [":" port]`, an IPv6 reference in brackets included.
 *
 * @param ret_port  0 when there is none
 * @return just behind it, or NULL
 */
const char *csip__hostport_parse(const char *at, const char *end, csip_str *ret_host,
                                 uint16_t *ret_port);

#endif
