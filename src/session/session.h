#ifndef CSIP_SESSION_SESSION_H
#define CSIP_SESSION_SESSION_H

#include "dialog/dialog.h"
#include "session/dtmf.h"
#include "session/procedure.h"
#include "session/refer.h"
#include "session/replaces.h"
#include "transaction/response.h"

/**
 * Sessions: INVITE and all that follows from it, one file a verb.  What takes several turns of the
 * media host is a procedure; the rest is a reaction to one message, command or timer.
 */
typedef struct csip__session csip__session;

enum { CSIP__SESSION_DIALOGS_MAX = 16 }; /* forks of one INVITE */

/** How far a new offer of ours in the call has come. */
typedef enum csip__offer_phase {
    CSIP__OFFER_NONE,
    CSIP__OFFER_DUE,      /* begins as soon as nothing else is under way */
    CSIP__OFFER_MAKING,   /* the media host makes it */
    CSIP__OFFER_SENT,     /* no final response yet */
    CSIP__OFFER_SETTLING, /* the answer is being set, or the offer rolled back */
    CSIP__OFFER_WAITING,  /* it crossed the peer's: until it is tried again */
} csip__offer_phase;

/** The session timer (RFC 4028). */
typedef struct csip__refresh {
    uint32_t expires_s;  /* proposed */
    uint32_t min_se_s;   /* the least that we take */
    uint32_t interval_s; /* agreed; 0: none */
    bool is_refresher;   /* we are */
    bool is_under_way;   /* an UPDATE that refreshes */
    uint64_t end_ms;     /* when the BYE goes */
    csip__timer timer;
} csip__refresh;

/** What an offer that comes to nothing must not have changed. */
typedef struct csip__wishes {
    bool audio;
    bool video;
    bool is_held_locally;
    bool is_held_remotely;
} csip__wishes;

/** A hold, an unhold, a renegotiation, or a refresh by INVITE; one at a time. */
typedef struct csip__offer {
    csip__offer_phase phase;
    csip_id id; /* 0: nobody waits for the outcome */
    bool uses_update;
    bool restarts_ice;
    csip__wishes before;
    csip_str headers; /* lines */
    unsigned attempts;
    uint64_t wait_ms;       /* until it is tried again; 0 with a cause: it is not */
    csip_cause cause;       /* why it failed */
    bool has_response;      /* it is in `held` */
    csip__request *request; /* the one under way */
} csip__offer;

typedef struct csip__sessions {
    csip__uac *uac;
    csip__dialogs dialogs;
    csip__map map;     /* by id */
    size_t live_count; /* of those in the map, the ones that have not ended */
    csip__map ops;     /* by the media operation under way */
    csip__map tones;   /* by the one that sends a tone */
    csip__map referrals;
} csip__sessions;

struct csip__session {
    csip__map_node node;
    csip__map_node op_node;
    csip__sessions *owner;
    csip_id id;
    csip_session_state state;
    csip_originator direction;
    unsigned uses; /* requests, transactions and events that keep it readable after its end */

    csip_str call_id;
    csip_str from_tag;
    csip_str local;   /* our name-addr with parameters, as in From or To */
    csip_str remote;  /* the peer's */
    csip_str target;  /* of an outgoing call */
    csip_str headers; /* lines for our INVITE or our 2xx */
    uint32_t cseq;    /* of our INVITE */
    bool is_anonymous;

    bool audio; /* wanted */
    bool video;
    bool is_acquired;
    bool has_audio; /* acquired of the media host */
    bool has_video;
    bool is_held_locally; /* the peer, by us */
    bool is_held_remotely;
    csip_direction told_direction; /* to the media host */
    bool is_told_held;
    bool audio_muted;
    bool video_muted;
    bool is_media_open;
    bool is_gathered;
    csip__run run;
    csip_str content_type; /* of our INVITE; absent: an offer's */
    csip_str local_sdp;
    csip_str remote_sdp;
    csip_str replaced_sdp; /* the peer's before a new offer, until that is refused */
    csip_message *held;    /* the message that the procedure is about */
    csip_message *pending; /* a 2xx that came while another procedure runs */

    csip__request *invite;      /* ours */
    csip__transaction *server;  /* of the INVITE received */
    csip__transaction *reoffer; /* of the re-INVITE or UPDATE received, while it is under way */
    csip__transaction *asked;   /* the one whose event is open: it can be refused */
    csip_str reoffer_headers;   /* lines for its 2xx */
    bool is_reoffer_due;        /* it waits for a procedure to end */
    csip__wishes before;        /* it came, to be restored */
    csip__offer offer;          /* ours in the call */
    bool is_update_allowed;     /* by the peer's Allow */
    bool is_update_refused;     /* its Allow lacks it, or a response said so */
    csip__dialog *dialog;       /* the one that the session lives in */
    csip__dialog *dialogs;      /* all of them */
    bool is_acknowledged;       /* our ACK has gone out */
    bool is_offer_late;         /* our INVITE asks for theirs, our answer goes in the ACK */

    csip__transaction *unacknowledged; /* whose 2xx is repeated until its ACK comes */
    uint32_t awaited_cseq;
    bool is_ack_awaited;
    bool is_answer_awaited; /* in that ACK */
    bool is_bye_pending;    /* until that ACK */
    uint64_t ack_deadline_ms;
    uint64_t repeat_ms;

    csip__dtmf dtmf;
    csip__transfer *transfers; /* REFERs of ours in the dialog */
    csip__referral *referrals; /* the peer's */
    csip_id referral;          /* the one that this call was made for; 0: none */
    csip_id replaced;          /* the session that ends when this one is confirmed; 0: none */
    csip__timer no_answer_timer;
    csip__timer expires_timer;
    csip__timer repeat_timer;
    csip__timer offer_timer;
    csip__refresh refresh;
};

void csip__sessions_init(csip__sessions *sessions, csip__uac *uac);
void csip__sessions_done(csip__sessions *sessions);
csip__session *csip__session_get(const csip__sessions *sessions, csip_id id);
void csip__sessions_terminate(csip__sessions *sessions);
bool csip__sessions_is_pending(const csip__sessions *sessions);

/* ---- session.c ---- */

/** An ended session stays readable for 64*T1 at most; these are so many for each live one. */
enum { CSIP__SESSION_ENDED_FACTOR = 15 };

/** NULL: no memory or a limit is reached. */
csip__session *csip__session_new(csip__sessions *sessions, csip_originator direction);
void csip__session_use(csip__session *session);
/** Frees it when it has ended and nothing uses it any longer. */
void csip__session_unuse(csip__session *session);
static inline csip__core *csip__session_core(const csip__session *session)
{
    return session->owner->uac->core;
}
/** Replace a block that the session owns. */
void csip__session_set(csip__session *session, csip_str *slot, csip_str text);
/** Queue an event of the session. */
void csip__session_emit(csip__session *session, csip_event event);

/** How it ends: FAILED before it was answered, ENDED afterwards. */
typedef struct csip__ending {
    csip_originator originator;
    csip_cause cause;
    const csip_message *message;
} csip__ending;
void csip__session_end(csip__session *session, const csip__ending *ending);
bool csip__session_is_ended(const csip__session *session);
/** Ended without a word: csip__session_end() tells it too. */
void csip__session_finish(csip__session *session);
void csip__session_add_dialog(csip__session *session, csip__dialog *dialog);

/* ---- one file a verb ---- */

CSIP_MUST_USE csip_error csip__session_call(csip__sessions *sessions, const char *target,
                                            const csip_call_options *options, csip_id *ret_id);
/** Whom to call, as it was found elsewhere. */
typedef struct csip__callee {
    csip_str target;  /* a block, taken over */
    csip_str headers; /* lines */
    csip_id referral; /* 0: nobody asked for the call */
} csip__callee;
CSIP_MUST_USE csip_error csip__session_call_to(csip__sessions *sessions, const csip__callee *callee,
                                               const csip_call_options *options, csip_id *ret_id);
/** The response of our INVITE decides; begin with it. */
void csip__invite_send(csip__session *session);
/** Go on with a 2xx that had to wait for a procedure. */
void csip__invite_resume(csip__session *session);

/** Tell an incoming session, which then rings. */
void csip__session_announce(csip__session *session);
/** An INVITE outside of dialogs, in its transaction. */
void csip__session_receive_invite(csip__sessions *sessions, csip__transaction *server);
CSIP_MUST_USE csip_error csip__session_answer(csip__session *session,
                                              const csip_call_options *options);
CSIP_MUST_USE csip_error csip__session_terminate(csip__session *session, const csip_reply *reply);
/** A CANCEL has come for the INVITE of that transaction. */
void csip__session_receive_cancel(csip__transaction *invite, const csip_message *cancel);
/** A request in one of its dialogs; an ACK has no transaction. */
void csip__session_receive(csip__dialog *dialog, csip__transaction *server);
void csip__session_mute(csip__session *session, bool audio, bool video, bool is_muted);
void csip__session_tell_muted_media(csip__session *session);
void csip__session_info(const csip__session *session, csip_session_info *ret_info);

/** ACK a 2xx in its dialog. */
void csip__ack_send(csip__session *session, csip__dialog *dialog);
/** Repeat the 2xx just sent until its ACK comes. */
void csip__ack_await(csip__session *session, csip__transaction *server, uint32_t cseq);
void csip__ack_receive(csip__session *session);

/** What a BYE says beside that it is one. */
typedef struct csip__farewell {
    csip_str headers;
    csip_str content_type;
    csip_str body;
} csip__farewell;
void csip__bye_send(csip__session *session, csip__dialog *dialog, const csip__farewell *farewell);
/** The session is no use any longer: hang up and end it. */
void csip__bye_end(csip__session *session, const csip__ending *ending);
void csip__bye_receive(csip__session *session, csip__transaction *server);

/** The dialog that requests of ours go out in: also an early one, if it is our call; or NULL. */
csip__dialog *csip__session_dialog(csip__session *session);
/** Whether the application may send requests within the dialog now. */
bool csip__session_can_ask(csip__session *session);
/**
 * The parts of an application's request; `headers` is a block to be released.
 * CSIP_ERROR_STATE; CSIP_ERROR_ARGUMENT: a value that cannot stand in a header; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__session_draft(csip__session *session,
                                             const csip_session_request *request,
                                             csip_method method, csip__draft *ret_draft);
/** What else to do when a request within the dialog has failed. */
typedef void (*csip__session_setback)(csip__session *session);
/** Send a request whose outcome is told by `id`; `failed` may be NULL.  It never ends the call. */
void csip__session_ask(csip__session *session, csip_id id, const csip__draft *draft,
                       csip__session_setback failed);
CSIP_MUST_USE csip_error csip__session_request(csip__session *session,
                                               const csip_session_request *request,
                                               csip_id *ret_id);
CSIP_MUST_USE csip_error csip__session_send_info(csip__session *session,
                                                 const csip_session_request *request,
                                                 csip_id *ret_id);
void csip__info_receive(csip__session *session, csip__transaction *server);

/** A re-INVITE or an UPDATE (RFC 3261 section 14, RFC 3311). */
void csip__reoffer_receive(csip__session *session, csip__transaction *server);
/** An UPDATE in a dialog that is still early. */
void csip__reoffer_receive_early(csip__session *session, csip__dialog *dialog,
                                 csip__transaction *server);
/** Go on with one that had to wait for a procedure. */
void csip__reoffer_resume(csip__session *session);
/** Its INVITE has been cancelled. */
void csip__reoffer_cancel(csip__session *session);
/** What is still unanswered when the session ends. */
void csip__reoffer_end(csip__session *session);
CSIP_MUST_USE csip_error csip__reoffer_answer(csip__session *session,
                                              const csip_call_options *options);
CSIP_MUST_USE csip_error csip__reoffer_reject(csip__session *session, const csip_reply *reply);

/** An offer of ours in the call can begin. */
bool csip__offer_is_ready(const csip__session *session);
/** It stands between us and an offer of the peer: glare. */
bool csip__offer_is_open(const csip__session *session);
CSIP_MUST_USE csip_error csip__offer_renegotiate(csip__session *session,
                                                 const csip_reoffer_options *options,
                                                 csip_id *ret_id);
CSIP_MUST_USE csip_error csip__offer_hold(csip__session *session, bool is_held,
                                          const csip_reoffer_options *options, csip_id *ret_id);
/** Refresh the session by INVITE, unless something is under way. */
void csip__offer_refresh(csip__session *session);
/** Begin if one is due and nothing is under way. */
void csip__offer_resume(csip__session *session);
/** The session has ended with that cause. */
void csip__offer_end(csip__session *session, csip_cause cause);

void csip__refresh_init(csip__session *session, const csip_call_options *options);
/** Session-Expires and Min-SE of a request of ours. */
void csip__refresh_propose(const csip__session *session, csip__buf *buf);
/**
 * Refuse a request whose interval is too small with 422 (RFC 4028 section 9).
 *
 * @param min_se_s  0: the default
 */
bool csip__refresh_refuse(csip__transaction *server, uint32_t min_se_s);
/** Session-Expires of our 2xx; the interval begins. */
void csip__refresh_accept(csip__session *session, csip__buf *buf, const csip_message *request);
/** A 2xx of the peer has come; the interval begins. */
void csip__refresh_agreed(csip__session *session, const csip_message *response);
/** A 422: true: the request is to be sent again with what the peer wants. */
bool csip__refresh_raise(csip__session *session, const csip_message *response);
void csip__refresh_stop(csip__session *session);

/** The media have been brought back. */
void csip__offer_settle(csip__session *session);

/**
 * Have the media as they were before an offer of either side that came to nothing; then
 * csip__offer_settle().
 *
 * @param before   NULL: the wishes stay, since the offer is tried again
 * @param is_open  the offer may have been set: it is taken back
 */
void csip__roll_back(csip__session *session, const csip__wishes *before, bool is_open);
csip__wishes csip__wishes_get(const csip__session *session);

/** SET_DIRECTIONS; false: the media host knows already. */
bool csip__hold_fill(csip__session *session, csip_media_op *op);
/** These tell a change. */
void csip__hold_set_local(csip__session *session, bool is_held);
void csip__hold_set_remote(csip__session *session, bool is_held);
/** Whether an offer puts us on hold: nothing that it has wants to hear us. */
bool csip__offered_hold(csip_str sdp);
/** Whether it has other ICE credentials than the peer's description before it (RFC 8839 4.4.1). */
bool csip__offered_restart(csip_str before, csip_str sdp);

/** What an open event tells is changed by the application. */
CSIP_MUST_USE csip_error csip__change_sdp(csip__session *session, csip_originator originator,
                                          csip_str sdp);
CSIP_MUST_USE csip_error csip__change_body(csip__session *session, const char *content_type,
                                           csip_str body);
CSIP_MUST_USE csip_error csip__change_headers(csip__session *session, const char *line);

/** What a 2xx or a request of the peer says of it: target, Allow. */
void csip__session_learn(csip__session *session, const csip_message *message);
/** Keep the message being handled as `held`. */
void csip__session_keep(csip__session *session);
/** The application's lines as one block; CSIP_ERROR_ARGUMENT: not header lines. */
CSIP_MUST_USE csip_error csip__session_lines(csip__session *session, const char *const *lines,
                                             size_t count, csip_str *ret_lines);

/** The status that a request's body is refused with (RFC 3261 8.2.3), 0: it is fine. */
uint16_t csip__offer_check(const csip_message *request);
/** Whether an SDP has a line of that media: "audio", "video". */
bool csip__offer_has(csip_str sdp, csip_str media);
void csip__session_write_contact(csip__session *session, csip__buf *buf);
/** Contact and more lines as one block. */
csip_str csip__session_contact(csip__session *session, csip_str more);
/** The same with the session timer's lines of a request. */
csip_str csip__session_propose(csip__session *session, csip_str more);
/** The same with those of a 2xx to that request. */
csip_str csip__session_accept(csip__session *session, csip_str more, const csip_message *request);
/** Whether an INVITE received is one of a session's, to be cancelled. */
bool csip__session_owns(const csip__transaction *invite);
/** The transaction users of INVITEs that are a session's: of the first, and of later ones. */
extern const csip__transaction_user csip__session_reoffer_user;
extern const csip__transaction_user csip__session_invite_user;

#endif
