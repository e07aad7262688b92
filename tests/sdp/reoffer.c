#include "pair.h"

#include <string.h>

static void pair_reoffer_of_the_other_side_keeps_roles_and_numbers(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    uint32_t ssrc = csip__jsep_line_get(pair->a, 0)->local_ssrc;

    add(pair->b, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDONLY); /* hold */
    exchange(pair->b, pair->a, true, CSIP_SDP_ANSWER);

    assert_int_equal(csip__jsep_line_get(pair->a, 0)->direction, CSIP_DIRECTION_RECVONLY);
    assert_int_equal(csip__jsep_line_get(pair->b, 0)->direction, CSIP_DIRECTION_SENDONLY);
    assert_int_equal(csip__jsep_line_get(pair->a, 0)->local_ssrc, ssrc);
    assert_int_equal(csip__jsep_line_get(pair->a, 1)->direction, CSIP_DIRECTION_SENDRECV);
    assert_int_equal(csip__jsep_remote_get(pair->a)->setup, CSIP__SETUP_PASSIVE);
    assert_true(csip__jsep_remote_get(pair->a)->is_ice_controlling);
    assert_false(csip__jsep_remote_get(pair->b)->is_ice_controlling);
}

static void pair_video_added_later_is_taken(void **state)
{
    struct pair *pair = *state;
    add(pair->a, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_line_count(pair->b), 1);

    add(pair->a, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);

    assert_int_equal(csip__jsep_line_count(pair->b), 2);
    assert_int_equal(csip__jsep_line_get(pair->b, 1)->codec, CSIP__CODEC_VP8);
    assert_same_line(csip__jsep_line_get(pair->a, 1), csip__jsep_line_get(pair->b, 1));
}

static void pair_refused_video_is_not_offered_again(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport transport = support_transport();
    csip_str offer;
    add_both(pair->a);
    add(pair->b, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_true(csip__jsep_line_get(pair->a, 1)->is_rejected);

    assert_int_equal(csip__jsep_create_offer(pair->a, &transport, &offer), CSIP_OK);

    assert_int_equal(support_count(offer, "m=video"), 1);
    assert_true(support_contains(offer, "m=video 0 "));
    assert_true(support_contains(offer, "a=group:BUNDLE 0\r\n"));
}

static void refused_video_is_taken_when_the_peer_offers_it(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add(pair->b, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);

    add(pair->b, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
    exchange(pair->b, pair->a, true, CSIP_SDP_ANSWER);

    assert_int_equal(csip__jsep_line_count(pair->a), 3);
    assert_true(csip__jsep_line_get(pair->a, 1)->is_rejected);
    assert_int_equal(csip__jsep_line_get(pair->a, 2)->codec, CSIP__CODEC_VP8);
    assert_same_line(csip__jsep_line_get(pair->a, 2), csip__jsep_line_get(pair->b, 2));
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_line_get(pair->b, 2)->direction, CSIP_DIRECTION_SENDRECV);
}

static void rollback_of_crossing_offers_lets_one_through(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport first = support_transport(), second = support_other_transport();
    csip_str offer;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_create_offer(pair->b, &second, &offer), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(pair->b, CSIP_SDP_OFFER, offer), CSIP_OK);
    assert_int_equal(csip__jsep_create_offer(pair->a, &first, &offer), CSIP_OK);
    assert_int_equal(csip__jsep_set_remote(pair->b, CSIP_SDP_OFFER, offer), CSIP_ERROR_STATE);

    assert_int_equal(csip__jsep_rollback(pair->b), CSIP_OK);
    assert_int_equal(csip__jsep_rollback(pair->b), CSIP_ERROR_STATE);

    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_same_line(csip__jsep_line_get(pair->a, 0), csip__jsep_line_get(pair->b, 0));
    assert_false(csip__jsep_remote_get(pair->b)->is_ice_controlling);
}

static void rollback_of_a_later_remote_offer_keeps_the_transport(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport first = support_transport();
    csip_str offer;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_create_offer(pair->a, &first, &offer), CSIP_OK);
    assert_int_equal(csip__jsep_set_remote(pair->b, CSIP_SDP_OFFER, offer), CSIP_OK);

    assert_int_equal(csip__jsep_rollback(pair->b), CSIP_OK);

    const csip__jsep_remote *remote = csip__jsep_remote_get(pair->b);
    assert_true(csip_str_equal(remote->ice_ufrag, first.ice_ufrag));
    assert_true(csip_str_equal(remote->ice_pwd, first.ice_pwd));
    assert_true(csip_str_equal(remote->fingerprint, first.fingerprint));
    assert_true(csip_str_equal(remote->candidates[1], first.candidates[1]));
    assert_int_equal(remote->candidate_count, 2);
}

static void rollback_of_the_first_offer_forgets_who_controls(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport first = support_transport();
    csip_str offer;
    add_both(pair->a);
    assert_int_equal(csip__jsep_create_offer(pair->a, &first, &offer), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(pair->a, CSIP_SDP_OFFER, offer), CSIP_OK);
    assert_int_equal(csip__jsep_rollback(pair->a), CSIP_OK);
    csip_str chrome = csip_str_from(support_chrome_offer);
    assert_int_equal(csip__jsep_set_remote(pair->a, CSIP_SDP_OFFER, chrome), CSIP_OK);
    assert_false(csip__jsep_remote_get(pair->a)->is_ice_controlling);

    assert_int_equal(csip__jsep_rollback(pair->a), CSIP_OK);

    assert_null(csip__jsep_remote_get(pair->a));
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_true(csip__jsep_remote_get(pair->a)->is_ice_controlling);
}

/* The text that is offered now, in storage of its own. */
static csip_str offer_of(csip__jsep *jsep)
{
    static char text[CSIP__JSEP_TEXT_MAX];
    csip__jsep_transport transport = support_transport();
    csip_str offer;
    assert_int_equal(csip__jsep_create_offer(jsep, &transport, &offer), CSIP_OK);
    return support_keep(offer, text, sizeof(text));
}

static void hold_and_resume_change_the_direction_both_ways(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);

    assert_int_equal(csip__jsep_set_direction(pair->a, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDONLY),
                     CSIP_OK);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_line_get(pair->a, 0)->direction, CSIP_DIRECTION_SENDONLY);
    assert_int_equal(csip__jsep_line_get(pair->b, 0)->direction, CSIP_DIRECTION_RECVONLY);
    assert_int_equal(csip__jsep_line_get(pair->a, 1)->direction, CSIP_DIRECTION_SENDRECV);

    /* both hold */
    assert_int_equal(csip__jsep_set_direction(pair->b, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_INACTIVE),
                     CSIP_OK);
    exchange(pair->b, pair->a, true, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_line_get(pair->a, 0)->direction, CSIP_DIRECTION_INACTIVE);

    assert_int_equal(csip__jsep_set_direction(pair->b, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV),
                     CSIP_OK);
    assert_int_equal(csip__jsep_set_direction(pair->a, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV),
                     CSIP_OK);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_line_get(pair->b, 0)->direction, CSIP_DIRECTION_SENDRECV);
}

static void direction_of_what_is_not_wanted_is_refused(void **state)
{
    struct pair *pair = *state;
    add(pair->a, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);

    assert_int_equal(csip__jsep_set_direction(pair->a, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV),
                     CSIP_ERROR_STATE);
    assert_int_equal(csip__jsep_set_direction(pair->a, CSIP__MEDIA_AUDIO, (csip_direction)4),
                     CSIP_ERROR_ARGUMENT);
    assert_int_equal(
        csip__jsep_set_direction(pair->a, (csip__media_kind)2, CSIP_DIRECTION_SENDRECV),
        CSIP_ERROR_ARGUMENT);
}

static void removed_video_is_refused_and_its_line_used_again(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    uint32_t ssrc = csip__jsep_line_get(pair->a, 1)->local_ssrc;

    csip__jsep_remove(pair->a, CSIP__MEDIA_VIDEO);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_true(csip__jsep_line_get(pair->a, 1)->is_rejected);
    assert_true(csip__jsep_line_get(pair->b, 1)->is_rejected);
    assert_false(csip__jsep_line_get(pair->b, 0)->is_rejected);

    add(pair->a, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    const csip__jsep_line *line = csip__jsep_line_get(pair->a, 1);
    assert_int_equal(csip__jsep_line_count(pair->a), 2);
    assert_false(line->is_rejected);
    assert_false(csip_str_equal(line->mid, CSIP_STR("1")));
    assert_int_not_equal(line->local_ssrc, ssrc);
    assert_same_line(line, csip__jsep_line_get(pair->b, 1));
}

static void video_taken_away_by_the_peer_is_offered_only_when_asked_again(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    csip__jsep_remove(pair->b, CSIP__MEDIA_VIDEO);
    exchange(pair->b, pair->a, true, CSIP_SDP_ANSWER);

    assert_true(support_contains(offer_of(pair->a), "m=video 0 "));

    add(pair->a, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
    add(pair->b, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
    assert_true(support_contains(offer_of(pair->a), "m=video 9 "));
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    assert_int_equal(csip__jsep_line_get(pair->b, 1)->codec, CSIP__CODEC_VP8);
}

static void removal_rolled_back_keeps_the_line(void **state)
{
    struct pair *pair = *state;
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    uint32_t ssrc = csip__jsep_line_get(pair->a, 1)->local_ssrc;
    csip__jsep_remove(pair->a, CSIP__MEDIA_VIDEO);
    assert_int_equal(csip__jsep_set_local(pair->a, CSIP_SDP_OFFER, offer_of(pair->a)), CSIP_OK);

    assert_int_equal(csip__jsep_rollback(pair->a), CSIP_OK);
    add(pair->a, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);

    assert_false(csip__jsep_line_get(pair->a, 1)->is_rejected);
    assert_true(csip_str_equal(csip__jsep_line_get(pair->a, 1)->mid, CSIP_STR("1")));
    assert_int_equal(csip__jsep_line_get(pair->a, 1)->local_ssrc, ssrc);
}

/* ---- another endpoint ---- */

static csip__jsep_transport third_transport(void)
{
    csip__jsep_transport transport = support_other_transport();
    transport.ice_ufrag = CSIP_STR("cUfr");
    transport.ice_pwd = CSIP_STR("cPwdcPwdcPwdcPwdcPwdcPwd");
    transport.fingerprint = CSIP_STR("sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:"
                                     "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF");
    return transport;
}

static void restart_by_either_side_keeps_roles(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport first = support_transport(), second = support_other_transport();
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->a, pair->b, false, CSIP_SDP_ANSWER);
    first.ice_ufrag = CSIP_STR("aNew");
    second.ice_ufrag = CSIP_STR("bNew");

    exchange_over(pair->b, &second, pair->a, &first, CSIP_SDP_ANSWER);

    const csip__jsep_remote *of_a = csip__jsep_remote_get(pair->a);
    const csip__jsep_remote *of_b = csip__jsep_remote_get(pair->b);
    assert_true(csip_str_equal(of_a->ice_ufrag, CSIP_STR("bNew")));
    assert_true(csip_str_equal(of_b->ice_ufrag, CSIP_STR("aNew")));
    assert_int_equal(of_a->setup, CSIP__SETUP_PASSIVE);
    assert_int_equal(of_b->setup, CSIP__SETUP_ACTIVE);
    assert_true(of_a->is_ice_controlling);
    assert_false(of_b->is_ice_controlling);
}

/* A phone of its own that answers `offer`; its text. */
static csip_str answer_of_fork(struct support *support, csip_str offer, char *storage)
{
    csip__jsep *fork;
    csip_str answer;
    csip__jsep_transport transport = third_transport();
    support_init(support, 3);
    assert_int_equal(csip__jsep_new(&support->platform, &fork), CSIP_OK);
    add_both(fork);
    assert_int_equal(csip__jsep_set_remote(fork, CSIP_SDP_OFFER, offer), CSIP_OK);
    assert_int_equal(csip__jsep_create_answer(fork, &transport, &answer), CSIP_OK);
    answer = support_keep(answer, storage, CSIP__JSEP_TEXT_MAX);
    csip__jsep_free(fork);
    assert_int_equal(support->block_count, 0);
    return answer;
}

static void answer_of_another_fork_than_the_provisional_one_is_taken(void **state)
{
    static char text[CSIP__JSEP_TEXT_MAX];
    struct pair *pair = *state;
    struct support support;
    add_both(pair->a);
    add_both(pair->b);
    csip_str offer = offer_of(pair->a); /* the same that is made again and set here */
    csip_str answer = answer_of_fork(&support, offer, text);
    exchange(pair->a, pair->b, false, CSIP_SDP_PRANSWER);

    assert_int_equal(csip__jsep_set_remote(pair->a, CSIP_SDP_ANSWER, answer), CSIP_OK);

    const csip__jsep_remote *remote = csip__jsep_remote_get(pair->a);
    assert_true(csip_str_equal(remote->ice_ufrag, CSIP_STR("cUfr")));
    assert_true(csip_str_equal(remote->fingerprint, third_transport().fingerprint));
    assert_int_equal(remote->setup, CSIP__SETUP_PASSIVE);
    assert_int_not_equal(csip__jsep_line_get(pair->a, 0)->remote_ssrc,
                         csip__jsep_line_get(pair->b, 0)->local_ssrc);
}

static void offer_of_another_endpoint_is_answered_as_the_first_one(void **state)
{
    struct pair *pair = *state;
    csip__jsep_transport first = support_transport(), third = third_transport();
    add_both(pair->a);
    add_both(pair->b);
    exchange(pair->b, pair->a, true, CSIP_SDP_ANSWER); /* a is active */

    exchange_over(pair->b, &third, pair->a, &first, CSIP_SDP_ANSWER);

    const csip__jsep_remote *remote = csip__jsep_remote_get(pair->a);
    assert_true(csip_str_equal(remote->fingerprint, third.fingerprint));
    assert_int_equal(remote->setup, CSIP__SETUP_ACTIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(pair_reoffer_of_the_other_side_keeps_roles_and_numbers),
        PAIR_TEST(pair_video_added_later_is_taken),
        PAIR_TEST(pair_refused_video_is_not_offered_again),
        PAIR_TEST(refused_video_is_taken_when_the_peer_offers_it),
        PAIR_TEST(rollback_of_crossing_offers_lets_one_through),
        PAIR_TEST(rollback_of_a_later_remote_offer_keeps_the_transport),
        PAIR_TEST(rollback_of_the_first_offer_forgets_who_controls),
        PAIR_TEST(hold_and_resume_change_the_direction_both_ways),
        PAIR_TEST(direction_of_what_is_not_wanted_is_refused),
        PAIR_TEST(removed_video_is_refused_and_its_line_used_again),
        PAIR_TEST(video_taken_away_by_the_peer_is_offered_only_when_asked_again),
        PAIR_TEST(removal_rolled_back_keeps_the_line),
        PAIR_TEST(restart_by_either_side_keeps_roles),
        PAIR_TEST(answer_of_another_fork_than_the_provisional_one_is_taken),
        PAIR_TEST(offer_of_another_endpoint_is_answered_as_the_first_one),
    };
    return cmocka_run_group_tests_name("sdp/reoffer", tests, NULL, NULL);
}
