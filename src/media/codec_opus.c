#include <media/audio_codec.h>

#include <opus.h>

enum {
    RATE_HZ = 48000,
    FRAME = RATE_HZ / 1000 * CSIP__AUDIO_FRAME_MS,
    COMPLEXITY = 5,             /* half the work of 10, which hardly anybody hears in speech */
    BITRATE = 32000,            /* wide enough for full-band speech */
    BITRATE_MIN = 6000,         /* RFC 7587 section 6.1 */
    LOSS_EXPECTED_PERCENT = 10, /* opus adds FEC only when it expects loss */
};

static void *encoder_new(const csip__jsep_line *line)
{
    int error;
    OpusEncoder *encoder = opus_encoder_create(RATE_HZ, 1, OPUS_APPLICATION_VOIP, &error);
    if (!encoder)
        return NULL;
    unsigned limit = line->opus_max_average_bitrate;
    int bitrate = limit > 0 && limit < BITRATE ? (int)limit : BITRATE;
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate < BITRATE_MIN ? BITRATE_MIN : bitrate));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(COMPLEXITY));
    opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1));
    opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(LOSS_EXPECTED_PERCENT));
    opus_encoder_ctl(encoder, OPUS_SET_DTX(0));
    return encoder;
}

static void encoder_free(void *encoder)
{
    if (encoder)
        opus_encoder_destroy(encoder);
}

static size_t encode(void *encoder, const int16_t *pcm, uint8_t *out, size_t cap)
{
    opus_int32 len = opus_encode(encoder, pcm, FRAME, out, (opus_int32)cap);
    return len > 0 ? (size_t)len : 0;
}

static void *decoder_new(void)
{
    int error;
    return opus_decoder_create(RATE_HZ, 1, &error);
}

static void decoder_free(void *decoder)
{
    if (decoder)
        opus_decoder_destroy(decoder);
}

static size_t decode(void *decoder, const uint8_t *payload, size_t len, int16_t *pcm)
{
    int count = opus_decode(decoder, payload, (opus_int32)len, pcm, CSIP__AUDIO_PACKET_MAX, 0);
    return count > 0 ? (size_t)count : 0;
}

static size_t duration(const uint8_t *payload, size_t len)
{
    int count = len > 0 ? opus_packet_get_nb_samples(payload, (opus_int32)len, RATE_HZ) : 0;
    return count > 0 && count <= CSIP__AUDIO_PACKET_MAX ? (size_t)count : 0;
}

static void conceal(void *decoder, csip_str next, int16_t *pcm)
{
    bool has_next = next.len > 0;
    /* without FEC in `next`, opus conceals as it does for none */
    int count = opus_decode(decoder, has_next ? (const uint8_t *)next.ptr : NULL,
                            (opus_int32)next.len, pcm, FRAME, has_next);
    if (count != FRAME)
        memset(pcm, 0, FRAME * sizeof(pcm[0]));
}

const csip__audio_codec csip__codec_opus = {
    .id = CSIP__CODEC_OPUS,
    .name = "opus",
    .rate_hz = RATE_HZ,
    .encoder_new = encoder_new,
    .encoder_free = encoder_free,
    .encode = encode,
    .decoder_new = decoder_new,
    .decoder_free = decoder_free,
    .decode = decode,
    .duration = duration,
    .conceal = conceal,
};
