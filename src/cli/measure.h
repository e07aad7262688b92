#ifndef CSIP_CLI_MEASURE_H
#define CSIP_CLI_MEASURE_H

#include <csip/error.h>

#include <stddef.h>
#include <stdint.h>

/** What a recording holds, found from its samples alone. */
typedef struct csip__tone {
    double frequency_hz; /* of the strongest sine between 50 and 8000 Hz */
    double level_dbfs;   /* its peak */
    double purity;       /* its part of the power, 0 to 1 */
} csip__tone;

/** In `count` samples of -1 to 1, at least half a second. */
void csip__tone_find(const double *samples, size_t count, unsigned rate_hz, csip__tone *ret_tone);

/**
 * In the last whole second but half a one of a WAV file.
 *
 * @return CSIP_OK; CSIP_ERROR_IO: cannot be read; CSIP_ERROR_LIMIT: shorter than 1.5 seconds;
 *         CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__measure_tone(const char *wav_path, csip__tone *ret_tone);

/** Mean colour of a PNG file, 0xRRGGBB.  CSIP_ERROR_IO; CSIP_ERROR_NOMEM. */
CSIP_MUST_USE csip_error csip__measure_colour(const char *png_path, uint32_t *ret_rgb);

/** The greatest difference of red, green or blue. */
unsigned csip__colour_distance(uint32_t a, uint32_t b);

#endif
