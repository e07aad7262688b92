#include "tone.h"
#include "wire.h"

#include <media/audio_io.h>
#include <media/video_io.h>

#include <png.h>
#include <sndfile.h>
#include <stdio.h>
#include <unistd.h>

static char path[64];

static void name_file(const char *suffix)
{
    snprintf(path, sizeof(path), "csip-test-%ld.%s", (long)getpid(), suffix);
}

static sf_count_t read_wav(int16_t *pcm, sf_count_t max, SF_INFO *ret_info)
{
    *ret_info = (SF_INFO){0};
    SNDFILE *file = sf_open(path, SFM_READ, ret_info);
    assert_non_null(file);
    sf_count_t count = sf_read_short(file, pcm, max);
    sf_close(file);
    return count;
}

/* A tone of half a second in two channels, the second one silent. */
static void write_stereo(unsigned rate_hz)
{
    SF_INFO info = {
        .samplerate = (int)rate_hz, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
    name_file("wav");
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    for (unsigned i = 0; i < rate_hz / 2; i++) {
        float frame[2] = {0.5F * (float)sin(6.283185307 * 1000 * i / rate_hz), 0};
        assert_int_equal(sf_writef_float(file, frame, 1), 1);
    }
    sf_close(file);
}

static void wav_of_any_rate_becomes_mono_at_the_codecs_rate(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 11025, 44100, 48000, 96000};
    static const unsigned wanted[] = {8000, 48000};
    static int16_t pcm[48000 * 2];
    for (size_t i = 0; i < 5; i++) {
        write_stereo(rates[i]);
        for (size_t k = 0; k < 2; k++) {
            csip_audio_source source = {.kind = CSIP_AUDIO_WAV, .path = path, .is_looped = true};
            csip__audio_input *input;
            csip__media_problem problem;
            assert_int_equal(csip__audio_input_open(&source, &problem, &input), CSIP_OK);
            for (unsigned at = 0; at < 2 * wanted[k]; at += wanted[k] / 50)
                csip__audio_input_read(input, wanted[k], pcm + at, wanted[k] / 50);
            csip__audio_input_close(input);
            /* 0.5, halved by the mean of both channels */
            double level = tone_level(pcm, 2 * wanted[k], wanted[k], 1000);
            assert_true(fabs(level + 12.04) < 0.7);
        }
    }
    remove(path);
}

static void wav_ends_in_silence_unless_looped(void **state)
{
    (void)state;
    static int16_t pcm[8000];
    write_stereo(8000);
    csip_audio_source source = {.kind = CSIP_AUDIO_WAV, .path = path};
    csip__audio_input *input;
    csip__media_problem problem;

    assert_int_equal(csip__audio_input_open(&source, &problem, &input), CSIP_OK);
    csip__audio_input_read(input, 8000, pcm, 8000);

    assert_true(pcm_level(pcm, 4000) > -20);
    assert_true(pcm_level(pcm + 4000, 4000) < -100);
    csip__audio_input_close(input);
    remove(path);
}

static void missing_files_are_denied_by_name(void **state)
{
    (void)state;
    csip_audio_source source = {.kind = CSIP_AUDIO_WAV, .path = "/nowhere/in.wav"};
    csip_audio_sink sink = {.wav_path = "/nowhere/out.wav"};
    csip_video_sink view = {.png_path = "/nowhere/out.png"};
    csip__audio_input *input;
    csip__audio_output *output;
    csip__video_output *screen;
    csip__media_problem problem;

    assert_int_equal(csip__audio_input_open(&source, &problem, &input), CSIP_ERROR_DENIED);
    assert_non_null(strstr(problem.text, "/nowhere/in.wav"));
    assert_int_equal(csip__audio_output_open(&sink, &problem, &output), CSIP_ERROR_DENIED);
    assert_non_null(strstr(problem.text, "/nowhere/out.wav"));
    assert_int_equal(csip__video_output_open(&view, &problem, &screen), CSIP_ERROR_DENIED);
    assert_non_null(strstr(problem.text, "/nowhere/out.png"));
}

static void values_out_of_range_are_refused(void **state)
{
    (void)state;
    csip_audio_source sources[] = {
        {.kind = CSIP_AUDIO_TONE, .frequency_hz = 19},
        {.kind = CSIP_AUDIO_TONE, .frequency_hz = 440, .level_dbfs = 1},
        {.kind = CSIP_AUDIO_TONE, .frequency_hz = NAN},
        {.kind = CSIP_AUDIO_WAV},
    };
    csip_video_source pictures[] = {{.width = 8}, {.height = 5000}, {.fps = 1000}};
    csip__audio_input *input;
    csip__video_input *video;
    csip__media_problem problem;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(csip__audio_input_open(&sources[i], &problem, &input),
                         CSIP_ERROR_ARGUMENT);
        assert_true(problem.text[0] != '\0');
    }
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(csip__video_input_open(&pictures[i], &problem, &video),
                         CSIP_ERROR_ARGUMENT);
}

static void recording_is_whole_before_it_is_closed(void **state)
{
    (void)state;
    static int16_t pcm[48000 * 3];
    name_file("wav");
    csip_audio_sink sink = {.wav_path = path};
    csip__audio_output *output;
    csip__media_problem problem;
    int16_t frame[160];
    SF_INFO info;
    assert_int_equal(csip__audio_output_open(&sink, &problem, &output), CSIP_OK);
    assert_true(isinf(csip__audio_output_level(output)));

    for (int at = 0; at < 8000 * 2; at += 160) {
        for (int i = 0; i < 160; i++)
            frame[i] = (int16_t)(16384 * sin(6.283185307 * 500 * (at + i) / 8000));
        csip__audio_output_write(output, 8000, frame, 160);
    }

    assert_true(read_wav(pcm, 48000 * 3, &info) >= 48000 * 3 / 2); /* as a kill would leave it */
    assert_true(fabs(csip__audio_output_level(output) + 9.03) < 0.1);
    csip__audio_output_close(output);
    assert_in_range(read_wav(pcm, 48000 * 3, &info), 48000 * 2 - 480, 48000 * 2 + 480);
    assert_int_equal(info.samplerate, 48000);
    assert_int_equal(info.channels, 1);
    assert_int_equal(info.format, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    assert_true(fabs(tone_level(pcm + 48000, 48000, 48000, 500) + 6.02) < 0.5);
    remove(path);
}

static void last_picture_is_kept_in_its_colours(void **state)
{
    (void)state;
    static const uint32_t rgb = 0x2080E0;
    csip_video_source source = {.rgb = rgb, .width = 321, .height = 199}; /* odd sizes, too */
    csip_video_frame picture;
    csip__video_input *input;
    csip__video_output *output;
    csip__media_problem problem;
    name_file("png");
    csip_video_sink sink = {.png_path = path};
    assert_int_equal(csip__video_input_open(&source, &problem, &input), CSIP_OK);
    assert_int_equal(csip__video_output_open(&sink, &problem, &output), CSIP_OK);

    for (uint64_t i = 0; i < 500; i++)
        csip__video_input_draw(input, i, false, &picture);
    csip__video_output_write(output, &picture);
    csip__video_output_close(output);
    csip__video_input_close(input);

    static uint8_t pixels[321 * 199 * 3];
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_file(&image, path));
    assert_int_equal(image.width, 321);
    assert_int_equal(image.height, 199);
    image.format = PNG_FORMAT_RGB;
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    for (int channel = 0; channel < 3; channel++) {
        double sum = 0;
        for (size_t i = (size_t)channel; i < sizeof(pixels); i += 3)
            sum += pixels[i];
        double wanted = rgb >> (16 - 8 * channel) & 0xFF;
        assert_true(fabs(sum / (321 * 199) - wanted) < 8);
    }
    remove(path);
}

static void no_picture_leaves_no_file(void **state)
{
    (void)state;
    name_file("png");
    csip_video_sink sink = {.png_path = path};
    csip__video_output *output;
    csip__media_problem problem;

    assert_int_equal(csip__video_output_open(&sink, &problem, &output), CSIP_OK);
    csip__video_output_close(output);

    assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wav_of_any_rate_becomes_mono_at_the_codecs_rate),
        cmocka_unit_test(wav_ends_in_silence_unless_looped),
        cmocka_unit_test(missing_files_are_denied_by_name),
        cmocka_unit_test(values_out_of_range_are_refused),
        cmocka_unit_test(recording_is_whole_before_it_is_closed),
        cmocka_unit_test(last_picture_is_kept_in_its_colours),
        cmocka_unit_test(no_picture_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
