#ifndef CSIP_MEDIA_CONCEAL_H
#define CSIP_MEDIA_CONCEAL_H

#include <stddef.h>
#include <stdint.h>

/**
 * Concealment for codecs that have none of their own, at 8 kHz: the last pitch period heard is
 * repeated and fades out over 60 ms; what is heard next is blended in.  Zero it to begin.
 */
enum { CSIP__CONCEAL_HISTORY = 320 };

typedef struct csip__conceal {
    int16_t history[CSIP__CONCEAL_HISTORY];
    size_t made; /* samples since the last one heard */
    size_t period;
} csip__conceal;

/** Remember decoded samples; their beginning is blended with a concealment before it. */
void csip__conceal_heard(csip__conceal *conceal, int16_t *pcm, size_t count);
void csip__conceal_make(csip__conceal *conceal, int16_t *pcm, size_t count);

#endif
