#ifndef CSIP_BASE_STEPS_H
#define CSIP_BASE_STEPS_H

#include "base/core.h"

/** Takes the next step; an event taken is open until csip__steps_event_done(). */
void csip__steps_next(csip__core *core, csip_step *ret_step);

/**
 * Closes the newest open event and runs what waited for it.
 * @return CSIP_OK; CSIP_ERROR_STATE: a newer event is open; CSIP_ERROR_NOT_FOUND: it is not open
 */
CSIP_MUST_USE csip_error csip__steps_event_done(csip__core *core, uint64_t event);

/** The event of that number if it is open, else NULL. */
const csip_event *csip__steps_open_event(const csip__core *core, uint64_t event);

#endif
