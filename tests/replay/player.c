#include "player.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * LATE_MS: how much later a record's deed may come than the record; FAR_MS: if the list of
 * differences allows another time.
 */
enum { LATE_MS = 400, FAR_MS = 120000 };

uint64_t player_time(const player *p, const record *r)
{
    int64_t at = PLAYER_START_MS + (int64_t)r->t_ms + p->skew_ms;
    return at < (int64_t)p->world.now_ms ? p->world.now_ms : (uint64_t)at;
}

void player_note(player *p, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (p->ladder_len < PLAYER_LADDER_MAX)
        p->ladder[p->ladder_len++] = pool_format(
            p->pool, "%8llu %s", (unsigned long long)p->world.now_ms - PLAYER_START_MS, text);
}

bool player_fail(player *p, const char *format, ...)
{
    char text[8192];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (!p->failure)
        p->failure = pool_copy(p->pool, text, strlen(text));
    return false;
}

csip_id player_id(const player *p, const char *object)
{
    for (size_t i = 0; object && i < p->object_count; i++) {
        if (strcmp(p->objects[i].name, object) == 0)
            return p->objects[i].id;
    }
    return 0;
}

bool player_bind(player *p, const char *object, csip_id id)
{
    for (size_t i = 0; i < p->object_count; i++) {
        if (strcmp(p->objects[i].name, object) == 0 || p->objects[i].id == id)
            return strcmp(p->objects[i].name, object) == 0 && p->objects[i].id == id;
    }
    if (p->object_count == PLAYER_OBJECTS_MAX)
        abort();
    p->objects[p->object_count++] = (player_object){object, id};
    return true;
}

difference *player_allows(player *p, difference_kind kind, const char *title)
{
    return differences_find(
        p->differences, kind,
        &(difference_case){.flow = p->flow->name, .title = title, .last = p->last});
}

bool player_differs(player *p, const char *title, const sip_field *recorded, const char *ours,
                    const char **ret_problem)
{
    difference_case what = {.flow = p->flow->name,
                            .title = title,
                            .last = p->last,
                            .field = recorded->name,
                            .recorded = recorded->value,
                            .ours = ours};
    if (differences_find(p->differences, DIFFERENCE_VALUE, &what)) {
        p->listed++;
        return true;
    }
    *ret_problem =
        pool_format(p->pool, "%s differs\n  recorded: %s\n  ours:     %s", recorded->name,
                    recorded->value ? recorded->value : "(none)", ours ? ours : "(none)");
    return false;
}

bool player_owns(const player *p, const record *r)
{
    return strcmp(r->ua, p->ua) == 0;
}

record *player_next(player *p, record *from)
{
    record *end = p->flow->records + p->flow->count;
    while (from < end && (!player_owns(p, from) || from->is_done || !record_is_expected(from))) {
        from++;
    }
    return from < end ? from : NULL;
}

void player_mark(player *p, record *r, bool is_listed)
{
    r->is_done = true;
    r->is_listed |= is_listed;
    p->matched++;
    p->listed += is_listed;
}

/* ---- time and input ---- */

static void fed(player *p, const char *what, csip_error error)
{
    if (error && error != CSIP_ERROR_PARSE)
        player_fail(p, "%s: %s", what, csip_error_name(error));
    player_drain(p);
}

/* The recorded outcome of the media operation that waits. */
static csip_error outcome(const player *p)
{
    static const struct {
        csip_media_op_kind op;
        const char *event;
        csip_error error;
    } failures[] = {
        {CSIP_MEDIA_ACQUIRE, "RTCSession.getusermediafailed", CSIP_ERROR_DENIED},
        {CSIP_MEDIA_CREATE_OFFER, "RTCSession.peerconnection:createofferfailed", CSIP_ERROR_MEDIA},
        {CSIP_MEDIA_CREATE_ANSWER, "RTCSession.peerconnection:createanswerfailed",
         CSIP_ERROR_MEDIA},
        {CSIP_MEDIA_SET_LOCAL, "RTCSession.peerconnection:setlocaldescriptionfailed",
         CSIP_ERROR_MEDIA},
        {CSIP_MEDIA_SET_REMOTE, "RTCSession.peerconnection:setremotedescriptionfailed",
         CSIP_ERROR_INCOMPATIBLE},
    };
    int op = host_next_op(&p->host, p->world.now_ms);
    for (size_t i = p->at; i < p->flow->count; i++) {
        const record *r = &p->flow->records[i];
        if (!player_owns(p, r) || r->is_done)
            continue;
        for (size_t k = 0; k < sizeof(failures) / sizeof(failures[0]); k++) {
            if ((int)failures[k].op == op && strcmp(r->name, failures[k].event) == 0)
                return failures[k].error;
        }
        if (strcmp(r->name, "RTCSession.connecting") == 0 || strcmp(r->name, "RTCSession.sdp") == 0)
            break;
    }
    return CSIP_OK;
}

static void act(player *p)
{
    p->is_timer = false;
    fed(p, "answer of the host", host_act(&p->host, outcome(p), p->world.now_ms));
}

static void fire(player *p, uint64_t at_ms)
{
    p->is_timer = true;
    p->world.now_ms = at_ms > p->world.now_ms ? at_ms : p->world.now_ms;
    fed(p, "time", csip_agent_tick(p->agent, p->world.now_ms));
    p->is_timer = false;
}

static bool goes_on(const player *p)
{
    return !p->failure && !p->is_diverged;
}

void player_settle(player *p)
{
    while (p->events == 0 && goes_on(p) && host_can_act(&p->host, p->world.now_ms)) {
        act(p);
    }
}

/* Time passes until `at_ms`; what falls due happens. */
static void pass(player *p, uint64_t at_ms)
{
    while (p->agent && goes_on(p)) {
        uint64_t action_ms = host_due(&p->host), timer_ms = csip_agent_deadline(p->agent);
        if ((action_ms < timer_ms ? action_ms : timer_ms) > at_ms)
            break;
        if (action_ms > timer_ms) {
            fire(p, timer_ms);
            continue;
        }
        p->world.now_ms = action_ms > p->world.now_ms ? action_ms : p->world.now_ms;
        act(p);
    }
    p->world.now_ms = at_ms > p->world.now_ms ? at_ms : p->world.now_ms;
}

/* Somebody listens to what the recording tells behind this message, if not before. */
static void listen_for(player *p, const record *message)
{
    for (const record *r = message + 1; r < p->flow->records + p->flow->count; r++) {
        if (!player_owns(p, r))
            continue;
        if (r->kind == RECORD_RECV)
            break;
        for (csip_event_kind kind = 0; kind < CSIP_EVENT_COUNT; kind++) {
            bool counts = strncmp(r->name, "UA.", 3) == 0 || kind == CSIP_EVENT_REPLACES;
            if (r->kind == RECORD_EVENT && counts &&
                strcmp(record_event_name(r->name), csip_event_name(kind)) == 0)
                p->interest |= CSIP_EVENT_BIT(kind);
        }
    }
    csip_agent_set_interest(p->agent, p->interest);
}

static void receive(player *p, const record *r)
{
    size_t len;
    char *octets = tokens_to_ours(&p->tokens, r->text, r->text_len, &len);
    listen_for(p, r);
    fed(p, r->title,
        csip_agent_receive(p->agent, host_current(&p->host), (csip_str){octets, len},
                           p->world.now_ms));
}

/* A retransmission of what came before. */
static bool is_again(const player *p, const record *r)
{
    for (const record *other = p->flow->records; other < r; other++) {
        if (other->kind == RECORD_RECV && player_owns(p, other) &&
            strcmp(other->text, r->text) == 0)
            return true;
    }
    return false;
}

static void feed(player *p, record *r)
{
    pass(p, player_time(p, r));
    if (!goes_on(p) || r->is_done)
        return;
    r->is_done = true;
    player_note(p, r->kind == RECORD_APP ? "    [%s]" : "    %s", r->title);
    const char *input = r->kind == RECORD_APP ? r->name : r->text;
    bool is_repeated = r->kind == RECORD_RECV && is_again(p, r);
    p->last = pool_format(p->pool, "%s\n%s%s", p->now, is_repeated ? "again:\n" : "", input);
    p->now = input;
    if (r->kind == RECORD_RECV)
        receive(p, r);
    else if (r->kind == RECORD_OPEN)
        fed(p, r->name, host_opened(&p->host, p->world.now_ms));
    else if (r->kind == RECORD_CLOSE)
        fed(p, r->name, host_closed(&p->host, r->text, p->world.now_ms));
    else
        application_call(p, r);
    if (p->agent)
        player_drain(p);
}

/* Let the agent come to a record that is expected. */
static void await(player *p, record *r)
{
    pass(p, player_time(p, r));
    while (p->agent && goes_on(p) && !r->is_done) {
        uint64_t timer_ms = csip_agent_deadline(p->agent), until_ms = player_time(p, r) + LATE_MS;
        if (host_can_act(&p->host, p->world.now_ms)) {
            act(p);
            continue;
        }
        if (timer_ms > until_ms && timer_ms < until_ms + FAR_MS &&
            player_allows(p, DIFFERENCE_TIME, r->title))
            until_ms += FAR_MS;
        if (timer_ms <= until_ms) {
            fire(p, timer_ms);
            continue;
        }
        if (player_allows(p, DIFFERENCE_MISSING, r->title)) {
            player_note(p, "    (not done: %s)", r->title);
            player_mark(p, r, true);
        } else if (!player_diverges(p, r, "nothing")) {
            player_fail(p, "expected: %s (%.0f ms)\nours:     nothing", r->title, r->t_ms);
        }
    }
    if (!p->agent)
        player_fail(p, "expected: %s before app.UA.new", r->title);
}

/* What nobody looks at. */
static void leave_out(player *p)
{
    for (record *r = p->flow->records; r < p->flow->records + p->flow->count; r++) {
        if (!player_owns(p, r))
            continue;
        record *next = player_next(p, r + 1);
        const difference *entry = NULL;
        if (record_is_expected(r))
            entry = differences_find(p->differences, DIFFERENCE_IGNORE,
                                     &(difference_case){.flow = p->flow->name,
                                                        .title = r->title,
                                                        .last = "",
                                                        .next = next ? next->title : ""});
        if (entry && *entry->before)
            next->is_listed = true; /* without it this one would not be left out */
        if (entry)
            r->is_done = r->is_listed = true;
        else
            p->messages += record_is_expected(r);
    }
}

void player_run(player *p, recording *f, const char *ua, differences *d)
{
    *p = (player){.flow = f, .ua = ua, .differences = d, .pool = &f->pool, .last = "", .now = ""};
    p->tokens.pool = p->host.pool = p->pool;
    world_init(&p->world);
    p->world.now_ms = PLAYER_START_MS;
    leave_out(p);
    for (; p->at < f->count && goes_on(p); p->at++) {
        record *r = &f->records[p->at];
        if (!player_owns(p, r) || r->is_done)
            continue;
        if (r->kind == RECORD_NOTE) {
            pass(p, player_time(p, r));
            p->now = p->last = pool_format(p->pool, "%s\n%s", p->now, r->name);
        } else if (record_is_expected(r))
            await(p, r);
        else
            feed(p, r);
    }
}

void player_done(player *p)
{
    csip_agent_free(p->agent);
    if (p->world.live_blocks && !p->failure)
        player_fail(p, "%zu blocks of memory are left", p->world.live_blocks);
}
