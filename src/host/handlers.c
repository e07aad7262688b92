#include "host/handlers.h"

#include <stdlib.h>

struct csip__handler {
    csip__handler *next;
    unsigned handle; /* 0: removed */
    csip_event_kind kind;
    csip_handler call;
    void *user;
};

unsigned csip__handlers_add(csip__handlers *handlers, csip_event_kind kind, csip_handler handler,
                            void *user)
{
    csip__handler **end = &handlers->first;
    csip__handler *entry = malloc(sizeof *entry);

    if (!entry)
        return 0;
    *entry = (csip__handler){NULL, ++handlers->last_handle, kind, handler, user};
    while (*end)
        end = &(*end)->next;
    *end = entry;
    return entry->handle;
}

static void sweep(csip__handlers *handlers)
{
    for (csip__handler **link = &handlers->first; *link;) {
        csip__handler *entry = *link;
        if (entry->handle != 0) {
            link = &entry->next;
            continue;
        }
        *link = entry->next;
        free(entry);
    }
    handlers->has_removed = false;
}

void csip__handlers_remove(csip__handlers *handlers, unsigned handle)
{
    for (csip__handler *entry = handlers->first; handle != 0 && entry; entry = entry->next)
        if (entry->handle == handle) {
            entry->handle = 0;
            handlers->has_removed = true;
        }
    if (handlers->has_removed && handlers->dispatching == 0)
        sweep(handlers);
}

void csip__handlers_done(csip__handlers *handlers)
{
    for (csip__handler *entry = handlers->first; entry; entry = entry->next)
        entry->handle = 0;
    sweep(handlers);
}

void csip__handlers_call(csip__handlers *handlers, csip_ua *ua, const csip_event *event,
                         const bool *is_over)
{
    unsigned newest = handlers->last_handle;

    handlers->dispatching++;
    for (csip__handler *entry = handlers->first; entry && !*is_over; entry = entry->next)
        if (entry->handle != 0 && entry->handle <= newest &&
            (entry->kind == event->kind || entry->kind == CSIP_EVENT_COUNT))
            entry->call(ua, event, entry->user);
    handlers->dispatching--;
    if (handlers->has_removed && handlers->dispatching == 0)
        sweep(handlers);
}

uint64_t csip__handlers_interest(const csip__handlers *handlers)
{
    /* Who listens to everything only watches: it takes neither the refresh over nor forks on. */
    const uint64_t every =
        (CSIP_EVENT_BIT(CSIP_EVENT_COUNT) - 1) &
        ~(CSIP_EVENT_BIT(CSIP_EVENT_REGISTRATION_EXPIRING) | CSIP_EVENT_BIT(CSIP_EVENT_FORKED));
    uint64_t mask = 0;

    for (const csip__handler *entry = handlers->first; entry; entry = entry->next)
        if (entry->handle != 0)
            mask |= entry->kind == CSIP_EVENT_COUNT ? every : CSIP_EVENT_BIT(entry->kind);
    return mask;
}
