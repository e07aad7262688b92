#include <media/audio_codec.h>
#include <media/conceal.h>
#include <media/g711_table.h>

#include <stdlib.h>

/** G.711 (ITU-T, RFC 3551 section 4.5.14): one octet a sample, eight segments of a logarithm. */
enum {
    RATE_HZ = 8000,
    FRAME = RATE_HZ / 1000 * CSIP__AUDIO_FRAME_MS,
    PACKET_MAX = RATE_HZ / 1000 * CSIP__AUDIO_PACKET_MAX_MS,
    MU_BIAS = 132,
    MU_CLIP = 32767 - MU_BIAS,
    A_INVERT = 0x55, /* even bits are inverted on the line */
};

/* The segment of a magnitude above its low `bits`: 0 to 7. */
static unsigned segment_of(unsigned magnitude, unsigned bits)
{
    unsigned segment = 0;
    for (unsigned rest = magnitude >> bits; rest > 1 && segment < 7; rest >>= 1)
        segment++;
    return segment;
}

static uint8_t mu_from_linear(int16_t sample)
{
    unsigned sign = sample < 0 ? 0x80 : 0;
    unsigned magnitude = (unsigned)(sample < 0 ? -(int)sample : sample);
    magnitude = (magnitude > MU_CLIP ? MU_CLIP : magnitude) + MU_BIAS;
    unsigned segment = segment_of(magnitude, 7);
    return (uint8_t) ~(sign | segment << 4 | (magnitude >> (segment + 3) & 0x0F));
}

static uint8_t a_from_linear(int16_t sample)
{
    unsigned sign = sample < 0 ? 0 : 0x80;
    unsigned magnitude = (unsigned)(sample < 0 ? -(int)sample - 1 : sample);
    unsigned segment = segment_of(magnitude, 7);
    unsigned step = segment > 1 ? segment + 3 : 4;
    return (uint8_t)((sign | segment << 4 | (magnitude >> step & 0x0F)) ^ A_INVERT);
}

/* The encoders have no state; an address tells success from failure. */
static void *encoder_new(const csip__jsep_line *line)
{
    (void)line;
    static char stateless;
    return &stateless;
}

static void encoder_free(void *encoder)
{
    (void)encoder;
}

static size_t encode_mu(void *encoder, const int16_t *pcm, uint8_t *out, size_t cap)
{
    (void)encoder;
    if (cap < FRAME)
        return 0;
    for (size_t i = 0; i < FRAME; i++)
        out[i] = mu_from_linear(pcm[i]);
    return FRAME;
}

static size_t encode_a(void *encoder, const int16_t *pcm, uint8_t *out, size_t cap)
{
    (void)encoder;
    if (cap < FRAME)
        return 0;
    for (size_t i = 0; i < FRAME; i++)
        out[i] = a_from_linear(pcm[i]);
    return FRAME;
}

static void *decoder_new(void)
{
    return calloc(1, sizeof(csip__conceal));
}

static size_t duration(const uint8_t *payload, size_t len)
{
    (void)payload;
    return len <= PACKET_MAX ? len : 0;
}

static size_t decode(csip__conceal *conceal, const int16_t *table, csip_str payload, int16_t *pcm)
{
    if (payload.len == 0 || payload.len > PACKET_MAX)
        return 0;
    for (size_t i = 0; i < payload.len; i++)
        pcm[i] = table[(uint8_t)payload.ptr[i]];
    csip__conceal_heard(conceal, pcm, payload.len);
    return payload.len;
}

static size_t decode_mu(void *decoder, const uint8_t *payload, size_t len, int16_t *pcm)
{
    return decode(decoder, mu_law, (csip_str){(const char *)payload, len}, pcm);
}

static size_t decode_a(void *decoder, const uint8_t *payload, size_t len, int16_t *pcm)
{
    return decode(decoder, a_law, (csip_str){(const char *)payload, len}, pcm);
}

static void conceal_frame(void *decoder, csip_str next, int16_t *pcm)
{
    (void)next;
    csip__conceal_make(decoder, pcm, FRAME);
}

#define G711_CODEC(object, law, upper)                                                             \
    const csip__audio_codec csip__codec_##object = {                                               \
        .id = CSIP__CODEC_PCM##upper,                                                              \
        .name = "PCM" #upper,                                                                      \
        .rate_hz = RATE_HZ,                                                                        \
        .encoder_new = encoder_new,                                                                \
        .encoder_free = encoder_free,                                                              \
        .encode = encode_##law,                                                                    \
        .decoder_new = decoder_new,                                                                \
        .decoder_free = free,                                                                      \
        .decode = decode_##law,                                                                    \
        .duration = duration,                                                                      \
        .conceal = conceal_frame,                                                                  \
    }

G711_CODEC(pcmu, mu, U);
G711_CODEC(pcma, a, A);
