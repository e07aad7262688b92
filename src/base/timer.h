#ifndef CSIP_BASE_TIMER_H
#define CSIP_BASE_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Timers in a pairing heap.  A timer is embedded in its owner, so that starting one allocates
 * nothing and cannot fail; the earliest is at hand in O(1), taking it out is O(log n) amortised.
 * Timers due at the same moment fire in the order in which they were started.
 */
typedef struct csip__timer {
    uint64_t due_ms;
    uint64_t order;
    void (*fire)(struct csip__timer *timer);
    struct csip__timer *child;   /* first of those due later */
    struct csip__timer *sibling; /* next child of the same parent */
    struct csip__timer *back;    /* previous sibling, or the parent of a first child */
    bool is_running;
} csip__timer;

typedef struct csip__timers {
    csip__timer *root;
    uint64_t last_order;
} csip__timers;

/** Starts, or starts again, `timer`. */
void csip__timer_start(csip__timers *timers, csip__timer *timer, uint64_t due_ms,
                       void (*fire)(csip__timer *timer));
/** Does nothing when it is not running. */
void csip__timer_stop(csip__timers *timers, csip__timer *timer);

/** When the earliest is due; UINT64_MAX: none runs. */
uint64_t csip__timers_deadline(const csip__timers *timers);
/** Fires what is due, also what is started meanwhile with a time that has passed. */
void csip__timers_run(csip__timers *timers, uint64_t now_ms);

#endif
