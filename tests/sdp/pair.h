#ifndef CSIP_TESTS_SDP_PAIR_H
#define CSIP_TESTS_SDP_PAIR_H

#include "support.h"

/** Two ends that talk to each other. */
struct pair {
    struct support support_a, support_b;
    csip__jsep *a, *b;
};

int pair_setup(void **state);
/** Fails when a block is left. */
int pair_teardown(void **state);
#define PAIR_TEST(name) cmocka_unit_test_setup_teardown(name, pair_setup, pair_teardown)

void add(csip__jsep *jsep, csip__media_kind kind, csip_direction direction);
void add_both(csip__jsep *jsep);

/** One offer and answer from `from`, whose transport is the first, or turned the other one. */
void exchange(csip__jsep *from, csip__jsep *to, bool is_turned, csip_sdp_type type);
/** The same with transports as given. */
void exchange_over(csip__jsep *from, const csip__jsep_transport *first, csip__jsep *to,
                   const csip__jsep_transport *second, csip_sdp_type type);

void assert_same_line(const csip__jsep_line *a, const csip__jsep_line *b);

#endif
