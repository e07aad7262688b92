#include "host/media.h"
#include "host/subject.h"
#include "host/ua.h"

static bool is_last_event(csip_event_kind kind)
{
    return kind == CSIP_EVENT_ENDED || kind == CSIP_EVENT_FAILED || kind == CSIP_EVENT_SUCCEEDED ||
           kind == CSIP_EVENT_MESSAGE_FAILED || kind == CSIP_EVENT_TERMINATED ||
           kind == CSIP_EVENT_REQUEST_FAILED || kind == CSIP_EVENT_TRANSFER_ACCEPTED ||
           kind == CSIP_EVENT_TRANSFER_FAILED;
}

void csip__ua_tell(csip_ua *ua, const csip_event *event)
{
    csip__subject *subject = csip__subject_find(ua, event->id);

    ua->depth++;
    if (subject)
        subject->dispatching++;
    csip__handlers_call(&ua->handlers, ua, event, &ua->is_freed);
    if (subject) {
        csip__subject_call(subject, event);
        subject->dispatching--;
        subject->is_over = subject->is_over || is_last_event(event->kind);
        if (subject->is_over && subject->dispatching == 0)
            csip__subject_free(subject);
    }
    ua->depth--;
}

/* Out of memory the agent can only be freed: cut its connections, say so once. */
static void give_up(csip_ua *ua, csip_error error)
{
    csip_event event = {.kind = CSIP_EVENT_LOG,
                        .log = {CSIP_LOG_ERROR, csip_str_from(csip_error_text(error))}};

    if (ua->is_broken)
        return;
    ua->is_broken = true;
    csip__flow_drop_all(ua);
    csip__ua_tell(ua, &event);
}

static void on_event(csip_ua *ua, const csip_event *event)
{
    uint64_t number = event->event;
    csip__subject *subject = NULL;

    if (event->kind == CSIP_EVENT_ENDED || event->kind == CSIP_EVENT_FAILED)
        subject = csip__subject_find(ua, event->id);
    if (!subject || !csip__subject_hold(subject, event))
        csip__ua_tell(ua, event);
    if (ua->is_freed)
        return;
    csip_error error = csip_agent_event_done(ua->agent, number, csip_loop_now_ms(ua->loop));
    if (error)
        give_up(ua, error);
}

static void pull_steps(csip_ua *ua)
{
    csip_step step = {.kind = CSIP_STEP_NONE};

    ua->depth++;
    while (!ua->is_freed && !ua->is_broken) {
        csip_error error = csip_agent_next(ua->agent, &step);
        if (error)
            give_up(ua, error);
        if (error || step.kind == CSIP_STEP_NONE)
            break;
        if (step.kind == CSIP_STEP_EVENT)
            on_event(ua, &step.event);
        else if (step.output.kind == CSIP_OUTPUT_MEDIA)
            csip__media_execute(ua, &step.output.media);
        else
            csip__flow_execute(ua, &step.output);
    }
    ua->depth--;
}

static csip__input *take_input(csip_ua *ua)
{
    csip__input *input = ua->first_input;

    if (input) {
        ua->first_input = input->next;
        if (!input->next)
            ua->last_input = NULL;
    }
    return input;
}

static void apply(csip_ua *ua, const csip__input *input)
{
    csip_error error = csip__input_apply(ua->agent, input, csip_loop_now_ms(ua->loop));

    if (csip_error_is_fatal(error))
        give_up(ua, error);
}

static void on_deadline(csip__timer *timer)
{
    csip__input tick = {.kind = CSIP__INPUT_TICK};

    csip__ua_feed((csip_ua *)timer, &tick);
}

static void set_deadline(csip_ua *ua)
{
    uint64_t deadline = ua->is_broken ? UINT64_MAX : csip_agent_deadline(ua->agent);

    if (deadline == UINT64_MAX)
        csip__timer_stop(&ua->loop->timers, &ua->deadline);
    else
        csip__timer_start(&ua->loop->timers, &ua->deadline, deadline, on_deadline);
    csip__loop_arm(ua->loop);
}

void csip__ua_settle(csip_ua *ua)
{
    csip__input *input;

    pull_steps(ua);
    if (ua->depth > 0)
        return;
    while (!ua->is_freed && (input = take_input(ua))) {
        apply(ua, input);
        csip__input_free(input);
        pull_steps(ua);
    }
    csip_loop *loop = ua->loop;
    bool is_at_rest = ua->is_freed || csip__ua_is_at_rest(ua);
    if (ua->is_freed)
        csip__ua_destroy(ua);
    else
        set_deadline(ua);
    if (is_at_rest)
        csip__loop_check_rest(loop);
}

csip_error csip__ua_settled(csip_ua *ua, csip_error error)
{
    csip__ua_settle(ua);
    return error;
}

void csip__ua_feed(csip_ua *ua, const csip__input *input)
{
    if (ua->depth == 0) {
        apply(ua, input);
        csip__ua_settle(ua);
        return;
    }
    csip__input *copy = csip__input_dup(input);
    if (!copy) {
        give_up(ua, CSIP_ERROR_NOMEM);
        return;
    }
    if (ua->last_input)
        ua->last_input->next = copy;
    else
        ua->first_input = copy;
    ua->last_input = copy;
}
