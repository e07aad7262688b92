#include "group.h"

#include <media/clock.h>
#include <media/jitter.h>

enum { CLOCK_HZ = 8000, FRAME = 160, FRAME_MS = 20 };

static csip__jitter jitter;

static int begin(void **state)
{
    (void)state;
    csip__jitter_init(&jitter, CLOCK_HZ);
    return 0;
}

static int end(void **state)
{
    (void)state;
    csip__jitter_done(&jitter);
    return 0;
}

static uint64_t ms(uint64_t count)
{
    return (1000000 + count) * CSIP__NS_PER_MS;
}

/* Packet `number` of a steady peer; its payload is its number. */
static void put(uint32_t number, uint64_t now_ns)
{
    char payload = (char)number;
    csip__jitter_arrival arrival = {
        .sequence = number,
        .timestamp = 0xFFFFFF00u + number * FRAME, /* wraps soon */
        .duration = FRAME,
        .payload = {&payload, 1},
    };
    csip__jitter_put(&jitter, &arrival, now_ns);
}

static void assert_plays(uint32_t number, uint64_t now_ns)
{
    csip_str payload;
    assert_int_equal(csip__jitter_get(&jitter, now_ns, &payload), CSIP__JITTER_PLAY);
    assert_int_equal(payload.len, 1);
    assert_int_equal(payload.ptr[0], (char)number);
}

static csip__jitter_step get(uint64_t now_ns)
{
    csip_str payload;
    return csip__jitter_get(&jitter, now_ns, &payload);
}

/* Play a steady stream up to `count`; returns when the next one is to be put. */
static uint64_t run_steady(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        put(i, ms(i * FRAME_MS));
        (void)get(ms(i * FRAME_MS));
    }
    return (uint64_t)count * FRAME_MS;
}

static void nothing_is_played_before_the_first_delay(void **state)
{
    (void)state;
    assert_int_equal(get(ms(0)), CSIP__JITTER_SILENCE);
    put(0, ms(0));
    assert_int_equal(get(ms(0)), CSIP__JITTER_SILENCE);
    put(1, ms(20));
    put(2, ms(40));
    assert_plays(0, ms(csip__jitter_target_ms(&jitter)));
}

static void reordered_packets_are_played_in_order(void **state)
{
    (void)state;
    uint64_t at = run_steady(100);
    put(101, ms(at));
    put(100, ms(at + 1));
    put(102, ms(at + 2));
    csip_str payload;
    int last = -1;
    for (uint64_t now = at; last != 102 && now < at + 200; now += FRAME_MS) {
        if (csip__jitter_get(&jitter, ms(now + 2), &payload) == CSIP__JITTER_CONCEAL)
            continue;
        assert_true(last < 0 || payload.ptr[0] == last + 1);
        last = payload.ptr[0];
    }
    assert_int_equal(last, 102);
    assert_int_equal(jitter.discarded, 0);
}

static void copies_and_late_packets_are_counted(void **state)
{
    (void)state;
    uint64_t at = run_steady(100);

    put(99, ms(at)); /* may still wait, or have been played */
    put(99, ms(at));
    put(50, ms(at));

    assert_int_equal(jitter.discarded, 3);
}

static void single_loss_hands_out_the_packet_behind(void **state)
{
    (void)state;
    uint64_t at = run_steady(100);
    put(101, ms(at + FRAME_MS));
    put(102, ms(at + 2 * FRAME_MS));
    csip_str payload;
    csip__jitter_step step;

    do
        step = csip__jitter_get(&jitter, ms(at + 2 * FRAME_MS), &payload);
    while (step != CSIP__JITTER_CONCEAL);

    assert_int_equal(payload.len, 1);
    assert_int_equal(payload.ptr[0], 101);
    assert_int_not_equal(get(ms(at + 3 * FRAME_MS)), CSIP__JITTER_CONCEAL);
}

static void pause_ends_in_silence_and_resumes(void **state)
{
    (void)state;
    uint64_t at = run_steady(100);
    unsigned concealed = 0;

    while (get(ms(at)) != CSIP__JITTER_SILENCE) {
        at += FRAME_MS;
        assert_true(++concealed < 30);
    }

    assert_true(concealed >= 10);
    put(100, ms(at));
    put(101, ms(at + FRAME_MS));
    while (get(ms(at)) == CSIP__JITTER_SILENCE)
        assert_true((at += FRAME_MS) < 10000);
}

static void target_follows_the_jitter_within_its_bounds(void **state)
{
    (void)state;
    (void)run_steady(500);
    assert_int_equal(csip__jitter_target_ms(&jitter), CSIP__JITTER_DELAY_MIN_MS);

    uint32_t number = 500;
    for (; number < 700; number++)
        put(number, ms(number * FRAME_MS + (number % 3 == 0 ? 100 : 0)));
    assert_in_range(csip__jitter_target_ms(&jitter), 100, 130);

    for (; number < 900; number++)
        put(number, ms(number * FRAME_MS + (number % 3 == 0 ? 900 : 0)));
    assert_int_equal(csip__jitter_target_ms(&jitter), CSIP__JITTER_DELAY_MAX_MS);
}

static void burst_is_bounded_and_worked_off(void **state)
{
    (void)state;
    uint64_t at = run_steady(100);

    for (uint32_t i = 0; i < 1000; i++)
        put(100 + i, ms(at));
    assert_int_equal(jitter.count, CSIP__JITTER_PACKETS_MAX);
    assert_true(jitter.discarded >= 900);
}

static void peers_clock_set_back_is_followed(void **state)
{
    (void)state;
    uint64_t at = run_steady(100);
    unsigned played = 0;

    for (uint32_t i = 0; i < 100; i++) {
        csip__jitter_arrival arrival = {
            .sequence = 100 + i,
            .timestamp = 0x80000000u + i * FRAME, /* long before */
            .duration = FRAME,
            .payload = CSIP_STR("x"),
        };
        csip__jitter_put(&jitter, &arrival, ms(at + i * FRAME_MS));
        played += get(ms(at + i * FRAME_MS)) == CSIP__JITTER_PLAY;
    }

    assert_true(played > 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_played_before_the_first_delay, begin, end),
        cmocka_unit_test_setup_teardown(reordered_packets_are_played_in_order, begin, end),
        cmocka_unit_test_setup_teardown(copies_and_late_packets_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(single_loss_hands_out_the_packet_behind, begin, end),
        cmocka_unit_test_setup_teardown(pause_ends_in_silence_and_resumes, begin, end),
        cmocka_unit_test_setup_teardown(target_follows_the_jitter_within_its_bounds, begin, end),
        cmocka_unit_test_setup_teardown(burst_is_bounded_and_worked_off, begin, end),
        cmocka_unit_test_setup_teardown(peers_clock_set_back_is_followed, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
