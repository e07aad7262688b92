#ifndef CSIP_SUBSCRIPTION_H
#define CSIP_SUBSCRIPTION_H

#include <csip/media.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Subscriptions to a resource's state, both roles (RFC 6665).
 *
 * A subscriber is made by csip_agent_subscribe().  A notifier begins as the SUBSCRIBE told by
 * NEW_SUBSCRIBE: csip_agent_notify() accepts it, csip_agent_reject() refuses it.  Both live until
 * TERMINATED has been told; then their id is CSIP_ERROR_NOT_FOUND.  A lost connection ends neither.
 */

typedef struct csip_agent csip_agent;

/** The states of a subscription, JsSIP's numbers. */
typedef enum csip_subscription_state {
    CSIP_SUBSCRIPTION_PENDING = 0,
    CSIP_SUBSCRIPTION_ACTIVE = 1,
    CSIP_SUBSCRIPTION_TERMINATED = 2,
    CSIP_SUBSCRIPTION_INIT = 3,           /**< nothing sent, or the SUBSCRIBE not accepted yet */
    CSIP_SUBSCRIPTION_WAITING_NOTIFY = 4, /**< a subscriber before its first NOTIFY */
} csip_subscription_state;

/** Why a subscriber is over: TERMINATED's code, JsSIP's numbers. */
typedef enum csip_subscriber_end {
    CSIP_SUBSCRIBER_RESPONSE_TIMEOUT = 0, /**< no response, or no NOTIFY, within 32 s */
    CSIP_SUBSCRIBER_TRANSPORT_ERROR = 1,  /**< the first SUBSCRIBE could not be sent */
    CSIP_SUBSCRIBER_NON_OK_RESPONSE = 2,
    CSIP_SUBSCRIBER_WRONG_OK_RESPONSE = 3, /**< a 200 that makes no dialog */
    CSIP_SUBSCRIBER_AUTHENTICATION_FAILED = 4,
    CSIP_SUBSCRIBER_UNSUBSCRIBE_TIMEOUT = 5, /**< no final NOTIFY within 32 s */
    CSIP_SUBSCRIBER_FINAL_NOTIFY_RECEIVED = 6,
    CSIP_SUBSCRIBER_WRONG_NOTIFY_RECEIVED = 7,
} csip_subscriber_end;

/** Why a notifier is over: TERMINATED's code, JsSIP's numbers. */
typedef enum csip_notifier_end {
    CSIP_NOTIFIER_RESPONSE_TIMEOUT = 0, /**< no response to a NOTIFY, or never started, in 32 s */
    CSIP_NOTIFIER_TRANSPORT_ERROR = 1,  /**< a NOTIFY could not be sent */
    CSIP_NOTIFIER_NON_OK_RESPONSE = 2,
    CSIP_NOTIFIER_AUTHENTICATION_FAILED = 3,
    CSIP_NOTIFIER_FINAL_NOTIFY_SENT = 4,
    CSIP_NOTIFIER_UNSUBSCRIBE_RECEIVED = 5,
    CSIP_NOTIFIER_SUBSCRIPTION_EXPIRED = 6,
} csip_notifier_end;

/** Reasons of a final NOTIFY and what they ask of the subscriber (RFC 6665 section 4.1.3). */
#define CSIP_SUBSCRIPTION_REASON_MAP(X)                                                            \
    X(NONE, "") /* none given, or one that is not listed here: subscribe again */                  \
    X(DEACTIVATED, "deactivated") /* subscribe again at once */                                    \
    X(PROBATION, "probation")     /* subscribe again later, after retry-after if it is given */    \
    X(REJECTED, "rejected")       /* do not subscribe again */                                     \
    X(TIMEOUT, "timeout")         /* it was not refreshed: subscribe again at once */              \
    X(GIVEUP, "giveup")           /* nobody allowed it in time: later, as with probation */        \
    X(NORESOURCE, "noresource")   /* the resource is no more: do not subscribe again */            \
    X(INVARIANT, "invariant")     /* the state will never change: do not subscribe again */

typedef enum csip_subscription_reason {
#define CSIP_SUBSCRIPTION_REASON_ENUM(name, text) CSIP_SUBSCRIPTION_REASON_##name,
    CSIP_SUBSCRIPTION_REASON_MAP(CSIP_SUBSCRIPTION_REASON_ENUM)
#undef CSIP_SUBSCRIPTION_REASON_ENUM
} csip_subscription_reason;

/** "deactivated", …; "" for NONE.  @since 0.1 */
const char *csip_subscription_reason_text(csip_subscription_reason reason);

/** What can be read of a subscription.  Slices are good until the next call into the agent. */
typedef struct csip_subscription_info {
    csip_subscription_state state;
    bool is_notifier;
    csip_str event; /**< the package, with its id: "presence", "dialog;id=7" */
    csip_str call_id;
    csip_str local_tag;
    uint64_t expires_at_ms; /**< the agent's time; 0: it has not begun */
} csip_subscription_info;

/** @return CSIP_OK; CSIP_ERROR_NOT_FOUND  @since 0.1 */
CSIP_MUST_USE csip_error csip_agent_subscription(const csip_agent *agent, csip_id id,
                                                 csip_subscription_info *ret_info);

/* ---- the subscriber's side ---- */

typedef struct csip_subscribe_options {
    const char *event;        /**< mandatory: the package, "presence" or "dialog;id=7" */
    const char *accept;       /**< body types wanted, "application/pidf+xml"; NULL: not said */
    uint32_t expires_s;       /**< 0: 900 */
    const char *content_type; /**< of the bodies sent; NULL: text/plain */
    const char *allow_events; /**< value of Allow-Events; NULL: none */
    const char *const *extra_headers;
    size_t extra_header_count;
    const char *from_user_name;
    const char *from_display_name;
    const char *to_uri; /**< NULL: the target */
    const char *to_display_name;
} csip_subscribe_options;

/**
 * Make a subscriber; csip_agent_subscriber_subscribe() begins the subscription.
 *
 * A proxy can fork the SUBSCRIBE.  The first answer is this subscriber's; each further one becomes
 * a subscriber of its own, told by FORKED, if somebody listens to that, else it is refused with
 * 481 (RFC 6665 section 4.4.1).
 *
 * @param target  URI, user@host, user or phone number, completed with the account's domain
 * @return CSIP_OK; CSIP_ERROR_ARGUMENT: no such target, no event package, or a value that cannot
 *         stand in a header; CSIP_ERROR_LIMIT; CSIP_ERROR_NOMEM  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_subscribe(csip_agent *agent, const char *target,
                                              const csip_subscribe_options *options,
                                              uint64_t now_ms, csip_id *ret_id);

/**
 * Subscribe, or once more in between; refreshes go out by themselves.  While a SUBSCRIBE is under
 * way or the connection is lost the newest one waits.  Tells SUBSCRIPTION_ACCEPTED, then PENDING,
 * ACTIVE and NOTIFY as they come, at last TERMINATED.
 *
 * @param body  may be empty
 * @return CSIP_OK; CSIP_ERROR_STATE: it is being terminated; CSIP_ERROR_NOT_FOUND;
 *         CSIP_ERROR_NOMEM.  RFC 6665 section 4.1.2.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_subscriber_subscribe(csip_agent *agent, csip_id id,
                                                         csip_str body, uint64_t now_ms);

/**
 * Unsubscribe.  TERMINATED follows the final NOTIFY, or 32 s without one.
 *
 * @return CSIP_OK; CSIP_ERROR_STATE: not begun, or being terminated already;
 *         CSIP_ERROR_NOT_FOUND; CSIP_ERROR_NOMEM.  RFC 6665 section 4.1.2.3.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_subscriber_terminate(csip_agent *agent, csip_id id,
                                                         csip_str body, uint64_t now_ms);

/* ---- the notifier's side ---- */

typedef struct csip_notify_options {
    const char *content_type; /**< of the bodies; NULL: text/plain */
    const char *allow_events; /**< value of Allow-Events; NULL: none */
    const char *const *extra_headers;
    size_t extra_header_count;
    bool pending;   /**< begin pending: nobody has allowed it yet */
    bool is_manual; /**< the application alone sends NOTIFYs, as in JsSIP; else SUBSCRIBE is
                         answered with the last one again when its handler sends none, since
                         RFC 6665 section 4.2.2 wants one, and an unsubscription is completed */
} csip_notify_options;

/**
 * Accept what NEW_SUBSCRIBE told: its id is the notifier's from now on.
 * csip_agent_notifier_start() answers the SUBSCRIBE; 32 s later it is too late and TERMINATED.
 *
 * @param options  NULL: defaults
 * @return CSIP_OK; CSIP_ERROR_ARGUMENT: a value that cannot stand in a header; CSIP_ERROR_STATE:
 *         accepted already; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_NOMEM  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_notify(csip_agent *agent, csip_id id,
                                           const csip_notify_options *options, uint64_t now_ms);

/**
 * Answer the first SUBSCRIBE with 200 and tell it as SUBSCRIBE, as each later one will be.
 *
 * @return CSIP_OK; CSIP_ERROR_STATE: not accepted yet, or started already; CSIP_ERROR_NOT_FOUND;
 *         CSIP_ERROR_NOMEM.  RFC 6665 section 4.2.1.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_notifier_start(csip_agent *agent, csip_id id, uint64_t now_ms);

/** From pending to active; told by the next NOTIFY.  Errors as for start.  @since 0.1 */
CSIP_MUST_USE csip_error csip_agent_notifier_set_active_state(csip_agent *agent, csip_id id,
                                                              uint64_t now_ms);

/**
 * Send a NOTIFY.  Without a connection, or while eight have no response yet, the newest one goes
 * out as soon as it can.
 *
 * @param body  may be empty
 * @return CSIP_OK; CSIP_ERROR_STATE: not started; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_NOMEM
 * RFC 6665 section 4.2.2.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_notifier_notify(csip_agent *agent, csip_id id, csip_str body,
                                                    uint64_t now_ms);

/** What a final NOTIFY says. */
typedef struct csip_notifier_farewell {
    csip_str body;
    csip_subscription_reason reason; /**< NONE: no reason */
    uint32_t retry_after_s;          /**< 0: none */
} csip_notifier_farewell;

/**
 * Send the final NOTIFY; tells TERMINATED.
 *
 * @param farewell  NULL: neither body nor reason
 * @return as csip_agent_notifier_notify(); CSIP_ERROR_ARGUMENT: no such reason  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_notifier_terminate(csip_agent *agent, csip_id id,
                                                       const csip_notifier_farewell *farewell,
                                                       uint64_t now_ms);

#ifdef __cplusplus
}
#endif

#endif
