#include "support.h"

#include <string.h>

static struct support support;
static csip__jsep *jsep;
static char text[16384];

static int setup(void **state)
{
    (void)state;
    support_init(&support, 21);
    if (csip__jsep_new(&support.platform, &jsep))
        return -1;
    return csip__jsep_add(jsep, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV) ||
           csip__jsep_add(jsep, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
}

static int teardown(void **state)
{
    (void)state;
    csip__jsep_free(jsep);
    return support.block_count ? -1 : 0;
}

static csip_str make_offer(void)
{
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    assert_int_equal(csip__jsep_create_offer(jsep, &transport, &sdp), CSIP_OK);
    return sdp;
}

static void set_offer(void)
{
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_OFFER, make_offer()), CSIP_OK);
}

static csip_error answered(csip_str answer)
{
    return csip__jsep_set_remote(jsep, CSIP_SDP_ANSWER, answer);
}

static csip_error answered_with(const char *from, const char *to)
{
    return answered(support_replace(support_chrome_answer, from, to, text, sizeof(text)));
}

static void offer_says_what_browsers_want_to_read(void **state)
{
    (void)state;

    csip_str sdp = make_offer();

    assert_true(support_contains(sdp, "a=group:BUNDLE 0 1\r\n"));
    assert_true(support_contains(
        sdp, "m=audio 50001 UDP/TLS/RTP/SAVPF 111 0 8 110 126\r\nc=IN IP4 192.0.2.7\r\n"));
    assert_true(support_contains(sdp, "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"));
    assert_int_equal(support_count(sdp, "a=setup:actpass\r\n"), 2);
    assert_int_equal(support_count(sdp, "a=ice-ufrag:aUfr\r\n"), 2);
    assert_int_equal(support_count(sdp, "a=ice-options:trickle\r\n"), 2);
    assert_int_equal(support_count(sdp, "a=fingerprint:sha-256 00:11"), 2);
    assert_int_equal(support_count(sdp, " cname:aCname\r\n"), 2);
    assert_int_equal(support_count(sdp, " urn:ietf:params:rtp-hdrext:sdes:mid\r\n"), 2);
    assert_true(support_contains(sdp, "a=rtpmap:111 opus/48000/2\r\n"));
    assert_true(support_contains(sdp, "a=rtcp-fb:96 ccm fir\r\n"));
    assert_true(support_contains(sdp, "a=rtpmap:126 telephone-event/8000\r\n"));
}

static void offer_with_another_seed_has_other_numbers(void **state)
{
    struct support other;
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    char ours[4096];
    (void)state;
    csip_str first = support_keep(make_offer(), ours, sizeof(ours));
    support_init(&other, 22);
    csip__jsep *second;
    assert_int_equal(csip__jsep_new(&other.platform, &second), CSIP_OK);
    assert_int_equal(csip__jsep_add(second, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV), CSIP_OK);
    assert_int_equal(csip__jsep_create_offer(second, &transport, &sdp), CSIP_OK);

    const char *origin = strstr(first.ptr, "o=- "), *msid = strstr(first.ptr, "a=msid:");
    assert_non_null(origin);
    assert_non_null(msid);
    char piece[32] = {0};
    memcpy(piece, origin, 12);
    assert_false(support_contains(sdp, piece));
    memcpy(piece, msid, 20);
    assert_false(support_contains(sdp, piece));
    csip__jsep_free(second);
}

static void offer_without_candidates_has_port_9(void **state)
{
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    (void)state;
    transport.candidate_count = 0;
    transport.is_gathering_complete = false;

    assert_int_equal(csip__jsep_create_offer(jsep, &transport, &sdp), CSIP_OK);

    assert_true(support_contains(sdp, "m=audio 9 UDP/TLS/RTP/SAVPF 111"));
    assert_int_equal(support_count(sdp, "c=IN IP4 0.0.0.0\r\n"), 2);
    assert_false(support_contains(sdp, "a=end-of-candidates"));
    assert_false(support_contains(sdp, "a=candidate"));
}

static void describe_puts_todays_candidates_into_what_was_set(void **state)
{
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    char complete[8192];
    (void)state;
    csip_str whole = support_keep(make_offer(), complete, sizeof(complete));
    transport.candidate_count = 0;
    transport.is_gathering_complete = false;
    assert_int_equal(csip__jsep_create_offer(jsep, &transport, &sdp), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_OFFER, sdp), CSIP_OK);
    transport = support_transport();

    assert_int_equal(csip__jsep_describe(jsep, &transport, &sdp), CSIP_OK);

    assert_true(csip_str_equal(sdp, whole));
}

static void describe_keeps_what_the_application_changed(void **state)
{
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    char ours[8192];
    (void)state;
    support_keep(make_offer(), ours, sizeof(ours));
    csip_str changed = support_replace(ours, "a=mid:0\r\n", "a=mid:0\r\na=x-mine:1\r\nb=AS:64\r\n",
                                       text, sizeof(text));
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_OFFER, changed), CSIP_OK);

    assert_int_equal(csip__jsep_describe(jsep, &transport, &sdp), CSIP_OK);

    assert_true(csip_str_equal(sdp, changed));
}

static void codec_removed_by_the_application_is_not_negotiated(void **state)
{
    char ours[8192];
    (void)state;
    support_keep(make_offer(), ours, sizeof(ours));
    csip_str changed =
        support_replace(ours, "SAVPF 111 0 8 110 126", "SAVPF 8 126", text, sizeof(text));
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_OFFER, changed), CSIP_OK);

    assert_int_equal(answered(csip_str_from(support_chrome_answer)), CSIP_OK);

    assert_int_equal(csip__jsep_line_get(jsep, 0)->codec, CSIP__CODEC_PCMA);
}

static void answer_of_chrome_is_negotiated(void **state)
{
    (void)state;
    set_offer();

    assert_int_equal(answered(csip_str_from(support_chrome_answer)), CSIP_OK);

    const csip__jsep_line *audio = csip__jsep_line_get(jsep, 0);
    const csip__jsep_line *video = csip__jsep_line_get(jsep, 1);
    assert_int_equal(audio->codec, CSIP__CODEC_OPUS);
    assert_int_equal(audio->payload_type, 111);
    assert_int_equal(audio->remote_ssrc, 1701149358u);
    assert_int_equal(audio->mid_extension_id, 4);
    assert_int_equal(video->codec, CSIP__CODEC_VP8);
    assert_int_equal(csip__jsep_remote_get(jsep)->setup, CSIP__SETUP_PASSIVE);
    assert_int_equal(csip__jsep_remote_get(jsep)->candidate_count, 1);
    assert_true(csip__jsep_remote_get(jsep)->is_ice_controlling);
}

static void answer_with_its_own_numbers_is_sent_with_them(void **state)
{
    char moved[8192];
    (void)state;
    set_offer();
    support_replace(support_chrome_answer, "SAVPF 111", "SAVPF 100", text, sizeof(text));
    support_replace(text, "a=rtpmap:111", "a=rtpmap:100", moved, sizeof(moved));

    assert_int_equal(answered(csip_str_from(moved)), CSIP_OK);

    assert_int_equal(csip__jsep_line_get(jsep, 0)->payload_type, 100);
    assert_int_equal(csip__jsep_line_get(jsep, 0)->receive_payload_type, 111);
}

static void answer_of_opus_parameters_is_told(void **state)
{
    (void)state;
    set_offer();

    assert_int_equal(
        answered_with("minptime=10;useinbandfec=1", "stereo=1; maxaveragebitrate=24000"), CSIP_OK);

    const csip__jsep_line *audio = csip__jsep_line_get(jsep, 0);
    assert_true(audio->opus_stereo);
    assert_false(audio->opus_use_inband_fec);
    assert_int_equal(audio->opus_max_average_bitrate, 24000);
}

static void answer_without_bundle_carries_audio_alone(void **state)
{
    (void)state;
    set_offer();

    assert_int_equal(answered_with("a=group:BUNDLE 0 1\r\n", ""), CSIP_OK);

    assert_false(csip__jsep_line_get(jsep, 0)->is_rejected);
    assert_true(csip__jsep_line_get(jsep, 1)->is_rejected);
}

static void answer_without_rtcp_mux_or_extension_loses_the_line_or_the_extension(void **state)
{
    static char changed[16384];
    (void)state;
    set_offer();
    support_replace(support_chrome_answer, "a=rtcp-mux\r\n", "", text, sizeof(text));
    support_replace(text, "sdes:mid\r\n", "sdes:other\r\n", changed, sizeof(changed));
    const char *video = strstr(changed, "a=mid:1\r\na=extmap:4 ");
    assert_non_null(video);
    changed[video - changed + strlen("a=mid:1\r\na=extmap:")] = '5';

    assert_int_equal(answered(csip_str_from(changed)), CSIP_OK);

    assert_true(csip__jsep_line_get(jsep, 0)->is_rejected);
    assert_false(csip__jsep_line_get(jsep, 1)->is_rejected);
    assert_int_equal(csip__jsep_line_get(jsep, 1)->mid_extension_id, 0);
}

static void answer_that_does_not_fit_is_refused_and_another_taken(void **state)
{
    static const char *const rows[][2] = {
        {"a=mid:0", "a=mid:2"},
        {"m=video", "m=audio"},
        {"a=setup:active", "a=setup:actpass"},
        {"a=ice-ufrag:jL1m\r\n", ""},
        {"a=fingerprint", "a=fingerprinf"},
        {"m=video 9", "m=video 9 X/Y 0\r\nm=video 9"},
    };
    (void)state;
    set_offer();
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_int_equal(answered_with(rows[i][0], rows[i][1]), CSIP_ERROR_INCOMPATIBLE);
        assert_false(csip__jsep_is_negotiated(jsep));
    }

    assert_int_equal(answered(csip_str_from(support_chrome_answer)), CSIP_OK);
    assert_true(csip__jsep_is_negotiated(jsep));
}

static void answer_that_refuses_all_lines_is_incompatible(void **state)
{
    static char refused[16384];
    (void)state;
    set_offer();
    support_replace(support_chrome_answer, "m=audio 35341", "m=audio 0", text, sizeof(text));
    support_replace(text, "m=video 9", "m=video 0", refused, sizeof(refused));

    assert_int_equal(answered(csip_str_from(refused)), CSIP_ERROR_INCOMPATIBLE);
}

static void later_offer_avoids_the_numbers_of_the_peer(void **state)
{
    /* The peer's opus stands at 96, where our VP8 would be. */
    static char audio_only[16384], moved[16384];
    csip__jsep_transport transport = support_transport();
    csip_str sdp;
    (void)state;
    size_t len = (size_t)(strstr(support_chrome_offer, "m=video") - support_chrome_offer);
    support_keep((csip_str){support_chrome_offer, len}, audio_only, sizeof(audio_only));
    support_replace(audio_only, "SAVPF 111", "SAVPF 96", text, sizeof(text));
    support_replace(text, "a=rtpmap:111", "a=rtpmap:96", moved, sizeof(moved));
    assert_int_equal(csip__jsep_set_remote(jsep, CSIP_SDP_OFFER, csip_str_from(moved)), CSIP_OK);
    assert_int_equal(csip__jsep_create_answer(jsep, &transport, &sdp), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_ANSWER, sdp), CSIP_OK);

    sdp = make_offer();

    assert_true(support_contains(sdp, "SAVPF 96 0 8 110 126\r\n"));
    assert_true(support_contains(sdp, "a=rtpmap:96 opus/48000/2\r\n"));
    assert_true(support_contains(sdp, "m=video 9 UDP/TLS/RTP/SAVPF 97\r\n"));
    assert_true(support_contains(sdp, "a=rtpmap:97 VP8/90000\r\n"));
    assert_true(support_contains(sdp, "a=group:BUNDLE 0 1\r\n"));
}

#define OFFER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFER_TEST(offer_says_what_browsers_want_to_read),
        OFFER_TEST(offer_with_another_seed_has_other_numbers),
        OFFER_TEST(offer_without_candidates_has_port_9),
        OFFER_TEST(describe_puts_todays_candidates_into_what_was_set),
        OFFER_TEST(describe_keeps_what_the_application_changed),
        OFFER_TEST(codec_removed_by_the_application_is_not_negotiated),
        OFFER_TEST(answer_of_chrome_is_negotiated),
        OFFER_TEST(answer_with_its_own_numbers_is_sent_with_them),
        OFFER_TEST(answer_of_opus_parameters_is_told),
        OFFER_TEST(answer_without_bundle_carries_audio_alone),
        OFFER_TEST(answer_without_rtcp_mux_or_extension_loses_the_line_or_the_extension),
        OFFER_TEST(answer_that_does_not_fit_is_refused_and_another_taken),
        OFFER_TEST(answer_that_refuses_all_lines_is_incompatible),
        OFFER_TEST(later_offer_avoids_the_numbers_of_the_peer),
    };
    return cmocka_run_group_tests_name("sdp/offer", tests, NULL, NULL);
}
