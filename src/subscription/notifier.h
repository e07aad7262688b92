#ifndef CSIP_SUBSCRIPTION_NOTIFIER_H
#define CSIP_SUBSCRIPTION_NOTIFIER_H

#include "subscription/subscription.h"
#include "subscription/subscription_state.h"

/** NOTIFYs without a response that one notifier may have under way; then the newest waits. */
enum { CSIP__NOTIFIER_UNANSWERED_MAX = 8 };

/** The notifier's side (RFC 6665 section 4.2). */
typedef struct csip__notifier {
    csip__subscription base;
    csip__transaction *server; /* the first SUBSCRIBE, until it is answered */
    csip_str body;             /* of the last NOTIFY; a block of its own */
    bool is_chosen;            /* the application has accepted it */
    bool is_pending;           /* begin so */
    bool is_manual;
    bool is_notify_due; /* a SUBSCRIBE was answered and no NOTIFY has followed */
    bool is_unsent;     /* the last NOTIFY waits, or was lost with its connection */
} csip__notifier;

extern const csip__subscription_role csip__notifier_role;

static inline csip__notifier *csip__notifier_of(csip__subscription *subscription)
{
    return (csip__notifier *)(void *)subscription;
}

/** A SUBSCRIBE outside of dialogs, in its transaction: told; 489 when nobody decides. */
void csip__notifier_receive_first(csip__subscriptions *subscriptions, csip__transaction *server);

CSIP_MUST_USE csip_error csip__notifier_accept(csip__notifier *notifier,
                                               const csip_notify_options *options);
CSIP_MUST_USE csip_error csip__notifier_reject(csip__notifier *notifier, uint16_t status,
                                               const csip_reply *reply);
CSIP_MUST_USE csip_error csip__notifier_start(csip__notifier *notifier);
CSIP_MUST_USE csip_error csip__notifier_set_active(csip__notifier *notifier);
CSIP_MUST_USE csip_error csip__notifier_notify(csip__notifier *notifier, csip_str body);
CSIP_MUST_USE csip_error csip__notifier_terminate(csip__notifier *notifier,
                                                  const csip_notifier_farewell *farewell);

/* ---- inside the role ---- */

/** A SUBSCRIBE in its dialog. */
void csip__notifier_receive(csip__subscription *subscription, csip__transaction *server);
/** Answer a SUBSCRIBE that is fine with 200 and tell it. */
void csip__notifier_take(csip__notifier *notifier, csip__transaction *server, uint32_t expires_s);
/** How long the SUBSCRIBE asks for, within our limits; false: refused with 423. */
bool csip__notifier_grant(csip__transaction *server, uint32_t *ret_expires_s);

/** Send one, or have it wait; `body` is the notifier's or that of a final one. */
void csip__notifier_send(csip__notifier *notifier, const csip__subscription_state *state,
                         csip_str body);
/** The state as it is told now. */
csip__subscription_state csip__notifier_state(const csip__notifier *notifier);
/** The final NOTIFY. */
void csip__notifier_send_final(csip__notifier *notifier, const csip_notifier_farewell *farewell);
void csip__notifier_end(csip__notifier *notifier, csip_notifier_end code,
                        const csip_message *message);

#endif
