#ifndef CSIP_AGENT_H
#define CSIP_AGENT_H

#include <csip/config.h>
#include <csip/event.h>
#include <csip/platform.h>
#include <csip/subscription.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The agent: everything a SIP user agent knows, without I/O, clock or threads.
 *
 * In go received messages, time, answers of the media host and the application's commands; out
 * comes one queue of steps, pulled with csip_agent_next(), in the order in which they arose.
 * `now_ms` is monotonic milliseconds and never less than before.
 *
 * An agent is used by one thread at a time.  Nothing here calls back.
 */
typedef struct csip_agent csip_agent;

/** A connection to a server, numbered by the agent; never used again after its end. */
typedef uint32_t csip_flow;

typedef enum csip_output_kind {
    CSIP_OUTPUT_CONNECT, /**< open a WebSocket to `url`, then _connected or _disconnected */
    CSIP_OUTPUT_SEND,    /**< `octets` as one text frame on `flow` */
    CSIP_OUTPUT_CLOSE,   /**< close `flow` (after what was sent on it); then _disconnected */
    CSIP_OUTPUT_MEDIA,   /**< `media` */
} csip_output_kind;

/** Something the host must do.  Its pointers are good until the next call into the agent. */
typedef struct csip_output {
    csip_output_kind kind;
    csip_flow flow;
    csip_str url;
    csip_str octets;
    csip_media_op media;
} csip_output;

typedef enum csip_step_kind { CSIP_STEP_NONE, CSIP_STEP_OUTPUT, CSIP_STEP_EVENT } csip_step_kind;

typedef struct csip_step {
    csip_step_kind kind;
    union {
        csip_output output;
        csip_event event;
    };
} csip_step;

/**
 * Make an agent.  Checks the whole configuration; no half-built agent stays.
 *
 * @param ret_problem  may be NULL; filled on CSIP_ERROR_CONFIG
 * @return CSIP_OK; CSIP_ERROR_CONFIG; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip_agent_new(const csip_platform *platform, const csip_config *config,
                                        csip_agent **ret_agent, csip_config_problem *ret_problem);
void csip_agent_free(csip_agent *agent);

/* ---- input ---- */

CSIP_MUST_USE csip_error csip_agent_connected(csip_agent *agent, csip_flow flow, uint64_t now_ms);

typedef struct csip_disconnect {
    csip_error error; /**< CSIP_OK: closed as asked */
    uint16_t code;    /**< WebSocket close code, 1006 when there was none */
    csip_str reason;
} csip_disconnect;
CSIP_MUST_USE csip_error csip_agent_disconnected(csip_agent *agent, csip_flow flow,
                                                 const csip_disconnect *why, uint64_t now_ms);

/**
 * Feed one SIP message to the agent.
 *
 * @param flow    the connection it came on; input on a closed flow is ignored
 * @param octets  one whole WebSocket message; borrowed for the call
 * @return CSIP_OK; CSIP_ERROR_PARSE: no SIP message, dropped and told as a log event;
 *         CSIP_ERROR_BUSY: an event is open or steps are waiting; CSIP_ERROR_NOMEM
 * Queues outputs and events.  RFC 7118 section 5, RFC 3261 section 18.1.2.
 */
CSIP_MUST_USE csip_error csip_agent_receive(csip_agent *agent, csip_flow flow, csip_str octets,
                                            uint64_t now_ms);

/** Let time pass: fires what is due.  BUSY as for receive. */
CSIP_MUST_USE csip_error csip_agent_tick(csip_agent *agent, uint64_t now_ms);

/** When the next tick is due; UINT64_MAX: never. */
uint64_t csip_agent_deadline(const csip_agent *agent);

/** Answer a media operation.  An answer after its session is gone is ignored. BUSY as receive. */
CSIP_MUST_USE csip_error csip_agent_media_done(csip_agent *agent, csip_id op,
                                               const csip_media_result *result, uint64_t now_ms);
CSIP_MUST_USE csip_error csip_agent_media_fact(csip_agent *agent, csip_id session,
                                               const csip_media_fact *fact, uint64_t now_ms);

/* ---- output ---- */

/** The next step, CSIP_STEP_NONE when there is none. */
CSIP_MUST_USE csip_error csip_agent_next(csip_agent *agent, csip_step *ret_step);

/** Close an event; what waited behind it goes on.  Events nest: the newest is closed first. */
CSIP_MUST_USE csip_error csip_agent_event_done(csip_agent *agent, uint64_t event, uint64_t now_ms);

/** CSIP_EVENT_BIT of each event that somebody listens to; decides 405, OPTIONS 200, refreshes. */
void csip_agent_set_interest(csip_agent *agent, uint64_t mask);

/* ---- the user agent ---- */

CSIP_MUST_USE csip_error csip_agent_start(csip_agent *agent, uint64_t now_ms);

/** Unregister, terminate sessions, wait up to 2 s for transactions under way, disconnect. */
CSIP_MUST_USE csip_error csip_agent_stop(csip_agent *agent, uint64_t now_ms);
CSIP_MUST_USE csip_error csip_agent_register(csip_agent *agent, uint64_t now_ms);
/** @param all  every binding of the account (Contact: *) */
CSIP_MUST_USE csip_error csip_agent_unregister(csip_agent *agent, bool all, uint64_t now_ms);
bool csip_agent_is_registered(const csip_agent *agent);
bool csip_agent_is_connected(const csip_agent *agent);
/** False once a stop is complete: no flow, no session, no transaction is left. */
bool csip_agent_is_active(const csip_agent *agent);
/** The text of the Contact in use: GRUU once there is one. Borrowed until the next call. */
csip_str csip_agent_contact(const csip_agent *agent);

/* ---- messages and options ---- */

typedef struct csip_request_options {
    const char *content_type; /**< default text/plain */
    const char *const *extra_headers;
    size_t extra_header_count;
    const char *from_user_name;
    const char *from_display_name;
} csip_request_options;

/**
 * Send a MESSAGE (RFC 3428).  The outcome comes as SUCCEEDED or MESSAGE_FAILED.
 *
 * @param target   URI, user@host, user or phone number, completed with the account's domain
 * @param options  NULL: defaults
 * @return CSIP_OK; CSIP_ERROR_ARGUMENT: no such target; CSIP_ERROR_LIMIT; CSIP_ERROR_NOMEM.
 * Not being connected is told as MESSAGE_FAILED, cause Connection Error.
 */
CSIP_MUST_USE csip_error csip_agent_send_message(csip_agent *agent, const char *target,
                                                 csip_str body, const csip_request_options *options,
                                                 uint64_t now_ms, csip_id *ret_id);
/** The same with OPTIONS; body may be empty. */
CSIP_MUST_USE csip_error csip_agent_send_options(csip_agent *agent, const char *target,
                                                 csip_str body, const csip_request_options *options,
                                                 uint64_t now_ms, csip_id *ret_id);

typedef struct csip_reply {
    uint16_t status;    /**< 0: the default of the call */
    const char *reason; /**< NULL: the status's own */
    const char *const *extra_headers;
    size_t extra_header_count;
    const char *content_type;
    csip_str body;
    csip_cause cause; /**< of the FAILED or ENDED that follows a terminate; NONE: the usual one */
} csip_reply;

/** Answer an incoming MESSAGE or OPTIONS with 200, or reject it (300–699, default 480). */
CSIP_MUST_USE csip_error csip_agent_accept(csip_agent *agent, csip_id id, const csip_reply *reply,
                                           uint64_t now_ms);
/** Also a session's re-INVITE or UPDATE while its REINVITE or UPDATE event is open (default 403).
 */
CSIP_MUST_USE csip_error csip_agent_reject(csip_agent *agent, csip_id id, const csip_reply *reply,
                                           uint64_t now_ms);

/* ---- sessions ---- */

/** JsSIP's state numbers. */
typedef enum csip_session_state {
    CSIP_SESSION_NULL = 0,
    CSIP_SESSION_INVITE_SENT = 1,
    CSIP_SESSION_1XX_RECEIVED = 2,
    CSIP_SESSION_INVITE_RECEIVED = 3,
    CSIP_SESSION_WAITING_FOR_ANSWER = 4,
    CSIP_SESSION_ANSWERED = 5,
    CSIP_SESSION_WAITING_FOR_ACK = 6,
    CSIP_SESSION_CANCELED = 7,
    CSIP_SESSION_TERMINATED = 8,
    CSIP_SESSION_CONFIRMED = 9,
} csip_session_state;

/** Options of a call or an answer.  Begin with csip_call_options_init(). */
typedef struct csip_call_options {
    bool audio; /**< default true */
    bool video; /**< default true; in an answer: false refuses offered video */
    bool anonymous;
    bool late_offer; /**< of a call: ask the peer for its offer and answer that; default false */
    unsigned session_timers_expires; /**< seconds, not below min_se; default 90 (RFC 4028) */
    unsigned min_se;                 /**< seconds, the least interval that is taken; default 90 */
    const char *const *extra_headers;
    size_t extra_header_count;
    const char *from_user_name;
    const char *from_display_name;
} csip_call_options;

void csip_call_options_init(csip_call_options *options);

/** Call `target`: OPEN, PEERCONNECTION, NEW_RTC_SESSION, …; RFC 3261 section 13.2. */
CSIP_MUST_USE csip_error csip_agent_call(csip_agent *agent, const char *target,
                                         const csip_call_options *options, uint64_t now_ms,
                                         csip_id *ret_session);

/**
 * Answer an incoming session that waits for it; else CSIP_ERROR_STATE.
 *
 * While a REINVITE or UPDATE event is open: say what media its answer has, where they are offered,
 * and which headers; without this the media of the session stay.
 */
CSIP_MUST_USE csip_error csip_agent_answer(csip_agent *agent, csip_id session,
                                           const csip_call_options *options, uint64_t now_ms);

/**
 * End a session in any state: CANCEL, a final response (default 480), or BYE.
 *
 * @param reply  NULL: defaults; a status outside 300–699 for a rejection is CSIP_ERROR_ARGUMENT
 * @return CSIP_OK; CSIP_ERROR_STATE: already ended; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_ARGUMENT
 */
CSIP_MUST_USE csip_error csip_agent_terminate(csip_agent *agent, csip_id session,
                                              const csip_reply *reply, uint64_t now_ms);

/** End gathering now: the description goes out with the candidates found so far. */
CSIP_MUST_USE csip_error csip_agent_ready(csip_agent *agent, csip_id session, uint64_t now_ms);

CSIP_MUST_USE csip_error csip_agent_mute(csip_agent *agent, csip_id session, bool audio, bool video,
                                         uint64_t now_ms);
CSIP_MUST_USE csip_error csip_agent_unmute(csip_agent *agent, csip_id session, bool audio,
                                           bool video, uint64_t now_ms);

/** A request within a session's dialog. */
typedef struct csip_session_request {
    const char *method;       /**< csip_agent_send_request() only */
    const char *content_type; /**< of the body */
    csip_str body;
    const char *const *extra_headers;
    size_t extra_header_count;
} csip_session_request;

/**
 * Send an INFO: NEW_INFO, then SUCCEEDED or MESSAGE_FAILED with the id returned.  Its failure, a
 * 481 or 408 too, never ends the call.
 *
 * @param request  content_type is mandatory
 * @param ret_id   may be NULL
 * @return CSIP_OK; CSIP_ERROR_STATE: no dialog yet, or ended; CSIP_ERROR_ARGUMENT: no content
 *         type, or a value that cannot stand in a header; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_NOMEM
 * Not being connected is told as MESSAGE_FAILED, cause Connection Error.  RFC 6086.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_send_info(csip_agent *agent, csip_id session,
                                              const csip_session_request *request, uint64_t now_ms,
                                              csip_id *ret_id);

/** All zero: the defaults. */
typedef struct csip_dtmf_options {
    csip_dtmf_transport transport;
    unsigned duration_ms;             /**< of each tone, held within 70 and 6000; 0: 100 */
    unsigned gap_ms;                  /**< after each tone, held within 50 and 6000; 0: 500 */
    const char *const *extra_headers; /**< of the INFOs */
    size_t extra_header_count;
} csip_dtmf_options;

/**
 * Send tones, after those that are still waiting.  Each has an id and tells NEW_DTMF when it is
 * sent, then SUCCEEDED or MESSAGE_FAILED; one that fails takes all that wait behind it with it, and
 * so does the end of the call.
 *
 * @param tones    of 0-9 A-D # * and R (not by RFC 4733), any case; a comma waits two seconds
 * @param options  NULL: defaults
 * @param ret_id   may be NULL; the first tone's id, the others follow it one by one, commas not
 *                 counted
 * @return CSIP_OK; CSIP_ERROR_STATE: no dialog yet, or ended; CSIP_ERROR_ARGUMENT: no such tone,
 *         or a bad header line; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_NOMEM.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_send_dtmf(csip_agent *agent, csip_id session, const char *tones,
                                              const csip_dtmf_options *options, uint64_t now_ms,
                                              csip_id *ret_id);

typedef struct csip_refer_options {
    csip_id replaces; /**< the session that the new call takes the place of: an attended transfer;
                           0: a blind one */
    const char *const *extra_headers;
    size_t extra_header_count;
} csip_refer_options;

/**
 * Transfer the peer of an established session: ask it to call `target`.  The transfer has an id;
 * it tells REQUEST_SUCCEEDED or REQUEST_FAILED, then TRANSFER_TRYING, _PROGRESS and at last
 * _ACCEPTED or _FAILED as the peer's NOTIFYs say.  The session goes on until somebody ends it; the
 * transfer is told to its end even so, for 32 s.  32 s without a first NOTIFY, or the end of its
 * subscription without a final one, are TRANSFER_FAILED, cause Request Timeout.
 *
 * @param target   URI, user@host, user or phone number, completed with the account's domain
 * @param options  NULL: a blind transfer
 * @param ret_id   may be NULL
 * @return CSIP_OK; CSIP_ERROR_STATE: the session, or the one to be replaced, is not established;
 *         CSIP_ERROR_NOT_FOUND; CSIP_ERROR_ARGUMENT: no such target, or a bad header line;
 *         CSIP_ERROR_NOMEM.  RFC 3515, RFC 3891, RFC 3892.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_refer(csip_agent *agent, csip_id session, const char *target,
                                          const csip_refer_options *options, uint64_t now_ms,
                                          csip_id *ret_id);

/**
 * Let oneself be transferred: a new session calls whom the REFER names, with its Replaces and
 * Referred-By, and the peer is told how that goes.  The old session stays until somebody ends it.
 *
 * A REFER is answered 202 and told as REFER, also when nobody listens.  Undecided after the time
 * of no_answer_timeout, or 32 s after its session's end, it is rejected.
 *
 * @param refer  the id that REFER told
 * @return CSIP_OK; CSIP_ERROR_STATE: decided already; CSIP_ERROR_NOT_FOUND: or over;
 *         or as csip_agent_call().  RFC 3515 section 2.4.4.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_accept_refer(csip_agent *agent, csip_id refer,
                                                 const csip_call_options *options, uint64_t now_ms,
                                                 csip_id *ret_session);
/** Refuse to be transferred: the peer is told 603.  @since 0.1 */
CSIP_MUST_USE csip_error csip_agent_reject_refer(csip_agent *agent, csip_id refer, uint64_t now_ms);

/**
 * Let a new session take the place of an old one, which REPLACES told: it goes on as any incoming
 * session, with NEW_RTC_SESSION, and when it is confirmed the old one is ended.
 *
 * An INVITE with Replaces that names no dialog of ours is answered 481, one of an ended session
 * 603, one that may replace only early dialogs and names another 486, and so any when nobody
 * listens to REPLACES.  Undecided after no_answer_timeout it is answered 408; this and its
 * cancellation are told as FAILED of the new session.
 *
 * @param session  the new one, as REPLACES told it
 * @return CSIP_OK; CSIP_ERROR_STATE: decided already; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_NOMEM
 * RFC 3891 section 3.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_accept_replaces(csip_agent *agent, csip_id session,
                                                    uint64_t now_ms);
/** Refuse it (300–699, default 486); nothing more is told of the new session.  @since 0.1 */
CSIP_MUST_USE csip_error csip_agent_reject_replaces(csip_agent *agent, csip_id session,
                                                    const csip_reply *reply, uint64_t now_ms);

/**
 * Send any other request within the dialog: SUCCEEDED or MESSAGE_FAILED with the id returned.  Its
 * failure never ends the call.
 *
 * @param request  INVITE, ACK, CANCEL, BYE, PRACK and UPDATE are refused: they are the session's
 * @param ret_id   may be NULL
 * @return as csip_agent_send_info().  RFC 3261 section 12.2.1.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_send_request(csip_agent *agent, csip_id session,
                                                 const csip_session_request *request,
                                                 uint64_t now_ms, csip_id *ret_id);

/**
 * Change the description that an open SDP event tells: a local one is sent so, a remote one set so.
 *
 * @param event  csip_event.event
 * @param sdp    copied
 * @return CSIP_OK; CSIP_ERROR_NOT_FOUND: no such event is open; CSIP_ERROR_STATE: it is not SDP, or
 *         its session has ended; CSIP_ERROR_ARGUMENT: empty; CSIP_ERROR_NOMEM  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_set_sdp(csip_agent *agent, uint64_t event, csip_str sdp);
/**
 * Change the body of the INVITE that an open SENDING event tells of; errors as csip_agent_set_sdp().
 *
 * @param content_type  NULL: application/sdp
 * @param body          copied  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_set_body(csip_agent *agent, uint64_t event,
                                             const char *content_type, csip_str body);
/** Add a header line, without CRLF, to that INVITE; errors as csip_agent_set_sdp().  @since 0.1 */
CSIP_MUST_USE csip_error csip_agent_add_header(csip_agent *agent, uint64_t event,
                                               const char *line);

/** What becomes of a medium in a renegotiation. */
typedef enum csip_media_change {
    CSIP_MEDIA_CHANGE_NONE,
    CSIP_MEDIA_CHANGE_ADD,
    CSIP_MEDIA_CHANGE_REMOVE,
} csip_media_change;

/** Options of a hold, unhold or renegotiation; all zero: defaults. */
typedef struct csip_reoffer_options {
    bool use_update;         /**< by UPDATE (RFC 3311), unless the peer does not allow it */
    bool restart_ice;        /**< new ICE credentials and candidates (RFC 8839 section 4.4.1) */
    csip_media_change audio; /**< csip_agent_renegotiate() */
    csip_media_change video;
    const char *const *extra_headers;
    size_t extra_header_count;
} csip_reoffer_options;

/**
 * Put the peer on hold: sending stops at once, and a new offer says so, sendonly or inactive.
 * HOLD is told at once, the outcome as DONE with the id of this re-offer.  A refused one leaves
 * the session as it was (UNHOLD tells it), only 408 and 481 end it; one that crosses the peer's is
 * tried again (RFC 3261 section 14.1).
 *
 * @param options  NULL: defaults
 * @param ret_id   may be NULL
 * @return CSIP_OK; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_STATE: on hold already, or not possible now
 *         (csip_session_info.is_ready_to_reoffer); CSIP_ERROR_ARGUMENT: a bad header line;
 *         CSIP_ERROR_NOMEM
 * RFC 3264 section 8.4.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_agent_hold(csip_agent *agent, csip_id session,
                                         const csip_reoffer_options *options, uint64_t now_ms,
                                         csip_id *ret_id);
/** Take the peer off hold; as csip_agent_hold().  @since 0.1 */
CSIP_MUST_USE csip_error csip_agent_unhold(csip_agent *agent, csip_id session,
                                           const csip_reoffer_options *options, uint64_t now_ms,
                                           csip_id *ret_id);
/** Make a new offer, with media added or removed; as csip_agent_hold().  @since 0.1 */
CSIP_MUST_USE csip_error csip_agent_renegotiate(csip_agent *agent, csip_id session,
                                                const csip_reoffer_options *options,
                                                uint64_t now_ms, csip_id *ret_id);

/** What can be read of a session.  Slices are good until the next call into the agent. */
typedef struct csip_session_info {
    csip_session_state state;
    csip_originator direction; /**< LOCAL: outgoing; REMOTE: incoming */
    csip_str call_id;
    csip_str from_tag;
    csip_name_addr local_identity;
    csip_name_addr remote_identity;
    csip_str remote_identity_text;
    bool audio_muted;
    bool video_muted;
    bool is_on_hold_local;    /**< the peer, by us */
    bool is_on_hold_remote;   /**< we, by the peer */
    bool is_ready_to_reoffer; /**< a hold, unhold or renegotiation can begin */
} csip_session_info;
CSIP_MUST_USE csip_error csip_agent_session(const csip_agent *agent, csip_id session,
                                            csip_session_info *ret_info);

#ifdef __cplusplus
}
#endif

#endif
