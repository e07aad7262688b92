#ifndef CSIP_SESSION_DTMF_H
#define CSIP_SESSION_DTMF_H

#include "transaction/transaction.h"

struct csip__session;

/** The tones that a session still has to send, those of one command after those of another. */
typedef struct csip__dtmf {
    struct csip__tones *first;
    csip__timer timer;   /* the next tone */
    csip__map_node node; /* in sessions.tones, by `op` */
    csip_id op;          /* the telephone event being sent; 0: none */
    csip_id op_tone;     /* the tone's id */
} csip__dtmf;

CSIP_MUST_USE csip_error csip__dtmf_send(struct csip__session *session, const char *tones,
                                         const csip_dtmf_options *options, csip_id *ret_id);
/** The answer of the media operation that sent a tone. */
void csip__dtmf_media_done(struct csip__session *session, const csip_media_result *result);
/** Forget what is left; a telephone event under way has failed. */
void csip__dtmf_stop(struct csip__session *session);

/** An INFO with application/dtmf-relay; false: it is none. */
bool csip__dtmf_receive(struct csip__session *session, csip__transaction *server);
/** A telephone event has been received. */
void csip__dtmf_heard(struct csip__session *session, char tone, unsigned duration_ms);

#endif
