#ifndef CSIP_BENCH_ALLOCATIONS_H
#define CSIP_BENCH_ALLOCATIONS_H

/** How often this process has asked for memory, and for how much. */
typedef struct allocations {
    unsigned long calls;
    unsigned long octets;
} allocations;

allocations allocations_made(void);

#endif
