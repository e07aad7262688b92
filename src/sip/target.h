#ifndef CSIP_SIP_TARGET_H
#define CSIP_SIP_TARGET_H

#include <csip/message.h>

#include "base/buf.h"

/** URIs as a person writes them, made into URIs as the wire wants them. */

/**
 * Write a SIP URI in its normal form: "sip:" added when there is no scheme, needless escapes of the
 * user decoded, scheme and host in lower case.
 *
 * @param ret_wrong  static name of the part that is wrong: "scheme", "user", "host", "parameters"
 * @return CSIP_OK; CSIP_ERROR_ARGUMENT: no such URI; or the buffer's error
 */
CSIP_MUST_USE csip_error csip__uri_normalize(csip__buf *buf, csip_str text, const char **ret_wrong);

/**
 * Write the URI of a call's or message's target: a SIP URI, user@host, a user or a phone number,
 * completed with `domain`.  Visual separators of a phone number are left out (RFC 3966 section
 * 5.1.1), a tel URI becomes the user.  "sip:host" stays without a user.
 *
 * @param domain  host[:port]; empty: a target without a host is wrong
 */
CSIP_MUST_USE csip_error csip__target_normalize(csip__buf *buf, csip_str target, csip_str domain,
                                                const char **ret_wrong);

#endif
