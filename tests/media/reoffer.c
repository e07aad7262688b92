#include "engine_phone.h"

#include <unistd.h>

/* ---- what a phone has come to since a mark ---- */

static csip_media_stats mark;

static void set_mark(phone *p)
{
    mark = *stats_of(p);
}

static bool receives_audio(phone *p)
{
    return stats_of(p)->audio.packets_received > mark.audio.packets_received + 10;
}

static bool sees_pictures(phone *p)
{
    return stats_of(p)->video.frames_decoded >= mark.video.frames_decoded + 5;
}

static const csip_video_source picture = {.width = 160, .height = 120};

static void begin_audio(phone **a, phone **b)
{
    static const csip_media_io io = {.audio_source = &tone, .video_source = &picture};
    csip__engine *engine = add_engine();
    *a = add_phone(engine, &io);
    *b = add_phone(engine, &io);
    call(*a, *b, &(call_options){0});
    assert_true(run_until(*a, hears_tone));
    assert_true(run_until(*b, hears_tone));
}

/* b makes the second offer, so that offerer and answerer change places. */
static void second_offer_keeps_connection_and_media(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);

    reoffer(b, a);

    assert_int_equal(a->state, CSIP_CONNECTION_CONNECTED);
    assert_int_equal(b->state, CSIP_CONNECTION_CONNECTED);
    set_mark(a);
    assert_true(run_until(a, receives_audio));
    assert_true(hears_tone(a));
    assert_true(run_until(b, hears_tone));
    assert_int_equal(a->stats.audio.packets_lost, 0);
}

/* ---- hold ---- */

static void set_audio(phone *p, csip_direction direction, bool is_held)
{
    csip_media_op op = {.kind = CSIP_MEDIA_SET_DIRECTIONS,
                        .audio = is_held,
                        .audio_direction = direction,
                        .video_direction = CSIP_DIRECTION_SENDRECV};
    assert_int_equal(request(p, op), CSIP_OK);
}

/* Packets that arrive in 200 ms. */
static uint64_t arriving(phone *p)
{
    uint64_t before = stats_of(p)->audio.packets_received;
    usleep(200 * 1000);
    return stats_of(p)->audio.packets_received - before;
}

static void hold_stops_both_ways_and_unhold_resumes(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);

    set_audio(a, CSIP_DIRECTION_SENDONLY, true);
    reoffer(a, b);

    assert_non_null(strstr(b->sdp, "a=recvonly"));
    usleep(50 * 1000); /* what was on its way */
    assert_int_equal(arriving(a), 0);
    assert_int_equal(arriving(b), 0);

    set_audio(a, CSIP_DIRECTION_SENDRECV, false);
    reoffer(a, b);

    assert_non_null(strstr(b->sdp, "a=sendrecv"));
    assert_true(run_until(a, hears_tone));
    assert_true(run_until(b, hears_tone));
    assert_int_equal(stats_of(a)->audio.packets_lost, 0);
    assert_int_equal(stats_of(b)->audio.packets_lost, 0);
}

static void hold_of_both_is_inactive(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);
    set_audio(a, CSIP_DIRECTION_SENDONLY, true);
    reoffer(a, b);

    set_audio(b, CSIP_DIRECTION_INACTIVE, true);
    reoffer(b, a);

    assert_non_null(strstr(a->sdp, "a=inactive"));
    assert_int_equal(arriving(a), 0);
    assert_int_equal(arriving(b), 0);
    set_audio(a, CSIP_DIRECTION_RECVONLY, false); /* the peer still holds */
    reoffer(a, b);
    set_audio(a, CSIP_DIRECTION_SENDRECV, false);
    set_audio(b, CSIP_DIRECTION_SENDRECV, false);
    reoffer(b, a);
    assert_true(run_until(a, hears_tone));
    assert_true(run_until(b, hears_tone));
}

static void hold_before_the_answer_is_at_once(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);

    set_audio(a, CSIP_DIRECTION_SENDONLY, true);

    usleep(50 * 1000);
    assert_int_equal(arriving(b), 0);
    assert_true(arriving(a) > 5);
}

static void wrong_direction_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    phone *a = add_phone(add_engine(), NULL);
    csip_media_op op = {.kind = CSIP_MEDIA_SET_DIRECTIONS, .audio_direction = (csip_direction)4};
    assert_int_equal(acquire(a, true, false), CSIP_OK);

    assert_int_equal(request(a, op), CSIP_ERROR_ARGUMENT);

    describe(a, CSIP_SDP_OFFER);
    assert_non_null(strstr(a->sdp, "a=sendrecv"));
}

/* ---- a refused re-offer ---- */

static void refused_offer_rolled_back_leaves_the_call(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);
    assert_int_equal(acquire(a, false, true), CSIP_OK);
    describe(a, CSIP_SDP_OFFER);
    assert_non_null(strstr(a->sdp, "m=video"));

    assert_int_equal(simple(a, CSIP_MEDIA_ROLL_BACK), CSIP_OK);
    csip_media_op op = {.kind = CSIP_MEDIA_RELEASE, .video = true};
    assert_int_equal(request(a, op), CSIP_OK);

    assert_int_equal(simple(a, CSIP_MEDIA_DESCRIBE), CSIP_OK);
    assert_null(strstr(a->sdp, "m=video"));
    set_mark(b);
    assert_true(run_until(b, receives_audio));
    reoffer(b, a); /* signalling is stable again */
    assert_null(strstr(a->sdp, "m=video"));
}

static void offer_of_the_peer_rolled_back_leaves_the_call(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);
    set_audio(a, CSIP_DIRECTION_SENDONLY, false);
    describe(a, CSIP_SDP_OFFER);
    assert_int_equal(set(b, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, a->sdp), CSIP_OK);

    assert_int_equal(simple(b, CSIP_MEDIA_ROLL_BACK), CSIP_OK);
    assert_int_equal(simple(a, CSIP_MEDIA_ROLL_BACK), CSIP_OK);

    assert_int_equal(simple(a, CSIP_MEDIA_ROLL_BACK), CSIP_ERROR_STATE);
    set_mark(a);
    assert_true(run_until(a, receives_audio));
    assert_int_equal(a->state, CSIP_CONNECTION_CONNECTED);
}

/* ---- ICE restarts ---- */

static void ufrag_of(const char *sdp, char out[64])
{
    const char *at = strstr(sdp, "a=ice-ufrag:");
    assert_non_null(at);
    at += strlen("a=ice-ufrag:");
    size_t len = strcspn(at, "\r\n");
    assert_true(len < 64);
    memcpy(out, at, len);
    out[len] = '\0';
}

static void restart_of_either_side_keeps_the_call(void **state)
{
    (void)state;
    char before[64], after[64];
    phone *a, *b;
    begin_audio(&a, &b);
    assert_int_equal(simple(a, CSIP_MEDIA_DESCRIBE), CSIP_OK);
    ufrag_of(a->sdp, before);

    assert_int_equal(simple(b, CSIP_MEDIA_RESTART_ICE), CSIP_OK);
    reoffer(b, a); /* a answers a restart of the peer */

    ufrag_of(a->sdp, after);
    assert_string_not_equal(after, before);
    assert_non_null(strstr(a->sdp, "a=candidate:"));
    set_mark(a);
    assert_true(run_until(a, receives_audio));
    assert_true(run_until(b, hears_tone));
    assert_int_equal(a->state, CSIP_CONNECTION_CONNECTED);
    assert_int_equal(stats_of(a)->audio.packets_lost, 0);
}

static void restart_rolled_back_keeps_the_credentials(void **state)
{
    (void)state;
    char before[64], after[64];
    phone *a, *b;
    begin_audio(&a, &b);
    assert_int_equal(simple(a, CSIP_MEDIA_DESCRIBE), CSIP_OK);
    ufrag_of(a->sdp, before);
    assert_int_equal(simple(a, CSIP_MEDIA_RESTART_ICE), CSIP_OK);
    describe(a, CSIP_SDP_OFFER);
    ufrag_of(a->sdp, after);
    assert_string_not_equal(after, before);

    assert_int_equal(simple(a, CSIP_MEDIA_ROLL_BACK), CSIP_OK);

    describe(a, CSIP_SDP_OFFER);
    ufrag_of(a->sdp, after);
    assert_string_equal(after, before);
    set_mark(a);
    assert_true(run_until(a, receives_audio));
}

/* ---- forks ---- */

static void answer_of_another_fork_moves_the_call(void **state)
{
    (void)state;
    static const csip_media_io io = {.audio_source = &tone};
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, &io), *b = add_phone(engine, NULL), *c = add_phone(engine, &io);
    char offer[SDP_MAX];
    assert_int_equal(acquire(a, true, false), CSIP_OK);
    assert_int_equal(acquire(b, true, false), CSIP_OK);
    assert_int_equal(acquire(c, true, false), CSIP_OK);
    describe(a, CSIP_SDP_OFFER);
    strcpy(offer, a->sdp);
    assert_int_equal(set(b, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, offer), CSIP_OK);
    describe(b, CSIP_SDP_PRANSWER);
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_PRANSWER, b->sdp), CSIP_OK);
    assert_true(run_until(b, hears_tone));

    assert_int_equal(set(c, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, offer), CSIP_OK);
    describe(c, CSIP_SDP_ANSWER);
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, c->sdp), CSIP_OK);

    assert_true(run_until(c, hears_tone));
    assert_true(run_until(a, hears_tone));
    reoffer(a, c);
    reoffer(c, a);
    assert_true(run_until(c, hears_tone));
}

/* ---- video comes and goes ---- */

static void add_video(phone *from, phone *to)
{
    assert_int_equal(acquire(from, false, true), CSIP_OK);
    assert_int_equal(acquire(to, false, true), CSIP_OK);
    set_mark(from);
    reoffer(from, to);
    assert_true(run_until(from, sees_pictures));
    set_mark(to);
    assert_true(run_until(to, sees_pictures));
}

static void remove_video(phone *from, phone *to)
{
    csip_media_op op = {.kind = CSIP_MEDIA_RELEASE, .video = true};
    assert_int_equal(request(from, op), CSIP_OK);
    reoffer(from, to);
    assert_non_null(strstr(to->sdp, "m=video 0 "));
    assert_false(stats_of(from)->video.is_negotiated);
    assert_false(stats_of(to)->video.is_negotiated);
}

static size_t lines_of(const char *sdp)
{
    size_t count = 0;
    for (const char *at = strstr(sdp, "m="); at; at = strstr(at + 1, "\nm="))
        count++;
    return count;
}

static void video_comes_and_goes_by_either_side(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);

    add_video(a, b);
    remove_video(b, a);
    add_video(b, a);
    remove_video(b, a);
    add_video(a, b);

    assert_int_equal(lines_of(b->sdp), 2);
    assert_true(hears_tone(a));
    assert_int_equal(stats_of(a)->audio.packets_lost, 0);
}

static void acquired_again_audio_keeps_its_stream(void **state)
{
    (void)state;
    phone *a, *b;
    begin_audio(&a, &b);

    assert_int_equal(acquire(a, true, true), CSIP_OK);
    assert_int_equal(acquire(b, true, true), CSIP_OK);
    set_mark(a);
    reoffer(a, b);

    assert_true(run_until(a, sees_pictures));
    assert_true(hears_tone(a));
    assert_true(stats_of(a)->audio.packets_received > mark.audio.packets_received);
}

int main(void)
{
#define LIVE(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        LIVE(second_offer_keeps_connection_and_media),
        LIVE(hold_stops_both_ways_and_unhold_resumes),
        LIVE(hold_of_both_is_inactive),
        LIVE(hold_before_the_answer_is_at_once),
        LIVE(wrong_direction_is_refused_and_changes_nothing),
        LIVE(refused_offer_rolled_back_leaves_the_call),
        LIVE(offer_of_the_peer_rolled_back_leaves_the_call),
        LIVE(restart_of_either_side_keeps_the_call),
        LIVE(restart_rolled_back_keeps_the_credentials),
        LIVE(answer_of_another_fork_moves_the_call),
        LIVE(video_comes_and_goes_by_either_side),
        LIVE(acquired_again_audio_keeps_its_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
