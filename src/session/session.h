#ifndef CSIP_SESSION_SESSION_H
#define CSIP_SESSION_SESSION_H

#include "dialog/dialog.h"
#include "session/dtmf.h"
#include "session/procedure.h"
#include "transaction/response.h"

/**
 * Sessions: INVITE and all that follows from it, one file a verb.  What takes several turns of the
 * media host is a procedure; the rest is a reaction to one message, command or timer.
 */
typedef struct csip__session csip__session;

enum { CSIP__SESSION_DIALOGS_MAX = 16 }; /* forks of one INVITE */

typedef struct csip__sessions {
    csip__uac *uac;
    csip__dialogs dialogs;
    csip__map map;     /* by id */
    size_t live_count; /* of those in the map, the ones that have not ended */
    csip__map ops;     /* by the media operation under way */
    csip__map tones;   /* by the one that sends a tone */
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
    bool audio_muted;
    bool video_muted;
    bool is_media_open;
    bool is_gathered;
    csip__run run;
    csip_str local_sdp;
    csip_str remote_sdp;
    csip_message *held;    /* the message that the procedure is about */
    csip_message *pending; /* a 2xx that came while another procedure runs */

    csip__request *invite;      /* ours */
    csip__transaction *server;  /* of the INVITE received */
    csip__transaction *reoffer; /* of the re-INVITE or UPDATE received, while it is under way */
    csip__dialog *dialog;       /* the one that the session lives in */
    csip__dialog *dialogs;      /* all of them */
    bool is_acknowledged;       /* our ACK has gone out */

    csip__transaction *unacknowledged; /* whose 2xx is repeated until its ACK comes */
    uint32_t awaited_cseq;
    bool is_ack_awaited;
    bool is_answer_awaited; /* in that ACK */
    bool is_bye_pending;    /* until that ACK */
    uint64_t ack_deadline_ms;
    uint64_t repeat_ms;

    csip__dtmf dtmf;
    csip__timer no_answer_timer;
    csip__timer expires_timer;
    csip__timer repeat_timer;
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
/** The response of our INVITE decides; begin with it. */
void csip__invite_send(csip__session *session);
/** Go on with a 2xx that had to wait for a procedure. */
void csip__invite_resume(csip__session *session);

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

/** The status that a request's body is refused with (RFC 3261 8.2.3), 0: it is fine. */
uint16_t csip__offer_check(const csip_message *request);
/** Whether an SDP has a line of that media: "audio", "video". */
bool csip__offer_has(csip_str sdp, csip_str media);
/** Contact and more lines as one block. */
csip_str csip__session_contact(csip__session *session, csip_str more);
/** Whether an INVITE received is one of a session's, to be cancelled. */
bool csip__session_owns(const csip__transaction *invite);
/** The transaction users of INVITEs that are a session's: of the first, and of later ones. */
extern const csip__transaction_user csip__session_reoffer_user;
extern const csip__transaction_user csip__session_invite_user;

#endif
