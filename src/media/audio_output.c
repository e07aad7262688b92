#include <media/audio_codec.h>
#include <media/audio_io.h>

#include <math.h>
#include <speex/speex_resampler.h>
#include <stdlib.h>

enum {
    RATE_HZ = 48000, /* of what is handed on and recorded */
    QUALITY = 4,
    BLOCKS = 1000 / CSIP__AUDIO_FRAME_MS, /* of the level: one second */
};
static const double full_scale = 32768;

struct csip__audio_output {
    csip_audio_sink sink;
    csip__wav_writer *wav;
    unsigned rate_hz;               /* of what comes in */
    SpeexResamplerState *resampler; /* NULL: none is needed */
    double square[BLOCKS];          /* mean squares, a ring */
    size_t block_count;             /* ever written */
};

csip_error csip__audio_output_open(const csip_audio_sink *sink, csip__media_problem *ret_problem,
                                   csip__audio_output **ret_output)
{
    ret_problem->text[0] = '\0';
    csip__audio_output *output = calloc(1, sizeof(*output));
    if (!output)
        return CSIP_ERROR_NOMEM;
    output->rate_hz = RATE_HZ;
    if (sink) {
        output->sink = *sink;
        output->sink.wav_path = NULL; /* borrowed for the call only */
    }
    if (sink && sink->wav_path) {
        csip_error error = csip__wav_writer_open(sink->wav_path, ret_problem, &output->wav);
        if (error) {
            free(output);
            return error;
        }
    }
    *ret_output = output;
    return CSIP_OK;
}

void csip__audio_output_close(csip__audio_output *output)
{
    if (!output)
        return;
    csip__wav_writer_close(output->wav);
    if (output->resampler)
        speex_resampler_destroy(output->resampler);
    free(output);
}

static void measure(csip__audio_output *output, const int16_t *pcm, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (int32_t)pcm[i] * pcm[i];
    output->square[output->block_count++ % BLOCKS] = (double)sum / (double)count;
}

double csip__audio_output_level(const csip__audio_output *output)
{
    size_t count = output->block_count < BLOCKS ? output->block_count : BLOCKS;
    if (count == 0)
        return -INFINITY;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += output->square[i];
    /* a value of one half stands for what 16 bits cannot say */
    return 10 * log10(fmax(sum / (double)count, 0.25) / (full_scale * full_scale));
}

static void deliver(csip__audio_output *output, const int16_t *pcm, size_t count)
{
    if (output->wav)
        csip__wav_writer_write(output->wav, pcm, count);
    if (output->sink.on_frames)
        output->sink.on_frames(output->sink.user, pcm, count, RATE_HZ);
}

static bool set_rate(csip__audio_output *output, unsigned rate_hz)
{
    if (output->resampler)
        speex_resampler_destroy(output->resampler);
    output->resampler = NULL;
    if (rate_hz != RATE_HZ)
        output->resampler = speex_resampler_init(1, rate_hz, RATE_HZ, QUALITY, NULL);
    bool is_set = rate_hz == RATE_HZ || output->resampler;
    output->rate_hz = is_set ? rate_hz : 0;
    return is_set;
}

void csip__audio_output_write(csip__audio_output *output, unsigned rate_hz, const int16_t *pcm,
                              size_t count)
{
    measure(output, pcm, count);
    if (!output->wav && !output->sink.on_frames)
        return;
    if (output->rate_hz != rate_hz && !set_rate(output, rate_hz))
        return;
    if (!output->resampler) {
        deliver(output, pcm, count);
        return;
    }
    while (count > 0) {
        int16_t out[CSIP__AUDIO_FRAME_MAX];
        spx_uint32_t in_len = (spx_uint32_t)count;
        spx_uint32_t out_len = CSIP__AUDIO_FRAME_MAX;
        speex_resampler_process_int(output->resampler, 0, pcm, &in_len, out, &out_len);
        if (out_len > 0)
            deliver(output, out, out_len);
        if (in_len == 0 && out_len == 0)
            break;
        pcm += in_len;
        count -= in_len;
    }
}
