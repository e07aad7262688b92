#ifndef CSIP_HOST_SUBJECT_H
#define CSIP_HOST_SUBJECT_H

#include "host/event_copy.h"
#include "host/io.h"
#include "host/ua.h"

typedef struct csip__handler_block csip__handler_block;

typedef enum csip__peer_state {
    CSIP__PEER_NONE,
    CSIP__PEER_OPEN,
    CSIP__PEER_CLOSING, /* recordings are being completed */
    CSIP__PEER_GONE,
} csip__peer_state;

/** What the host keeps for a session or a message of the agent. */
struct csip__subject {
    csip__timer timer; /* of the held event; first: fire() casts back */
    csip_ua *ua;
    csip_id id;
    csip__subject *next;      /* in the phone's list */
    csip__subject *next_peer; /* in the loop's list, while OPEN or CLOSING */
    csip__handler_block *blocks;
    csip__io *io; /* NULL: none was given */
    csip__peer_state peer;
    csip__peer_key key;
    csip_media_stats stats; /* the last snapshot */
    bool has_stats;
    csip__event_copy *held; /* ENDED or FAILED, told when the peer is gone */
    unsigned dispatching;
    bool is_over; /* its last event was told */
};

/**
 * What an application gives with a call, an answer or a message, copied.  It is made before the
 * command, so that the command cannot have succeeded when memory runs out.
 */
typedef struct csip__gift {
    csip__subject *subject; /* for the case that there is none yet */
    csip__handler_block *block;
    csip__io *io;
} csip__gift;

/** @param io  NULL: the session keeps what it has */
CSIP_MUST_USE csip_error csip__gift_init(csip__gift *gift, const csip_event_handler *handlers,
                                         size_t count, const csip_media_io *io);
void csip__gift_done(csip__gift *gift);
/** Moves it into the subject of `id`. */
csip__subject *csip__gift_give(csip__gift *gift, csip_ua *ua, csip_id id);

csip__subject *csip__subject_find(const csip_ua *ua, csip_id id);
/** Finds or makes it; NULL: no memory. */
csip__subject *csip__subject_get(csip_ua *ua, csip_id id);
/** Closes a peer that is still open. */
void csip__subject_free(csip__subject *subject);
/** Calls its handlers of that kind; stops once the phone is freed. */
void csip__subject_call(csip__subject *subject, const csip_event *event);

/** Keeps the event until the peer is gone, 2 s at most; false: it must be told now. */
bool csip__subject_hold(csip__subject *subject, const csip_event *event);
/** Tells what was held; may end the life of the phone. */
void csip__subject_release(csip__subject *subject);

#endif
