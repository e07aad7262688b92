#include "player.h"

#include <stdlib.h>

/*
 * What the agent does, against what was recorded.  CALL_MS: a call made inside an event follows it
 * within this time.  LATE_MS: what time alone brings about may come this much earlier or later
 * than a busy browser had it.  AHEAD_MAX: how far a deed may come before its turn.
 */
enum { CALL_MS = 4, LATE_MS = 400, AHEAD_MAX = 8 };

/* One thing that the agent did. */
typedef struct deed {
    const csip_output *output; /* or */
    const csip_event *event;
    const char *title;
} deed;

/* Calls that the recorded application made inside the event. */
static void call_inside(player *p, const record *event)
{
    record *end = p->flow->records + p->flow->count;
    for (record *r = p->flow->records + (event - p->flow->records) + 1; r < end; r++) {
        if (!player_owns(p, r) || r->kind == RECORD_NOTE || r->is_done)
            continue;
        if (r->kind != RECORD_APP || r->t_ms - event->t_ms > CALL_MS)
            return;
        r->is_done = true;
        player_note(p, "    [%s]", r->name);
        application_call(p, r);
        player_drain(p);
    }
}
static bool is_same(const record *r, const deed *d)
{
    if (d->event)
        return r->kind == RECORD_EVENT &&
               strcmp(record_event_name(r->name), csip_event_name(d->event->kind)) == 0;
    if (d->output->kind == CSIP_OUTPUT_CONNECT)
        return r->kind == RECORD_CONNECT;
    return d->output->kind == CSIP_OUTPUT_SEND && r->kind == RECORD_SENT &&
           strcmp(r->title, d->title) == 0;
}

static const char *compare_connect(player *p, const record *r, csip_str url)
{
    char *text = pool_copy(p->pool, url.ptr, url.len);
    return strstr(r->text, text) ? NULL : pool_format(p->pool, "another url: %s", text);
}

static const char *compare(player *p, const record *r, const deed *d)
{
    if (!is_same(r, d))
        return "something else";
    if (d->event)
        return compare_event(p, r, d->event);
    return d->output->kind == CSIP_OUTPUT_CONNECT ? compare_connect(p, r, d->output->url)
                                                  : compare_message(p, r, d->output->octets);
}

/* What time alone brought about comes at the recorded time. */
static const char *compare_time(player *p, const record *r)
{
    int64_t late_ms = (int64_t)p->world.now_ms - (PLAYER_START_MS + (int64_t)r->t_ms + p->skew_ms);
    if (!p->is_timer || (late_ms <= LATE_MS && late_ms >= -LATE_MS))
        return NULL;
    if (!player_allows(p, DIFFERENCE_TIME, r->title))
        return pool_format(p->pool, "%lld ms later than recorded", (long long)late_ms);
    p->skew_ms += late_ms;
    p->listed++;
    return NULL;
}
static record *in_advance(player *p, record *r, const deed *d)
{
    return !d->event && d->output->kind == CSIP_OUTPUT_SEND && r->kind == RECORD_SENT
               ? advance_find(p, r, d->output->octets)
               : NULL;
}

/* A later record that this entry allows us to do before the one due. */
static record *out_of_order(player *p, record *due, const deed *d)
{
    size_t looked_at = 0;
    for (record *r = player_next(p, due + 1); r && looked_at < AHEAD_MAX;
         r = player_next(p, r + 1), looked_at++) {
        if (is_same(r, d))
            return player_allows(p, DIFFERENCE_ORDER, d->title) ? r : NULL;
    }
    return NULL;
}

static void diverge(player *p, record *due)
{
    p->is_diverged = true;
    player_note(p, "    (from here on on purpose another way)");
    for (record *r = due; r; r = player_next(p, r)) {
        player_mark(p, r, true);
    }
}

bool player_diverges(player *p, record *due, const char *title)
{
    const char *both = pool_format(p->pool, "%s | %s", due ? due->title : "end", title);
    if (!player_allows(p, DIFFERENCE_DIVERGE, both))
        return false;
    if (due)
        diverge(p, due);
    p->is_diverged = true;
    return true;
}

/* Finds the record of a deed; NULL: none, then it was allowed or the failure stands. */
static record *record_of(player *p, const deed *d)
{
    const char *problem = "nothing more was recorded";
    record *due = player_next(p, p->flow->records + p->at), *other;
    for (; due; due = player_next(p, due)) {
        other = in_advance(p, due, d);
        due = other ? other : due;
        problem = compare(p, due, d);
        problem = problem ? problem : compare_time(p, due);
        if (!problem)
            return due;
        if (!player_allows(p, DIFFERENCE_MISSING, due->title))
            break;
        player_note(p, "    (not done: %s)", due->title);
        player_mark(p, due, true);
    }
    if (player_allows(p, DIFFERENCE_EXTRA, d->title) || player_diverges(p, due, d->title))
        return NULL;
    other = due ? out_of_order(p, due, d) : NULL;
    if (other && !compare(p, other, d))
        return other;
    player_fail(p, "expected: %s (%s ms)\nours:     %s\n%s", due ? due->title : "nothing",
                due ? pool_format(p->pool, "%.0f", due->t_ms) : "-", d->title, problem);
    return NULL;
}

static const char *title_of(player *p, const csip_step *step)
{
    static const char *const originators[] = {"local", "remote", "system"};
    const csip_event *event = &step->event;
    if (step->kind == CSIP_STEP_OUTPUT)
        return step->output.kind == CSIP_OUTPUT_CONNECT
                   ? "connect"
                   : pool_format(
                         p->pool, "sent %s",
                         sip_text_title(p->pool, step->output.octets.ptr, step->output.octets.len));
    bool is_in_media =
        event->kind == CSIP_EVENT_NEW_DTMF && event->dtmf.transport == CSIP_DTMF_RFC4733;
    return pool_format(p->pool, "event %s %s%s%s%s%s", csip_event_name(event->kind),
                       originators[event->originator], is_in_media ? " in media" : "",
                       event->cause ? " \"" : "", csip_cause_text(event->cause),
                       event->cause ? "\"" : "");
}

static void take_output(player *p, const csip_step *step)
{
    const csip_output *output = &step->output;
    deed d = {.output = output};
    if (output->kind == CSIP_OUTPUT_MEDIA) {
        host_media(&p->host, &output->media, p->world.now_ms);
        return;
    }
    if (output->kind == CSIP_OUTPUT_CLOSE) {
        host_close(&p->host, output->flow, p->world.now_ms);
        return;
    }
    if (output->kind == CSIP_OUTPUT_CONNECT)
        host_connect(&p->host, output->flow);
    d.title = title_of(p, step);
    p->last = pool_format(p->pool, "%s\ndid: %s", p->last, d.title);
    player_note(p, "%s", d.title);
    record *found = p->failure || p->is_diverged ? NULL : record_of(p, &d);
    if (found)
        player_mark(p, found, false);
}

/* A refusal that was recorded by its response alone. */
static void refuse_inside(player *p, const record *event, csip_id id)
{
    sip_text response;
    const record *next = player_next(p, p->flow->records + (event - p->flow->records) + 1);
    if (!next || next->kind != RECORD_SENT ||
        !sip_text_read(p->pool, next->text, next->text_len, &response) || response.status < 300)
        return;
    player_note(p, "    [reject %u]", response.status);
    csip_error error = csip_agent_reject(
        p->agent, id,
        &(csip_reply){.status = (uint16_t)response.status, .reason = response.first + 12},
        p->world.now_ms);
    if (error)
        player_fail(p, "reject: %s", csip_error_name(error));
    player_drain(p);
}

static void take_event(player *p, const csip_step *step)
{
    deed d = {.event = &step->event, .title = title_of(p, step)};
    bool is_quiet = step->event.kind == CSIP_EVENT_LOG || step->event.kind == CSIP_EVENT_SIP_IN ||
                    step->event.kind == CSIP_EVENT_SIP_OUT;
    if (is_quiet)
        return;
    player_note(p, "%s", d.title);
    record *found = p->failure || p->is_diverged ? NULL : record_of(p, &d);
    if (!found)
        return;
    player_mark(p, found, false);
    if (step->event.kind == CSIP_EVENT_NEW_SUBSCRIBE)
        p->made = step->event.id;
    if (step->event.kind == CSIP_EVENT_REFER)
        p->made = step->event.refer.id;
    if (step->event.kind == CSIP_EVENT_REPLACES)
        p->made = step->event.session;
    call_inside(p, found);
    if (step->event.kind == CSIP_EVENT_NEW_SUBSCRIBE)
        refuse_inside(p, found, p->made);
}
void player_drain(player *p)
{
    csip_step step;
    while (csip_agent_next(p->agent, &step) == CSIP_OK && step.kind != CSIP_STEP_NONE) {
        if (step.kind == CSIP_STEP_OUTPUT) {
            take_output(p, &step);
            continue;
        }
        uint64_t number = step.event.event;
        p->events++;
        take_event(p, &step);
        p->events--;
        if (csip_agent_event_done(p->agent, number, p->world.now_ms))
            player_fail(p, "event %llu cannot be closed", (unsigned long long)number);
    }
}
