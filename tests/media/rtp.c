#include "group.h"
#include "guard.h"

#include <media/rtp.h>

static const uint8_t full_packet[] = {
    0xB2, 0xEF, 0x12, 0x34, 0x00, 0x00, 0x10, 0x00, 0xDE, 0xAD, 0xBE, 0xEF, /* header, CC 2 */
    1,    2,    3,    4,    5,    6,    7,    8,                            /* CSRCs */
    0xBE, 0xDE, 0x00, 0x02, 0x10, 'a',  0x00, 0x21, 'b',  'c',  0x00, 0x00, /* extensions */
    9,    8,    7,    0,    0,    3,                                        /* payload, padding */
};

static void rtp_full_packet_is_taken_apart(void **state)
{
    (void)state;
    csip__rtp_packet packet;

    assert_int_equal(csip__rtp_parse(full_packet, sizeof(full_packet), &packet), CSIP_OK);

    assert_true(packet.marker);
    assert_int_equal(packet.payload_type, 111);
    assert_int_equal(packet.sequence, 0x1234);
    assert_int_equal(packet.timestamp, 0x1000);
    assert_int_equal(packet.ssrc, 0xDEADBEEF);
    assert_int_equal(packet.payload_len, 3);
    assert_int_equal(packet.payload[0], 9);
    assert_true(csip_str_equal(csip__rtp_extension(&packet, 1), CSIP_STR("a")));
    assert_true(csip_str_equal(csip__rtp_extension(&packet, 2), CSIP_STR("bc")));
    assert_null(csip__rtp_extension(&packet, 3).ptr);
}

static void rtp_two_byte_extension_is_found(void **state)
{
    (void)state;
    static const uint8_t octets[] = {0x90, 0,    0, 1, 0, 0, 0, 0, 0, 0,   0,   1,
                                     0x10, 0x05, 0, 2, 7, 0, 0, 9, 3, 'm', 'i', 'd'};
    csip__rtp_packet packet;

    assert_int_equal(csip__rtp_parse(octets, sizeof(octets), &packet), CSIP_OK);

    assert_true(csip_str_equal(csip__rtp_extension(&packet, 9), CSIP_STR("mid")));
    assert_int_equal(csip__rtp_extension(&packet, 7).len, 0);
    assert_non_null(csip__rtp_extension(&packet, 7).ptr);
    assert_int_equal(packet.payload_len, 0);
}

static void rtp_bad_version_or_padding_is_refused(void **state)
{
    (void)state;
    uint8_t octets[sizeof(full_packet)];
    csip__rtp_packet packet;

    memcpy(octets, full_packet, sizeof(octets));
    octets[0] = 0x72;
    assert_int_equal(csip__rtp_parse(octets, sizeof(octets), &packet), CSIP_ERROR_PARSE);
    memcpy(octets, full_packet, sizeof(octets));
    octets[sizeof(octets) - 1] = 0;
    assert_int_equal(csip__rtp_parse(octets, sizeof(octets), &packet), CSIP_ERROR_PARSE);
    octets[sizeof(octets) - 1] = 7;
    assert_int_equal(csip__rtp_parse(octets, sizeof(octets), &packet), CSIP_ERROR_PARSE);
}

static void rtp_every_prefix_and_mutation_stays_inside(void **state)
{
    (void)state;
    guarded guard = guard_new(sizeof(full_packet));

    for (size_t len = 0; len <= sizeof(full_packet); len++) {
        for (size_t at = 0; at < (len ? len : 1); at++) {
            for (unsigned value = 0; value < 256; value++) {
                uint8_t *octets = guard_put(&guard, full_packet, len);
                if (len > 0)
                    octets[at] = (uint8_t)value;
                csip__rtp_packet packet;
                if (csip__rtp_parse(octets, len, &packet) != CSIP_OK)
                    continue;
                assert_true(packet.payload >= octets &&
                            packet.payload + packet.payload_len <= octets + len);
                for (uint8_t id = 1; id < 16; id++) {
                    csip_str found = csip__rtp_extension(&packet, id);
                    assert_true(!found.ptr ||
                                (const uint8_t *)found.ptr + found.len <= octets + len);
                }
            }
        }
    }
    guard_free(&guard);
}

static void rtp_written_header_parses_back(void **state)
{
    (void)state;
    csip__rtp_packet in = {
        .marker = true, .payload_type = 96, .sequence = 65535, .timestamp = 0xFFFFFFF0, .ssrc = 7};
    uint8_t octets[64];
    csip__rtp_packet out;

    for (size_t len = 0; len <= CSIP__RTP_MID_MAX; len++) {
        csip_str mid = {"0123456789abcdef", len};
        size_t header = csip__rtp_write_header(&in, 4, mid, octets, sizeof(octets));
        assert_int_equal(csip__rtp_parse(octets, header, &out), CSIP_OK);
        assert_int_equal(out.sequence, in.sequence);
        assert_int_equal(out.timestamp, in.timestamp);
        assert_int_equal(out.payload_type, in.payload_type);
        assert_true(out.marker);
        assert_true(csip_str_equal(csip__rtp_extension(&out, 4), mid));
        assert_int_equal(csip__rtp_write_header(&in, 4, mid, octets, header - 1), 0);
    }
}

static void rtp_sequence_wraps_in_order(void **state)
{
    (void)state;
    assert_true(csip__rtp_sequence_before(65535, 0));
    assert_false(csip__rtp_sequence_before(0, 65535));
    assert_false(csip__rtp_sequence_before(5, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rtp_full_packet_is_taken_apart),
        cmocka_unit_test(rtp_two_byte_extension_is_found),
        cmocka_unit_test(rtp_bad_version_or_padding_is_refused),
        cmocka_unit_test(rtp_every_prefix_and_mutation_stays_inside),
        cmocka_unit_test(rtp_written_header_parses_back),
        cmocka_unit_test(rtp_sequence_wraps_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
