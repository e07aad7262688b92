#include "tone.h"
#include "wire.h"

static struct {
    size_t count;
    char digits[128];
    unsigned durations_ms[128];
    size_t done_count;
    uint64_t last_done;
    csip_error error;
} told;

static void on_digit(void *user, char digit, unsigned duration_ms)
{
    (void)user;
    assert_true(told.count < sizeof told.digits);
    told.digits[told.count] = digit;
    told.durations_ms[told.count++] = duration_ms;
}

static void on_tones(void *user, uint64_t id, csip_error error)
{
    (void)user;
    told.done_count++;
    told.last_done = id;
    told.error = error;
}

static csip__jsep_line event_line(csip__codec_id codec, uint32_t clock_hz)
{
    csip__jsep_line line = wire_line(codec, CSIP__MEDIA_AUDIO);
    line.has_telephone_event = true;
    line.telephone_event_payload_type = 101;
    line.telephone_event_clock_hz = clock_hz;
    line.receive_event_count = 1;
    line.receive_events[0] = (csip__jsep_event){101, clock_hz};
    return line;
}

/* A quiet tone each way, DTMF from end 0 to end 1; a second of it has passed. */
static void begin(network *wire, csip__codec_id codec, uint32_t clock_hz)
{
    static const csip_audio_source tone = {
        .kind = CSIP_AUDIO_TONE, .frequency_hz = 440, .level_dbfs = -20};
    memset(&told, 0, sizeof told);
    wire_init(wire);
    for (int i = 0; i < 2; i++) {
        csip__stream_config config = {.on_digit = on_digit, .on_tones = on_tones};
        csip__media_problem problem;
        assert_int_equal(csip__audio_input_open(&tone, &problem, &config.audio_input), CSIP_OK);
        wire_attach(wire, i, config, event_line(codec, clock_hz));
    }
    wire_run(wire, 1000);
}

static csip_error send(network *wire, uint64_t id, const char *text, unsigned duration_ms,
                       unsigned gap_ms)
{
    csip__stream_tones tones = {id, csip_str_from(text), duration_ms, gap_ms};
    return csip__stream_send_tones(wire->end[0].stream, &tones);
}

static void assert_told(const char *digits, unsigned duration_ms)
{
    assert_int_equal(told.count, strlen(digits));
    assert_memory_equal(told.digits, digits, told.count);
    for (size_t i = 0; i < told.count; i++)
        assert_int_equal(told.durations_ms[i], duration_ms);
}

static void tones_arrive(csip__codec_id codec, uint32_t clock_hz)
{
    network wire;
    begin(&wire, codec, clock_hz);

    assert_int_equal(send(&wire, 7, "159*#0ABCD", 100, 60), CSIP_OK);
    wire_run(&wire, 10 * 160 - 40);
    assert_int_equal(told.done_count, 0);
    wire_run(&wire, 60);

    assert_told("159*#0ABCD", 100);
    assert_int_equal(told.done_count, 1);
    assert_int_equal(told.last_done, 7);
    assert_int_equal(told.error, CSIP_OK);
    wire_run(&wire, 2000);
    csip_stream_stats stats = wire_stats(&wire, 1);
    assert_int_equal(stats.packets_lost, 0);
    assert_int_equal(stats.packets_discarded, 0);
    assert_int_equal(stats.samples_concealed, 0);
    assert_true(stats.jitter_ms < 5);
    assert_true(fabs(stats.level_dbfs + 23) < 1); /* audio is back */
    wire_done(&wire);
}

static void tones_with_opus_arrive(void **state)
{
    (void)state;
    tones_arrive(CSIP__CODEC_OPUS, 48000);
}

static void tones_with_pcmu_arrive(void **state)
{
    (void)state;
    tones_arrive(CSIP__CODEC_PCMU, 8000);
}

static void tones_of_another_clock_than_the_codec_arrive(void **state)
{
    (void)state;
    tones_arrive(CSIP__CODEC_OPUS, 8000);
}

static void tones_over_a_lossy_network_are_told_once_each(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_OPUS, 48000);
    wire.loss = 0.15;
    wire.duplicates = 0.1;
    wire.jitter_ms = 30;

    assert_int_equal(send(&wire, 1, "12345678901234567890", 100, 100), CSIP_OK);
    wire_run(&wire, 6000);

    assert_int_equal(told.count, 20);
    assert_memory_equal(told.digits, "12345678901234567890", 20);
    wire_done(&wire);
}

static void longest_tone_arrives_whole(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_OPUS, 48000);

    assert_int_equal(send(&wire, 1, "8", 6000, 40), CSIP_OK);
    wire_run(&wire, 6200);

    assert_told("8", 6000);
    assert_int_equal(told.done_count, 1);
    wire_done(&wire);
}

static void comma_waits_two_seconds(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 8000);

    assert_int_equal(send(&wire, 1, "1,2", 100, 60), CSIP_OK);
    wire_run(&wire, 2100);
    assert_told("1", 100);
    wire_run(&wire, 300);

    assert_told("12", 100);
    assert_true(told.durations_ms[1] == 100);
    wire_done(&wire);
}

static void tones_asked_for_meanwhile_follow(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 8000);

    assert_int_equal(send(&wire, 1, "1", 100, 60), CSIP_OK);
    assert_int_equal(send(&wire, 2, "2", 100, 60), CSIP_OK);
    wire_run(&wire, 400);

    assert_told("12", 100);
    assert_int_equal(told.done_count, 2);
    assert_int_equal(told.last_done, 2);
    wire_done(&wire);
}

static void wrong_tones_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned duration_ms, gap_ms;
    } rows[] = {
        {"", 100, 60},   {"1x", 100, 60}, {"1 2", 100, 60}, {"1", 39, 60},
        {"1", 6001, 60}, {"1", 100, 39},  {"1", 100, 6001},
    };
    char too_long[130];
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 8000);
    memset(too_long, '1', sizeof too_long);
    too_long[129] = '\0';

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(send(&wire, 1, rows[i].text, rows[i].duration_ms, rows[i].gap_ms),
                         CSIP_ERROR_ARGUMENT);
    assert_int_equal(send(&wire, 1, too_long, 100, 60), CSIP_ERROR_ARGUMENT);
    for (int i = 0; i < 16; i++)
        assert_int_equal(send(&wire, 1, "1", 100, 60), CSIP_OK);
    assert_int_equal(send(&wire, 1, "1", 100, 60), CSIP_ERROR_LIMIT);
    wire_done(&wire);
    assert_int_equal(told.done_count, 16);
    assert_int_equal(told.error, CSIP_ERROR_STATE);
}

static void hold_gives_tones_up(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 8000);
    assert_int_equal(send(&wire, 3, "1", 1000, 60), CSIP_OK);
    wire_run(&wire, 200);

    csip__stream_set_held(wire.end[0].stream, true);

    assert_int_equal(told.done_count, 1);
    assert_int_equal(told.error, CSIP_ERROR_STATE);
    assert_int_equal(send(&wire, 4, "1", 100, 60), CSIP_ERROR_STATE);
    wire_run(&wire, 500);
    assert_int_equal(told.count, 1); /* the peer hears that it ended */
    wire_done(&wire);
}

static void events_not_in_common_are_unsupported(void **state)
{
    (void)state;
    network wire;
    csip__jsep_line without = wire_line(CSIP__CODEC_PCMU, CSIP__MEDIA_AUDIO);
    begin(&wire, CSIP__CODEC_PCMU, 8000);
    assert_int_equal(send(&wire, 3, "1", 1000, 60), CSIP_OK);

    assert_int_equal(csip__stream_update(wire.end[0].stream, &without), CSIP_OK);

    assert_int_equal(told.error, CSIP_ERROR_UNSUPPORTED);
    assert_int_equal(send(&wire, 4, "1", 100, 60), CSIP_ERROR_UNSUPPORTED);
    wire_done(&wire);
}

static void events_of_another_source_leave_the_audio_alone(void **state)
{
    (void)state;
    network wire;
    begin(&wire, CSIP__CODEC_PCMU, 8000);
    static const uint8_t octets[] = {0x80, 101, 0, 1, 0, 0, 0, 9, 0, 0, 0x77, 0x77, 5, 0x8A, 3, 32};

    csip__stream_receive_rtp(wire.end[1].stream, octets, sizeof octets, wire.now_ns);
    wire_run(&wire, 1000);

    assert_told("5", 100);
    csip_stream_stats stats = wire_stats(&wire, 1);
    assert_int_equal(stats.packets_lost, 0);
    assert_int_equal(stats.samples_concealed, 0);
    wire_done(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tones_with_opus_arrive),
        cmocka_unit_test(tones_with_pcmu_arrive),
        cmocka_unit_test(tones_of_another_clock_than_the_codec_arrive),
        cmocka_unit_test(tones_over_a_lossy_network_are_told_once_each),
        cmocka_unit_test(longest_tone_arrives_whole),
        cmocka_unit_test(comma_waits_two_seconds),
        cmocka_unit_test(tones_asked_for_meanwhile_follow),
        cmocka_unit_test(wrong_tones_are_refused),
        cmocka_unit_test(hold_gives_tones_up),
        cmocka_unit_test(events_not_in_common_are_unsupported),
        cmocka_unit_test(events_of_another_source_leave_the_audio_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
