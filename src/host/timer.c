#include "host/loop.h"

#include <stdlib.h>

struct csip__after {
    csip__timer timer; /* first: fire() casts back */
    csip__after *next;
    csip_loop *loop;
    uint64_t handle;
    void (*call)(void *user);
    void *user;
};

static void unlink_after(csip__after *after)
{
    csip__after **link = &after->loop->afters;

    while (*link != after)
        link = &(*link)->next;
    *link = after->next;
}

static void fire(csip__timer *timer)
{
    csip__after *after = (csip__after *)timer;
    csip_loop *loop = after->loop;
    void (*call)(void *) = after->call;
    void *user = after->user;

    unlink_after(after);
    free(after);
    call(user);
    csip__loop_check_rest(loop);
}

uint64_t csip_loop_after(csip_loop *loop, unsigned delay_ms, void (*call)(void *user), void *user)
{
    csip__after *after = calloc(1, sizeof *after);

    if (!after)
        return 0;
    after->loop = loop;
    after->handle = ++loop->last_after;
    after->call = call;
    after->user = user;
    after->next = loop->afters;
    loop->afters = after;
    csip__timer_start(&loop->timers, &after->timer, csip_loop_now_ms(loop) + delay_ms, fire);
    csip__loop_arm(loop);
    return after->handle;
}

void csip_loop_cancel(csip_loop *loop, uint64_t handle)
{
    csip__after *after = loop->afters;

    while (after && after->handle != handle)
        after = after->next;
    if (!after)
        return;
    csip__timer_stop(&loop->timers, &after->timer);
    unlink_after(after);
    free(after);
    csip__loop_arm(loop);
    csip__loop_check_rest(loop);
}

bool csip__loop_has_after(const csip_loop *loop)
{
    return loop->afters != NULL;
}

void csip__loop_drop_afters(csip_loop *loop)
{
    while (loop->afters)
        csip_loop_cancel(loop, loop->afters->handle);
}
