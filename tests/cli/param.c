#include "cli/param.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const csip__cli_group *const all[] = {&csip__cli_account_group, &csip__cli_tls_group,
                                             &csip__cli_ice_group,     &csip__cli_media_group,
                                             &csip__cli_call_group,    &csip__cli_answer_group,
                                             &csip__cli_session_group, NULL};

static csip__cli_settings settings;

/* What is wrong with the value, or NULL. */
static const char *set(const char *name, csip__cli_place place, const char *text)
{
    const csip__cli_param *param = csip__cli_param_find(all, name, place);

    assert_non_null(param);
    return param->set(&settings, param, text);
}

static const char *set_option(const char *name, const char *text)
{
    return set(name, CSIP__CLI_ARGV, text);
}

static const char *set_field(const char *name, const char *text)
{
    return set(name, CSIP__CLI_JSON, text);
}

static int init(void **state)
{
    (void)state;
    csip__cli_settings_init(&settings);
    return 0;
}

static void param_is_found_by_the_spelling_of_its_place(void **state)
{
    (void)state;
    assert_non_null(csip__cli_param_find(all, "ca-file", CSIP__CLI_ARGV));
    assert_non_null(csip__cli_param_find(all, "ca_file", CSIP__CLI_JSON));
    assert_null(csip__cli_param_find(all, "ca_file", CSIP__CLI_ARGV));
    assert_null(csip__cli_param_find(all, "ca-file", CSIP__CLI_JSON));
    assert_null(csip__cli_param_find(all, "ca-fil", CSIP__CLI_ARGV));
    assert_null(csip__cli_param_find(all, "password", CSIP__CLI_ARGV));
    assert_non_null(csip__cli_param_find(all, "password", CSIP__CLI_JSON));
}

static void number_is_a_whole_finite_text(void **state)
{
    double number = 0;

    (void)state;
    assert_true(csip__cli_number("-1.5", &number));
    assert_true(number == -1.5);
    assert_false(csip__cli_number("", &number));
    assert_false(csip__cli_number(" 1", &number));
    assert_false(csip__cli_number("1s", &number));
    assert_false(csip__cli_number("inf", &number));
    assert_false(csip__cli_number("nan", &number));
}

static void server_may_have_a_weight(void **state)
{
    (void)state;
    assert_null(set_option("server", "10,wss://a.example"));
    assert_null(set_option("server", "ws://[::1]:80/x,y"));
    assert_int_equal(settings.config.socket_count, 2);
    assert_string_equal(settings.sockets[0].url, "wss://a.example");
    assert_int_equal(settings.sockets[0].weight, 10);
    assert_string_equal(settings.sockets[1].url, "ws://[::1]:80/x,y");
    assert_int_equal(settings.sockets[1].weight, 0);
    assert_non_null(set_option("server", "1234567,ws://x"));
    while (settings.config.socket_count < CSIP__CLI_SERVERS_MAX)
        assert_null(set_option("server", "ws://x"));
    assert_non_null(set_option("server", "ws://x"));
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    assert_null(set_option("duration", "2.5"));
    assert_true(settings.duration_s == 2.5);
    assert_non_null(set_option("duration", "-1"));
    assert_non_null(set_option("duration", "4000001"));
    assert_null(set_option("count", "3"));
    assert_non_null(set_option("count", "0"));
    assert_non_null(set_option("count", "1.5"));
    assert_null(set_option("reject", "486"));
    assert_non_null(set_option("reject", "299"));
    assert_non_null(set_option("reject", "700"));
    assert_non_null(set_field("session", "-1"));
}

static void ice_servers_are_checked(void **state)
{
    (void)state;
    assert_null(set_option("stun", "stun:stun.example.com:3478"));
    assert_null(set_option("turn", "turn:turn.example.com?transport=tcp"));
    assert_int_equal(settings.ua_options.ice_server_count, 2);
    assert_non_null(set_option("stun", "turn:turn.example.com"));
    assert_non_null(set_option("stun", "stun.example.com"));
    assert_non_null(set_option("turn", "turn:"));
}

static void audio_source_is_tone_silence_or_file(void **state)
{
    const csip_audio_source *source = &settings.audio_source;

    (void)state;
    assert_null(set_option("audio-in", "tone:1000:-6"));
    assert_int_equal(source->kind, CSIP_AUDIO_TONE);
    assert_true(source->frequency_hz == 1000 && source->level_dbfs == -6);
    assert_null(set_option("audio-in", "/dev/null,loop"));
    assert_int_equal(source->kind, CSIP_AUDIO_WAV);
    assert_string_equal(source->path, "/dev/null");
    assert_true(source->is_looped);
    assert_null(set_option("audio-in", "/dev/null"));
    assert_false(source->is_looped);
    assert_null(set_option("audio-in", "silence"));
    assert_int_equal(source->kind, CSIP_AUDIO_SILENCE);
}

static void wrong_audio_source_is_refused(void **state)
{
    (void)state;
    assert_non_null(set_option("audio-in", "tone:19"));
    assert_non_null(set_option("audio-in", "tone:"));
    assert_non_null(set_option("audio-in", "tone:440:1"));
    assert_non_null(set_option("audio-in", "tone:440:-6x"));
    assert_non_null(set_option("audio-in", "/no/such/file.wav"));
    assert_non_null(set_option("audio-in", ",loop"));
}

static void video_source_is_picture_or_black(void **state)
{
    const csip_video_source *source = &settings.video_source;

    (void)state;
    assert_null(set_option("video-in", "picture:C04030"));
    assert_int_equal(source->kind, CSIP_VIDEO_PICTURE);
    assert_int_equal(source->rgb, 0xc04030);
    assert_null(set_option("video-in", "black"));
    assert_int_equal(source->kind, CSIP_VIDEO_BLACK);
    assert_non_null(set_option("video-in", "picture:12345"));
    assert_non_null(set_option("video-in", "picture:12345g"));
    assert_non_null(set_option("video-in", "blue"));
    assert_null(set_field("rgb", "0000ff"));
    assert_int_equal(source->rgb, 0xff);
    assert_null(set_field("black", "true"));
    assert_int_equal(source->kind, CSIP_VIDEO_BLACK);
}

static void flags_are_set_and_cleared(void **state)
{
    (void)state;
    assert_true(settings.call.video);
    assert_null(set_option("no-video", "true"));
    assert_false(settings.call.video);
    assert_null(set_field("video", "true"));
    assert_true(settings.call.video);
    assert_non_null(set_field("video", "maybe"));
}

#define TEST(name) cmocka_unit_test_setup(name, init)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(param_is_found_by_the_spelling_of_its_place),
        TEST(number_is_a_whole_finite_text),
        TEST(server_may_have_a_weight),
        TEST(numbers_out_of_range_are_refused),
        TEST(ice_servers_are_checked),
        TEST(audio_source_is_tone_silence_or_file),
        TEST(wrong_audio_source_is_refused),
        TEST(video_source_is_picture_or_black),
        TEST(flags_are_set_and_cleared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
