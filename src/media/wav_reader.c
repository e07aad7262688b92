#include <media/audio_codec.h>
#include <media/audio_io.h>

#include <math.h>
#include <sndfile.h>
#include <speex/speex_resampler.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    CHANNELS_MAX = 16,
    BLOCK = 512, /* frames read at a time */
    QUALITY = 4, /* of 10; speex's for voice over IP is 3 */
};

struct csip__wav_reader {
    SNDFILE *file;
    SF_INFO info;
    bool is_looped;
    bool is_ended;
    unsigned rate_hz;               /* of what is read */
    SpeexResamplerState *resampler; /* NULL: the file has that rate */
    float mono[BLOCK];
    size_t begin, end; /* of what in `mono` has not been used */
    float *interleaved;
};

static csip_error refuse(csip__media_problem *problem, const char *path, const char *why)
{
    snprintf(problem->text, sizeof(problem->text), "cannot open the audio file %s: %s", path, why);
    return CSIP_ERROR_DENIED;
}

csip_error csip__wav_reader_open(const char *path, bool is_looped, csip__media_problem *ret_problem,
                                 csip__wav_reader **ret_reader)
{
    csip__wav_reader *reader = calloc(1, sizeof(*reader));
    if (!reader)
        return CSIP_ERROR_NOMEM;
    csip_error error = CSIP_OK;
    reader->is_looped = is_looped;
    reader->file = sf_open(path, SFM_READ, &reader->info);
    if (!reader->file)
        error = refuse(ret_problem, path, sf_strerror(NULL));
    else if (reader->info.channels > CHANNELS_MAX)
        error = refuse(ret_problem, path, "it has too many channels");
    if (!error) {
        reader->interleaved = malloc(BLOCK * (size_t)reader->info.channels * sizeof(float));
        if (!reader->interleaved)
            error = CSIP_ERROR_NOMEM;
    }
    if (error) {
        csip__wav_reader_close(reader);
        return error;
    }
    *ret_reader = reader;
    return CSIP_OK;
}

void csip__wav_reader_close(csip__wav_reader *reader)
{
    if (!reader)
        return;
    if (reader->file)
        sf_close(reader->file);
    if (reader->resampler)
        speex_resampler_destroy(reader->resampler);
    free(reader->interleaved);
    free(reader);
}

/* The next block of the file, its channels averaged. */
static void read_block(csip__wav_reader *reader)
{
    sf_count_t count = sf_readf_float(reader->file, reader->interleaved, BLOCK);
    if (count <= 0 && reader->is_looped && sf_seek(reader->file, 0, SF_SEEK_SET) == 0)
        count = sf_readf_float(reader->file, reader->interleaved, BLOCK);
    if (count <= 0) {
        reader->is_ended = true;
        return;
    }
    size_t channels = (size_t)reader->info.channels;
    for (size_t i = 0; i < (size_t)count; i++) {
        float sum = 0;
        for (size_t channel = 0; channel < channels; channel++)
            sum += reader->interleaved[i * channels + channel];
        reader->mono[i] = sum / (float)channels;
    }
    reader->begin = 0;
    reader->end = (size_t)count;
}

static void set_rate(csip__wav_reader *reader, unsigned rate_hz)
{
    if (reader->resampler)
        speex_resampler_destroy(reader->resampler);
    reader->resampler = NULL;
    reader->rate_hz = rate_hz;
    if ((unsigned)reader->info.samplerate == rate_hz)
        return;
    reader->resampler =
        speex_resampler_init(1, (spx_uint32_t)reader->info.samplerate, rate_hz, QUALITY, NULL);
    if (!reader->resampler)
        reader->is_ended = true;
}

/* Some samples at the wanted rate; returns how many, 0 when the file has ended. */
static size_t convert(csip__wav_reader *reader, float *out, size_t wanted)
{
    if (reader->begin == reader->end)
        read_block(reader);
    if (reader->is_ended)
        return 0;
    spx_uint32_t in_len = (spx_uint32_t)(reader->end - reader->begin);
    spx_uint32_t out_len = (spx_uint32_t)wanted;
    if (reader->resampler) {
        speex_resampler_process_float(reader->resampler, 0, reader->mono + reader->begin, &in_len,
                                      out, &out_len);
    } else {
        in_len = out_len = in_len < out_len ? in_len : out_len;
        memcpy(out, reader->mono + reader->begin, in_len * sizeof(float));
    }
    reader->begin += in_len;
    return out_len;
}

void csip__wav_reader_read(csip__wav_reader *reader, unsigned rate_hz, int16_t *pcm, size_t count)
{
    float samples[CSIP__AUDIO_FRAME_MAX];
    if (reader->rate_hz != rate_hz)
        set_rate(reader, rate_hz);
    while (count > 0 && !reader->is_ended) {
        size_t wanted = count < CSIP__AUDIO_FRAME_MAX ? count : CSIP__AUDIO_FRAME_MAX;
        size_t got = convert(reader, samples, wanted);
        for (size_t i = 0; i < got; i++) {
            float scaled = samples[i] * 32768;
            pcm[i] = scaled >= 32767 ? 32767 : scaled <= -32768 ? -32768 : (int16_t)lrintf(scaled);
        }
        pcm += got;
        count -= got;
    }
    memset(pcm, 0, count * sizeof(pcm[0]));
}
