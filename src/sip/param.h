#ifndef CSIP_SIP_PARAM_H
#define CSIP_SIP_PARAM_H

#include <csip/message.h>

/** One `name`, `name=value` or `name="value"`. */
typedef struct csip__param {
    csip_str name;
    csip_str value; /* raw: with its quotes; absent for a flag */
} csip__param;

/**
 * Step through a list of parameters separated by ';' (without the leading one).
 *
 * @param rest  what is still to be read; empty at the end
 * @return false at the end
 */
bool csip__param_next(csip_str *rest, csip__param *ret_param);

/** Without the surrounding quotes of a quoted-string; escapes stay. */
csip_str csip__param_unquote(csip_str value);

/**
 * Check a list of header parameters and look for one (RFC 3261 generic-param).
 * @param ret_value  untouched when `name` is not there
 * @return false when a name is no token or a value is malformed
 */
bool csip__params_check(csip_str params, csip_str name, csip_str *ret_value);

#endif
