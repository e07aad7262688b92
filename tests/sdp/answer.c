#include "support.h"

#include <string.h>

static struct support support;
static csip__jsep *jsep;
static char text[16384];

static int setup(void **state)
{
    (void)state;
    support_init(&support, 11);
    return csip__jsep_new(&support.platform, &jsep);
}

static int teardown(void **state)
{
    (void)state;
    csip__jsep_free(jsep);
    return support.block_count ? -1 : 0;
}

static void add(csip__media_kind kind, csip_direction direction)
{
    assert_int_equal(csip__jsep_add(jsep, kind, direction), CSIP_OK);
}

static void add_both(void)
{
    add(CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    add(CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
}

static csip_error offered(csip_str offer)
{
    return csip__jsep_set_remote(jsep, CSIP_SDP_OFFER, offer);
}

/* Chrome's offer with one thing changed. */
static csip_error offered_with(const char *from, const char *to)
{
    return offered(support_replace(support_chrome_offer, from, to, text, sizeof(text)));
}

static csip_str answer(void)
{
    csip__jsep_transport transport = support_transport();
    csip_str sdp = {NULL, 0};
    assert_int_equal(csip__jsep_create_answer(jsep, &transport, &sdp), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_ANSWER, sdp), CSIP_OK);
    return sdp;
}

static void offer_of_chrome_is_answered_with_its_numbers(void **state)
{
    (void)state;
    add_both();
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);

    csip_str sdp = answer();

    assert_true(support_contains(sdp, "a=group:BUNDLE 0 1\r\n"));
    assert_true(support_contains(
        sdp, "m=audio 50001 UDP/TLS/RTP/SAVPF 111 0 8 110 126\r\nc=IN IP4 192.0.2.7\r\n"));
    assert_true(support_contains(sdp, "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n"));
    assert_int_equal(support_count(sdp, "a=setup:active\r\n"), 2);
    assert_int_equal(support_count(sdp, "a=rtcp-mux\r\n"), 2);
    assert_int_equal(support_count(sdp, "a=sendrecv\r\n"), 2);
    assert_int_equal(support_count(sdp, "a=extmap:"), 2);
    assert_int_equal(support_count(sdp, "a=candidate:"), 2);
    assert_int_equal(support_count(sdp, "a=end-of-candidates\r\n"), 1);
    assert_true(support_contains(sdp, "a=fmtp:111 minptime=10;useinbandfec=1\r\n"));
    assert_true(support_contains(sdp, "a=rtcp-fb:96 nack pli\r\n"));
    assert_false(support_contains(sdp, "goog-remb"));
    assert_false(support_contains(sdp, "H264"));
    assert_int_equal(csip__jsep_line_get(jsep, 0)->remote_ssrc, 2900402949u);
    assert_int_equal(csip__jsep_line_get(jsep, 1)->remote_ssrc, 2018287464u);
    assert_int_equal(csip__jsep_remote_get(jsep)->candidate_count, 3);
}

static void offer_of_firefox_takes_bundle_only_video_and_refuses_data(void **state)
{
    (void)state;
    add_both();
    assert_int_equal(offered(csip_str_from(support_firefox_offer)), CSIP_OK);

    csip_str sdp = answer();

    assert_true(support_contains(sdp, "a=group:BUNDLE 0 1\r\n"));
    assert_true(support_contains(sdp, "m=audio 50001 UDP/TLS/RTP/SAVPF 109 0 8 101\r\n"));
    assert_true(support_contains(sdp, "m=video 9 UDP/TLS/RTP/SAVPF 120\r\n"));
    assert_true(support_contains(sdp, "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
                                      "c=IN IP4 0.0.0.0\r\na=mid:2\r\n"));
    const csip__jsep_line *audio = csip__jsep_line_get(jsep, 0);
    assert_true(audio->opus_stereo);
    assert_int_equal(audio->telephone_event_payload_type, 101);
    assert_int_equal(audio->telephone_event_clock_hz, 8000);
    assert_int_equal(audio->mid_extension_id, 3);
    assert_true(csip__jsep_line_get(jsep, 2)->is_rejected);
    assert_false(csip__jsep_line_get(jsep, 1)->has_fir);
    assert_true(csip__jsep_line_get(jsep, 1)->has_pli);
}

static void video_not_wanted_is_rejected_and_leaves_the_group(void **state)
{
    (void)state;
    add(CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);

    csip_str sdp = answer();

    assert_true(support_contains(sdp, "a=group:BUNDLE 0\r\n"));
    assert_true(support_contains(sdp, "m=video 0 UDP/TLS/RTP/SAVPF 102 96 97 98\r\n"
                                      "c=IN IP4 0.0.0.0\r\na=mid:1\r\na=inactive\r\n"));
    assert_true(csip__jsep_line_get(jsep, 1)->is_rejected);
}

static void audio_not_wanted_moves_the_transport_to_video(void **state)
{
    (void)state;
    add(CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);

    csip_str sdp = answer();

    assert_true(support_contains(sdp, "a=group:BUNDLE 1\r\n"));
    assert_true(support_contains(sdp, "m=video 50001 "));
    assert_int_equal(csip__jsep_remote_get(jsep)->candidate_count, 1);
}

static void opus_goes_before_what_the_offer_prefers(void **state)
{
    (void)state;
    add_both();
    assert_int_equal(offered_with("SAVPF 111 63 9 0 8 13 110 126", "SAVPF 8 0 111 126"), CSIP_OK);

    csip_str sdp = answer();

    assert_true(support_contains(sdp, "SAVPF 111 8 0 126\r\n"));
    assert_int_equal(csip__jsep_line_get(jsep, 0)->codec, CSIP__CODEC_OPUS);
}

static void g711_alone_is_taken_without_rtpmap(void **state)
{
    (void)state;
    add_both();
    assert_int_equal(offered_with("SAVPF 111 63 9 0 8 13 110 126", "SAVPF 8 110 126"), CSIP_OK);

    (void)answer();

    const csip__jsep_line *audio = csip__jsep_line_get(jsep, 0);
    assert_int_equal(audio->codec, CSIP__CODEC_PCMA);
    assert_int_equal(audio->payload_type, 8);
    assert_int_equal(audio->telephone_event_payload_type, 126);
}

static void directions_are_never_more_than_offered(void **state)
{
    static const struct {
        const char *offered;
        csip_direction ours, expected;
    } rows[] = {
        {"a=sendonly", CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_RECVONLY},
        {"a=recvonly", CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_SENDONLY},
        {"a=inactive", CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_INACTIVE},
        {"a=sendrecv", CSIP_DIRECTION_RECVONLY, CSIP_DIRECTION_RECVONLY},
        {"a=sendonly", CSIP_DIRECTION_SENDONLY, CSIP_DIRECTION_INACTIVE},
        {"a=other", CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_SENDRECV},
    };
    (void)state;
    /* Each but the first is a later offer in the same session. */
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        add(CSIP__MEDIA_AUDIO, rows[i].ours);
        assert_int_equal(offered_with("a=sendrecv", rows[i].offered), CSIP_OK);

        csip_str sdp = answer();

        bool sends = rows[i].expected & CSIP_DIRECTION_SENDONLY;
        assert_int_equal(csip__jsep_line_get(jsep, 0)->direction, rows[i].expected);
        assert_int_equal(support_count(sdp, "a=ssrc:"), sends);
        assert_int_equal(support_count(sdp, "a=msid:"), sends);
    }
}

static void offer_without_bundle_takes_audio_alone(void **state)
{
    (void)state;
    add_both();
    assert_int_equal(offered_with("a=group:BUNDLE 0 1\r\n", ""), CSIP_OK);

    csip_str sdp = answer();

    assert_false(support_contains(sdp, "a=group"));
    assert_true(support_contains(sdp, "m=audio 50001 "));
    assert_true(support_contains(sdp, "m=video 0 "));
}

static void offer_without_mids_is_answered_without(void **state)
{
    static char without[16384];
    (void)state;
    add_both();
    support_replace(support_chrome_offer, "a=mid:0\r\n", "", text, sizeof(text));
    support_replace(text, "a=mid:1\r\n", "", without, sizeof(without));
    assert_int_equal(offered(csip_str_from(without)), CSIP_OK);

    csip_str sdp = answer();

    assert_false(support_contains(sdp, "a=mid"));
    assert_false(support_contains(sdp, "a=group"));
    assert_true(support_contains(sdp, "m=audio 50001 "));
    assert_int_equal(csip__jsep_line_get(jsep, 0)->mid.len, 0);
}

static void second_audio_line_is_rejected(void **state)
{
    (void)state;
    add(CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    const char *video = strstr(support_chrome_offer, "m=video");
    const char *audio = strstr(support_chrome_offer, "m=audio");
    size_t before = (size_t)(video - support_chrome_offer);
    memcpy(text, support_chrome_offer, before);
    memcpy(text + before, audio, (size_t)(video - audio));
    text[before + (size_t)(video - audio)] = '\0';
    strstr(text + before, "a=mid:0")[6] = '1';
    assert_int_equal(offered(csip_str_from(text)), CSIP_OK);

    csip_str sdp = answer();

    assert_true(support_contains(sdp, "a=group:BUNDLE 0\r\n"));
    assert_false(csip__jsep_line_get(jsep, 0)->is_rejected);
    assert_true(csip__jsep_line_get(jsep, 1)->is_rejected);
}

static void setup_of_the_offer_decides_ours(void **state)
{
    static const struct {
        const char *offered;
        csip__setup expected;
    } rows[] = {
        {"a=setup:actpass\r\n", CSIP__SETUP_ACTIVE},
        {"a=setup:active\r\n", CSIP__SETUP_PASSIVE},
        {"a=setup:passive\r\n", CSIP__SETUP_ACTIVE},
        {"", CSIP__SETUP_PASSIVE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        add_both();
        assert_int_equal(offered_with("a=setup:actpass\r\n", rows[i].offered), CSIP_OK);
        (void)answer();
        assert_int_equal(csip__jsep_remote_get(jsep)->setup, rows[i].expected);
        assert_int_equal(teardown(state), 0);
        assert_int_equal(setup(state), 0);
    }
}

static void offer_from_a_lite_agent_makes_us_control(void **state)
{
    (void)state;
    add_both();
    assert_int_equal(offered_with("a=extmap-allow-mixed", "a=ice-lite"), CSIP_OK);

    assert_true(csip__jsep_remote_get(jsep)->is_ice_controlling);
}

static void offer_with_nothing_in_common_is_incompatible(void **state)
{
    static const struct {
        const char *from, *to, *rule;
    } rows[] = {
        {"SAVPF 111 63 9 0 8 13 110 126", "SAVPF 63 9 13 110 126", "no line that we can take"},
        {"UDP/TLS/RTP/SAVPF", "RTP/AVP", "no line that we can take"},
        {"UDP/TLS/RTP/SAVPF", "RTP/AVPF", "no line that we can take"},
        {"a=rtcp-mux\r\n", "", "no line that we can take"},
        {"m=audio 45655", "m=audio 0", "no line that we can take"},
        {"m=audio", "m=text", "no line that we can take"},
        {"a=ice-ufrag:jL1m\r\n", "", "no ICE credentials"},
        {"a=ice-pwd:555tJ83p4TsOhBQpME0YY6g9\r\n", "", "no ICE credentials"},
        {"a=setup:actpass", "a=setup:holdconn", "no usable a=setup"},
        {"a=fingerprint", "a=fingerprinf", "no DTLS fingerprint"},
    };
    (void)state;
    add(CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_int_equal(offered_with(rows[i].from, rows[i].to), CSIP_ERROR_INCOMPATIBLE);
        assert_string_equal(csip__jsep_problem_get(jsep)->rule, rows[i].rule);
    }
    assert_null(csip__jsep_remote_get(jsep));
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);
}

static void offer_with_a_broken_attribute_is_told_with_its_offset(void **state)
{
    static const char *const rows[][2] = {
        {"a=ice-ufrag:jL1m", "a=ice-ufrag:jL1"},
        {"a=ice-pwd:555t", "a=ice-pwd:5 5t"},
        {"a=fingerprint:sha-256 4F:", "a=fingerprint:sha-256 4G:"},
        {"a=setup:actpass", "a=setup:both"},
        {"a=mid:0", "a=mid:"},
        {"a=rtpmap:111 ", "a=rtpmap:x "},
        {"a=extmap:1 ", "a=extmap:a "},
        {"a=ssrc:2900402949", "a=ssrc:29004029490"},
        {"a=ssrc-group:FID 2018287464", "a=ssrc-group:FID x"},
    };
    (void)state;
    add_both();
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_int_equal(offered_with(rows[i][0], rows[i][1]), CSIP_ERROR_PARSE);
        /* The offset is that of the attribute's name. */
        assert_int_equal(csip__jsep_problem_get(jsep)->offset,
                         strstr(text, rows[i][1]) + strlen("a=") - text);
        assert_non_null(csip__jsep_problem_get(jsep)->rule);
    }
    assert_int_equal(offered_with("a=mid:1", "a=mid:0"), CSIP_ERROR_PARSE);
}

static void later_offer_of_another_endpoint_is_taken_and_rolls_back(void **state)
{
    static const struct {
        const char *from, *to;
        csip__setup setup;
    } rows[] = {
        {"a=ice-ufrag:jL1m", "a=ice-ufrag:jL1n", CSIP__SETUP_PASSIVE},
        {"a=ice-pwd:555t", "a=ice-pwd:555u", CSIP__SETUP_PASSIVE},
        {"a=fingerprint:sha-256 4F:", "a=fingerprint:sha-256 40:", CSIP__SETUP_ACTIVE},
        {"a=setup:actpass", "a=setup:passive", CSIP__SETUP_ACTIVE},
    };
    (void)state;
    add_both();
    assert_int_equal(offered_with("a=setup:actpass", "a=setup:active"), CSIP_OK);
    (void)answer();
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_int_equal(offered_with(rows[i].from, rows[i].to), CSIP_OK);
        assert_int_equal(csip__jsep_remote_get(jsep)->setup, rows[i].setup);

        assert_int_equal(csip__jsep_rollback(jsep), CSIP_OK);

        const csip__jsep_remote *remote = csip__jsep_remote_get(jsep);
        assert_true(csip_str_equal(remote->ice_ufrag, CSIP_STR("jL1m")));
        assert_int_equal(remote->setup, CSIP__SETUP_PASSIVE);
    }
}

static void later_offer_that_loses_a_line_is_incompatible(void **state)
{
    (void)state;
    add_both();
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);
    (void)answer();
    size_t audio_only = (size_t)(strstr(support_chrome_offer, "m=video") - support_chrome_offer);

    assert_int_equal(offered((csip_str){support_chrome_offer, audio_only}),
                     CSIP_ERROR_INCOMPATIBLE);
}

static void later_answer_counts_its_version_up(void **state)
{
    (void)state;
    char first[4096];
    add_both();
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);
    csip_str sdp = support_keep(answer(), first, sizeof(first));
    csip_str origin = {sdp.ptr, (size_t)(strstr(first, " 1 IN IP4 127.0.0.1") - first)};
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);

    csip_str later = answer();

    assert_memory_equal(later.ptr, origin.ptr, origin.len);
    assert_memory_equal(later.ptr + origin.len, " 2 IN IP4", 9);
}

static void answer_turned_passive_by_the_application_is_kept(void **state)
{
    static char turned[8192], ours[8192];
    (void)state;
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    add(CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);
    assert_int_equal(csip__jsep_create_answer(jsep, &transport, &sdp), CSIP_OK);
    support_keep(sdp, ours, sizeof(ours));

    csip_str wrong = support_replace(ours, "setup:active", "setup:actpass", turned, sizeof(turned));
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_ANSWER, wrong), CSIP_ERROR_ARGUMENT);
    csip_str right = support_replace(ours, "setup:active", "setup:passive", turned, sizeof(turned));
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_ANSWER, right), CSIP_OK);

    assert_int_equal(csip__jsep_remote_get(jsep)->setup, CSIP__SETUP_PASSIVE);
}

static void answer_without_anything_wanted_is_incompatible(void **state)
{
    (void)state;
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    assert_int_equal(offered(csip_str_from(support_chrome_offer)), CSIP_OK);

    assert_int_equal(csip__jsep_create_answer(jsep, &transport, &sdp), CSIP_ERROR_INCOMPATIBLE);

    add(CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    assert_int_equal(csip__jsep_create_answer(jsep, &transport, &sdp), CSIP_OK);
}

#define ANSWER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ANSWER_TEST(offer_of_chrome_is_answered_with_its_numbers),
        ANSWER_TEST(offer_of_firefox_takes_bundle_only_video_and_refuses_data),
        ANSWER_TEST(video_not_wanted_is_rejected_and_leaves_the_group),
        ANSWER_TEST(audio_not_wanted_moves_the_transport_to_video),
        ANSWER_TEST(opus_goes_before_what_the_offer_prefers),
        ANSWER_TEST(g711_alone_is_taken_without_rtpmap),
        ANSWER_TEST(directions_are_never_more_than_offered),
        ANSWER_TEST(offer_without_bundle_takes_audio_alone),
        ANSWER_TEST(offer_without_mids_is_answered_without),
        ANSWER_TEST(second_audio_line_is_rejected),
        ANSWER_TEST(setup_of_the_offer_decides_ours),
        ANSWER_TEST(offer_from_a_lite_agent_makes_us_control),
        ANSWER_TEST(offer_with_nothing_in_common_is_incompatible),
        ANSWER_TEST(offer_with_a_broken_attribute_is_told_with_its_offset),
        ANSWER_TEST(later_offer_of_another_endpoint_is_taken_and_rolls_back),
        ANSWER_TEST(later_offer_that_loses_a_line_is_incompatible),
        ANSWER_TEST(later_answer_counts_its_version_up),
        ANSWER_TEST(answer_turned_passive_by_the_application_is_kept),
        ANSWER_TEST(answer_without_anything_wanted_is_incompatible),
    };
    return cmocka_run_group_tests_name("sdp/answer", tests, NULL, NULL);
}
