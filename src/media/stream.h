#ifndef CSIP_MEDIA_STREAM_H
#define CSIP_MEDIA_STREAM_H

#include <csip/media.h>
#include <csip/source.h>
#include <sdp/jsep.h>

/**
 * The RTP path of one negotiated media line, both ways: source → encoder → packets, and packets →
 * jitter buffer → decoder → sink, with RTCP.  No socket, no thread, no clock: `now_ns` is monotonic
 * nanoseconds and never less than before.  All calls on one stream come from one thread.
 */
typedef struct csip__stream csip__stream;

/* ---- sources and sinks: opened when the session acquires its media, before negotiation ---- */

typedef struct csip__audio_input csip__audio_input;
typedef struct csip__audio_output csip__audio_output;
typedef struct csip__video_input csip__video_input;
typedef struct csip__video_output csip__video_output;

/** A sentence for the application, filled when opening fails; "" otherwise. */
typedef struct csip__media_problem {
    char text[256];
} csip__media_problem;

/**
 * Open a source or a sink.  What it points to is copied.
 *
 * @param source, sink  NULL: silence, test picture; decoded and measured only
 * @return CSIP_OK; ARGUMENT: a value outside its range; DENIED: a file cannot be opened; NOMEM
 */
CSIP_MUST_USE csip_error csip__audio_input_open(const csip_audio_source *source,
                                                csip__media_problem *ret_problem,
                                                csip__audio_input **ret_input);
CSIP_MUST_USE csip_error csip__video_input_open(const csip_video_source *source,
                                                csip__media_problem *ret_problem,
                                                csip__video_input **ret_input);
CSIP_MUST_USE csip_error csip__audio_output_open(const csip_audio_sink *sink,
                                                 csip__media_problem *ret_problem,
                                                 csip__audio_output **ret_output);
CSIP_MUST_USE csip_error csip__video_output_open(const csip_video_sink *sink,
                                                 csip__media_problem *ret_problem,
                                                 csip__video_output **ret_output);

/** Only for what no stream took.  An output completes its file.  NULL is fine. */
void csip__audio_input_close(csip__audio_input *input);
void csip__audio_output_close(csip__audio_output *output);
void csip__video_input_close(csip__video_input *input);
void csip__video_output_close(csip__video_output *output);

/* ---- the stream ---- */

/** Octets that may be written behind a packet given to csip__stream_send, for SRTP's trailer. */
enum { CSIP__STREAM_SPARE = 160 };

/**
 * Send one packet, in the clear: protect it in place and hand it to the transport.  `packet` has
 * CSIP__STREAM_SPARE more octets behind `len` and is the stream's own again after the call.
 * Must not call back into the stream.
 */
typedef void (*csip__stream_send)(void *user, uint8_t *packet, size_t len, bool is_rtcp);

typedef struct csip__stream_config {
    const csip__jsep_line *line;    /* copied as far as needed */
    csip_str cname;                 /* copied, cut at 255 octets */
    csip__audio_input *audio_input; /* of the line's kind; taken on success; NULL: defaults */
    csip__audio_output *audio_output;
    csip__video_input *video_input;
    csip__video_output *video_output;
    csip__stream_send send;
    /** Audio: tones of csip__stream_send_tones() are over, played out or not. */
    void (*on_tones)(void *user, uint64_t id, csip_error error);
    /** Audio: a digit has been received.  Neither may call back into the stream. */
    void (*on_digit)(void *user, char digit, unsigned duration_ms);
    void *user;
    uint64_t seed;          /* of sequence numbers, timestamps and report intervals: random */
    int64_t wall_offset_ns; /* Unix time minus now_ns, for sender reports */
} csip__stream_config;

/** CSIP_OK; UNSUPPORTED: no codec for the line; MEDIA: the codec refused; NOMEM.  Inactive. */
CSIP_MUST_USE csip_error csip__stream_new(const csip__stream_config *config,
                                          csip__stream **ret_stream);

/** Renegotiated: takes direction, payload types, codec and feedback of `line`; SSRCs stay. */
CSIP_MUST_USE csip_error csip__stream_update(csip__stream *stream, const csip__jsep_line *line);

/** The transport can carry media, or no longer.  Nothing is sent or played while inactive. */
void csip__stream_set_active(csip__stream *stream, bool is_active);

/** Silence or black in place of the source. */
void csip__stream_set_muted(csip__stream *stream, bool is_muted);

/** Held: nothing is sent, whatever the direction says; reports go on. */
void csip__stream_set_held(csip__stream *stream, bool is_held);

/** False: the line is of another kind, csip__stream_update() cannot take it. */
bool csip__stream_carries(const csip__stream *stream, const csip__jsep_line *line);

/** Encode, play, report what is due.  Every 5–20 ms; long gaps are skipped, not made up for. */
void csip__stream_tick(csip__stream *stream, uint64_t now_ns);

typedef struct csip__stream_tones {
    uint64_t id; /* given back to on_tones */
    csip_str text;
    unsigned duration_ms, gap_ms;
} csip__stream_tones;

/**
 * Send DTMF in place of audio (RFC 4733), after what was asked for before.
 *
 * @return CSIP_OK; ARGUMENT: a tone or a time outside its range; STATE: nothing can be sent now;
 *         UNSUPPORTED: no telephone-event was negotiated, or no audio; LIMIT: too many wait; NOMEM
 */
CSIP_MUST_USE csip_error csip__stream_send_tones(csip__stream *stream,
                                                 const csip__stream_tones *tones);

/** How a packet belongs to a stream (RFC 9143 section 9.2): the stream with the best match. */
typedef enum csip__stream_match {
    CSIP__STREAM_MATCH_NONE,
    CSIP__STREAM_MATCH_PAYLOAD_TYPE,
    CSIP__STREAM_MATCH_SSRC,
    CSIP__STREAM_MATCH_MID,
} csip__stream_match;
csip__stream_match csip__stream_match_rtp(const csip__stream *stream, const uint8_t *packet,
                                          size_t len);

/** One decrypted packet.  Malformed ones are counted, nothing else. */
void csip__stream_receive_rtp(csip__stream *stream, const uint8_t *packet, size_t len,
                              uint64_t now_ns);

/** One decrypted RTCP datagram, to be given to every stream: each takes what concerns it. */
void csip__stream_receive_rtcp(csip__stream *stream, const uint8_t *compound, size_t len,
                               uint64_t now_ns);

/** True once the peer said BYE for its SSRC and sent nothing since. */
bool csip__stream_has_ended(const csip__stream *stream);

void csip__stream_stats(const csip__stream *stream, csip_stream_stats *ret_stats);

/** Send BYE (RFC 3550 section 6.6); before csip__stream_free(), while packets can still go out. */
void csip__stream_bye(csip__stream *stream, uint64_t now_ns);

/** Completes the files of its sinks, closes its sources.  NULL is fine. */
void csip__stream_free(csip__stream *stream);

#endif
