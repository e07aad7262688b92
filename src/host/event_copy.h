#ifndef CSIP_HOST_EVENT_COPY_H
#define CSIP_HOST_EVENT_COPY_H

#include <csip/ua.h>

/** An ENDED or FAILED that is told later than the agent told it: with a message of its own. */
typedef struct csip__event_copy csip__event_copy;

/** @return NULL: no memory */
csip__event_copy *csip__event_copy_new(const csip_event *event);
void csip__event_copy_free(csip__event_copy *copy);
const csip_event *csip__event_copy_get(const csip__event_copy *copy);

#endif
