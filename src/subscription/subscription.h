#ifndef CSIP_SUBSCRIPTION_SUBSCRIPTION_INTERNAL_H
#define CSIP_SUBSCRIPTION_SUBSCRIPTION_INTERNAL_H

#include "dialog/dialog.h"
#include "transaction/response.h"

/** What both roles have in common, and where they are kept (RFC 6665). */
typedef struct csip__subscription csip__subscription;

typedef struct csip__subscriptions {
    csip__uac *uac;
    csip__dialogs dialogs;
    csip__map map;   /* by id */
    csip__map names; /* subscribers by Call-ID and From tag, while forks may still answer */
} csip__subscriptions;

/** What differs between the roles. */
typedef struct csip__subscription_role {
    void (*receive)(csip__subscription *subscription, csip__transaction *server);
    /** There is a connection again. */
    void (*resume)(csip__subscription *subscription);
    /** End it politely, since the agent is being stopped. */
    void (*stop)(csip__subscription *subscription);
    /** Give back what the role added. */
    void (*done)(csip__subscription *subscription);
} csip__subscription_role;

struct csip__subscription {
    csip__map_node node;
    csip__subscriptions *owner;
    const csip__subscription_role *role;
    csip_id id;
    csip_subscription_state state;
    unsigned uses; /* requests that keep it after its end */
    csip__dialog *dialog;
    uint32_t cseq;
    csip_str event;        /* the package with its id */
    csip_str headers;      /* lines of each request; a block of its own, which `event` is part of */
    csip_str content_type; /* a block of its own */
    csip__timer expiry_timer;
    uint64_t expires_at_ms; /* 0: it has not begun */
};

void csip__subscriptions_init(csip__subscriptions *subscriptions, csip__uac *uac);
void csip__subscriptions_done(csip__subscriptions *subscriptions);
/** A connection has been opened: what had to wait goes out. */
void csip__subscriptions_connected(csip__subscriptions *subscriptions);
/** End them all; told as they end. */
void csip__subscriptions_stop(csip__subscriptions *subscriptions);
/** One of them has not ended. */
bool csip__subscriptions_is_pending(const csip__subscriptions *subscriptions);

/** One that has not ended, or NULL. */
csip__subscription *csip__subscription_get(const csip__subscriptions *subscriptions, csip_id id);
void csip__subscription_info(const csip__subscription *subscription,
                             csip_subscription_info *ret_info);
/** A request with a To tag, in its transaction; false: it is none of theirs. */
bool csip__subscriptions_receive(csip__subscriptions *subscriptions, csip__transaction *server);
/** A NOTIFY outside of dialogs: told, and answered 200. */
void csip__subscriptions_receive_stray(csip__subscriptions *subscriptions,
                                       csip__transaction *server);

/* ---- inside the layer ---- */

/** Zeroed storage of `size` for a role's struct, which begins with this one.  NULL: no memory or
    the limit is reached. */
csip__subscription *csip__subscription_new(csip__subscriptions *subscriptions,
                                           const csip__subscription_role *role, size_t size);
/** Frees it, if nothing keeps it. */
void csip__subscription_release(csip__subscription *subscription);
/** From now on it cannot be found; its dialog is gone. */
void csip__subscription_finish(csip__subscription *subscription);
void csip__subscription_set_dialog(csip__subscription *subscription, csip__dialog *dialog);

static inline csip__core *csip__subscription_core(const csip__subscription *subscription)
{
    return subscription->owner->uac->core;
}
static inline bool csip__subscription_is_over(const csip__subscription *subscription)
{
    return subscription->state == CSIP_SUBSCRIPTION_TERMINATED;
}
/** Queue an event of it; `run` may be NULL. */
void csip__subscription_emit(csip__subscription *subscription, csip_event event,
                             void (*run)(void *owner, const csip_event *event));
/** The body and its type of a message that is told, and whose it is. */
csip_event csip__subscription_event(csip_event_kind kind, const csip_message *message);

/** What of an application's options stands in each request. */
typedef struct csip__subscription_lines {
    csip_str event; /* the package */
    const char *accept;
    const char *allow_events;
    const char *const *extra_headers;
    size_t extra_header_count;
    const char *content_type;
} csip__subscription_lines;
/** Keep them.  CSIP_ERROR_ARGUMENT: one cannot stand in a header. */
CSIP_MUST_USE csip_error csip__subscription_set_lines(csip__subscription *subscription,
                                                      const csip__subscription_lines *lines);

/** RFC 6665 4.1.2.2 and 4.2.2: a response that ends the subscription, whatever is tried. */
bool csip__subscription_is_ending(uint16_t status);

#endif
