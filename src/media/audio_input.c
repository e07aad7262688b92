#include <media/audio_io.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double two_pi = 6.283185307179586;

struct csip__audio_input {
    csip_audio_source_kind kind;
    double frequency_hz;
    double amplitude;
    double phase; /* of a turn */
    csip__wav_reader *wav;
};

static csip_error check(const csip_audio_source *source, csip__media_problem *problem)
{
    const char *wrong = NULL;
    if (source->kind == CSIP_AUDIO_TONE) {
        if (!(source->frequency_hz >= 20 && source->frequency_hz <= 20000))
            wrong = "the tone's frequency is not within 20 to 20000 Hz";
        else if (!(source->level_dbfs <= 0))
            wrong = "the tone's level is above 0 dBFS";
    } else if (source->kind == CSIP_AUDIO_WAV) {
        wrong = source->path ? NULL : "the audio file has no path";
    } else if (source->kind != CSIP_AUDIO_SILENCE) {
        wrong = "the kind of audio source is unknown";
    }
    if (!wrong)
        return CSIP_OK;
    snprintf(problem->text, sizeof(problem->text), "%s", wrong);
    return CSIP_ERROR_ARGUMENT;
}

csip_error csip__audio_input_open(const csip_audio_source *source, csip__media_problem *ret_problem,
                                  csip__audio_input **ret_input)
{
    static const csip_audio_source silence = {.kind = CSIP_AUDIO_SILENCE};
    if (!source)
        source = &silence;
    ret_problem->text[0] = '\0';
    csip_error error = check(source, ret_problem);
    if (error)
        return error;
    csip__audio_input *input = calloc(1, sizeof(*input));
    if (!input)
        return CSIP_ERROR_NOMEM;
    input->kind = source->kind;
    input->frequency_hz = source->frequency_hz;
    input->amplitude = 32767 * pow(10, source->level_dbfs / 20);
    if (source->kind == CSIP_AUDIO_WAV)
        error = csip__wav_reader_open(source->path, source->is_looped, ret_problem, &input->wav);
    if (error) {
        free(input);
        return error;
    }
    *ret_input = input;
    return CSIP_OK;
}

void csip__audio_input_close(csip__audio_input *input)
{
    if (!input)
        return;
    csip__wav_reader_close(input->wav);
    free(input);
}

static void read_tone(csip__audio_input *input, unsigned rate_hz, int16_t *pcm, size_t count)
{
    /* above half the rate it would come out as another tone */
    double amplitude = 2 * input->frequency_hz < rate_hz ? input->amplitude : 0;
    double step = input->frequency_hz / rate_hz;
    /* a point that turns: one sine a call instead of one a sample */
    double x = amplitude * cos(two_pi * input->phase), y = amplitude * sin(two_pi * input->phase);
    double c = cos(two_pi * step), s = sin(two_pi * step);
    for (size_t i = 0; i < count; i++) {
        pcm[i] = (int16_t)lrint(y);
        double turned = x * c - y * s;
        y = x * s + y * c;
        x = turned;
    }
    input->phase += step * (double)count;
    input->phase -= floor(input->phase);
}

void csip__audio_input_read(csip__audio_input *input, unsigned rate_hz, int16_t *pcm, size_t count)
{
    switch (input->kind) {
    case CSIP_AUDIO_TONE: read_tone(input, rate_hz, pcm, count); break;
    case CSIP_AUDIO_WAV: csip__wav_reader_read(input->wav, rate_hz, pcm, count); break;
    case CSIP_AUDIO_SILENCE: memset(pcm, 0, count * sizeof(pcm[0])); break;
    }
}
