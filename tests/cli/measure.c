#include "cli/measure.h"

#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { RATE_HZ = 48000 };

static double *make_tone(double hz, double level_dbfs, double noise)
{
    double *samples = test_malloc(RATE_HZ * sizeof *samples);
    double peak = pow(10, level_dbfs / 20);
    uint32_t state = 1;
    for (size_t i = 0; i < RATE_HZ; i++) {
        state = state * 1664525 + 1013904223;
        samples[i] = peak * sin(2 * M_PI * hz * (double)i / RATE_HZ + 0.7) +
                     noise * ((double)state / UINT32_MAX - 0.5);
    }
    return samples;
}

static void tone_alone_is_found_with_its_level(void **state)
{
    static const double tones[][2] = {{440, -12}, {61.3, -3}, {997.7, -40}, {3210, 0}, {7900, -20}};
    (void)state;
    for (size_t i = 0; i < sizeof tones / sizeof *tones; i++) {
        csip__tone found;
        double *samples = make_tone(tones[i][0], tones[i][1], 0);
        csip__tone_find(samples, RATE_HZ, RATE_HZ, &found);
        assert_true(fabs(found.frequency_hz - tones[i][0]) < 0.3);
        assert_true(fabs(found.level_dbfs - tones[i][1]) < 0.2);
        assert_true(found.purity > 0.95);
        test_free(samples);
    }
}

static void tone_in_noise_is_less_pure(void **state)
{
    csip__tone found;
    (void)state;
    double *samples = make_tone(440, -12, 1);
    csip__tone_find(samples, RATE_HZ, RATE_HZ, &found);
    assert_true(fabs(found.frequency_hz - 440) < 0.5);
    assert_true(found.purity < 0.5);
    test_free(samples);
}

static void silence_has_neither_level_nor_purity(void **state)
{
    csip__tone found;
    (void)state;
    double *samples = test_calloc(RATE_HZ, sizeof *samples);
    csip__tone_find(samples, RATE_HZ, RATE_HZ, &found);
    assert_true(found.level_dbfs < -100);
    assert_true(found.purity < 0.1);
    test_free(samples);
}

static void name_file(char path[32])
{
    snprintf(path, 32, "/tmp/csip-measure-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static void write_wav(const char *path, unsigned tenths)
{
    SF_INFO info = {
        .samplerate = RATE_HZ, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    double *samples = make_tone(500, -10, 0);
    assert_non_null(file);
    for (unsigned i = 0; i < tenths; i++) {
        assert_int_equal(sf_write_double(file, samples, RATE_HZ / 10), RATE_HZ / 10);
    }
    sf_close(file);
    test_free(samples);
}

static void recording_is_measured_and_must_be_long_enough(void **state)
{
    char path[32];
    csip__tone found;
    (void)state;
    name_file(path);
    write_wav(path, 20);
    assert_int_equal(csip__measure_tone(path, &found), CSIP_OK);
    assert_true(fabs(found.frequency_hz - 500) < 0.5);
    assert_true(fabs(found.level_dbfs + 10) < 0.2);
    write_wav(path, 14);
    assert_int_equal(csip__measure_tone(path, &found), CSIP_ERROR_LIMIT);
    unlink(path);
    assert_int_equal(csip__measure_tone(path, &found), CSIP_ERROR_IO);
}

static void picture_has_its_mean_colour(void **state)
{
    char path[32];
    uint32_t rgb;
    static const uint8_t pixels[] = {10, 20, 30, 30, 20, 10, 10, 20, 30, 30, 20, 10};
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = 2, .height = 2, .format = PNG_FORMAT_RGB};
    (void)state;
    name_file(path);
    assert_true(png_image_write_to_file(&image, path, 0, pixels, 0, NULL));
    assert_int_equal(csip__measure_colour(path, &rgb), CSIP_OK);
    assert_int_equal(rgb, 0x141414);
    unlink(path);
    assert_int_equal(csip__measure_colour(path, &rgb), CSIP_ERROR_IO);
    assert_int_equal(csip__colour_distance(0x102030, 0x0F2533), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tone_alone_is_found_with_its_level),
        cmocka_unit_test(tone_in_noise_is_less_pure),
        cmocka_unit_test(silence_has_neither_level_nor_purity),
        cmocka_unit_test(recording_is_measured_and_must_be_long_enough),
        cmocka_unit_test(picture_has_its_mean_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
