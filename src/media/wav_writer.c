#include <media/audio_io.h>

#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    RATE_HZ = 48000,
    BLOCK = RATE_HZ / 2, /* written at a time: what a kill can lose */
};

struct csip__wav_writer {
    SNDFILE *file;
    size_t count;
    int16_t samples[BLOCK];
};

csip_error csip__wav_writer_open(const char *path, csip__media_problem *ret_problem,
                                 csip__wav_writer **ret_writer)
{
    csip__wav_writer *writer = malloc(sizeof(*writer));
    if (!writer)
        return CSIP_ERROR_NOMEM;
    SF_INFO info = {
        .samplerate = RATE_HZ, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    writer->count = 0;
    writer->file = sf_open(path, SFM_WRITE, &info);
    if (!writer->file) {
        snprintf(ret_problem->text, sizeof(ret_problem->text), "cannot write the audio file %s: %s",
                 path, sf_strerror(NULL));
        free(writer);
        return CSIP_ERROR_DENIED;
    }
    sf_command(writer->file, SFC_UPDATE_HEADER_NOW, NULL, 0);
    *ret_writer = writer;
    return CSIP_OK;
}

/* After each block the header's sizes are right, so that the file is whole whenever we die. */
static void flush(csip__wav_writer *writer)
{
    if (writer->count == 0)
        return;
    sf_write_short(writer->file, writer->samples, (sf_count_t)writer->count);
    sf_command(writer->file, SFC_UPDATE_HEADER_NOW, NULL, 0);
    writer->count = 0;
}

void csip__wav_writer_write(csip__wav_writer *writer, const int16_t *pcm, size_t count)
{
    while (count > 0) {
        size_t room = BLOCK - writer->count;
        size_t part = count < room ? count : room;
        memcpy(writer->samples + writer->count, pcm, part * sizeof(pcm[0]));
        writer->count += part;
        pcm += part;
        count -= part;
        if (writer->count == BLOCK)
            flush(writer);
    }
}

void csip__wav_writer_close(csip__wav_writer *writer)
{
    if (!writer)
        return;
    flush(writer);
    sf_close(writer->file);
    free(writer);
}
