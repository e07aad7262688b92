#include "base/timer.h"

#include <stddef.h>

static bool is_before(const csip__timer *a, const csip__timer *b)
{
    return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->order < b->order;
}

/* Two heaps, roots without siblings, become one. */
static csip__timer *meld(csip__timer *a, csip__timer *b)
{
    if (!a || !b)
        return a ? a : b;
    if (is_before(b, a)) {
        csip__timer *swap = a;
        a = b;
        b = swap;
    }
    b->back = a;
    b->sibling = a->child;
    if (b->sibling)
        b->sibling->back = b;
    a->child = b;
    return a;
}

static csip__timer *cut(csip__timer *timer)
{
    timer->sibling = timer->back = NULL;
    return timer;
}

/* The classical two passes: pairs from the left, then all into one from the right. */
static csip__timer *meld_children(csip__timer *first)
{
    csip__timer *pairs = NULL;
    while (first) {
        csip__timer *a = first;
        csip__timer *b = a->sibling;
        first = b ? b->sibling : NULL;
        csip__timer *pair = meld(cut(a), b ? cut(b) : NULL);
        pair->sibling = pairs;
        pairs = pair;
    }
    csip__timer *root = NULL;
    while (pairs) {
        csip__timer *pair = pairs;
        pairs = pair->sibling;
        root = meld(root, cut(pair));
    }
    return root;
}

void csip__timer_start(csip__timers *timers, csip__timer *timer, uint64_t due_ms,
                       void (*fire)(csip__timer *timer))
{
    csip__timer_stop(timers, timer);
    *timer = (csip__timer){
        .due_ms = due_ms, .order = ++timers->last_order, .fire = fire, .is_running = true};
    timers->root = meld(timers->root, timer);
}

void csip__timer_stop(csip__timers *timers, csip__timer *timer)
{
    if (!timer->is_running)
        return;
    timer->is_running = false;
    csip__timer *rest = meld_children(timer->child);
    timer->child = NULL;
    if (timers->root == timer) {
        timers->root = rest;
        return;
    }
    if (timer->back->child == timer)
        timer->back->child = timer->sibling;
    else
        timer->back->sibling = timer->sibling;
    if (timer->sibling)
        timer->sibling->back = timer->back;
    cut(timer);
    timers->root = meld(timers->root, rest);
}

uint64_t csip__timers_deadline(const csip__timers *timers)
{
    return timers->root ? timers->root->due_ms : UINT64_MAX;
}

void csip__timers_run(csip__timers *timers, uint64_t now_ms)
{
    while (timers->root && timers->root->due_ms <= now_ms) {
        csip__timer *timer = timers->root;
        csip__timer_stop(timers, timer);
        timer->fire(timer);
    }
}
