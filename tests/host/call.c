#include "host/phones.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* How Bob answers, and what was seen when the call ended. */
typedef struct callee {
    csip_ua_call_options options;
    csip_id session;
    uint16_t rejects_with; /* 0: answers */
    bool frees_phone;
    unsigned ended;
    csip_error stats_error;
    csip_media_stats stats;
    unsigned wav_octets;
    const char *wav_path;
    test_phone calls; /* handlers given with the answer */
} callee;

static unsigned wav_size(const char *path)
{
    FILE *file = fopen(path, "rb");
    unsigned char head[8] = {0};
    size_t octets = 0;

    if (!file)
        return 0;
    if (fread(head, 1, sizeof head, file) == sizeof head && memcmp(head, "RIFF", 4) == 0) {
        fseek(file, 0, SEEK_END);
        octets = (size_t)ftell(file);
        /* the length in its head is right only when it was completed */
        if (octets != 8 + (head[4] | head[5] << 8 | head[6] << 16 | (size_t)head[7] << 24))
            octets = 0;
    }
    fclose(file);
    return (unsigned)octets;
}

static void on_session(csip_ua *ua, const csip_event *event, void *user)
{
    callee *it = user;
    const csip_reply reply = {.status = it->rejects_with};

    if (event->originator != CSIP_ORIGINATOR_REMOTE)
        return;
    it->session = event->id;
    if (it->frees_phone)
        csip_ua_free(ua);
    else if (it->rejects_with)
        assert_int_equal(csip_ua_terminate(ua, event->id, &reply), CSIP_OK);
    else
        assert_int_equal(csip_ua_answer(ua, event->id, &it->options), CSIP_OK);
}

static void on_ended(csip_ua *ua, const csip_event *event, void *user)
{
    callee *it = user;

    it->ended++;
    it->stats_error = csip_ua_stats(ua, event->id, &it->stats);
    it->wav_octets = it->wav_path ? wav_size(it->wav_path) : 0;
}

static void prepare(test_phones *f, callee *it)
{
    test_phones_start(f);
    csip_ua_call_options_init(&it->options);
    it->options.call.video = false;
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_RTC_SESSION, on_session, it);
    csip_ua_on(f->bob.ua, CSIP_EVENT_ENDED, on_ended, it);
}

static csip_id call_bob(test_phones *f)
{
    csip_ua_call_options options;
    csip_id session = 0;

    csip_ua_call_options_init(&options);
    options.call.video = false;
    assert_int_equal(csip_ua_call(f->alice.ua, "bob", &options, &session), CSIP_OK);
    return session;
}

static void wait_for_both(test_phones *f, csip_event_kind kind, unsigned wanted)
{
    test_phones_wait(f, &f->alice.counts[kind], wanted);
    test_phones_wait(f, &f->bob.counts[kind], wanted);
}

static void wait_for_media(test_phones *f)
{
    for (int i = 0; i < 100 && (f->alice.connection != CSIP_CONNECTION_CONNECTED ||
                                f->bob.connection != CSIP_CONNECTION_CONNECTED);
         i++)
        test_phones_run(f, 50);
    assert_int_equal(f->alice.connection, CSIP_CONNECTION_CONNECTED);
    assert_int_equal(f->bob.connection, CSIP_CONNECTION_CONNECTED);
}

static void call_carries_sound_and_ends_with_complete_recording(void **state)
{
    test_phones *f = *state;
    char path[] = "/tmp/csip-test-call-XXXXXX";
    callee bob = {.wav_path = path};
    csip_audio_sink sink = {.wav_path = path};

    close(mkstemp(path));
    prepare(f, &bob);
    bob.options.media.audio_sink = &sink;
    csip_id session = call_bob(f);
    wait_for_both(f, CSIP_EVENT_CONFIRMED, 1);
    wait_for_media(f);
    test_phones_run(f, 700);
    csip_media_stats stats;
    assert_int_equal(csip_ua_stats(f->alice.ua, session, &stats), CSIP_OK);
    assert_true(stats.audio.packets_received > 10);

    assert_int_equal(csip_ua_terminate(f->alice.ua, session, NULL), CSIP_OK);
    wait_for_both(f, CSIP_EVENT_ENDED, 1);

    assert_int_equal(bob.ended, 1);
    assert_int_equal(bob.stats_error, CSIP_OK);
    assert_true(bob.stats.audio.packets_received > 10);
    assert_true(bob.wav_octets > 48000); /* half a second and more */
    assert_int_equal(csip_ua_stats(f->bob.ua, bob.session, &stats), CSIP_ERROR_NOT_FOUND);
    unlink(path);
}

static void call_handlers_hear_their_call(void **state)
{
    test_phones *f = *state;
    callee bob = {0};
    test_phone heard = {0};
    const csip_event_handler handlers[] = {
        {CSIP_EVENT_PROGRESS, test_phone_record, &heard},
        {CSIP_EVENT_CONFIRMED, test_phone_record, &heard},
        {CSIP_EVENT_ENDED, test_phone_record, &heard},
    };
    const csip_event_handler answers = {CSIP_EVENT_ENDED, test_phone_record, &bob.calls};
    csip_ua_call_options options;

    prepare(f, &bob);
    bob.options.handlers = &answers;
    bob.options.handler_count = 1;
    csip_ua_call_options_init(&options);
    options.call.video = false;
    options.handlers = handlers;
    options.handler_count = 3;
    csip_id session = 0;
    assert_int_equal(csip_ua_call(f->alice.ua, "bob", &options, &session), CSIP_OK);
    test_phones_wait(f, &heard.counts[CSIP_EVENT_CONFIRMED], 1);
    assert_int_equal(csip_ua_terminate(f->alice.ua, session, NULL), CSIP_OK);
    test_phones_wait(f, &heard.counts[CSIP_EVENT_ENDED], 1);
    test_phones_wait(f, &bob.calls.counts[CSIP_EVENT_ENDED], 1);
    assert_true(f->alice.ua && bob.ended == 1);
}

static void call_rejected_in_handler_fails_busy(void **state)
{
    test_phones *f = *state;
    callee bob = {.rejects_with = 486};

    prepare(f, &bob);
    call_bob(f);
    wait_for_both(f, CSIP_EVENT_FAILED, 1);
    assert_int_equal(f->alice.cause, CSIP_CAUSE_BUSY);
    assert_null(f->loop->peers);
}

static void call_is_ended_by_stop_and_loop_ends(void **state)
{
    test_phones *f = *state;
    callee bob = {0};

    prepare(f, &bob);
    call_bob(f);
    wait_for_both(f, CSIP_EVENT_CONFIRMED, 1);
    assert_int_equal(csip_ua_stop(f->alice.ua), CSIP_OK);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_ENDED], 1);
    assert_int_equal(csip_ua_stop(f->bob.ua), CSIP_OK);
    assert_int_equal(csip_loop_run(f->loop), CSIP_OK);
    assert_int_equal(f->alice.counts[CSIP_EVENT_ENDED], 1);
    assert_int_equal(f->alice.counts[CSIP_EVENT_DISCONNECTED], 1);
}

static void call_outlives_lost_connection(void **state)
{
    test_phones *f = *state;
    callee bob = {0};

    prepare(f, &bob);
    csip_id session = call_bob(f);
    wait_for_both(f, CSIP_EVENT_CONFIRMED, 1);
    wait_for_media(f);
    test_switch_cut(&f->hub);
    wait_for_both(f, CSIP_EVENT_CONNECTED, 2);
    test_phones_wait(f, &f->hub.registers, 4);
    assert_int_equal(f->alice.counts[CSIP_EVENT_ENDED], 0);
    assert_int_equal(csip_ua_terminate(f->alice.ua, session, NULL), CSIP_OK);
    wait_for_both(f, CSIP_EVENT_ENDED, 1);
}

static void phone_freed_in_call_leaves_nothing(void **state)
{
    test_phones *f = *state;
    callee bob = {0};

    prepare(f, &bob);
    call_bob(f);
    wait_for_both(f, CSIP_EVENT_CONFIRMED, 1);
    csip_ua_free(f->alice.ua);
    f->alice.ua = NULL;
    test_phones_run(f, 50);
}

static void phone_freed_in_new_session_leaves_nothing(void **state)
{
    test_phones *f = *state;
    callee bob = {.frees_phone = true};

    prepare(f, &bob);
    call_bob(f);
    while (bob.session == 0)
        test_phones_run(f, 10);
    f->bob.ua = NULL;
    test_phones_run(f, 50);
}

static unsigned count_entries(const char *path)
{
    DIR *directory = opendir(path);
    unsigned count = 0;

    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void call_once(test_phones *f, unsigned number)
{
    csip_id session = call_bob(f);

    wait_for_both(f, CSIP_EVENT_CONFIRMED, number);
    assert_int_equal(csip_ua_terminate(f->alice.ua, session, NULL), CSIP_OK);
    wait_for_both(f, CSIP_EVENT_ENDED, number);
}

static void hundred_calls_leave_no_descriptor_or_thread(void **state)
{
    test_phones *f = *state;
    callee bob = {0};

    f->config.max_sessions = 128; /* ended ones count for the 32 s in which they can be read */
    prepare(f, &bob);
    call_once(f, 1);
    unsigned descriptors = count_entries("/proc/self/fd");
    unsigned threads = count_entries("/proc/self/task");

    for (unsigned i = 2; i <= 101; i++)
        call_once(f, i);

    assert_null(f->loop->peers);
    assert_int_equal(count_entries("/proc/self/fd"), descriptors);
    assert_int_equal(count_entries("/proc/self/task"), threads);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_phones_set_up, test_phones_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(call_carries_sound_and_ends_with_complete_recording),
        TEST(call_handlers_hear_their_call),
        TEST(call_rejected_in_handler_fails_busy),
        TEST(call_is_ended_by_stop_and_loop_ends),
        TEST(call_outlives_lost_connection),
        TEST(phone_freed_in_call_leaves_nothing),
        TEST(phone_freed_in_new_session_leaves_nothing),
        TEST(hundred_calls_leave_no_descriptor_or_thread),
    };

    return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
