#include "group.h"

#include <media/assembly.h>
#include <media/clock.h>
#include <media/vp8.h>

static csip__assembly assembly;

static int begin(void **state)
{
    (void)state;
    assembly = (csip__assembly){0};
    csip__assembly_reset(&assembly);
    return 0;
}

static int end(void **state)
{
    (void)state;
    csip__assembly_done(&assembly);
    return 0;
}

typedef struct packet_piece {
    uint32_t sequence;
    uint32_t timestamp;
    bool begins, is_key, has_marker;
} packet_piece;

/* A packet whose data is P's octet and the sequence number's last. */
static void put(packet_piece piece, uint64_t now_ns)
{
    uint8_t octets[CSIP__VP8_DESCRIPTOR_LEN + 2];
    csip__vp8_write_descriptor(octets, piece.begins, 1);
    octets[CSIP__VP8_DESCRIPTOR_LEN] = piece.is_key ? 0 : 1;
    octets[CSIP__VP8_DESCRIPTOR_LEN + 1] = (uint8_t)piece.sequence;
    csip__rtp_packet packet = {
        .marker = piece.has_marker,
        .timestamp = piece.timestamp,
        .payload = octets,
        .payload_len = sizeof(octets),
    };
    csip__assembly_put(&assembly, &packet, piece.sequence, now_ns);
}

static void put_padding(uint32_t sequence)
{
    csip__rtp_packet packet = {.payload_len = 0};
    csip__assembly_put(&assembly, &packet, sequence, 0);
}

static void assert_frame(size_t packets, uint32_t last, uint64_t now_ns)
{
    csip__assembly_frame frame;
    assert_true(csip__assembly_next(&assembly, now_ns, &frame));
    assert_int_equal(frame.octets.len, 2 * packets);
    assert_int_equal((uint8_t)frame.octets.ptr[2 * packets - 1], (uint8_t)last);
}

static void assert_none(uint64_t now_ns)
{
    csip__assembly_frame frame;
    assert_false(csip__assembly_next(&assembly, now_ns, &frame));
}

static void key_frame(uint32_t sequence)
{
    put((packet_piece){sequence, sequence, true, true, true}, 0);
}

static void delta_frame(uint32_t sequence)
{
    put((packet_piece){sequence, sequence, true, false, true}, 0);
}

static void frame_of_shuffled_packets_comes_in_order_across_the_wrap(void **state)
{
    (void)state;
    uint32_t first = UINT32_MAX - 1;
    put((packet_piece){first, 7, true, true, false}, 0);
    put((packet_piece){first + 3, 7, false, false, true}, 0);
    put((packet_piece){first + 1, 7, false, false, false}, 0);
    assert_none(0);
    put((packet_piece){first + 2, 7, false, false, false}, 0);
    assert_frame(4, first + 3, 0);
    assert_none(0);
}

static void frames_before_the_first_key_frame_are_not_given_out(void **state)
{
    (void)state;
    delta_frame(10);
    delta_frame(11);
    assert_none(0);
    assert_true(assembly.needs_key_frame);
    key_frame(12);
    delta_frame(13);
    assert_frame(1, 12, 0);
    assert_frame(1, 13, 0);
    assert_false(assembly.needs_key_frame);
}

static void gap_is_given_up_after_a_while_without_nack(void **state)
{
    (void)state;
    key_frame(1);
    assert_frame(1, 1, 0);
    delta_frame(3);
    assert_none(0);
    assert_false(assembly.needs_key_frame);
    assert_none(59 * CSIP__NS_PER_MS);
    assert_false(assembly.needs_key_frame);
    assert_none(60 * CSIP__NS_PER_MS);
    assert_true(assembly.needs_key_frame);
    delta_frame(2); /* it still counts, but what was given up waits for a key frame */
    key_frame(4);
    assert_frame(1, 4, 0);
}

static void slow_frame_without_a_gap_is_waited_for(void **state)
{
    (void)state;
    put((packet_piece){1, 1, true, true, false}, 0);
    assert_none(0);
    put((packet_piece){2, 1, false, false, false}, 0);
    assert_none(5 * CSIP__NS_PER_S);
    put((packet_piece){3, 1, false, false, true}, 0);
    assert_frame(3, 3, 6 * CSIP__NS_PER_S);
    put((packet_piece){4, 2, true, false, false}, 0);
    assert_none(7 * CSIP__NS_PER_S);
    assert_none(9 * CSIP__NS_PER_S);
    assert_false(assembly.needs_key_frame);
}

static void padding_belongs_to_no_frame(void **state)
{
    (void)state;
    put_padding(1);
    key_frame(2);
    assert_frame(1, 2, 0);
    put_padding(3);
    put_padding(4);
    delta_frame(5);
    assert_frame(1, 5, 0);
}

static void missing_packets_are_asked_for_a_few_times(void **state)
{
    (void)state;
    csip__rtcp_nack_list missing;
    assembly.has_nack = true;
    key_frame(1);
    assert_frame(1, 1, 0);
    csip__assembly_missing(&assembly, -1, 0, &missing); /* with everything given out, too */
    assert_int_equal(missing.count, 0);
    delta_frame(5);

    unsigned asked = 0;
    for (unsigned ms = 0; ms < 2000; ms += 5) {
        csip__assembly_missing(&assembly, 20, ms * CSIP__NS_PER_MS, &missing);
        if (missing.count > 0) {
            assert_int_equal(missing.count, 3);
            assert_int_equal(missing.sequence[0], 2);
            assert_int_equal(missing.sequence[2], 4);
            asked++;
        }
    }
    assert_int_equal(asked, 4);
}

static void late_doubled_and_malformed_packets_are_counted(void **state)
{
    (void)state;
    uint8_t cut_off[] = {0x90, 0x80};
    csip__rtp_packet packet = {.payload = cut_off, .payload_len = sizeof(cut_off)};
    key_frame(10);
    assert_frame(1, 10, 0);
    delta_frame(12);

    delta_frame(12);
    delta_frame(9);
    csip__assembly_put(&assembly, &packet, 13, 0);

    assert_int_equal(assembly.discarded, 3);
}

static void endless_frame_stays_within_the_window(void **state)
{
    (void)state;
    put((packet_piece){0, 1, true, true, false}, 0);
    for (uint32_t i = 1; i < 5000; i++) {
        put((packet_piece){i, 1, false, false, false}, 0);
        assert_none(i);
    }
    assert_true(assembly.needs_key_frame);
    key_frame(5000);
    assert_frame(1, 5000, 0);
}

static void jump_in_the_sequence_begins_anew(void **state)
{
    (void)state;
    key_frame(1);
    assert_frame(1, 1, 0);
    delta_frame(2000);
    assert_none(0);
    assert_true(assembly.needs_key_frame);
    key_frame(2001);
    assert_frame(1, 2001, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(frame_of_shuffled_packets_comes_in_order_across_the_wrap,
                                        begin, end),
        cmocka_unit_test_setup_teardown(frames_before_the_first_key_frame_are_not_given_out, begin,
                                        end),
        cmocka_unit_test_setup_teardown(gap_is_given_up_after_a_while_without_nack, begin, end),
        cmocka_unit_test_setup_teardown(slow_frame_without_a_gap_is_waited_for, begin, end),
        cmocka_unit_test_setup_teardown(padding_belongs_to_no_frame, begin, end),
        cmocka_unit_test_setup_teardown(missing_packets_are_asked_for_a_few_times, begin, end),
        cmocka_unit_test_setup_teardown(late_doubled_and_malformed_packets_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(endless_frame_stays_within_the_window, begin, end),
        cmocka_unit_test_setup_teardown(jump_in_the_sequence_begins_anew, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
