#ifndef CSIP_SUBSCRIPTION_SUBSCRIPTION_STATE_H
#define CSIP_SUBSCRIPTION_SUBSCRIPTION_STATE_H

#include "base/buf.h"

#include <csip/subscription.h>

/** The value of a Subscription-State header field (RFC 6665 section 8.4). */
typedef struct csip__subscription_state {
    csip_subscription_state state; /* PENDING, ACTIVE or TERMINATED */
    csip_subscription_reason reason;
    csip_str reason_text; /* also of a reason that is not known */
    uint32_t expires_s;
    uint32_t retry_after_s;
    bool has_expires;
    bool has_retry_after;
} csip__subscription_state;

/** False: the state is none of the three; `ret_state` is untouched. */
bool csip__subscription_state_parse(csip_str value, csip__subscription_state *ret_state);

/** The whole header field. */
void csip__subscription_state_write(csip__buf *buf, const csip__subscription_state *state);

#endif
