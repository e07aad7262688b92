#include "support.h"

#include "sdp/description.h"

#define OPENING "v=0\r\no=- 1 2 IN IP4 h\r\ns=-\r\nt=0 0\r\n"

static struct support support;
static csip__description *description;

static int setup(void **state)
{
    (void)state;
    support_init(&support, 1);
    description = NULL;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    csip__description_free(&support.platform, description);
    return support.block_count ? -1 : 0;
}

static const csip__section *read(const char *text)
{
    csip__sdp_problem problem;
    assert_int_equal(
        csip__description_new(&support.platform, csip_str_from(text), &description, &problem),
        CSIP_OK);
    return &description->sections[0];
}

static void section_inherits_from_the_session(void **state)
{
    (void)state;
    const csip__section *section = read(OPENING "a=ice-ufrag:aaaa\r\n"
                                                "a=setup:passive\r\n"
                                                "a=fingerprint:sha-256 AA:BB\r\n"
                                                "a=recvonly\r\n"
                                                "m=audio 9 RTP/SAVPF 0\r\n"
                                                "m=audio 9 RTP/SAVPF 0\r\n"
                                                "a=setup:active\r\n"
                                                "a=fingerprint:sha-1 CC\r\n"
                                                "a=sendonly\r\n");

    assert_true(csip_str_equal(section[0].ice_ufrag, CSIP_STR("aaaa")));
    assert_int_equal(section[0].setup, CSIP__SECTION_SETUP_PASSIVE);
    assert_true(csip_str_equal(section[0].fingerprint, CSIP_STR("sha-256 AA:BB")));
    assert_int_equal(section[0].direction, CSIP_DIRECTION_RECVONLY);
    assert_int_equal(section[1].setup, CSIP__SECTION_SETUP_ACTIVE);
    assert_true(csip_str_equal(section[1].fingerprint, CSIP_STR("sha-1 CC")));
    assert_int_equal(section[1].direction, CSIP_DIRECTION_SENDONLY);
}

static void fingerprint_of_sha256_is_preferred_wherever_it_stands(void **state)
{
    (void)state;
    const csip__section *section = read(OPENING "m=audio 9 RTP/SAVPF 0\r\n"
                                                "a=fingerprint:sha-1 CC\r\n"
                                                "a=fingerprint:sha-256 AA\r\n"
                                                "m=audio 9 RTP/SAVPF 0\r\n"
                                                "a=fingerprint:SHA-256 BB\r\n"
                                                "a=fingerprint:sha-512 CC\r\n");

    assert_true(csip_str_equal(section[0].fingerprint, CSIP_STR("sha-256 AA")));
    assert_true(csip_str_equal(section[1].fingerprint, CSIP_STR("SHA-256 BB")));
}

static void payload_types_that_look_like_rtcp_are_left_out(void **state)
{
    (void)state;
    const csip__section *section = read(OPENING "m=audio 9 RTP/SAVPF 72 96 63\r\n"
                                                "a=rtpmap:72 opus/48000/2\r\n"
                                                "a=rtpmap:96 PCMU/8000\r\n"
                                                "a=rtpmap:63 PCMA/8000\r\n");

    assert_int_equal(section->format_count, 2);
    assert_int_equal(section->formats[0].codec->id, CSIP__CODEC_PCMU);
    assert_int_equal(section->formats[1].payload_type, 63);
}

static void codec_named_twice_keeps_its_first_number(void **state)
{
    (void)state;
    const csip__section *section = read(OPENING "m=video 9 RTP/SAVPF 100 96\r\n"
                                                "a=rtpmap:96 VP8/90000\r\n"
                                                "a=rtpmap:100 VP8/90000\r\n"
                                                "a=rtpmap:101 VP8/90000\r\n");

    assert_int_equal(section->format_count, 1);
    assert_int_equal(section->formats[0].payload_type, 100);
}

static void codec_of_another_kind_of_media_is_left_out(void **state)
{
    (void)state;
    const csip__section *section = read(OPENING "m=video 9 RTP/SAVPF 0 96\r\n"
                                                "a=rtpmap:96 opus/48000/2\r\n");

    assert_int_equal(section->format_count, 0);
    assert_false(csip__section_has_codec(section));
}

static void feedback_for_all_goes_with_each_but_only_under_a_feedback_profile(void **state)
{
    (void)state;
    const csip__section *section = read(OPENING "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
                                                "a=rtpmap:96 VP8/90000\r\n"
                                                "a=rtcp-fb:* nack\r\n"
                                                "a=rtcp-fb:96 ccm fir\r\n"
                                                "m=video 9 UDP/TLS/RTP/SAVP 96\r\n"
                                                "a=rtpmap:96 VP8/90000\r\n"
                                                "a=rtcp-fb:96 nack\r\n");

    assert_int_equal(section[0].formats[0].feedback, CSIP__FEEDBACK_NACK | CSIP__FEEDBACK_FIR);
    assert_int_equal(section[1].formats[0].feedback, 0);
}

static void extension_is_taken_with_a_one_byte_id_and_both_ways(void **state)
{
    static const struct {
        const char *attribute;
        unsigned id;
    } rows[] = {
        {"a=extmap:14 urn:ietf:params:rtp-hdrext:sdes:mid\r\n", 14},
        {"a=extmap:2/sendrecv urn:ietf:params:rtp-hdrext:sdes:mid\r\n", 2},
        {"a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:sdes:mid\r\n", 0},
        {"a=extmap:15 urn:ietf:params:rtp-hdrext:sdes:mid\r\n", 0},
        {"a=extmap:2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n", 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char text[512];
        csip_str whole = support_replace(OPENING "m=audio 9 RTP/SAVPF 0\r\n@", "@",
                                         rows[i].attribute, text, sizeof(text));
        assert_int_equal(read(whole.ptr)->mid_extension_id, rows[i].id);
        assert_int_equal(teardown(state), 0);
        assert_int_equal(setup(state), 0);
    }
}

static void port_0_rejects_except_beside_bundle_only(void **state)
{
    (void)state;
    const csip__section *section = read(OPENING "m=audio 0 RTP/SAVPF 0\r\n"
                                                "m=audio 0 RTP/SAVPF 0\r\n"
                                                "a=bundle-only\r\n"
                                                "m=audio 9 RTP/SAVPF 0\r\n");

    assert_true(csip__section_is_rejected(&section[0]));
    assert_false(csip__section_is_rejected(&section[1]));
    assert_false(csip__section_is_rejected(&section[2]));
}

static void carrying_follows_the_group_and_its_first_mid(void **state)
{
    size_t tagged = 9;
    (void)state;
    (void)read(OPENING "a=group:LS a b\r\n"
                       "a=group:BUNDLE c x b\r\n"
                       "m=video 9 RTP/SAVPF 96\r\na=mid:a\r\n"
                       "m=audio 9 RTP/SAVPF 0\r\na=mid:b\r\n"
                       "m=video 9 RTP/SAVPF 96\r\na=mid:c\r\n");

    assert_int_equal(csip__description_carry(description, 7, &tagged), 6);
    assert_int_equal(tagged, 2);
    assert_int_equal(csip__description_carry(description, 3, &tagged), 2);
    assert_int_equal(tagged, 1);
    assert_int_equal(csip__description_carry(description, 1, &tagged), 1);
    assert_int_equal(tagged, 0);
    assert_int_equal(csip__description_carry(description, 0, &tagged), 0);
}

static void carrying_without_a_group_takes_audio_first(void **state)
{
    size_t tagged = 9;
    (void)state;
    (void)read(OPENING "m=video 9 RTP/SAVPF 96\r\n"
                       "m=audio 9 RTP/SAVPF 0\r\n"
                       "m=audio 9 RTP/SAVPF 0\r\n");

    assert_int_equal(csip__description_carry(description, 7, &tagged), 2);
    assert_int_equal(tagged, 1);
    assert_int_equal(csip__description_carry(description, 1, &tagged), 1);
    assert_int_equal(tagged, 0);
}

#define SECTION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SECTION_TEST(section_inherits_from_the_session),
        SECTION_TEST(fingerprint_of_sha256_is_preferred_wherever_it_stands),
        SECTION_TEST(payload_types_that_look_like_rtcp_are_left_out),
        SECTION_TEST(codec_named_twice_keeps_its_first_number),
        SECTION_TEST(codec_of_another_kind_of_media_is_left_out),
        SECTION_TEST(feedback_for_all_goes_with_each_but_only_under_a_feedback_profile),
        SECTION_TEST(extension_is_taken_with_a_one_byte_id_and_both_ways),
        SECTION_TEST(port_0_rejects_except_beside_bundle_only),
        SECTION_TEST(carrying_follows_the_group_and_its_first_mid),
        SECTION_TEST(carrying_without_a_group_takes_audio_first),
    };
    return cmocka_run_group_tests_name("sdp/section", tests, NULL, NULL);
}
