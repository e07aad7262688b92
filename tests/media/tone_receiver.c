#include "group.h"
#include "guard.h"

#include <media/clock.h>
#include <media/telephone_event.h>
#include <media/tone_receiver.h>

enum { AUDIO_HZ = 8000 };

static struct {
    size_t count;
    char digits[32];
    unsigned durations_ms[32];
} told;

static void on_digit(void *user, char digit, unsigned duration_ms)
{
    (void)user;
    assert_true(told.count < sizeof told.digits);
    told.digits[told.count] = digit;
    told.durations_ms[told.count++] = duration_ms;
}

static csip__tone_receiver receiver;
static uint64_t now_ns;

static int setup(void **state)
{
    (void)state;
    memset(&told, 0, sizeof told);
    receiver = (csip__tone_receiver){.on_digit = on_digit};
    now_ns = 1000 * CSIP__NS_PER_S;
    return 0;
}

typedef struct packet {
    uint32_t timestamp;
    uint8_t code;
    uint16_t duration;
    bool is_end, marker;
} packet;

static void receive_at(const packet *p, unsigned clock_hz, unsigned audio_hz)
{
    const uint8_t payload[] = {p->code, (uint8_t)(p->is_end ? 0x8A : 0x0A),
                               (uint8_t)(p->duration >> 8), (uint8_t)p->duration};
    const unsigned clocks_hz[2] = {clock_hz, audio_hz};
    csip__rtp_packet rtp = {.marker = p->marker,
                            .timestamp = p->timestamp,
                            .payload = payload,
                            .payload_len = sizeof payload};
    csip__tone_receiver_packet(&receiver, &rtp, clocks_hz, now_ns);
    now_ns += 20 * CSIP__NS_PER_MS;
}

static void receive(const packet *packets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        receive_at(&packets[i], AUDIO_HZ, AUDIO_HZ);
}

#define RECEIVE(...)                                                                               \
    receive((packet[]){__VA_ARGS__}, sizeof((packet[]){__VA_ARGS__}) / sizeof(packet))

static void assert_told(const char *digits)
{
    assert_int_equal(told.count, strlen(digits));
    assert_memory_equal(told.digits, digits, told.count);
}

static void digit_with_repeated_end_is_told_once(void **state)
{
    (void)state;
    RECEIVE({800, 5, 160, false, true}, {800, 5, 320, false, false}, {800, 5, 800, true, false},
            {800, 5, 800, true, false}, {800, 5, 800, true, false});
    assert_told("5");
    assert_int_equal(told.durations_ms[0], 100);
}

static void digit_without_marker_is_told(void **state)
{
    (void)state;
    RECEIVE({800, 10, 160, false, false}, {800, 10, 800, true, false});
    assert_told("*");
}

static void digit_of_which_only_one_end_arrives_is_told(void **state)
{
    (void)state;
    RECEIVE({800, 11, 800, true, false});
    assert_told("#");
    assert_int_equal(told.durations_ms[0], 100);
}

static void digit_whose_ends_are_lost_is_told_after_silence(void **state)
{
    (void)state;
    RECEIVE({800, 15, 160, false, true}, {800, 15, 480, false, false});
    csip__tone_receiver_tick(&receiver, now_ns + 150 * CSIP__NS_PER_MS);
    assert_told("");

    csip__tone_receiver_tick(&receiver, now_ns + 250 * CSIP__NS_PER_MS);

    assert_told("D");
    assert_int_equal(told.durations_ms[0], 60);
    RECEIVE({800, 15, 800, true, false}); /* late after all */
    assert_told("D");
}

static void digit_that_another_follows_is_told_first(void **state)
{
    (void)state;
    RECEIVE({800, 1, 160, false, true}, {4000, 1, 160, false, true}, {4000, 1, 640, true, false},
            {800, 1, 480, false, false}, {8000, 2, 400, true, true});
    assert_told("112");
    assert_int_equal(told.durations_ms[1], 80);
}

static void same_timestamp_after_the_clock_went_round_is_another_digit(void **state)
{
    (void)state;
    RECEIVE({800, 3, 160, true, true});
    now_ns += 45000 * CSIP__NS_PER_S;
    RECEIVE({800 + 0x90000000u, 4, 160, true, true});
    assert_told("34");
}

static void long_digit_in_segments_is_told_once(void **state)
{
    (void)state;
    uint32_t at = 48000;
    static const packet end = {48000 + 2 * 65535, 9, 12930, true, false};
    for (unsigned duration = 960; duration <= 65535; duration += 960)
        receive_at(&(packet){at, 9, (uint16_t)duration, false, duration == 960}, 48000, 48000);
    receive_at(&(packet){at + 65535, 9, 500, false, false}, 48000, 48000);
    receive_at(&(packet){at + 65535, 9, 65535, false, false}, 48000, 48000);
    receive_at(&end, 48000, 48000);
    receive_at(&end, 48000, 48000);
    assert_told("9");
    assert_int_equal(told.durations_ms[0], 3000);
}

static void durations_are_in_the_clock_of_the_payload_type(void **state)
{
    (void)state;
    receive_at(&(packet){800, 0, 800, true, true}, 8000, 48000);
    receive_at(&(packet){9600, 0, 4800, true, true}, 48000, 48000);
    assert_told("00");
    assert_int_equal(told.durations_ms[0], 100);
    assert_int_equal(told.durations_ms[1], 100);
}

static void reset_tells_what_lasts(void **state)
{
    (void)state;
    RECEIVE({800, 12, 160, false, true});
    csip__tone_receiver_reset(&receiver);
    assert_told("A");
    RECEIVE({10, 13, 160, true, true}); /* another source's timestamps */
    assert_told("AB");
}

static void other_events_and_short_payloads_are_passed_over(void **state)
{
    (void)state;
    const unsigned clocks_hz[2] = {AUDIO_HZ, AUDIO_HZ};
    guarded guard = guard_new(8);
    static const uint8_t whole[] = {5, 0x8A, 3, 32};
    RECEIVE({800, 16, 160, true, true}, {800, 255, 160, true, true});
    for (size_t len = 0; len < sizeof whole; len++) {
        csip__rtp_packet rtp = {.payload = guard_put(&guard, whole, len), .payload_len = len};
        csip__tone_receiver_packet(&receiver, &rtp, clocks_hz, now_ns);
    }
    guard_free(&guard);
    assert_told("");
}

static void each_event_written_is_read_back(void **state)
{
    (void)state;
    uint8_t out[CSIP__EVENT_LEN];
    for (const char *digit = "0123456789*#ABCD"; *digit; digit++) {
        csip__telephone_event event = {*digit, *digit < '5', 1234}, read;
        csip__telephone_event_write(&event, out);
        assert_true(csip__telephone_event_parse(out, sizeof out, &read));
        assert_int_equal(read.digit, event.digit);
        assert_int_equal(read.is_end, event.is_end);
        assert_int_equal(read.duration, event.duration);
    }
    assert_true(csip__telephone_event_is_digit('c'));
    assert_false(csip__telephone_event_is_digit('E'));
    assert_false(csip__telephone_event_is_digit('\0'));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(digit_with_repeated_end_is_told_once),
        TEST(digit_without_marker_is_told),
        TEST(digit_of_which_only_one_end_arrives_is_told),
        TEST(digit_whose_ends_are_lost_is_told_after_silence),
        TEST(digit_that_another_follows_is_told_first),
        TEST(same_timestamp_after_the_clock_went_round_is_another_digit),
        TEST(long_digit_in_segments_is_told_once),
        TEST(durations_are_in_the_clock_of_the_payload_type),
        TEST(reset_tells_what_lasts),
        TEST(other_events_and_short_payloads_are_passed_over),
        TEST(each_event_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
