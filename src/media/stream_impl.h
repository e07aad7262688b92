#ifndef CSIP_MEDIA_STREAM_IMPL_H
#define CSIP_MEDIA_STREAM_IMPL_H

#include <media/audio.h>
#include <media/random.h>
#include <media/reception.h>
#include <media/video.h>

/** What stream.c and stream_rtcp.c share. */

typedef struct csip__stream_audio {
    csip__audio_sender sender;
    csip__audio_receiver receiver;
} csip__stream_audio;

typedef struct csip__stream_video {
    csip__video_sender sender;
    csip__video_receiver receiver;
} csip__stream_video;

struct csip__stream {
    csip__media_kind kind;
    csip__codec_id codec;
    csip_direction direction;
    uint8_t receive_payload_type;
    size_t receive_event_count;
    csip__jsep_event receive_events[CSIP__JSEP_EVENTS_MAX];
    bool has_nack, has_pli, has_fir;
    uint32_t signalled_ssrc;
    unsigned clock_hz;
    bool is_active, is_held;
    bool has_ended;
    csip__random random;
    csip__sender sender;

    bool has_reception;
    csip__reception reception;
    uint64_t packets_received, octets_received;
    uint64_t packets_discarded; /* besides those of the jitter buffer or the assembly */

    char cname[CSIP__RTCP_CNAME_MAX];
    size_t cname_len;
    int64_t wall_offset_ns;
    uint64_t next_report_ns; /* 0: not set */
    double round_trip_ms;    /* negative: unknown */
    uint8_t fir_command;
    uint64_t plis_sent, plis_received;
    uint8_t rtcp[CSIP__RTCP_MAX + CSIP__STREAM_SPARE];

    union {
        csip__stream_audio audio;
        csip__stream_video video;
    };
};

bool csip__stream_may_send(const csip__stream *stream);
bool csip__stream_may_receive(const csip__stream *stream);

/** The clock of a telephone-event payload type that we receive, 0: it is none. */
unsigned csip__stream_event_clock(const csip__stream *stream, uint8_t payload_type);
/** A packet of such a payload type. */
void csip__stream_receive_event(csip__stream *stream, const csip__rtp_packet *packet,
                                uint64_t now_ns);
/** What cannot be sent any more is answered. */
void csip__stream_check_tones(csip__stream *stream);

/** The periodic report, when it is due. */
void csip__stream_rtcp_tick(csip__stream *stream, uint64_t now_ns);
/** PLI or FIR, and NACK. */
void csip__stream_rtcp_ask(csip__stream *stream, const csip__video_wish *wish, uint64_t now_ns);

#endif
