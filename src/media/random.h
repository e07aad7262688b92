#ifndef CSIP_MEDIA_RANDOM_H
#define CSIP_MEDIA_RANDOM_H

#include <stdint.h>

/** Numbers from a seed (SplitMix64): to begin counters and spread timers, not for secrets. */
typedef struct csip__random {
    uint64_t state;
} csip__random;

static inline uint64_t csip__random_next(csip__random *random)
{
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/** 0 ≤ result < 1. */
static inline double csip__random_fraction(csip__random *random)
{
    return (double)(csip__random_next(random) >> 11) / 9007199254740992.0;
}

#endif
