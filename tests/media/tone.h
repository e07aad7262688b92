#ifndef CSIP_TEST_MEDIA_TONE_H
#define CSIP_TEST_MEDIA_TONE_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/** Level of one frequency, dBFS of its peak (Goertzel's algorithm). */
static inline double tone_level(const int16_t *pcm, size_t count, double rate_hz, double hz)
{
    double turn = 2 * 3.141592653589793 * hz / rate_hz;
    double coefficient = 2 * cos(turn);
    double one = 0;
    double two = 0;
    for (size_t i = 0; i < count; i++) {
        double now = pcm[i] / 32768.0 + coefficient * one - two;
        two = one;
        one = now;
    }
    double power = one * one + two * two - coefficient * one * two;
    return 10 * log10(4 * power / ((double)count * (double)count) + 1e-12);
}

/** RMS against full scale. */
static inline double pcm_level(const int16_t *pcm, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += pcm[i] / 32768.0 * (pcm[i] / 32768.0);
    return 10 * log10(sum / (double)count + 1e-12);
}

#endif
