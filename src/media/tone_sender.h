#ifndef CSIP_MEDIA_TONE_SENDER_H
#define CSIP_MEDIA_TONE_SENDER_H

#include <media/sender.h>

/** DTMF as telephone events in place of audio frames (RFC 4733): one tone after the other. */
enum {
    CSIP__TONE_JOBS_MAX = 16,
    CSIP__TONE_TEXT_MAX = 128,
    CSIP__TONE_DURATION_MIN_MS = 40,
    CSIP__TONE_DURATION_MAX_MS = 6000,
    CSIP__TONE_GAP_MIN_MS = 40, /* the end is said three times, a frame apart */
    CSIP__TONE_GAP_MAX_MS = 6000,
    CSIP__TONE_COMMA_MS = 2000,
};

typedef struct csip__tone_job csip__tone_job;

typedef struct csip__tone_sender {
    bool is_negotiated;
    uint8_t payload_type;
    unsigned clock_hz;       /* of durations */
    unsigned audio_clock_hz; /* of timestamps */
    csip__tone_job *first;
    size_t job_count;

    size_t position;        /* of the tone in the first job's text */
    bool is_begun;          /* that tone is */
    uint32_t timestamp;     /* of its segment */
    unsigned elapsed_ms;    /* of it, and of the gap after it */
    unsigned segment_ticks; /* of it that earlier segments have told */
    unsigned repeats;       /* of its end, still to be sent */

    void (*on_done)(void *user, uint64_t id, csip_error error);
    void *user;
} csip__tone_sender;

/** The line, negotiated or renegotiated; without events what waits is answered UNSUPPORTED. */
void csip__tone_sender_set_line(csip__tone_sender *sender, const csip__jsep_line *line,
                                unsigned audio_clock_hz);

/** @return as csip__stream_send_tones */
CSIP_MUST_USE csip_error csip__tone_sender_put(csip__tone_sender *sender,
                                               const csip__stream_tones *tones);

/** One frame of 20 ms at `timestamp`.  true: the frame was taken, there is no audio in it. */
bool csip__tone_sender_step(csip__tone_sender *sender, csip__sender *to, uint32_t timestamp,
                            uint64_t now_ns);

/** Answer all that waits with `error`. */
void csip__tone_sender_cancel(csip__tone_sender *sender, csip_error error);

#endif
