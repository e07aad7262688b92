#ifndef CSIP_SESSION_REFER_H
#define CSIP_SESSION_REFER_H

#include "transaction/request.h"
#include "transaction/response.h"

/**
 * Call transfer (RFC 3515) within a session's dialog.  A REFER makes a subscription to what becomes
 * of it: csip__transfer is ours to the peer's news, csip__referral the peer's to ours.  Either may
 * outlive the session by 64·T1 at most.
 */
struct csip__session;
struct csip__sessions;

/** Lives until the peer has told the end and the REFER's transaction is over. */
typedef struct csip__transfer {
    struct csip__transfer *next; /* of the session, oldest first */
    struct csip__session *session;
    csip__request *request; /* the REFER; NULL: its last transaction is over */
    csip__timer timer;      /* until the next NOTIFY must be there */
    csip_id id;
    uint32_t cseq; /* names the subscription */
    bool is_told;  /* the application knows the outcome */
    bool is_over;  /* no NOTIFY is waited for */
} csip__transfer;

CSIP_MUST_USE csip_error csip__refer_send(struct csip__session *session, const char *target,
                                          const csip_refer_options *options, csip_id *ret_id);
/** A NOTIFY in the session's dialog. */
void csip__refer_notified(struct csip__session *session, csip__transaction *server);

enum { CSIP__REFERRALS_MAX = 8 }; /* of one session at a time */

/** Lives until the call has come to something and the last NOTIFY's transaction is over. */
typedef struct csip__referral {
    csip__map_node node; /* in sessions.referrals, by id */
    struct csip__referral *next;
    struct csip__session *session;
    csip__timer timer; /* for the decision; then the end of the subscription */
    csip_id id;
    uint32_t cseq;
    uint64_t expires_at_ms;
    csip_str target;   /* whom to call */
    csip_str headers;  /* lines for that INVITE */
    unsigned requests; /* NOTIFYs under way */
    uint16_t status;   /* told last */
    bool is_decided;
    bool is_unsubscribed; /* the peer does not want to hear more */
    bool is_over;
} csip__referral;

void csip__refer_receive(struct csip__session *session, csip__transaction *server);
/** Call whom the peer wants called; CSIP_ERROR_NOT_FOUND; CSIP_ERROR_STATE; as a call. */
CSIP_MUST_USE csip_error csip__referral_accept(struct csip__sessions *sessions, csip_id id,
                                               const csip_call_options *options,
                                               csip_id *ret_session);
CSIP_MUST_USE csip_error csip__referral_reject(struct csip__sessions *sessions, csip_id id);
/** Tell the peer who asked for `call` how it goes, if one did. */
void csip__referral_report(struct csip__session *call, uint16_t status, csip_str reason);

/** The session has ended: what belongs to it will soon. */
void csip__refer_session_ended(struct csip__session *session);
/** Frees all at once. */
void csip__refer_session_done(struct csip__session *session);
/** The same for what is ours. */
void csip__transfers_end(struct csip__session *session);
void csip__transfers_done(struct csip__session *session);

/* ---- refer_to.c ---- */

/** Whom a Refer-To names, taken apart. */
typedef struct csip__refer_to {
    csip_str target;   /* the URI without header fields and method; a block */
    csip_str replaces; /* line of that header field; a block, may be absent */
} csip__refer_to;

/** 0, or the status that the REFER is refused with; the blocks are the caller's. */
uint16_t csip__refer_to_parse(csip__core *core, const csip_message *refer,
                              csip__refer_to *ret_refer_to);
/** A Refer-To line; `replaced` may be NULL. */
struct csip__dialog;
void csip__refer_to_write(csip__buf *buf, csip_str target, const struct csip__dialog *replaced);

#endif
