#include "support.h"

#include "sdp/codec.h"

static void encoding_of_ours_is_found_whatever_its_case(void **state)
{
    (void)state;
    assert_int_equal(csip__codec_find(CSIP_STR("opus/48000/2"))->id, CSIP__CODEC_OPUS);
    assert_int_equal(csip__codec_find(CSIP_STR("vp8/90000"))->id, CSIP__CODEC_VP8);
    assert_int_equal(csip__codec_find(CSIP_STR("PCMA/8000/1"))->id, CSIP__CODEC_PCMA);
    assert_int_equal(csip__codec_find(CSIP_STR("telephone-event/8000"))->clock_hz, 8000);
    assert_int_equal(csip__codec_find(CSIP_STR("telephone-event/48000"))->clock_hz, 48000);
}

static void encoding_of_another_clock_or_channels_is_not_ours(void **state)
{
    static const char *const rows[] = {"opus/48000",     "opus/16000/2", "opus",  "PCMU/16000",
                                       "PCMU/8000/2",    "H264/90000",   "",      "/",
                                       "VP8/90000/1000", "VP8/x",        "VP8//1"};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        assert_null(csip__codec_find(csip_str_from(rows[i])));
}

static void static_payload_types_are_those_of_g711(void **state)
{
    (void)state;
    assert_int_equal(csip__codec_find_static(0)->id, CSIP__CODEC_PCMU);
    assert_int_equal(csip__codec_find_static(8)->id, CSIP__CODEC_PCMA);
    assert_null(csip__codec_find_static(9));
    assert_null(csip__codec_find_static(111));
}

static void parameter_is_found_between_blanks(void **state)
{
    (void)state;
    csip_str parameters = CSIP_STR("minptime=10; UseInbandFec = 1 ;stereo");

    assert_true(
        csip_str_equal(csip__codec_parameter(parameters, CSIP_STR("minptime")), CSIP_STR("10")));
    assert_true(
        csip_str_equal(csip__codec_parameter(parameters, CSIP_STR("useinbandfec")), CSIP_STR("1")));
    assert_int_equal(csip__codec_parameter(parameters, CSIP_STR("stereo")).len, 0);
    assert_null(csip__codec_parameter(parameters, CSIP_STR("ptime")).ptr);
}

static void feedback_is_found_by_its_whole_name(void **state)
{
    (void)state;
    assert_int_equal(csip__codec_feedback_find(CSIP_STR("nack")), CSIP__FEEDBACK_NACK);
    assert_int_equal(csip__codec_feedback_find(CSIP_STR("nack pli")), CSIP__FEEDBACK_PLI);
    assert_int_equal(csip__codec_feedback_find(CSIP_STR("ccm fir")), CSIP__FEEDBACK_FIR);
    assert_int_equal(csip__codec_feedback_find(CSIP_STR("nack sli")), 0);
    assert_int_equal(csip__codec_feedback_find(CSIP_STR("goog-remb")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoding_of_ours_is_found_whatever_its_case),
        cmocka_unit_test(encoding_of_another_clock_or_channels_is_not_ours),
        cmocka_unit_test(static_payload_types_are_those_of_g711),
        cmocka_unit_test(parameter_is_found_between_blanks),
        cmocka_unit_test(feedback_is_found_by_its_whole_name),
    };
    return cmocka_run_group_tests_name("sdp/codec", tests, NULL, NULL);
}
