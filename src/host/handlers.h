#ifndef CSIP_HOST_HANDLERS_H
#define CSIP_HOST_HANDLERS_H

#include <csip/ua.h>

typedef struct csip__handler csip__handler;

/** The handlers of a phone, in the order in which they were given. */
typedef struct csip__handlers {
    csip__handler *first;
    unsigned last_handle;
    unsigned dispatching; /* how deep: nothing is unlinked meanwhile */
    bool has_removed;
} csip__handlers;

/** @param kind  CSIP_EVENT_COUNT: every kind; returns 0: no memory */
unsigned csip__handlers_add(csip__handlers *handlers, csip_event_kind kind, csip_handler handler,
                            void *user);
void csip__handlers_remove(csip__handlers *handlers, unsigned handle);
void csip__handlers_done(csip__handlers *handlers);

/** Calls those that were there when it began; stops once `*is_over`. */
void csip__handlers_call(csip__handlers *handlers, csip_ua *ua, const csip_event *event,
                         const bool *is_over);

/** CSIP_EVENT_BITs of what is listened to. */
uint64_t csip__handlers_interest(const csip__handlers *handlers);

#endif
