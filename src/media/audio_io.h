#ifndef CSIP_MEDIA_AUDIO_IO_H
#define CSIP_MEDIA_AUDIO_IO_H

#include <media/stream.h>

/** Both ends of an audio stream in PCM, mono, 16 bits. */

/** Fill `pcm` from the source, converted to `rate_hz`. */
void csip__audio_input_read(csip__audio_input *input, unsigned rate_hz, int16_t *pcm, size_t count);

/** Measure, hand on and record. */
void csip__audio_output_write(csip__audio_output *output, unsigned rate_hz, const int16_t *pcm,
                              size_t count);

/** RMS of the last second against full scale, −INFINITY before anything came; at least −91. */
double csip__audio_output_level(const csip__audio_output *output);

/* ---- files ---- */

typedef struct csip__wav_reader csip__wav_reader;
typedef struct csip__wav_writer csip__wav_writer;

/** DENIED: with the path and the reason in `ret_problem`. */
CSIP_MUST_USE csip_error csip__wav_reader_open(const char *path, bool is_looped,
                                               csip__media_problem *ret_problem,
                                               csip__wav_reader **ret_reader);
/** Silence after its end. */
void csip__wav_reader_read(csip__wav_reader *reader, unsigned rate_hz, int16_t *pcm, size_t count);
void csip__wav_reader_close(csip__wav_reader *reader);

/** Mono, 48 kHz, 16 bits. */
CSIP_MUST_USE csip_error csip__wav_writer_open(const char *path, csip__media_problem *ret_problem,
                                               csip__wav_writer **ret_writer);
void csip__wav_writer_write(csip__wav_writer *writer, const int16_t *pcm, size_t count);
void csip__wav_writer_close(csip__wav_writer *writer);

#endif
