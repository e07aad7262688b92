#include "base/steps.h"

static void put_back(csip__core *core, csip__step *step)
{
    step->next = core->spare_steps;
    core->spare_steps = step;
}

void csip__steps_next(csip__core *core, csip_step *ret_step)
{
    csip__step *step = core->first_step;
    if (!step) {
        *ret_step = (csip_step){.kind = CSIP_STEP_NONE};
        return;
    }
    core->first_step = step->next;
    *ret_step = step->step;
    if (step->step.kind != CSIP_STEP_EVENT) {
        put_back(core, step);
        return;
    }
    step->next = core->open_events;
    core->open_events = step;
}

csip_error csip__steps_event_done(csip__core *core, uint64_t event)
{
    csip__step *newest = core->open_events;
    if (newest && newest->step.event.event == event) {
        core->open_events = newest->next;
        csip__then then = newest->then;
        csip_event closed = newest->step.event;
        put_back(core, newest);
        if (then.run)
            then.run(then.owner, &closed);
        return CSIP_OK;
    }
    for (const csip__step *step = newest; step; step = step->next) {
        if (step->step.event.event == event)
            return CSIP_ERROR_STATE;
    }
    return CSIP_ERROR_NOT_FOUND;
}

const csip_event *csip__steps_open_event(const csip__core *core, uint64_t event)
{
    const csip__step *step = core->open_events;
    while (step && step->step.event.event != event)
        step = step->next;
    return step ? &step->step.event : NULL;
}
