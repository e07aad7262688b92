#ifndef CSIP_SIP_URI_H
#define CSIP_SIP_URI_H

#include <csip/message.h>

/** True when the scheme is sip or sips, any case. */
bool csip__uri_is_sip(const csip_uri *uri);

/**
 * Read the URI at `at` as far as it reaches: to the end, or to a character that no URI has, a '>'.
 * @return where it ends; NULL: none, and `uri` is written in part
 */
const char *csip__uri_read(const char *at, const char *end, csip_uri *uri);

/** csip_name_addr_parse() of a trimmed text in place; `addr` is cleared on failure. */
bool csip__name_addr_read(csip_str text, csip_name_addr *addr);

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
