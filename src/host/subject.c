#include "host/subject.h"

#include <stdlib.h>

struct csip__handler_block {
    csip__handler_block *next;
    size_t count;
    csip_event_handler handlers[];
};

/* How long a recording may take to be completed before `ended` is told without it. */
enum { HOLD_MS = 2000 };

csip_error csip__gift_init(csip__gift *gift, const csip_event_handler *handlers, size_t count,
                           const csip_media_io *io)
{
    csip_error error = CSIP_OK;

    *gift = (csip__gift){.subject = calloc(1, sizeof *gift->subject),
                         .block = malloc(sizeof *gift->block + count * sizeof *handlers)};
    if (!gift->subject || !gift->block)
        error = CSIP_ERROR_NOMEM;
    if (!error && io)
        error = csip__io_dup(io, &gift->io);
    if (error) {
        csip__gift_done(gift);
        return error;
    }
    gift->block->next = NULL;
    gift->block->count = count;
    if (count > 0)
        memcpy(gift->block->handlers, handlers, count * sizeof *handlers);
    return CSIP_OK;
}

void csip__gift_done(csip__gift *gift)
{
    free(gift->subject);
    free(gift->block);
    csip__io_free(gift->io);
    *gift = (csip__gift){0};
}

static csip__subject *link_subject(csip__subject *subject, csip_ua *ua, csip_id id)
{
    subject->ua = ua;
    subject->id = id;
    subject->next = ua->subjects;
    ua->subjects = subject;
    return subject;
}

csip__subject *csip__gift_give(csip__gift *gift, csip_ua *ua, csip_id id)
{
    csip__subject *subject = csip__subject_find(ua, id);

    if (!subject) {
        subject = link_subject(gift->subject, ua, id);
        gift->subject = NULL;
    }
    csip__handler_block **end = &subject->blocks;
    while (*end)
        end = &(*end)->next;
    *end = gift->block;
    gift->block = NULL;
    if (gift->io) {
        csip__io_free(subject->io);
        subject->io = gift->io;
        gift->io = NULL;
    }
    csip__gift_done(gift);
    return subject;
}

csip__subject *csip__subject_find(const csip_ua *ua, csip_id id)
{
    csip__subject *subject = id != 0 ? ua->subjects : NULL;

    while (subject && subject->id != id)
        subject = subject->next;
    return subject;
}

csip__subject *csip__subject_get(csip_ua *ua, csip_id id)
{
    csip__subject *subject = csip__subject_find(ua, id);

    if (subject)
        return subject;
    subject = calloc(1, sizeof *subject);
    return subject ? link_subject(subject, ua, id) : NULL;
}

void csip__subject_free(csip__subject *subject)
{
    csip__subject **link = &subject->ua->subjects;
    csip__subject **peer = &subject->ua->loop->peers;
    csip_media_op op = {.session = subject->id, .kind = CSIP_MEDIA_CLOSE};

    if (subject->peer == CSIP__PEER_OPEN &&
        csip__engine_request(subject->ua->loop->engine, subject->key, &op) != CSIP_OK)
        subject->peer = CSIP__PEER_GONE; /* the engine closes it when it is freed */
    while (*link != subject)
        link = &(*link)->next;
    *link = subject->next;
    while (*peer && *peer != subject)
        peer = &(*peer)->next_peer;
    if (*peer)
        *peer = subject->next_peer;
    csip__timer_stop(&subject->ua->loop->timers, &subject->timer);
    while (subject->blocks) {
        csip__handler_block *next = subject->blocks->next;
        free(subject->blocks);
        subject->blocks = next;
    }
    csip__io_free(subject->io);
    csip__event_copy_free(subject->held);
    free(subject);
}

void csip__subject_call(csip__subject *subject, const csip_event *event)
{
    csip_ua *ua = subject->ua;

    for (const csip__handler_block *block = subject->blocks; block; block = block->next)
        for (size_t i = 0; i < block->count && !ua->is_freed; i++)
            if (block->handlers[i].kind == event->kind)
                block->handlers[i].handler(ua, event, block->handlers[i].user);
}

static void on_held_too_long(csip__timer *timer)
{
    csip__subject_release((csip__subject *)timer);
}

bool csip__subject_hold(csip__subject *subject, const csip_event *event)
{
    csip_loop *loop = subject->ua->loop;

    if (subject->held || (subject->peer != CSIP__PEER_OPEN && subject->peer != CSIP__PEER_CLOSING))
        return false;
    subject->held = csip__event_copy_new(event);
    if (!subject->held)
        return false;
    csip__timer_start(&loop->timers, &subject->timer, csip_loop_now_ms(loop) + HOLD_MS,
                      on_held_too_long);
    csip__loop_arm(loop);
    return true;
}

void csip__subject_release(csip__subject *subject)
{
    csip__event_copy *held = subject->held;
    csip_ua *ua = subject->ua;

    if (!held)
        return;
    subject->held = NULL;
    csip__timer_stop(&ua->loop->timers, &subject->timer);
    csip__ua_tell(ua, csip__event_copy_get(held));
    csip__event_copy_free(held);
    csip__ua_settle(ua);
}
