#ifndef CSIP_EVENT_H
#define CSIP_EVENT_H

#include <csip/media.h>
#include <csip/message.h>
#include <csip/subscription.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Who brought an event about. */
typedef enum csip_originator {
    CSIP_ORIGINATOR_LOCAL,
    CSIP_ORIGINATOR_REMOTE,
    CSIP_ORIGINATOR_SYSTEM,
} csip_originator;

/** Why something failed or ended: name and text. */
#define CSIP_CAUSE_MAP(X)                                                                          \
    X(NONE, "")                                                                                    \
    X(CONNECTION_ERROR, "Connection Error")                                                        \
    X(REQUEST_TIMEOUT, "Request Timeout")                                                          \
    X(SIP_FAILURE_CODE, "SIP Failure Code")                                                        \
    X(INTERNAL_ERROR, "Internal Error")                                                            \
    X(BUSY, "Busy")                               /* 486 600 */                                    \
    X(REJECTED, "Rejected")                       /* 403 603 */                                    \
    X(REDIRECTED, "Redirected")                   /* 300 301 302 305 380 */                        \
    X(UNAVAILABLE, "Unavailable")                 /* 480 410 408 430 */                            \
    X(NOT_FOUND, "Not Found")                     /* 404 604 */                                    \
    X(ADDRESS_INCOMPLETE, "Address Incomplete")   /* 484 424 */                                    \
    X(INCOMPATIBLE_SDP, "Incompatible SDP")       /* 488 606 */                                    \
    X(MISSING_SDP, "Missing SDP")                                                                  \
    X(AUTHENTICATION_ERROR, "Authentication Error") /* 401 407 */                                  \
    X(BYE, "Terminated")                                                                           \
    X(WEBRTC_ERROR, "WebRTC Error")                                                                \
    X(CANCELED, "Canceled")                                                                        \
    X(NO_ANSWER, "No Answer")                                                                      \
    X(EXPIRES, "Expires")                                                                          \
    X(NO_ACK, "No ACK")                                                                            \
    X(DIALOG_ERROR, "Dialog Error")                                                                \
    X(USER_DENIED_MEDIA_ACCESS, "User Denied Media Access")                                        \
    X(BAD_MEDIA_DESCRIPTION, "Bad Media Description")                                              \
    X(RTP_TIMEOUT, "RTP Timeout")

typedef enum csip_cause {
#define CSIP_CAUSE_ENUM(name, text) CSIP_CAUSE_##name,
    CSIP_CAUSE_MAP(CSIP_CAUSE_ENUM)
#undef CSIP_CAUSE_ENUM
} csip_cause;

/**
 * Events: kind and JsSIP's name.  Fields beside `kind` and `id` that are set stand behind.
 * (immediate) means: the decision falls before csip_agent_event_done(), else the default happens.
 * (lasting) means: it may come later, as long as the call says that decides it.
 */
#define CSIP_EVENT_MAP(X)                                                                          \
    X(LOG, "log")                                       /* log */                                  \
    X(CONNECTING, "connecting")                         /* connection: url, attempts */            \
    X(CONNECTED, "connected")                           /* connection: url */                      \
    X(DISCONNECTED, "disconnected")                     /* connection */                           \
    X(REGISTERING, "registering")                       /* (immediate) a REGISTER is about to go */\
    X(REGISTERED, "registered")                         /* message */                              \
    X(UNREGISTERED, "unregistered")                     /* message or NULL, cause or NONE */       \
    X(REGISTRATION_FAILED, "registrationFailed")        /* message or NULL, cause */               \
    X(REGISTRATION_EXPIRING, "registrationExpiring")                                               \
    X(NEW_RTC_SESSION, "newRTCSession")   /* (immediate if remote) originator, message if remote */\
    X(NEW_MESSAGE, "newMessage")          /* (immediate if remote) originator, message if remote */\
    X(NEW_OPTIONS, "newOptions")          /* (immediate if remote) originator, message if remote */\
    X(SUCCEEDED, "succeeded")             /* MESSAGE, OPTIONS or a session's request: message */   \
    X(MESSAGE_FAILED, "messageFailed")    /* the same: message or NULL, cause */                   \
    X(PEERCONNECTION, "peerconnection")                                                            \
    X(SESSION_CONNECTING, "sessionConnecting")                                                     \
    X(SENDING, "sending")                               /* (immediate) sdp: the body */            \
    X(SDP, "sdp")                                       /* (immediate) originator, sdp */          \
    X(ICE_CANDIDATE, "icecandidate")                    /* candidate */                            \
    X(CONNECTION_STATE, "connectionState")              /* connection_state */                     \
    X(PROGRESS, "progress")                             /* originator, message if remote */        \
    X(ACCEPTED, "accepted")                             /* originator, message if remote */        \
    X(CONFIRMED, "confirmed")                           /* originator, message if remote */        \
    X(ENDED, "ended")                                   /* originator, message or NULL, cause */   \
    X(FAILED, "failed")                                 /* originator, message or NULL, cause */   \
    X(REFER, "refer")           /* (lasting) message, refer: accept or reject it by that id */     \
    X(REPLACES, "replaces")     /* (lasting) message, session: the new one, to be decided by it */ \
    X(REQUEST_SUCCEEDED, "requestSucceeded")      /* of a transfer: message */                     \
    X(REQUEST_FAILED, "requestFailed")            /* of a transfer: message or NULL, cause */      \
    X(TRANSFER_TRYING, "transferTrying")          /* message: the NOTIFY, transfer */              \
    X(TRANSFER_PROGRESS, "transferProgress")      /* message, transfer */                          \
    X(TRANSFER_ACCEPTED, "transferAccepted")      /* message, transfer */                          \
    X(TRANSFER_FAILED, "transferFailed")          /* message or NULL, cause, transfer */           \
    X(NEW_DTMF, "newDTMF")      /* originator, dtmf, message if it came in an INFO */              \
    X(NEW_INFO, "newInfo")      /* originator, message if remote, info */                          \
    X(HOLD, "hold")                                     /* originator: who holds */                \
    X(UNHOLD, "unhold")                                 /* originator */                           \
    X(REINVITE, "reinvite") /* (immediate) message: to be refused with csip_agent_reject() */      \
    X(UPDATE, "update")     /* (immediate) message: the same */                                    \
    X(DONE, "done") /* of a hold, unhold, renegotiation: session, message or NULL, cause or NONE */\
    X(MUTED, "muted")                                   /* muted */                                \
    X(UNMUTED, "unmuted")                               /* muted */                                \
    X(GET_USER_MEDIA_FAILED, "getusermediafailed")      /* error, detail */                        \
    X(CREATE_OFFER_FAILED, "peerconnection:createofferfailed")                                     \
    X(CREATE_ANSWER_FAILED, "peerconnection:createanswerfailed")                                   \
    X(SET_LOCAL_DESCRIPTION_FAILED, "peerconnection:setlocaldescriptionfailed")                    \
    X(SET_REMOTE_DESCRIPTION_FAILED, "peerconnection:setremotedescriptionfailed")                  \
    X(NEW_SUBSCRIBE, "newSubscribe")      /* (immediate) message, subscription: event */           \
    X(SIP_EVENT, "sipEvent")              /* NOTIFY outside a dialog: message, subscription: event */\
    X(FORKED, "forked")                   /* a subscriber of its own: subscription: parent */      \
    X(SUBSCRIPTION_ACCEPTED, "subscriptionAccepted") /* message: the 200, or a NOTIFY before it */ \
    X(PENDING, "pending")                                                                          \
    X(ACTIVE, "active")                                                                            \
    X(NOTIFY, "notify")         /* message, subscription: is_final, body, content_type */          \
    X(SUBSCRIBE, "subscribe")   /* message, subscription: is_unsubscribe, body, content_type */    \
    X(EXPIRED, "expired")       /* (immediate) the final NOTIFY goes out */                        \
    X(TERMINATED, "terminated") /* message or NULL, subscription: code, reason, retry_after */     \
    X(SIP_IN, "sipIn")   /* raw: a SIP message came (for traces and ladders) */                    \
    X(SIP_OUT, "sipOut") /* raw: a SIP message goes out */

typedef enum csip_event_kind {
#define CSIP_EVENT_ENUM(kind, name) CSIP_EVENT_##kind,
    CSIP_EVENT_MAP(CSIP_EVENT_ENUM)
#undef CSIP_EVENT_ENUM
    CSIP_EVENT_COUNT,
} csip_event_kind;

/** The bit of a kind in an interest mask. */
#define CSIP_EVENT_BIT(kind) (UINT64_C(1) << (kind))

/** How tones travel: in INFO (application/dtmf-relay) or in the media (RFC 4733). */
typedef enum csip_dtmf_transport { CSIP_DTMF_INFO, CSIP_DTMF_RFC4733 } csip_dtmf_transport;

typedef enum csip_log_level {
    CSIP_LOG_ERROR,
    CSIP_LOG_WARNING,
    CSIP_LOG_INFO,
    CSIP_LOG_DEBUG,
} csip_log_level;

/** An event stays open, and its pointers good, until csip_agent_event_done(). */
typedef struct csip_event {
    uint64_t event; /**< its number, to be given back */
    csip_event_kind kind;
    csip_id id; /**< the session, message, request, transfer or subscription; 0: the agent */
    csip_originator originator;
    csip_cause cause;
    const csip_message *message; /**< the request or response received; NULL: none */
    union {
        struct {
            csip_log_level level;
            csip_str text;
        } log;
        struct {
            csip_str url;
            unsigned attempts; /**< CONNECTING: connections tried since the last success */
            csip_error error;  /**< DISCONNECTED: CSIP_OK after a stop */
            uint16_t code;     /**< DISCONNECTED: WebSocket close code, 1006 when it was lost */
            csip_str reason;
        } connection;
        struct {
            csip_sdp_type type;
            csip_str text;
        } sdp;
        struct {
            csip_str text;
            csip_str mid;
        } candidate;
        struct {
            csip_id id;            /**< of one sent: what became of it is told by this id */
            csip_str content_type; /**< of one received; absent: none */
            csip_str body;
        } info;
        struct {
            csip_id id;      /**< for csip_agent_accept_refer(), csip_agent_reject_refer() */
            csip_str target; /**< the URI to be called */
        } refer;
        struct {
            uint16_t status; /**< that the call has come to; 0: the peer will not say */
            csip_str reason;
        } transfer;
        struct {
            csip_id id; /**< of one sent: what became of it is told by this id */
            csip_dtmf_transport transport;
            char tone; /**< 0-9 A-D * # R */
            unsigned duration_ms;
        } dtmf;
        struct {
            bool audio;
            bool video;
        } muted;
        struct {
            csip_error error;
            csip_str detail;
        } failure; /**< the …FAILED of media */
        struct {
            csip_str event; /**< the package with its id: "presence", "dialog;id=7" */
            csip_id parent; /**< whose SUBSCRIBE was forked */
            bool is_final;
            bool is_unsubscribe;
            csip_str body;
            csip_str content_type; /**< absent without a body */
            unsigned code;         /**< csip_subscriber_end or csip_notifier_end */
            csip_subscription_reason reason;
            csip_str reason_text; /**< as it was given, also when it is not a known one */
            bool has_retry_after;
            uint32_t retry_after_s;
        } subscription; /**< what is told of it stands at the kind */
        csip_connection_state connection_state;
        csip_id session; /**< DONE: whose re-offer it was; REPLACES: the one that wants to be */
        csip_str raw; /**< SIP_IN, SIP_OUT: the whole message, credentials blanked */
    };
} csip_event;

/** "newRTCSession", …  @since 0.1 */
const char *csip_event_name(csip_event_kind kind);

/** "Busy", …; "" for NONE.  @since 0.1 */
const char *csip_cause_text(csip_cause cause);

/** The cause that a final response's status stands for (contract of JsSIP).  @since 0.1 */
csip_cause csip_cause_from_status(uint16_t status);

#ifdef __cplusplus
}
#endif

#endif
