#ifndef CSIP_UA_H
#define CSIP_UA_H

#include <csip/agent.h>
#include <csip/source.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The native host: a phone on libuv, libwebsockets and the media engine.
 * All calls are made on the loop's thread, but csip_loop_post(), which is safe from any.
 *
 * A command is carried out before it returns: handlers can be called from inside it, and handlers
 * may give commands.
 */
typedef struct csip_loop csip_loop;
typedef struct csip_ua csip_ua;

typedef struct csip_loop_options {
    void *uv_loop; /**< the caller's uv_loop_t; NULL: one of its own */
} csip_loop_options;

/**
 * @param options  NULL: a loop of its own
 * @return CSIP_OK; CSIP_ERROR_NOMEM; CSIP_ERROR_IO: the system refuses a descriptor.
 * The first connection sets the process's SIGPIPE to be ignored.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_loop_new(const csip_loop_options *options, csip_loop **ret_loop);
/**
 * Run until csip_loop_stop(), or until every UA on it has come to rest after csip_ua_stop(): no
 * connection, session or transaction is left, every event has been told, and no csip_loop_after()
 * or csip_loop_post() is waiting.  Returns at once when that is so already.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_loop_run(csip_loop *loop);
/**
 * Handle what is ready, wait at most `timeout_ms`; for programs with a loop of their own.
 * @return CSIP_OK; CSIP_ERROR_NOMEM  @since 0.1
 */
CSIP_MUST_USE csip_error csip_loop_run_for(csip_loop *loop, unsigned timeout_ms);
/** Have csip_loop_run() return at its next turn.  @since 0.1 */
void csip_loop_stop(csip_loop *loop);
/**
 * Readable when csip_loop_run_for(loop, 0) has something to do; -1: not available.  What a call
 * into csip wants to wait for counts from the next csip_loop_run_for(): call it before waiting.
 */
int csip_loop_fd(csip_loop *loop);
/** Milliseconds until csip_loop_run_for() is due, -1: no timer. */
int csip_loop_timeout_ms(csip_loop *loop);
/**
 * Have `call(user)` run on the loop's thread, in the order of the posts.  From any thread.
 * @return CSIP_OK; CSIP_ERROR_NOMEM  @since 0.1
 */
CSIP_MUST_USE csip_error csip_loop_post(csip_loop *loop, void (*call)(void *user), void *user);
/** The loop's clock, monotonic milliseconds. */
uint64_t csip_loop_now_ms(csip_loop *loop);
/** Call `call(user)` once after `delay_ms`; returns a handle for csip_loop_cancel(), 0: no memory.
 */
uint64_t csip_loop_after(csip_loop *loop, unsigned delay_ms, void (*call)(void *user), void *user);
/** Does nothing when it has fired.  @since 0.1 */
void csip_loop_cancel(csip_loop *loop, uint64_t handle);
/**
 * Frees the UAs left on it first; what was posted or is to come after a delay is dropped.
 * Runs the uv loop for some turns, a given one too, so that everything on it is closed: not to be
 * called in a call-back.  NULL is fine.  @since 0.1
 */
void csip_loop_free(csip_loop *loop);

typedef struct csip_tls_options {
    const char *ca_file;     /**< PEM; takes the place of the system's authorities; NULL: those */
    const char *cert_file;   /**< client certificate, PEM with its chain */
    const char *key_file;    /**< its key, PEM; NULL: in `cert_file` */
    const char *server_name; /**< for SNI and the certificate; NULL: the URL's host */
    bool is_insecure;        /**< accept any certificate: for tests only */
} csip_tls_options;

/** What the host adds to csip_config.  Begin with csip_ua_options_init(). */
typedef struct csip_ua_options {
    csip_tls_options tls;
    unsigned connect_timeout_ms; /**< TCP, TLS and WebSocket handshake together; default 10000 */
    unsigned ping_interval_s;    /**< WebSocket pings; default 30, 0: none.  A server that sent
                                      nothing since the last one is given up */
    const csip_ice_server *ice_servers;
    size_t ice_server_count;
    unsigned gathering_timeout_ms; /**< after the first usable candidate; default 500 */
} csip_ua_options;

/** Set every default.  @since 0.1 */
void csip_ua_options_init(csip_ua_options *options);

/**
 * Make a phone.  Configuration and options are copied.
 *
 * @param options      NULL: defaults
 * @param ret_problem  may be NULL; filled on CSIP_ERROR_CONFIG
 * @return CSIP_OK; CSIP_ERROR_CONFIG; CSIP_ERROR_NOMEM  @since 0.1
 */
CSIP_MUST_USE csip_error csip_ua_new(csip_loop *loop, const csip_config *config,
                                     const csip_ua_options *options, csip_ua **ret_ua,
                                     csip_config_problem *ret_problem);
/**
 * Cut its connections and end its calls at once and in silence: csip_ua_stop() is the polite way.
 * Legal inside a handler: then deferred to its return.  NULL is fine.  @since 0.1
 */
void csip_ua_free(csip_ua *ua);

/** `event` is good for the call only. */
typedef void (*csip_handler)(csip_ua *ua, const csip_event *event, void *user);

/**
 * Several handlers of one kind run in order, the UA's before those of a call or message.  One that
 * is added inside a handler runs from the next event on.  Returns a handle, 0: no memory.
 * @since 0.1
 */
unsigned csip_ua_on(csip_ua *ua, csip_event_kind kind, csip_handler handler, void *user);
/**
 * Every kind.  It does not count as a listener to REGISTRATION_EXPIRING: the UA goes on refreshing
 * its registration by itself.  @since 0.1
 */
unsigned csip_ua_on_any(csip_ua *ua, csip_handler handler, void *user);
/** Legal at any time, also inside the handler itself; an unknown handle is fine.  @since 0.1 */
void csip_ua_off(csip_ua *ua, unsigned handle);

/* Commands: as those of csip/agent.h, with the same errors. */

/** Connect, then register unless the configuration says not to.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_start(csip_ua *ua);
/** End the calls, unregister, disconnect; may be started again.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_stop(csip_ua *ua);
CSIP_MUST_USE csip_error csip_ua_register(csip_ua *ua);
CSIP_MUST_USE csip_error csip_ua_unregister(csip_ua *ua, bool all);
bool csip_ua_is_registered(const csip_ua *ua);
bool csip_ua_is_connected(const csip_ua *ua);

/** A handler that lives as long as the call or message it was given with (JsSIP eventHandlers). */
typedef struct csip_event_handler {
    csip_event_kind kind;
    csip_handler handler;
    void *user;
} csip_event_handler;

typedef struct csip_ua_call_options {
    csip_call_options call;
    csip_media_io media; /**< sources and sinks; all NULL: silence, test picture, nothing kept */
    const csip_event_handler *handlers;
    size_t handler_count;
} csip_ua_call_options;

void csip_ua_call_options_init(csip_ua_call_options *options);

/** @param options  NULL: audio and video, no handlers */
CSIP_MUST_USE csip_error csip_ua_call(csip_ua *ua, const char *target,
                                      const csip_ua_call_options *options, csip_id *ret_session);
CSIP_MUST_USE csip_error csip_ua_answer(csip_ua *ua, csip_id session,
                                        const csip_ua_call_options *options);
CSIP_MUST_USE csip_error csip_ua_terminate(csip_ua *ua, csip_id session, const csip_reply *reply);
CSIP_MUST_USE csip_error csip_ua_mute(csip_ua *ua, csip_id session, bool audio, bool video);
CSIP_MUST_USE csip_error csip_ua_unmute(csip_ua *ua, csip_id session, bool audio, bool video);
/** In the handler of the event: `event->event` says which.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_set_sdp(csip_ua *ua, uint64_t event, csip_str sdp);
CSIP_MUST_USE csip_error csip_ua_set_body(csip_ua *ua, uint64_t event, const char *content_type,
                                          csip_str body);
CSIP_MUST_USE csip_error csip_ua_add_header(csip_ua *ua, uint64_t event, const char *line);
/** The outcome comes as DONE with `*ret_id`, which may be NULL.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_hold(csip_ua *ua, csip_id session,
                                      const csip_reoffer_options *options, csip_id *ret_id);
CSIP_MUST_USE csip_error csip_ua_unhold(csip_ua *ua, csip_id session,
                                        const csip_reoffer_options *options, csip_id *ret_id);
CSIP_MUST_USE csip_error csip_ua_renegotiate(csip_ua *ua, csip_id session,
                                             const csip_reoffer_options *options, csip_id *ret_id);
CSIP_MUST_USE csip_error csip_ua_session(const csip_ua *ua, csip_id session,
                                         csip_session_info *ret_info);
/**
 * A snapshot of the call's media; also good in the handlers of ENDED and FAILED, which are told
 * when recordings are complete, two seconds after the end at the latest.
 * @return CSIP_OK; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_STATE: it never had media  @since 0.1
 */
CSIP_MUST_USE csip_error csip_ua_stats(csip_ua *ua, csip_id session, csip_media_stats *ret_stats);

typedef struct csip_ua_request_options {
    csip_session_request request;
    const csip_event_handler *handlers; /**< SUCCEEDED, MESSAGE_FAILED */
    size_t handler_count;
} csip_ua_request_options;

/** Send an INFO: csip_agent_send_info() with handlers.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_send_info(csip_ua *ua, csip_id session,
                                           const csip_ua_request_options *options, csip_id *ret_id);
/** Send a request within the dialog: csip_agent_send_request() with handlers.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_send_request(csip_ua *ua, csip_id session,
                                              const csip_ua_request_options *options,
                                              csip_id *ret_id);

/** Send tones: csip_agent_send_dtmf().  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_send_dtmf(csip_ua *ua, csip_id session, const char *tones,
                                           const csip_dtmf_options *options, csip_id *ret_id);

typedef struct csip_ua_refer_options {
    csip_refer_options refer;
    const csip_event_handler *handlers; /**< REQUEST_SUCCEEDED … TRANSFER_FAILED */
    size_t handler_count;
} csip_ua_refer_options;

/** Transfer the peer: csip_agent_refer() with handlers.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_refer(csip_ua *ua, csip_id session, const char *target,
                                       const csip_ua_refer_options *options, csip_id *ret_id);
/** Let oneself be transferred: csip_agent_accept_refer() with media and handlers.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_accept_refer(csip_ua *ua, csip_id refer,
                                              const csip_ua_call_options *options,
                                              csip_id *ret_session);
CSIP_MUST_USE csip_error csip_ua_reject_refer(csip_ua *ua, csip_id refer);
/** Let a new session replace an old one, or not: csip_agent_accept_replaces().  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_accept_replaces(csip_ua *ua, csip_id session);
CSIP_MUST_USE csip_error csip_ua_reject_replaces(csip_ua *ua, csip_id session,
                                                 const csip_reply *reply);

typedef struct csip_ua_message_options {
    csip_request_options request;
    const csip_event_handler *handlers; /**< SUCCEEDED, MESSAGE_FAILED */
    size_t handler_count;
} csip_ua_message_options;

CSIP_MUST_USE csip_error csip_ua_send_message(csip_ua *ua, const char *target, const char *body,
                                              const csip_ua_message_options *options,
                                              csip_id *ret_id);
CSIP_MUST_USE csip_error csip_ua_send_options(csip_ua *ua, const char *target,
                                              const csip_ua_message_options *options,
                                              csip_id *ret_id);
CSIP_MUST_USE csip_error csip_ua_accept(csip_ua *ua, csip_id id, const csip_reply *reply);
/** Also a SUBSCRIBE that NEW_SUBSCRIBE tells.  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_reject(csip_ua *ua, csip_id id, const csip_reply *reply);

/* ---- subscriptions: as those of csip/subscription.h ---- */

/** Handlers of one subscription: SUBSCRIPTION_ACCEPTED, NOTIFY, …; freed after TERMINATED. */
typedef struct csip_ua_subscribe_options {
    csip_subscribe_options subscribe;
    const csip_event_handler *handlers;
    size_t handler_count;
} csip_ua_subscribe_options;

/** @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_subscribe(csip_ua *ua, const char *target,
                                           const csip_ua_subscribe_options *options,
                                           csip_id *ret_id);
/** @param body  NULL: none  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_subscriber_subscribe(csip_ua *ua, csip_id id, const char *body);
/** @param body  NULL: none  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_subscriber_terminate(csip_ua *ua, csip_id id, const char *body);

typedef struct csip_ua_notify_options {
    csip_notify_options notify;
    const csip_event_handler *handlers; /**< SUBSCRIBE, EXPIRED, TERMINATED */
    size_t handler_count;
} csip_ua_notify_options;

/** @param options  NULL: defaults  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_notify(csip_ua *ua, csip_id id,
                                        const csip_ua_notify_options *options);
/** @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_notifier_start(csip_ua *ua, csip_id id);
/** @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_notifier_set_active_state(csip_ua *ua, csip_id id);
/** @param body  NULL: none  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_notifier_notify(csip_ua *ua, csip_id id, const char *body);
/** @param farewell  NULL: neither body nor reason  @since 0.1 */
CSIP_MUST_USE csip_error csip_ua_notifier_terminate(csip_ua *ua, csip_id id,
                                                    const csip_notifier_farewell *farewell);
CSIP_MUST_USE csip_error csip_ua_subscription(const csip_ua *ua, csip_id id,
                                              csip_subscription_info *ret_info);

#ifdef __cplusplus
}
#endif

#endif
