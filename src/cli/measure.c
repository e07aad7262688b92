#include "cli/measure.h"

#include <math.h>
#include <png.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

enum { LOWEST_HZ = 50, HIGHEST_HZ = 8000, CHANNELS_MAX = 8 };

/* Amplitude of the sine of that frequency under a Hann window. */
static double amplitude_at(const double *samples, size_t count, double cycles_a_sample)
{
    double real = 0, imaginary = 0, weight = 0;
    for (size_t i = 0; i < count; i++) {
        double window = 0.5 - 0.5 * cos(2 * M_PI * ((double)i + 0.5) / (double)count);
        double angle = 2 * M_PI * cycles_a_sample * (double)i;
        real += window * samples[i] * cos(angle);
        imaginary += window * samples[i] * sin(angle);
        weight += window;
    }
    return 2 * hypot(real, imaginary) / weight;
}

typedef struct csip__scan {
    double from_hz, to_hz, step_hz;
} csip__scan;

static double strongest(const double *samples, size_t count, unsigned rate_hz,
                        const csip__scan *scan)
{
    double best_hz = scan->from_hz, best = -1;
    for (double hz = scan->from_hz; hz <= scan->to_hz; hz += scan->step_hz) {
        double amplitude = amplitude_at(samples, count, hz / rate_hz);
        if (amplitude > best) {
            best = amplitude;
            best_hz = hz;
        }
    }
    return best_hz;
}

void csip__tone_find(const double *samples, size_t count, unsigned rate_hz, csip__tone *ret_tone)
{
    /* A window of N seconds resolves 4/N Hz: a short one finds the place, the whole one the tone.
     */
    size_t brief = rate_hz / 20;
    double hz = strongest(samples, brief, rate_hz, &(csip__scan){LOWEST_HZ, HIGHEST_HZ, 20});
    hz = strongest(samples, rate_hz / 4, rate_hz, &(csip__scan){hz - 40, hz + 40, 2});
    hz = strongest(samples, count, rate_hz, &(csip__scan){hz - 4, hz + 4, 0.25});
    double amplitude = amplitude_at(samples, count, hz / rate_hz), power = 0;
    for (size_t i = 0; i < count; i++) {
        power += samples[i] * samples[i];
    }
    ret_tone->frequency_hz = hz;
    ret_tone->level_dbfs = 20 * log10(amplitude > 1e-9 ? amplitude : 1e-9);
    ret_tone->purity = power > 0 ? amplitude * amplitude / 2 / (power / (double)count) : 0;
}

/* `count` samples from `begin`, the channels' mean. */
static bool read_samples(SNDFILE *file, const SF_INFO *info, sf_count_t begin, sf_count_t count,
                         double *samples)
{
    double frame[CHANNELS_MAX];
    if (sf_seek(file, begin, SEEK_SET) != begin) {
        return false;
    }
    for (sf_count_t i = 0; i < count; i++) {
        if (sf_readf_double(file, frame, 1) != 1) {
            return false;
        }
        samples[i] = 0;
        for (int c = 0; c < info->channels; c++) {
            samples[i] += frame[c] / info->channels;
        }
    }
    return true;
}

static csip_error measure_open_file(SNDFILE *file, const SF_INFO *info, csip__tone *ret_tone)
{
    sf_count_t second = info->samplerate;
    if (info->frames < second + second / 2) {
        return CSIP_ERROR_LIMIT;
    }
    double *samples = malloc((size_t)second * sizeof *samples);
    if (!samples) {
        return CSIP_ERROR_NOMEM;
    }
    bool is_read = read_samples(file, info, info->frames - second - second / 2, second, samples);
    if (is_read) {
        csip__tone_find(samples, (size_t)second, (unsigned)info->samplerate, ret_tone);
    }
    free(samples);
    return is_read ? CSIP_OK : CSIP_ERROR_IO;
}

csip_error csip__measure_tone(const char *wav_path, csip__tone *ret_tone)
{
    SF_INFO info = {0};
    SNDFILE *file = sf_open(wav_path, SFM_READ, &info);
    if (!file) {
        return CSIP_ERROR_IO;
    }
    csip_error error =
        info.channels <= CHANNELS_MAX ? measure_open_file(file, &info, ret_tone) : CSIP_ERROR_IO;
    sf_close(file);
    return error;
}

csip_error csip__measure_colour(const char *png_path, uint32_t *ret_rgb)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, png_path)) {
        return CSIP_ERROR_IO;
    }
    image.format = PNG_FORMAT_RGB;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
    if (!pixels || !png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
        png_image_free(&image);
        free(pixels);
        return pixels ? CSIP_ERROR_IO : CSIP_ERROR_NOMEM;
    }
    uint64_t sums[3] = {0}, count = (uint64_t)image.width * image.height;
    for (uint64_t i = 0; i < 3 * count; i++) {
        sums[i % 3] += pixels[i];
    }
    free(pixels);
    *ret_rgb = 0;
    for (int c = 0; c < 3; c++) {
        *ret_rgb = *ret_rgb << 8 | (uint32_t)((sums[c] + count / 2) / count);
    }
    return CSIP_OK;
}

unsigned csip__colour_distance(uint32_t a, uint32_t b)
{
    unsigned greatest = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int difference = (int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF);
        unsigned size = (unsigned)abs(difference);
        greatest = size > greatest ? size : greatest;
    }
    return greatest;
}
