#include "group.h"
#include "guard.h"

#include <media/rtcp.h>

static uint8_t out[CSIP__RTCP_MAX];

static csip__rtcp_packet only_packet(const csip__rtcp_writer *writer)
{
    csip_str rest = {(const char *)writer->out, writer->len};
    csip__rtcp_packet packet;
    assert_true(csip__rtcp_next(&rest, &packet));
    assert_int_equal(rest.len, 0);
    return packet;
}

static void sender_report_written_parses_back(void **state)
{
    (void)state;
    csip__rtcp_writer writer = {out, 0, sizeof(out)};
    csip__rtcp_sender_info info = {UINT64_C(0x0123456789ABCDEF), 1, 2, 0xFFFFFFFF};
    csip__rtcp_block block = {7, 200, -5, 0x10002, 33, 44, 55};
    csip__rtcp_sender_info got_info;
    csip__rtcp_block got;
    uint32_t ssrc;

    csip__rtcp_write_report(&writer, 99, &info, &block);

    csip__rtcp_packet packet = only_packet(&writer);
    assert_int_equal(packet.type, CSIP__RTCP_SR);
    assert_true(csip__rtcp_sender_ssrc(&packet, &ssrc));
    assert_int_equal(ssrc, 99);
    assert_true(csip__rtcp_sender_info_get(&packet, &got_info));
    assert_true(got_info.ntp == info.ntp);
    assert_int_equal(got_info.rtp_timestamp, info.rtp_timestamp);
    assert_int_equal(got_info.packets, info.packets);
    assert_int_equal(got_info.octets, info.octets);
    assert_true(csip__rtcp_block_find(&packet, 7, &got));
    assert_int_equal(got.cumulative_lost, -5);
    assert_int_equal(got.fraction_lost, 200);
    assert_int_equal(got.highest_sequence, 0x10002);
    assert_int_equal(got.jitter, 33);
    assert_int_equal(got.last_sr, 44);
    assert_int_equal(got.delay_since_last_sr, 55);
    assert_false(csip__rtcp_block_find(&packet, 8, &got));
}

static void compound_is_walked_and_text_padded(void **state)
{
    (void)state;
    char cname[CSIP__RTCP_CNAME_MAX + 9];
    memset(cname, 'x', sizeof(cname));

    for (size_t len = 0; len <= sizeof(cname); len++) {
        csip__rtcp_writer writer = {out, 0, sizeof(out)};
        csip__rtcp_write_report(&writer, 1, NULL, NULL);
        csip__rtcp_write_cname(&writer, 1, (csip_str){cname, len});
        csip__rtcp_write_bye(&writer, 1);
        size_t text = len < CSIP__RTCP_CNAME_MAX ? len : CSIP__RTCP_CNAME_MAX;

        csip_str rest = {(const char *)out, writer.len};
        csip__rtcp_packet packet;
        assert_true(csip__rtcp_next(&rest, &packet));
        assert_int_equal(packet.type, CSIP__RTCP_RR);
        assert_true(csip__rtcp_next(&rest, &packet));
        assert_int_equal(packet.type, CSIP__RTCP_SDES);
        assert_int_equal(packet.body[5], text);
        assert_true(packet.body_len > 6 + text);
        assert_int_equal(packet.body[6 + text], 0); /* the list's end */
        assert_true(csip__rtcp_next(&rest, &packet));
        assert_true(csip__rtcp_is_bye_of(&packet, 1));
        assert_false(csip__rtcp_is_bye_of(&packet, 2));
        assert_false(csip__rtcp_next(&rest, &packet));
    }
}

static void key_frame_requests_name_their_source(void **state)
{
    (void)state;
    csip__rtcp_writer pli = {out, 0, sizeof(out)};
    csip__rtcp_write_pli(&pli, 1, 2);
    csip__rtcp_packet packet = only_packet(&pli);
    assert_true(csip__rtcp_asks_key_frame(&packet, 2));
    assert_false(csip__rtcp_asks_key_frame(&packet, 1));

    csip__rtcp_writer fir = {out, 0, sizeof(out)};
    csip__rtcp_write_fir(&fir, 1, 3, 9);
    packet = only_packet(&fir);
    assert_true(csip__rtcp_asks_key_frame(&packet, 3));
    assert_false(csip__rtcp_asks_key_frame(&packet, 0));
}

static void nack_written_names_the_same_packets(void **state)
{
    (void)state;
    csip__rtcp_nack_list missing = {{65530, 65531, 3, 10, 11, 500, 517, 518}, 8};
    csip__rtcp_writer writer = {out, 0, sizeof(out)};

    csip__rtcp_write_nack(&writer, 1, 2, &missing);

    csip__rtcp_packet packet = only_packet(&writer);
    size_t cursor = 0;
    uint16_t sequence;
    for (size_t i = 0; i < missing.count; i++) {
        assert_true(csip__rtcp_nack_next(&packet, 2, &cursor, &sequence));
        assert_int_equal(sequence, missing.sequence[i]);
    }
    assert_false(csip__rtcp_nack_next(&packet, 2, &cursor, &sequence));
    cursor = 0;
    assert_false(csip__rtcp_nack_next(&packet, 3, &cursor, &sequence));
}

static void writer_without_room_leaves_packets_out_whole(void **state)
{
    (void)state;
    csip__rtcp_nack_list missing = {{1}, 1};
    for (size_t cap = 0; cap < 60; cap++) {
        csip__rtcp_writer writer = {out, 0, cap};
        csip__rtcp_write_report(&writer, 1, NULL, NULL);
        csip__rtcp_write_cname(&writer, 1, CSIP_STR("name"));
        csip__rtcp_write_nack(&writer, 1, 2, &missing);
        csip__rtcp_write_fir(&writer, 1, 2, 3);
        assert_true(writer.len <= cap);
        csip_str rest = {(const char *)out, writer.len};
        csip__rtcp_packet packet;
        while (csip__rtcp_next(&rest, &packet))
            ;
        assert_int_equal(rest.len, 0);
    }
}

/* Look at everything that a datagram may say. */
static void read_all(const uint8_t *octets, size_t len)
{
    csip_str rest = {(const char *)octets, len};
    csip__rtcp_packet packet;
    csip__rtcp_sender_info info;
    csip__rtcp_block block;
    uint32_t ssrc;
    uint16_t sequence;
    while (csip__rtcp_next(&rest, &packet)) {
        assert_true(packet.body + packet.body_len <= octets + len);
        size_t cursor = 0;
        (void)csip__rtcp_sender_ssrc(&packet, &ssrc);
        (void)csip__rtcp_sender_info_get(&packet, &info);
        (void)csip__rtcp_block_find(&packet, 7, &block);
        (void)csip__rtcp_is_bye_of(&packet, 2);
        (void)csip__rtcp_asks_key_frame(&packet, 2);
        while (csip__rtcp_nack_next(&packet, 2, &cursor, &sequence))
            ;
    }
}

static void every_prefix_and_mutation_stays_inside(void **state)
{
    (void)state;
    csip__rtcp_writer writer = {out, 0, sizeof(out)};
    csip__rtcp_sender_info info = {1, 2, 3, 4};
    csip__rtcp_block block = {.ssrc = 7};
    csip__rtcp_nack_list missing = {{1, 5, 40}, 3};
    csip__rtcp_write_report(&writer, 1, &info, &block);
    csip__rtcp_write_cname(&writer, 1, CSIP_STR("me"));
    csip__rtcp_write_nack(&writer, 1, 2, &missing);
    csip__rtcp_write_fir(&writer, 1, 2, 3);
    csip__rtcp_write_bye(&writer, 1);
    guarded guard = guard_new(sizeof(out));

    for (size_t len = 0; len <= writer.len; len++)
        read_all(guard_put(&guard, out, len), len);
    for (size_t at = 0; at < writer.len; at++) {
        for (unsigned value = 0; value < 256; value++) {
            uint8_t *octets = guard_put(&guard, out, writer.len);
            octets[at] = (uint8_t)value;
            read_all(octets, writer.len);
        }
    }
    guard_free(&guard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sender_report_written_parses_back),
        cmocka_unit_test(compound_is_walked_and_text_padded),
        cmocka_unit_test(key_frame_requests_name_their_source),
        cmocka_unit_test(nack_written_names_the_same_packets),
        cmocka_unit_test(writer_without_room_leaves_packets_out_whole),
        cmocka_unit_test(every_prefix_and_mutation_stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
