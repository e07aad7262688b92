#ifndef CSIP_MEDIA_MAILBOX_H
#define CSIP_MEDIA_MAILBOX_H

#include <pthread.h>
#include <stdbool.h>

/** First of a message's members: messages are linked, never copied. */
typedef struct csip__mail {
    struct csip__mail *next;
} csip__mail;

/** A queue between two threads. */
typedef struct csip__mailbox {
    pthread_mutex_t lock;
    csip__mail *first;
    csip__mail **end;
} csip__mailbox;

void csip__mailbox_init(csip__mailbox *box);
void csip__mailbox_done(csip__mailbox *box); /* must be empty */

/** @return true when the box was empty: the reader has to be woken */
bool csip__mailbox_put(csip__mailbox *box, csip__mail *mail);
/** The oldest message, NULL: none. */
csip__mail *csip__mailbox_take(csip__mailbox *box);

#endif
