#ifndef CSIP_SOURCE_H
#define CSIP_SOURCE_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

/**
 * Where a call's media comes from and where it goes.  A source or sink is described by value;
 * the engine opens it when the session acquires its media and closes it when the session ends.
 */

typedef enum csip_audio_source_kind {
    CSIP_AUDIO_SILENCE = 0,
    CSIP_AUDIO_TONE,
    CSIP_AUDIO_WAV,
} csip_audio_source_kind;

typedef struct csip_audio_source {
    csip_audio_source_kind kind;
    double frequency_hz; /**< TONE: 20–20000 */
    double level_dbfs;   /**< TONE: peak, ≤ 0 */
    const char *path;    /**< WAV: any rate and layout that libsndfile reads */
    bool is_looped;      /**< WAV: begin again at its end, else silence follows */
} csip_audio_source;

typedef enum csip_video_source_kind {
    CSIP_VIDEO_PICTURE = 0, /**< moving test picture */
    CSIP_VIDEO_BLACK,
} csip_video_source_kind;

typedef struct csip_video_source {
    csip_video_source_kind kind;
    unsigned width;  /**< 0: 320 */
    unsigned height; /**< 0: 240 */
    unsigned fps;    /**< 0: 15 */
    uint32_t rgb;    /**< PICTURE: background 0xRRGGBB, so that two phones can be told apart */
} csip_video_source;

/** One decoded picture, I420.  Planes are borrowed for the call. */
typedef struct csip_video_frame {
    const uint8_t *plane[3];
    unsigned stride[3];
    unsigned width, height;
    uint32_t rtp_timestamp;
} csip_video_frame;

typedef struct csip_audio_sink {
    const char *wav_path; /**< NULL: not recorded.  Mono, 48 kHz, 16 bit */
    /** Decoded audio, mono; called on the media thread.  Must not block nor call csip. */
    void (*on_frames)(void *user, const int16_t *samples, size_t count, unsigned rate_hz);
    void *user;
} csip_audio_sink;

typedef struct csip_video_sink {
    const char *png_path; /**< the last whole frame of the call; NULL: none */
    /** Each decoded frame; called on the media thread.  Must not block nor call csip. */
    void (*on_frame)(void *user, const csip_video_frame *frame);
    void *user;
} csip_video_sink;

typedef struct csip_media_io {
    const csip_audio_source *audio_source; /**< NULL: silence */
    const csip_video_source *video_source; /**< NULL: test picture */
    const csip_audio_sink *audio_sink;     /**< NULL: decoded, measured, not kept */
    const csip_video_sink *video_sink;
} csip_media_io;

typedef struct csip_stream_stats {
    bool is_negotiated;
    char codec[16]; /**< "opus", "PCMU", "PCMA", "VP8" */
    uint64_t packets_sent, octets_sent;
    uint64_t packets_received, octets_received;
    uint64_t packets_lost;     /**< as this side counts (RFC 3550 A.3) */
    double jitter_ms;          /**< RFC 3550 A.8 */
    double round_trip_ms;      /**< from report blocks; negative: unknown */
    uint64_t packets_discarded; /**< late, duplicated or malformed */
    /* audio */
    double level_dbfs;         /**< RMS of the last second received; -INFINITY: nothing yet */
    uint64_t samples_concealed;
    /* video */
    uint64_t frames_encoded, frames_decoded, key_frames_decoded;
    uint64_t plis_sent, plis_received;
    unsigned width, height; /**< of the last frame decoded */
} csip_stream_stats;

typedef struct csip_media_stats {
    csip_stream_stats audio;
    csip_stream_stats video;
    char local_candidate[16];  /**< type of the selected pair: "host", "srflx", "prflx", "relay" */
    char remote_candidate[16];
    char srtp_profile[40]; /**< "AEAD_AES_128_GCM", … ; empty before DTLS is done */
    uint64_t packets_dropped; /**< not SRTP, not authentic, or before the fingerprint was checked */
} csip_media_stats;

#endif
