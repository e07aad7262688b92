#include "pair.h"

#include <string.h>

static void pair_offer_and_answer_negotiates_the_same(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add_both(pair->b);

    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);

    assert_true(csip__jsep_is_negotiated(pair->a));
    assert_true(csip__jsep_is_negotiated(pair->b));
    assert_int_equal(csip__jsep_line_count(pair->a), 2);
    for (size_t i = 0; i < 2; i++)
        assert_same_line(csip__jsep_line_get(pair->a, i), csip__jsep_line_get(pair->b, i));
    const csip__jsep_line *audio = csip__jsep_line_get(pair->a, 0);
    const csip__jsep_line *video = csip__jsep_line_get(pair->a, 1);
    assert_int_equal(audio->codec, CSIP__CODEC_OPUS);
    assert_int_equal(audio->direction, CSIP_DIRECTION_SENDRECV);
    assert_int_equal(audio->telephone_event_clock_hz, 48000);
    assert_true(audio->opus_use_inband_fec);
    assert_int_equal(video->codec, CSIP__CODEC_VP8);
    assert_true(video->has_nack && video->has_pli && video->has_fir);
    assert_int_not_equal(audio->local_ssrc, video->local_ssrc);
}

static void pair_transport_is_told_to_the_other_end(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add_both(pair->b);

    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);

    const csip__jsep_remote *of_a = csip__jsep_remote_get(pair->a);
    const csip__jsep_remote *of_b = csip__jsep_remote_get(pair->b);
    assert_true(csip_str_equal(of_a->ice_ufrag, CSIP_STR("bUfr")));
    assert_true(csip_str_equal(of_b->ice_pwd, CSIP_STR("aPwdaPwdaPwdaPwdaPwdaPwd")));
    assert_int_equal(of_a->setup, CSIP__SETUP_PASSIVE);
    assert_int_equal(of_b->setup, CSIP__SETUP_ACTIVE);
    assert_true(of_a->is_ice_controlling);
    assert_false(of_b->is_ice_controlling);
    assert_int_equal(of_a->candidate_count, 2);
    assert_true(csip_str_equal(of_a->candidates[1], support_transport().candidates[1]));
}

static void pair_directions_meet(void **state)
{
    static const csip_direction rows[][3] = {
        /* offerer, answerer, outcome at the offerer */
        {CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_SENDRECV},
        {CSIP_DIRECTION_SENDONLY, CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_SENDONLY},
        {CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_SENDONLY, CSIP_DIRECTION_RECVONLY},
        {CSIP_DIRECTION_RECVONLY, CSIP_DIRECTION_RECVONLY, CSIP_DIRECTION_INACTIVE},
        {CSIP_DIRECTION_INACTIVE, CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_INACTIVE},
    };
    struct pair *pair = *state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        add(pair->a, CSIP__MEDIA_AUDIO, rows[i][0]);
        add(pair->b, CSIP__MEDIA_AUDIO, rows[i][1]);

        exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);

        assert_int_equal(csip__jsep_line_get(pair->a, 0)->direction, rows[i][2]);
    }
}

static void pair_provisional_answer_negotiates_and_the_answer_follows(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport transport = support_other_transport();
    csip_str answer;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_PRANSWER);
    assert_true(csip__jsep_is_negotiated(pair->a));

    assert_int_equal(csip__jsep_create_answer(pair->b, &transport, &answer), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(pair->b, CSIP_SDP_ANSWER, answer), CSIP_OK);
    assert_int_equal(csip__jsep_set_remote(pair->a, CSIP_SDP_ANSWER, answer), CSIP_OK);

    assert_same_line(csip__jsep_line_get(pair->a, 0), csip__jsep_line_get(pair->b, 0));
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
}

static void state_wrong_order_is_refused(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    csip_str chrome = csip_str_from(support_chrome_offer);
    add_both(pair->a);

    assert_int_equal(csip__jsep_create_answer(pair->a, &transport, &sdp), CSIP_ERROR_STATE);
    assert_int_equal(csip__jsep_describe(pair->a, &transport, &sdp), CSIP_ERROR_STATE);
    assert_int_equal(csip__jsep_set_remote(pair->a, CSIP_SDP_ANSWER, chrome), CSIP_ERROR_STATE);
    assert_int_equal(csip__jsep_set_local(pair->a, CSIP_SDP_PRANSWER, chrome), CSIP_ERROR_STATE);
    assert_int_equal(csip__jsep_set_remote(pair->a, CSIP_SDP_OFFER, chrome), CSIP_OK);
    assert_int_equal(csip__jsep_create_offer(pair->a, &transport, &sdp), CSIP_ERROR_STATE);
    assert_int_equal(csip__jsep_set_local(pair->a, CSIP_SDP_OFFER, chrome), CSIP_ERROR_STATE);
    assert_null(csip__jsep_line_get(pair->a, 0));
    assert_null(csip__jsep_remote_get(pair->b));
    assert_int_equal(csip__jsep_create_offer(pair->b, &transport, &sdp), CSIP_ERROR_STATE);
}

static void add_of_an_unknown_kind_is_an_argument_error(void **state)
{
    struct pair *pair = *state;
    assert_int_equal(csip__jsep_add(pair->a, (csip__media_kind)7, CSIP_DIRECTION_SENDRECV),
                     CSIP_ERROR_ARGUMENT);
    assert_int_equal(csip__jsep_add(pair->a, CSIP__MEDIA_AUDIO, (csip_direction)4),
                     CSIP_ERROR_ARGUMENT);
}

/* Everything up to a negotiated pair, stopping at the first error. */
static csip_error run_call(struct pair *pair)
{
    csip__jsep_transport first = support_transport(), second = support_other_transport();
    csip_str offer, answer;
    csip_error error = csip__jsep_add(pair->a, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    if (!error)
        error = csip__jsep_add(pair->b, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    if (!error)
        error = csip__jsep_create_offer(pair->a, &first, &offer);
    if (!error)
        error = csip__jsep_set_local(pair->a, CSIP_SDP_OFFER, offer);
    if (!error)
        error = csip__jsep_set_remote(pair->b, CSIP_SDP_OFFER, offer);
    if (!error)
        error = csip__jsep_create_answer(pair->b, &second, &answer);
    if (!error)
        error = csip__jsep_set_local(pair->b, CSIP_SDP_ANSWER, answer);
    return error ? error : csip__jsep_set_remote(pair->a, CSIP_SDP_ANSWER, answer);
}

/* Make each allocation of one end fail once; returns how many there were. */
static size_t run_failing(bool is_offerer)
{
    for (size_t fail_at = 1;; fail_at++) {
        struct pair pair = {0};
        support_init(&pair.support_a, 1);
        support_init(&pair.support_b, 2);
        struct support *failing = is_offerer ? &pair.support_a : &pair.support_b;
        failing->fail_at = fail_at;
        csip_error error = csip__jsep_new(&pair.support_a.platform, &pair.a);
        if (!error)
            error = csip__jsep_new(&pair.support_b.platform, &pair.b);
        if (!error)
            error = run_call(&pair);
        csip__jsep_free(pair.a);
        csip__jsep_free(pair.b);
        assert_int_equal(pair.support_a.block_count + pair.support_b.block_count, 0);
        if (!error)
            return fail_at - 1;
        assert_int_equal(error, CSIP_ERROR_NOMEM);
    }
}

static void allocation_failing_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    assert_true(run_failing(true) >= 4);
    assert_true(run_failing(false) >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(pair_offer_and_answer_negotiates_the_same),
        PAIR_TEST(pair_transport_is_told_to_the_other_end),
        PAIR_TEST(pair_directions_meet),
        PAIR_TEST(pair_provisional_answer_negotiates_and_the_answer_follows),
        PAIR_TEST(state_wrong_order_is_refused),
        PAIR_TEST(add_of_an_unknown_kind_is_an_argument_error),
        cmocka_unit_test(allocation_failing_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests_name("sdp/jsep", tests, NULL, NULL);
}
