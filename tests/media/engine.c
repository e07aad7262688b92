#include "engine_phone.h"

#include <dirent.h>
#include <sndfile.h>
#include <stdlib.h>
#include <unistd.h>

static bool hears_silence(phone *p)
{
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    return p->stats.audio.level_dbfs < -60;
}

static bool sees_pictures(phone *p)
{
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    return p->stats.video.frames_decoded >= 5;
}

static void exchange_media(csip__engine *first, csip__engine *second, bool is_offerer_client)
{
    static const csip_video_source picture = {.width = 160, .height = 120};
    csip_media_io io = {.audio_source = &tone, .video_source = &picture};
    phone *a = add_phone(first, &io), *b = add_phone(second, &io);

    call(a, b, &(call_options){.video = true, .is_offerer_client = is_offerer_client});

    assert_true(run_until(a, is_connected));
    assert_true(run_until(b, is_connected));
    assert_true(run_until(a, hears_tone));
    assert_true(run_until(b, hears_tone));
    assert_true(run_until(a, sees_pictures));
    assert_true(run_until(b, sees_pictures));
    assert_string_equal(b->stats.audio.codec, "opus");
    assert_string_equal(b->stats.video.codec, "VP8");
    assert_string_equal(b->stats.srtp_profile, "AEAD_AES_128_GCM");
    assert_string_equal(b->stats.local_candidate, "host");
    assert_int_equal(b->stats.video.width, 160);
    assert_int_equal(b->stats.packets_dropped, 0);
    assert_int_equal(b->stats.audio.packets_lost, 0);
    hang_up(a);
    hang_up(b);
}

static void two_peers_of_one_engine_exchange_media(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    exchange_media(engine, engine, false);
}

static void two_engines_exchange_media_with_offerer_as_client(void **state)
{
    (void)state;
    csip__engine *first = add_engine();
    exchange_media(first, add_engine(), true);
}

static void mute_silences_the_peer_until_unmuted(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    csip_media_io io = {.audio_source = &tone};
    phone *a = add_phone(engine, &io), *b = add_phone(engine, &io);
    call(a, b, &(call_options){0});
    assert_true(run_until(b, hears_tone));
    csip_media_op mute = {.kind = CSIP_MEDIA_MUTE, .audio = true};

    assert_int_equal(csip__engine_request(engine, a->key, &mute), CSIP_OK);
    assert_true(run_until(b, hears_silence));

    mute.audio = false;
    assert_int_equal(csip__engine_request(engine, a->key, &mute), CSIP_OK);
    assert_true(run_until(b, hears_tone));
}

static bool has_heard_something(phone *p)
{
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    return p->stats.audio.packets_received > 10;
}

static void recording_is_complete_when_close_is_reported(void **state)
{
    (void)state;
    char path[] = "/tmp/csip-engine-XXXXXX.wav";
    int fd = mkstemps(path, 4);
    assert_true(fd >= 0);
    close(fd);
    csip__engine *engine = add_engine();
    csip_audio_sink sink = {.wav_path = path};
    csip_media_io io = {.audio_source = &tone, .audio_sink = &sink};
    phone *a = add_phone(engine, &io);
    sink.wav_path = NULL;
    phone *b = add_phone(engine, &io);
    call(a, b, &(call_options){0});
    assert_true(run_until(a, has_heard_something));

    hang_up(a);

    SF_INFO info = {0};
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    assert_non_null(file);
    assert_int_equal(info.samplerate, 48000);
    assert_int_equal(info.channels, 1);
    assert_true(info.frames > 0);
    sf_close(file);
    unlink(path);
}

static void close_disconnects_the_peer(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, NULL), *b = add_phone(engine, NULL);
    call(a, b, &(call_options){0});
    assert_true(run_until(b, is_connected));
    assert_true(run_until(a, is_connected));

    hang_up(a);

    assert_true(run_until(b, is_disconnected));
}

static bool heard_four(phone *p)
{
    return p->digit_count == 4;
}

static void tones_are_heard_and_answered_when_over(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, NULL), *b = add_phone(engine, NULL);
    csip_media_op op = {
        .kind = CSIP_MEDIA_TONES, .tones = CSIP_STR("12#D"), .duration_ms = 70, .gap_ms = 50};
    assert_int_equal(request(a, op), CSIP_ERROR_STATE); /* no call yet */
    call(a, b, &(call_options){0});
    assert_true(run_until(a, is_connected));
    assert_true(run_until(b, is_connected));

    assert_int_equal(request(a, op), CSIP_OK);

    assert_true(run_until(b, heard_four));
    assert_string_equal(b->digits, "12#D");
}

static void tones_of_a_closed_call_are_answered(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, NULL), *b = add_phone(engine, NULL);
    csip_media_op op = {.op = 99,
                        .kind = CSIP_MEDIA_TONES,
                        .tones = CSIP_STR("1"),
                        .duration_ms = 6000,
                        .gap_ms = 50};
    call(a, b, &(call_options){0});
    assert_true(run_until(a, is_connected));
    assert_int_equal(csip__engine_request(a->engine, a->key, &op), CSIP_OK);
    assert_int_equal(csip__engine_request(a->engine, a->key,
                                          &(csip_media_op){.op = 100, .kind = CSIP_MEDIA_CLOSE}),
                     CSIP_OK);

    a->last_op = 100;
    assert_true(run_until(a, is_done));
    assert_int_equal(a->error, CSIP_OK);
    assert_int_equal(a->failed_op, 99);
    assert_int_equal(a->failure, CSIP_ERROR_STATE);
}

static void loopback_wish_adds_a_candidate(void **state)
{
    (void)state;
    phone *without = add_phone(add_engine(), NULL);
    assert_int_equal(setenv("CSIP_ICE_LOOPBACK", "1", 1), 0);
    phone *with = add_phone(add_engine(), NULL);
    assert_int_equal(unsetenv("CSIP_ICE_LOOPBACK"), 0);
    assert_int_equal(acquire(with, true, false), CSIP_OK);
    assert_int_equal(acquire(without, true, false), CSIP_OK);

    describe(with, CSIP_SDP_OFFER);
    describe(without, CSIP_SDP_OFFER);

    assert_non_null(strstr(with->sdp, " 127.0.0.1 "));
    bool has_others = with->candidate_count > 1;
    assert_int_equal(with->candidate_count, without->candidate_count + has_others);
}

/* ---- resources ---- */

static size_t entries(const char *path)
{
    size_t count = 0;
    DIR *directory = opendir(path);
    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void hundred_calls_leave_no_descriptor_and_no_thread(void **state)
{
    (void)state;
    enum { ROUNDS = 10, PAIRS = 5 };
    csip__engine *first = add_engine(), *second = add_engine();
    size_t descriptors = 0, threads = 0;
    for (int round = 0; round <= 2 * ROUNDS; round++) {
        forget_phones();
        for (int i = 0; i < PAIRS; i++) {
            phone *a = add_phone(first, NULL);
            call(a, add_phone(second, NULL), &(call_options){0});
        }
        size_t count = 0;
        phone *phones = phones_get(&count);
        for (size_t i = 0; i < count; i++)
            assert_true(run_until(&phones[i], is_connected));
        if (round > 0)
            assert_int_equal(entries("/proc/self/task"), threads);
        for (size_t i = 0; i < count; i++)
            hang_up(&phones[i]);
        if (round == 0) { /* libraries have opened by now what they keep */
            descriptors = entries("/proc/self/fd");
            threads = entries("/proc/self/task");
        }
    }
    assert_int_equal(entries("/proc/self/fd"), descriptors);
    assert_int_equal(entries("/proc/self/task"), threads);
}

static void engine_freed_with_calls_running_closes_them(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, NULL), *b = add_phone(engine, NULL);
    size_t threads = entries("/proc/self/task");
    call(a, b, &(call_options){0});
    assert_true(run_until(b, is_connected));

    csip__engine_free(engine);
    forget_engines();

    assert_int_equal(entries("/proc/self/task"), threads - 1);
}

int main(void)
{
#define LIVE(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        LIVE(two_peers_of_one_engine_exchange_media),
        LIVE(two_engines_exchange_media_with_offerer_as_client),
        LIVE(mute_silences_the_peer_until_unmuted),
        LIVE(recording_is_complete_when_close_is_reported),
        LIVE(close_disconnects_the_peer),
        LIVE(tones_are_heard_and_answered_when_over),
        LIVE(tones_of_a_closed_call_are_answered),
        LIVE(loopback_wish_adds_a_candidate),
        LIVE(hundred_calls_leave_no_descriptor_and_no_thread),
        LIVE(engine_freed_with_calls_running_closes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
