#include "wire.h"

#include <math.h>

typedef struct viewed {
    unsigned frames;
    unsigned width, height;
    double mean[3]; /* of the last picture's planes */
} viewed;

static void look(void *user, const csip_video_frame *frame)
{
    viewed *to = user;
    to->frames++;
    to->width = frame->width;
    to->height = frame->height;
    for (int i = 0; i < 3; i++) {
        unsigned width = i == 0 ? frame->width : (frame->width + 1) / 2;
        unsigned height = i == 0 ? frame->height : (frame->height + 1) / 2;
        uint64_t sum = 0;
        for (unsigned y = 0; y < height; y++)
            for (unsigned x = 0; x < width; x++)
                sum += frame->plane[i][y * frame->stride[i] + x];
        to->mean[i] = (double)sum / (width * height);
    }
}

static viewed seen[2];
static const uint32_t colour[2] = {0xC03020, 0x2040C0};

/* Two phones that show each other pictures of different colours. */
static void begin(network *wire, csip__jsep_line line)
{
    csip__media_problem problem;
    wire_init(wire);
    memset(seen, 0, sizeof(seen));
    for (int i = 0; i < 2; i++) {
        csip_video_source source = {.kind = CSIP_VIDEO_PICTURE, .rgb = colour[i]};
        csip_video_sink sink = {.on_frame = look, .user = &seen[i]};
        csip__stream_config config = {0};
        assert_int_equal(csip__video_input_open(&source, &problem, &config.video_input), CSIP_OK);
        assert_int_equal(csip__video_output_open(&sink, &problem, &config.video_output), CSIP_OK);
        wire_attach(wire, i, config, line);
    }
}

static csip__jsep_line line_with(bool has_nack)
{
    csip__jsep_line line = wire_line(CSIP__CODEC_VP8, CSIP__MEDIA_VIDEO);
    line.has_pli = true;
    line.has_nack = has_nack;
    return line;
}

/* The mean is near a colour's: BT.601 in real numbers, against the integers of the source. */
static void assert_colour(const viewed *view, uint32_t rgb)
{
    double r = rgb >> 16;
    double g = rgb >> 8 & 0xFF;
    double b = rgb & 0xFF;
    double luma = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255;
    double blue = 128 + (-37.797 * r - 74.203 * g + 112.0 * b) / 255;
    double red = 128 + (112.0 * r - 93.786 * g - 18.214 * b) / 255;
    assert_true(fabs(view->mean[0] - luma) < 10);
    assert_true(fabs(view->mean[1] - blue) < 5);
    assert_true(fabs(view->mean[2] - red) < 5);
}

static void pictures_arrive_both_ways_in_their_colours(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(false));

    wire_run(&wire, 4000);

    for (int i = 0; i < 2; i++) {
        csip_stream_stats stats = wire_stats(&wire, i);
        assert_in_range(stats.frames_encoded, 58, 61);
        assert_in_range(stats.frames_decoded, 58, 61);
        assert_int_equal(stats.key_frames_decoded, 1);
        assert_int_equal(stats.plis_sent, 0);
        assert_int_equal(stats.packets_discarded, 0);
        assert_int_equal(stats.width, 320);
        assert_int_equal(stats.height, 240);
        assert_string_equal(stats.codec, "VP8");
        assert_in_range(stats.octets_sent, 10000, 300000); /* about 300 kbit/s at most */
        assert_int_equal(seen[i].frames, stats.frames_decoded);
        assert_colour(&seen[i], colour[1 - i]);
    }
    wire_done(&wire);
}

static void lost_packet_without_nack_brings_pli_and_key_frame(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(false));

    wire_run(&wire, 2000);
    wire.lose_nth = wire.end[0].rtp_count + 1;
    wire_run(&wire, 2000);

    csip_stream_stats stats = wire_stats(&wire, 1);
    assert_int_equal(stats.packets_lost, 1);
    assert_int_equal(stats.plis_sent, 1);
    assert_int_equal(wire_stats(&wire, 0).plis_received, 1);
    assert_int_equal(stats.key_frames_decoded, 2);
    assert_true(stats.frames_decoded > 50);
    assert_colour(&seen[1], colour[0]);
    wire_done(&wire);
}

static void lost_packet_with_nack_is_sent_again(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(true));

    wire_run(&wire, 2000);
    wire.lose_nth = wire.end[0].rtp_count + 1;
    wire_run(&wire, 2000);

    csip_stream_stats stats = wire_stats(&wire, 1);
    assert_int_equal(stats.packets_lost, 0); /* it came, late */
    assert_int_equal(stats.plis_sent, 0);
    assert_int_equal(stats.key_frames_decoded, 1);
    assert_in_range(stats.frames_decoded, 58, 61);
    wire_done(&wire);
}

static void tenth_lost_with_nack_keeps_moving(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(true));
    wire.loss = 0.1;
    wire.jitter_ms = 30; /* and reordered */
    wire.duplicates = 0.05;

    wire_run(&wire, 20000);

    assert_true(wire_stats(&wire, 1).frames_decoded > 240); /* of 300 */
    assert_colour(&seen[1], colour[0]);
    wire_done(&wire);
}

static void first_key_frame_lost_is_asked_for_until_it_comes(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(false));

    wire.loss = 1;
    wire_run(&wire, 100);
    wire.loss = 0;
    wire_run(&wire, 1000);

    assert_true(wire_stats(&wire, 1).plis_sent >= 1);
    assert_true(wire_stats(&wire, 1).key_frames_decoded >= 1);
    wire_done(&wire);
}

static void fir_is_sent_where_there_is_no_pli(void **state)
{
    (void)state;
    network wire;
    csip__jsep_line line = line_with(false);
    line.has_pli = false;
    line.has_fir = true;
    begin(&wire, line);

    wire.lose_nth = 1;
    wire_run(&wire, 1500);

    assert_true(wire_stats(&wire, 0).plis_received >= 1);
    assert_true(wire_stats(&wire, 1).key_frames_decoded >= 1);
    wire_done(&wire);
}

static void key_frames_asked_for_are_rate_limited(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(false));
    uint8_t octets[64];
    csip__rtcp_writer writer = {.out = octets, .cap = sizeof(octets)};
    csip__rtcp_write_pli(&writer, 0x1001, 0x1000);

    for (int i = 0; i < 400; i++) {
        wire_run(&wire, WIRE_STEP_MS);
        csip__stream_receive_rtcp(wire.end[0].stream, octets, writer.len, wire.now_ns);
    }

    assert_int_equal(wire_stats(&wire, 0).plis_received, 400);
    assert_in_range(wire_stats(&wire, 1).key_frames_decoded, 3, 5); /* in two seconds */
    wire_done(&wire);
}

static void mute_shows_black(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(false));

    wire_run(&wire, 1000);
    csip__stream_set_muted(wire.end[0].stream, true);
    wire_run(&wire, 1000);
    assert_colour(&seen[1], 0x000000);
    csip__stream_set_muted(wire.end[0].stream, false);
    wire_run(&wire, 2000);
    assert_colour(&seen[1], colour[0]);
    wire_done(&wire);
}

static void garbage_is_counted_and_harmless(void **state)
{
    (void)state;
    network wire;
    begin(&wire, line_with(true));
    csip__random random = {3};
    uint8_t octets[1200];

    wire_run(&wire, 500);
    for (int i = 0; i < 20000; i++) {
        size_t len = CSIP__RTP_HEADER_LEN + csip__random_next(&random) % (i % 50 ? 60 : 1100);
        for (size_t at = 0; at < len; at++)
            octets[at] = (uint8_t)csip__random_next(&random);
        csip__rtp_packet packet = {.payload_type = 96,
                                   .marker = i % 4 == 0,
                                   .ssrc = i % 500 ? 0x1000 : 0x2000,
                                   .sequence = (uint16_t)csip__random_next(&random),
                                   .timestamp = (uint32_t)csip__random_next(&random) % 4};
        if (i % 2)
            csip__rtp_write_header(&packet, 0, CSIP_STR(""), octets, sizeof(octets));
        csip__stream_receive_rtp(wire.end[1].stream, octets, len, wire.now_ns);
        csip__stream_receive_rtcp(wire.end[1].stream, octets, len, wire.now_ns);
        if (i % 20 == 0)
            wire_run(&wire, WIRE_STEP_MS);
    }
    unsigned frames = seen[1].frames;
    wire_run(&wire, 5000);
    assert_true(seen[1].frames > frames + 30);
    assert_colour(&seen[1], colour[0]);
    wire_done(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_arrive_both_ways_in_their_colours),
        cmocka_unit_test(lost_packet_without_nack_brings_pli_and_key_frame),
        cmocka_unit_test(lost_packet_with_nack_is_sent_again),
        cmocka_unit_test(tenth_lost_with_nack_keeps_moving),
        cmocka_unit_test(first_key_frame_lost_is_asked_for_until_it_comes),
        cmocka_unit_test(fir_is_sent_where_there_is_no_pli),
        cmocka_unit_test(key_frames_asked_for_are_rate_limited),
        cmocka_unit_test(mute_shows_black),
        cmocka_unit_test(garbage_is_counted_and_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
