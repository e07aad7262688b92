#include "group.h"

#include <media/clock.h>
#include <media/reception.h>

enum { STEP = 160, CLOCK_HZ = 8000 }; /* of 20 ms */
static const uint64_t step_ns = 20 * CSIP__NS_PER_MS;

static csip__rtp_packet numbered(uint16_t sequence)
{
    return (csip__rtp_packet){
        .ssrc = 5, .sequence = sequence, .timestamp = sequence * (uint32_t)STEP};
}

static csip__reception begin(uint16_t sequence)
{
    csip__reception reception = {0};
    csip__rtp_packet first = numbered(sequence);
    csip__reception_init(&reception, &first, CLOCK_HZ);
    return reception;
}

static uint32_t take(csip__reception *reception, uint16_t sequence, uint64_t now_ns)
{
    csip__rtp_packet packet = numbered(sequence);
    uint32_t extended = 0;
    assert_int_not_equal(csip__reception_packet(reception, &packet, now_ns, &extended),
                         CSIP__RECEPTION_DISCARD);
    return extended;
}

static void sequence_wraps_into_the_cycle_count(void **state)
{
    (void)state;
    csip__reception reception = begin(65534);

    assert_int_equal(take(&reception, 65534, 0), 65534);
    assert_int_equal(take(&reception, 65535, 0), 65535);
    assert_int_equal(take(&reception, 1, 0), 65537);
    assert_int_equal(take(&reception, 0, 0), 65536); /* late, after the wrap */
    assert_int_equal(take(&reception, 2, 0), 65538);
    assert_int_equal(csip__reception_lost(&reception), 0);
}

static void loss_is_reported_by_fraction_and_sum(void **state)
{
    (void)state;
    csip__reception reception = begin(100);
    csip__rtcp_block block;

    for (uint16_t i = 0; i < 100; i++)
        if (i % 4 != 3 || i == 99)
            take(&reception, (uint16_t)(100 + i), 0);
    csip__reception_report(&reception, 0, &block);
    assert_int_equal(block.cumulative_lost, 24);
    assert_int_equal(block.fraction_lost, 24 * 256 / 100);
    assert_int_equal(block.highest_sequence, 199);
    assert_int_equal(block.last_sr, 0);

    for (uint16_t i = 0; i < 10; i++)
        take(&reception, (uint16_t)(200 + i), 0);
    csip__reception_report(&reception, 0, &block);
    assert_int_equal(block.cumulative_lost, 24);
    assert_int_equal(block.fraction_lost, 0);
}

static void jitter_converges_to_the_mean_deviation(void **state)
{
    (void)state;
    csip__reception reception = begin(0);

    for (uint16_t i = 0; i < 500; i++)
        take(&reception, i, (i + 1u) * step_ns + (i % 2) * 10 * CSIP__NS_PER_MS);

    /* each packet's way differs by 10 ms from the one before */
    double jitter_ms = csip__reception_jitter_ms(&reception);
    assert_true(jitter_ms > 9.5 && jitter_ms < 10.5);
}

static void sender_report_is_echoed_with_its_age(void **state)
{
    (void)state;
    csip__reception reception = begin(0);
    csip__rtcp_block block;
    take(&reception, 0, 0);

    csip__reception_sender_report(&reception, UINT64_C(0x1122334455667788), CSIP__NS_PER_S);
    csip__reception_report(&reception, CSIP__NS_PER_S * 5 / 2, &block);

    assert_int_equal(block.last_sr, 0x33445566);
    assert_int_equal(block.delay_since_last_sr, 65536 * 3 / 2);
}

static void sequence_far_off_restarts_only_when_confirmed(void **state)
{
    (void)state;
    csip__reception reception = begin(10);
    uint32_t extended;
    take(&reception, 10, 0);
    take(&reception, 12, 0); /* 11 is lost */

    csip__rtp_packet far = numbered(30000);
    assert_int_equal(csip__reception_packet(&reception, &far, 0, &extended),
                     CSIP__RECEPTION_DISCARD);
    far = numbered(30001);
    assert_int_equal(csip__reception_packet(&reception, &far, 0, &extended),
                     CSIP__RECEPTION_RESTARTED);

    assert_int_equal(extended, 30001);
    assert_int_equal(csip__reception_lost(&reception), 1); /* that of before stays counted */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequence_wraps_into_the_cycle_count),
        cmocka_unit_test(loss_is_reported_by_fraction_and_sum),
        cmocka_unit_test(jitter_converges_to_the_mean_deviation),
        cmocka_unit_test(sender_report_is_echoed_with_its_age),
        cmocka_unit_test(sequence_far_off_restarts_only_when_confirmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
