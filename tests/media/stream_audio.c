#include "tone.h"
#include "wire.h"

enum { RATE_HZ = 48000, RECORDED_MAX = 30 * RATE_HZ };

typedef struct recording {
    size_t count;
    int16_t pcm[RECORDED_MAX];
} recording;

static recording heard;

static void record(void *user, const int16_t *samples, size_t count, unsigned rate_hz)
{
    recording *to = user;
    assert_int_equal(rate_hz, RATE_HZ);
    assert_true(to->count + count <= RECORDED_MAX);
    memcpy(to->pcm + to->count, samples, count * sizeof(samples[0]));
    to->count += count;
}

/* A tone from end 0 to end 1, which records; end 1 is silent. */
static void begin(network *wire, csip__codec_id codec, double hz)
{
    csip_audio_source tone = {.kind = CSIP_AUDIO_TONE, .frequency_hz = hz, .level_dbfs = -20};
    csip_audio_sink sink = {.on_frames = record, .user = &heard};
    csip__media_problem problem;
    csip__stream_config sends = {0};
    csip__stream_config hears = {0};
    csip__jsep_line line = wire_line(codec, CSIP__MEDIA_AUDIO);

    heard.count = 0;
    wire_init(wire);
    assert_int_equal(csip__audio_input_open(&tone, &problem, &sends.audio_input), CSIP_OK);
    assert_int_equal(csip__audio_output_open(&sink, &problem, &hears.audio_output), CSIP_OK);
    wire_attach(wire, 0, sends, line);
    wire_attach(wire, 1, hears, line);
}

static const int16_t *last_seconds(unsigned seconds)
{
    assert_true(heard.count > (size_t)seconds * RATE_HZ);
    return heard.pcm + heard.count - (size_t)seconds * RATE_HZ;
}

/* Stretches of 20 ms in the last seconds that are quieter than the tone by more than `drop`. */
static unsigned gaps(unsigned seconds, double tone, double drop)
{
    unsigned count = 0;
    const int16_t *pcm = last_seconds(seconds);
    for (size_t at = 0; at + RATE_HZ / 50 <= (size_t)seconds * RATE_HZ; at += RATE_HZ / 50)
        count += pcm_level(pcm + at, RATE_HZ / 50) < tone - 3.01 - drop;
    return count;
}

static void tone_arrives(csip__codec_id codec, const char *name)
{
    network wire;
    begin(&wire, codec, 1000);

    wire_run(&wire, 4000);

    double level = tone_level(last_seconds(2), 2 * RATE_HZ, RATE_HZ, 1000);
    csip_stream_stats stats = wire_stats(&wire, 1);
    assert_true(fabs(level + 20) < 1);
    assert_true(fabs(stats.level_dbfs + 23) < 1);
    assert_true(tone_level(last_seconds(2), 2 * RATE_HZ, RATE_HZ, 1500) < -50);
    assert_int_equal(gaps(2, -20, 1), 0);
    assert_string_equal(stats.codec, name);
    assert_true(stats.is_negotiated);
    assert_int_equal(stats.packets_lost, 0);
    assert_int_equal(stats.packets_discarded, 0);
    assert_in_range(stats.packets_received, 196, 201);
    assert_in_range(wire_stats(&wire, 0).packets_sent, 199, 201);
    assert_true(stats.round_trip_ms >= 0 || wire_stats(&wire, 0).round_trip_ms >= 0);
    wire_done(&wire);
}

static void opus_tone_arrives_at_its_level(void **state)
{
    (void)state;
    tone_arrives(CSIP__CODEC_OPUS, "opus");
}

static void pcmu_tone_arrives_at_its_level(void **state)
{
    (void)state;
    tone_arrives(CSIP__CODEC_PCMU, "PCMU");
}

static void pcma_tone_arrives_at_its_level(void **state)
{
    (void)state;
    tone_arrives(CSIP__CODEC_PCMA, "PCMA");
}

static void tenth_is_lost(csip__codec_id codec)
{
    network wire;
    begin(&wire, codec, 440);
    wire.loss = 0.1;

    wire_run(&wire, 12000);

    csip_stream_stats stats = wire_stats(&wire, 1);
    assert_in_range(stats.packets_lost, 30, 90);
    assert_true(stats.samples_concealed > 0);
    assert_true(fabs(tone_level(last_seconds(8), 8 * RATE_HZ, RATE_HZ, 440) + 20) < 2);
    /* of 400 stretches: a codec fades when several packets in a row are missing */
    assert_in_range(gaps(8, -20, 20), 0, 12);
    wire_done(&wire);
}

static void opus_tenth_lost_stays_continuous(void **state)
{
    (void)state;
    tenth_is_lost(CSIP__CODEC_OPUS);
}

static void pcmu_tenth_lost_stays_continuous(void **state)
{
    (void)state;
    tenth_is_lost(CSIP__CODEC_PCMU);
}

static void jitter_reorder_and_duplicates_are_smoothed(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 440);
    wire.jitter_ms = 90;
    wire.duplicates = 0.05;

    wire_run(&wire, 20000);

    csip_stream_stats stats = wire_stats(&wire, 1);
    uint64_t concealed = stats.samples_concealed;
    wire_run(&wire, 5000);
    stats = wire_stats(&wire, 1);
    assert_int_equal(stats.packets_lost, 0);
    assert_true(stats.jitter_ms > 5 && stats.jitter_ms < 90);
    assert_true(stats.packets_discarded >= 20);                       /* the copies */
    assert_true(stats.samples_concealed - concealed < 8000 * 5 / 20); /* 5 % once adapted */
    assert_int_equal(gaps(5, -20, 20), 0);
    wire_done(&wire);
}

static void delay_after_a_stall_is_worked_off(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_OPUS, 440);

    wire_run(&wire, 2000);
    wire.delay_ms = 3000; /* what is sent for a while arrives late, all at once */
    wire_run(&wire, 500);
    wire.delay_ms = 10;
    wire_run(&wire, 10000);

    assert_int_equal(gaps(3, -20, 3), 0);
    assert_in_range(heard.count, 12 * RATE_HZ, 13 * RATE_HZ); /* a frame for each 20 ms */
    wire_done(&wire);
}

static void mute_sends_silence_and_unmute_the_tone(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMA, 440);

    wire_run(&wire, 1500);
    csip__stream_set_muted(wire.end[0].stream, true);
    wire_run(&wire, 2000);
    assert_true(pcm_level(last_seconds(1), RATE_HZ) < -70);
    assert_true(wire_stats(&wire, 1).level_dbfs < -70);
    csip__stream_set_muted(wire.end[0].stream, false);
    wire_run(&wire, 2000);
    assert_true(fabs(pcm_level(last_seconds(1), RATE_HZ) + 23) < 1);
    wire_done(&wire);
}

static void hold_stops_packets_and_resume_plays_again(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_OPUS, 440);
    csip__jsep_line line = wire_line(CSIP__CODEC_OPUS, CSIP__MEDIA_AUDIO);

    wire_run(&wire, 1000);
    line.direction = CSIP_DIRECTION_INACTIVE;
    assert_int_equal(csip__stream_update(wire.end[0].stream, &line), CSIP_OK);
    uint64_t sent = wire_stats(&wire, 0).packets_sent;
    wire_run(&wire, 5000);
    assert_int_equal(wire_stats(&wire, 0).packets_sent, sent);
    line.direction = CSIP_DIRECTION_SENDRECV;
    assert_int_equal(csip__stream_update(wire.end[0].stream, &line), CSIP_OK);
    wire_run(&wire, 3000);

    assert_true(fabs(pcm_level(last_seconds(1), RATE_HZ) + 23) < 1);
    assert_int_equal(wire_stats(&wire, 1).packets_lost, 0);
    wire_done(&wire);
}

static void inactive_stream_sends_nothing(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_OPUS, 440);

    csip__stream_set_active(wire.end[0].stream, false);
    wire_run(&wire, 6000);

    assert_int_equal(wire.end[0].rtp_count + wire.end[0].rtcp_count, 0);
    assert_true(isinf(wire_stats(&wire, 1).level_dbfs));
    wire_done(&wire);
}

static void codec_is_changed_by_an_update(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_OPUS, 440);
    csip__jsep_line line = wire_line(CSIP__CODEC_PCMU, CSIP__MEDIA_AUDIO);

    wire_run(&wire, 1000);
    line.payload_type = line.receive_payload_type = 0;
    assert_int_equal(csip__stream_update(wire.end[0].stream, &line), CSIP_OK);
    assert_int_equal(csip__stream_update(wire.end[1].stream, &line), CSIP_OK);
    wire_run(&wire, 3000);

    assert_string_equal(wire_stats(&wire, 1).codec, "PCMU");
    assert_true(fabs(pcm_level(last_seconds(1), RATE_HZ) + 23) < 1);
    wire_done(&wire);
}

static void reports_tell_round_trip_and_bye(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 440);
    wire.delay_ms = 40;

    wire_run(&wire, 20000);

    for (int i = 0; i < 2; i++) {
        double trip = wire_stats(&wire, i).round_trip_ms;
        assert_true(trip >= 80 && trip < 95); /* both ways, and the steps of time */
        assert_in_range(wire.end[i].rtcp_count, 4, 14);
    }
    assert_false(csip__stream_has_ended(wire.end[1].stream));
    csip__stream_bye(wire.end[0].stream, wire.now_ns);
    csip__stream_set_active(wire.end[0].stream, false);
    wire_run(&wire, 100);
    assert_true(csip__stream_has_ended(wire.end[1].stream));
    wire_done(&wire);
}

static void match_prefers_mid_over_ssrc_over_payload_type(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 440);
    csip__stream *stream = wire.end[1].stream;
    uint8_t octets[64];
    csip__rtp_packet packet = {.payload_type = 96, .ssrc = 0x1000};

    size_t len = csip__rtp_write_header(&packet, 0, CSIP_STR(""), octets, sizeof(octets));
    assert_int_equal(csip__stream_match_rtp(stream, octets, len), CSIP__STREAM_MATCH_PAYLOAD_TYPE);
    wire_run(&wire, 100);
    assert_int_equal(csip__stream_match_rtp(stream, octets, len), CSIP__STREAM_MATCH_SSRC);
    len = csip__rtp_write_header(&packet, 4, CSIP_STR("0"), octets, sizeof(octets));
    assert_int_equal(csip__stream_match_rtp(stream, octets, len), CSIP__STREAM_MATCH_MID);
    len = csip__rtp_write_header(&packet, 4, CSIP_STR("1"), octets, sizeof(octets));
    assert_int_equal(csip__stream_match_rtp(stream, octets, len), CSIP__STREAM_MATCH_NONE);
    packet = (csip__rtp_packet){.payload_type = 5, .ssrc = 9};
    len = csip__rtp_write_header(&packet, 0, CSIP_STR(""), octets, sizeof(octets));
    assert_int_equal(csip__stream_match_rtp(stream, octets, len), CSIP__STREAM_MATCH_NONE);
    wire_done(&wire);
}

static void garbage_is_counted_and_harmless(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_OPUS, 440);
    csip__random random = {5};
    uint8_t octets[200];

    wire_run(&wire, 500);
    for (int i = 0; i < 20000; i++) {
        size_t len = csip__random_next(&random) % sizeof(octets);
        for (size_t at = 0; at < len; at++)
            octets[at] = (uint8_t)csip__random_next(&random);
        csip__rtp_packet packet = {.payload_type = 96,
                                   .ssrc = i % 3 ? 0x1000 : 0x2000,
                                   .sequence = (uint16_t)csip__random_next(&random),
                                   .timestamp = (uint32_t)csip__random_next(&random)};
        if (i % 2 && len > CSIP__RTP_HEADER_LEN)
            csip__rtp_write_header(&packet, 0, CSIP_STR(""), octets, sizeof(octets));
        csip__stream_receive_rtp(wire.end[1].stream, octets, len, wire.now_ns);
        csip__stream_receive_rtcp(wire.end[1].stream, octets, len, wire.now_ns);
        if (i % 10 == 0)
            wire_run(&wire, WIRE_STEP_MS);
    }
    assert_true(wire_stats(&wire, 1).packets_discarded > 1000);
    wire_run(&wire, 15000);
    assert_true(fabs(pcm_level(last_seconds(1), RATE_HZ) + 23) < 1);
    wire_done(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opus_tone_arrives_at_its_level),
        cmocka_unit_test(pcmu_tone_arrives_at_its_level),
        cmocka_unit_test(pcma_tone_arrives_at_its_level),
        cmocka_unit_test(opus_tenth_lost_stays_continuous),
        cmocka_unit_test(pcmu_tenth_lost_stays_continuous),
        cmocka_unit_test(jitter_reorder_and_duplicates_are_smoothed),
        cmocka_unit_test(delay_after_a_stall_is_worked_off),
        cmocka_unit_test(mute_sends_silence_and_unmute_the_tone),
        cmocka_unit_test(hold_stops_packets_and_resume_plays_again),
        cmocka_unit_test(inactive_stream_sends_nothing),
        cmocka_unit_test(codec_is_changed_by_an_update),
        cmocka_unit_test(reports_tell_round_trip_and_bye),
        cmocka_unit_test(match_prefers_mid_over_ssrc_over_payload_type),
        cmocka_unit_test(garbage_is_counted_and_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
