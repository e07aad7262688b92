#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timer.h"

enum { COUNT = 2000 };

static csip__timers timers;
static csip__timer all[COUNT];
static size_t fired[COUNT + 10];
static size_t fired_count;

static int setup(void **state)
{
    (void)state;
    timers = (csip__timers){0};
    for (size_t i = 0; i < COUNT; i++) {
        all[i] = (csip__timer){0};
    }
    fired_count = 0;
    return 0;
}

static void note(csip__timer *timer)
{
    fired[fired_count++] = (size_t)(timer - all);
}

static void timers_of_one_moment_fire_in_the_order_of_their_start(void **state)
{
    (void)state;
    for (size_t i = 0; i < 100; i++) {
        csip__timer_start(&timers, &all[i], 50, note);
    }
    csip__timers_run(&timers, 49);
    assert_int_equal(fired_count, 0);
    csip__timers_run(&timers, 50);
    assert_int_equal(fired_count, 100);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(fired[i], i);
    }
    assert_true(csip__timers_deadline(&timers) == UINT64_MAX);
}

static void timers_in_any_order_fire_by_time_but_the_stopped_ones(void **state)
{
    (void)state;
    uint64_t seed = 7;
    uint64_t last_ms = 0;
    for (size_t i = 0; i < COUNT; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        csip__timer_start(&timers, &all[i], seed >> 54, note);
    }
    for (size_t i = 0; i < COUNT; i += 3) {
        csip__timer_stop(&timers, &all[i]);
    }
    for (size_t i = 1; i < COUNT; i += 3) {
        csip__timer_start(&timers, &all[i], 2000 + i, note);
    }
    while (timers.root) {
        uint64_t due_ms = csip__timers_deadline(&timers);
        assert_true(due_ms >= last_ms);
        last_ms = due_ms;
        csip__timers_run(&timers, due_ms);
    }
    assert_int_equal(fired_count, COUNT - (COUNT + 2) / 3);
    for (size_t i = 0; i < fired_count; i++) {
        assert_int_not_equal(fired[i] % 3, 0);
    }
}

static void again(csip__timer *timer)
{
    note(timer);
    if (fired_count < 3)
        csip__timer_start(&timers, timer, timer->due_ms + 10, again);
}

static void timer_started_again_while_firing_fires_again_when_due(void **state)
{
    (void)state;
    csip__timer_start(&timers, &all[0], 10, again);
    csip__timers_run(&timers, 20);
    assert_int_equal(fired_count, 2);
    assert_true(csip__timers_deadline(&timers) == 30);
    csip__timer_stop(&timers, &all[0]);
    csip__timer_stop(&timers, &all[0]);
    assert_true(csip__timers_deadline(&timers) == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(timers_of_one_moment_fire_in_the_order_of_their_start, setup),
        cmocka_unit_test_setup(timers_in_any_order_fire_by_time_but_the_stopped_ones, setup),
        cmocka_unit_test_setup(timer_started_again_while_firing_fires_again_when_due, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
