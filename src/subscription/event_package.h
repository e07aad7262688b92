#ifndef CSIP_SUBSCRIPTION_EVENT_PACKAGE_H
#define CSIP_SUBSCRIPTION_EVENT_PACKAGE_H

#include <csip/str.h>

/** The value of an Event header field (RFC 6665 section 8.2.1). */
typedef struct csip__event_package {
    csip_str name;
    csip_str id; /* absent: none */
} csip__event_package;

/** False: no event package can be read; `ret_package` is untouched. */
bool csip__event_package_parse(csip_str value, csip__event_package *ret_package);

/** True if a NOTIFY for `a` is one for `b`. */
bool csip__event_package_is_same(const csip__event_package *a, const csip__event_package *b);

#endif
