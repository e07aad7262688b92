#ifndef CSIP_SUBSCRIPTION_SUBSCRIBER_H
#define CSIP_SUBSCRIPTION_SUBSCRIBER_H

#include "subscription/subscription.h"
#include "subscription/subscription_state.h"

/** The subscriber's side (RFC 6665 section 4.1).  One SUBSCRIBE is under way at a time. */

/** Forks of one SUBSCRIBE that are taken. */
enum { CSIP__SUBSCRIBER_FORKS_MAX = 16 };

/** What a SUBSCRIBE is for: the one under way, or the one that waits for it. */
typedef enum csip__wish {
    CSIP__WISH_NONE,
    CSIP__WISH_SUBSCRIBE,
    CSIP__WISH_UNSUBSCRIBE,
} csip__wish;

typedef struct csip__order {
    csip__wish wish;
    csip_str body; /* a block of its own */
} csip__order;

typedef struct csip__subscriber {
    csip__subscription base;
    csip__map_node name_node; /* in `names` until Timer N fires */
    csip_str name;            /* its key */
    csip_str call_id;
    csip_str from;
    csip_str to;
    csip_str target;
    uint32_t expires_s; /* asked for; raised by a 423 */
    unsigned fork_count;
    csip__request *request;
    csip__order sent;
    csip__order waiting;
    bool is_accepted; /* told */
    bool is_unsubscribing;
    csip_subscriber_end failure; /* of the last refresh: the end, if nothing better comes */
    csip__timer notify_timer;    /* RFC 6665 4.1.2.4: Timer N */
    csip__timer refresh_timer;
} csip__subscriber;

extern const csip__subscription_role csip__subscriber_role;

static inline csip__subscriber *csip__subscriber_of(csip__subscription *subscription)
{
    return (csip__subscriber *)(void *)subscription;
}

CSIP_MUST_USE csip_error csip__subscriber_new(csip__subscriptions *subscriptions,
                                              const char *target,
                                              const csip_subscribe_options *options,
                                              csip_id *ret_id);
CSIP_MUST_USE csip_error csip__subscriber_subscribe(csip__subscriber *subscriber, csip_str body);
CSIP_MUST_USE csip_error csip__subscriber_terminate(csip__subscriber *subscriber, csip_str body);

/** A NOTIFY that is in no dialog yet; false: no SUBSCRIBE of ours asked for it. */
bool csip__subscriber_receive_first(csip__subscriptions *subscriptions, csip__transaction *server);

/* ---- inside the role ---- */

/** Why it ends; what a NOTIFY or a response said. */
typedef struct csip__subscriber_ending {
    csip_subscriber_end code;
    const csip_message *message;
    const csip__subscription_state *state; /* NULL: none */
} csip__subscriber_ending;
void csip__subscriber_end(csip__subscriber *subscriber, const csip__subscriber_ending *ending);

/** Zeroed but for what a subscription has; NULL as csip__subscription_new(). */
csip__subscriber *csip__subscriber_make(csip__subscriptions *subscriptions);
/** Send what is ordered now, or when it is its turn. */
void csip__subscriber_order(csip__subscriber *subscriber, csip__wish wish, csip_str body);
/** It was accepted: tell so once. */
void csip__subscriber_accept(csip__subscriber *subscriber, const csip_message *message);
/** It lasts `expires_s` from now on: plan refresh and end. */
void csip__subscriber_plan(csip__subscriber *subscriber, uint32_t expires_s);
/** Wait for a NOTIFY, 64*T1 (RFC 6665 4.1.2.4). */
void csip__subscriber_await_notify(csip__subscriber *subscriber);
/** A NOTIFY in its dialog. */
void csip__subscriber_receive(csip__subscription *subscription, csip__transaction *server);

#endif
