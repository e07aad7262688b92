#include "host/fake_engine.h"
#include "host/phones.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* What an engine does only when it is in trouble cannot be had of the real one: here it is
 * taken the place of. */

static int set_up(void **state)
{
    fake = (test_engine){0};
    return test_phones_set_up(state);
}

static void answer(csip_ua *ua, const csip_event *event, void *user)
{
    if (event->originator == CSIP_ORIGINATOR_REMOTE)
        assert_int_equal(csip_ua_answer(ua, event->id, user), CSIP_OK);
}

static csip_id call_bob(test_phones *f)
{
    csip_id session = 0;

    assert_int_equal(csip_ua_call(f->alice.ua, "bob", NULL, &session), CSIP_OK);
    return session;
}

static csip_id talk(test_phones *f)
{
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_RTC_SESSION, answer, NULL);
    csip_id session = call_bob(f);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_CONFIRMED], 1);
    test_phones_wait(f, &f->bob.counts[CSIP_EVENT_CONFIRMED], 1);
    return session;
}

static void engine_is_made_at_first_call_and_freed_with_loop(void **state)
{
    test_phones *f = *state;

    test_phones_start(f);
    assert_false(fake.has_engine);
    talk(f);
    assert_true(fake.has_engine);
    assert_int_equal(fake.opens, 2);
}

static void open_is_done_before_call_returns(void **state)
{
    test_phones *f = *state;

    test_phones_start(f);
    call_bob(f);
    assert_int_equal(fake.opens, 1);
    assert_int_equal(f->alice.counts[CSIP_EVENT_PEERCONNECTION], 1);
}

static void ended_waits_for_the_peers_close(void **state)
{
    test_phones *f = *state;

    test_phones_start(f);
    csip_id session = talk(f);
    fake.never_closes = true;
    assert_int_equal(csip_ua_terminate(f->alice.ua, session, NULL), CSIP_OK);
    assert_int_equal(fake.closes, 1);
    test_phones_run(f, 30);
    assert_int_equal(f->alice.counts[CSIP_EVENT_ENDED], 0);

    fake_engine_finish(1);
    test_phones_run(f, 30);
    assert_int_equal(f->alice.counts[CSIP_EVENT_ENDED], 1);
    assert_int_equal(f->alice.cause, CSIP_CAUSE_BYE);
}

static void ended_without_close_is_told_after_two_seconds(void **state)
{
    test_phones *f = *state;

    test_phones_start(f);
    csip_id session = talk(f);
    fake.never_closes = true;
    uint64_t start = csip_loop_now_ms(f->loop);
    assert_int_equal(csip_ua_terminate(f->alice.ua, session, NULL), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_ENDED], 1);
    assert_in_range(csip_loop_now_ms(f->loop) - start, 1990, 4000);
    fake_engine_finish(1); /* too late: harms nothing */
    test_phones_run(f, 10);
    assert_int_equal(f->alice.counts[CSIP_EVENT_ENDED], 1);
}

static void loop_runs_until_held_event_is_told(void **state)
{
    test_phones *f = *state;

    test_phones_start(f);
    talk(f);
    fake.never_closes = true;
    assert_int_equal(csip_ua_stop(f->alice.ua), CSIP_OK);
    assert_int_equal(csip_ua_stop(f->bob.ua), CSIP_OK);
    assert_int_equal(csip_loop_run(f->loop), CSIP_OK);
    assert_int_equal(f->alice.counts[CSIP_EVENT_ENDED], 1);
}

static void read_stats(csip_ua *ua, const csip_event *event, void *user)
{
    csip_media_stats stats = {0};

    *(csip_error *)user = csip_ua_stats(ua, event->id, &stats);
    assert_true(stats.audio.is_negotiated);
}

static void stats_are_there_when_ended_is_told(void **state)
{
    test_phones *f = *state;
    csip_error error = CSIP_ERROR_STATE;
    csip_media_stats stats;

    test_phones_start(f);
    assert_int_equal(csip_ua_stats(f->alice.ua, 12345, &stats), CSIP_ERROR_NOT_FOUND);
    csip_ua_on(f->alice.ua, CSIP_EVENT_ENDED, read_stats, &error);
    csip_id session = talk(f);
    assert_int_equal(csip_ua_stats(f->alice.ua, session, &stats), CSIP_OK);
    assert_int_equal(csip_ua_terminate(f->alice.ua, session, NULL), CSIP_OK);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_ENDED], 1);
    assert_int_equal(error, CSIP_OK);
    assert_int_equal(csip_ua_stats(f->alice.ua, session, &stats), CSIP_ERROR_NOT_FOUND);
}

static void sources_of_answer_reach_the_engine(void **state)
{
    test_phones *f = *state;
    char path[] = "bob.wav";
    const csip_audio_sink sink = {.wav_path = path};
    csip_ua_call_options options;

    test_phones_start(f);
    csip_ua_call_options_init(&options);
    options.media.audio_sink = &sink;
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_RTC_SESSION, answer, &options);
    call_bob(f);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_CONFIRMED], 1);
    assert_string_equal(fake.wav_path, "bob.wav");
    assert_true(fake.wav_path != path); /* a copy */
}

static void peer_that_cannot_be_opened_fails_the_call(void **state)
{
    test_phones *f = *state;

    test_phones_start(f);
    fake.refuses_open = true;
    call_bob(f);
    test_phones_wait(f, &f->alice.counts[CSIP_EVENT_FAILED], 1);
    assert_true(f->alice.counts[CSIP_EVENT_LOG] >= 1);
    assert_int_equal(f->bob.counts[CSIP_EVENT_NEW_RTC_SESSION], 0);
    assert_int_equal(csip_ua_stop(f->alice.ua), CSIP_OK);
    assert_int_equal(csip_ua_stop(f->bob.ua), CSIP_OK);
    assert_int_equal(csip_loop_run(f->loop), CSIP_OK);
}

static void freed_phone_closes_its_peers(void **state)
{
    test_phones *f = *state;

    test_phones_start(f);
    talk(f);
    csip_ua_free(f->alice.ua);
    f->alice.ua = NULL;
    assert_int_equal(fake.closes, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, test_phones_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(engine_is_made_at_first_call_and_freed_with_loop),
        TEST(open_is_done_before_call_returns),
        TEST(ended_waits_for_the_peers_close),
        TEST(ended_without_close_is_told_after_two_seconds),
        TEST(loop_runs_until_held_event_is_told),
        TEST(stats_are_there_when_ended_is_told),
        TEST(sources_of_answer_reach_the_engine),
        TEST(peer_that_cannot_be_opened_fails_the_call),
        TEST(freed_phone_closes_its_peers),
    };

    return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
