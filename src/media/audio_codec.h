#ifndef CSIP_MEDIA_AUDIO_CODEC_H
#define CSIP_MEDIA_AUDIO_CODEC_H

#include <sdp/jsep.h>

/**
 * An audio codec: a row of functions over mono PCM of 16 bits at its own rate.  Frames are sent
 * every 20 ms; packets of other lengths are understood.
 */
enum {
    CSIP__AUDIO_FRAME_MS = 20,
    CSIP__AUDIO_RATE_MAX_HZ = 48000,
    CSIP__AUDIO_FRAME_MAX = CSIP__AUDIO_RATE_MAX_HZ / 1000 * CSIP__AUDIO_FRAME_MS,
    CSIP__AUDIO_PACKET_MAX_MS = 120, /* RFC 7587 section 3.3; longer ones are refused */
    CSIP__AUDIO_PACKET_MAX = CSIP__AUDIO_RATE_MAX_HZ / 1000 * CSIP__AUDIO_PACKET_MAX_MS,
};

typedef struct csip__audio_codec {
    csip__codec_id id;
    const char *name;
    unsigned rate_hz; /* of PCM and of RTP timestamps */
    /** NULL: no memory, or refused. */
    void *(*encoder_new)(const csip__jsep_line *line);
    void (*encoder_free)(void *encoder);
    /** One frame of 20 ms; returns the payload's length, 0 on failure. */
    size_t (*encode)(void *encoder, const int16_t *pcm, uint8_t *out, size_t cap);
    void *(*decoder_new)(void);
    void (*decoder_free)(void *decoder);
    /** PCM of one packet, CSIP__AUDIO_PACKET_MAX samples at most; returns their count, 0: bad. */
    size_t (*decode)(void *decoder, const uint8_t *payload, size_t len, int16_t *pcm);
    /** Samples that a payload stands for, 0: bad. */
    size_t (*duration)(const uint8_t *payload, size_t len);
    /** One frame of 20 ms for one that is missing; `next` is the packet after it, or absent. */
    void (*conceal)(void *decoder, csip_str next, int16_t *pcm);
} csip__audio_codec;

extern const csip__audio_codec csip__codec_opus;
extern const csip__audio_codec csip__codec_pcmu;
extern const csip__audio_codec csip__codec_pcma;

/** NULL: not an audio codec. */
const csip__audio_codec *csip__audio_codec_get(csip__codec_id id);

static inline size_t csip__audio_codec_frame(const csip__audio_codec *codec)
{
    return codec->rate_hz / 1000 * CSIP__AUDIO_FRAME_MS;
}

#endif
