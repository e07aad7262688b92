#ifndef CSIP_MEDIA_AUDIO_H
#define CSIP_MEDIA_AUDIO_H

#include <media/audio_codec.h>
#include <media/audio_io.h>
#include <media/jitter.h>
#include <media/sender.h>
#include <media/tone_receiver.h>
#include <media/tone_sender.h>

/** Source → encoder → packets, a frame of 20 ms at a time. */
typedef struct csip__audio_sender {
    const csip__audio_codec *codec;
    void *encoder;
    csip__audio_input *input; /* owned */
    csip__tone_sender tones;
    bool is_muted;
    bool is_running;
    bool has_paused; /* since the last packet */
    uint64_t began_ns;
    uint64_t frame; /* number of the next one since `began_ns` */
} csip__audio_sender;

/** Also to change the codec.  MEDIA: it refused. */
CSIP_MUST_USE csip_error csip__audio_sender_set_line(csip__audio_sender *audio,
                                                     const csip__jsep_line *line);
void csip__audio_sender_tick(csip__audio_sender *audio, csip__sender *sender, uint64_t now_ns);
void csip__audio_sender_done(csip__audio_sender *audio);

/** Packets → jitter buffer → decoder → sink, a frame of 20 ms at a time. */
typedef struct csip__audio_receiver {
    const csip__audio_codec *codec;
    void *decoder;
    csip__audio_output *output; /* owned */
    csip__jitter jitter;
    csip__tone_receiver tones;
    bool has_event;
    uint64_t last_event_ns;
    bool is_running;
    bool has_played;
    uint64_t next_ns;
    uint64_t samples_concealed;
    size_t pcm_count; /* decoded, not played */
    int16_t pcm[CSIP__AUDIO_PACKET_MAX + CSIP__AUDIO_FRAME_MAX];
} csip__audio_receiver;

CSIP_MUST_USE csip_error csip__audio_receiver_set_codec(csip__audio_receiver *audio,
                                                        csip__codec_id id);
/** Another source, or it began again. */
void csip__audio_receiver_reset(csip__audio_receiver *audio);
void csip__audio_receiver_packet(csip__audio_receiver *audio, const csip__rtp_packet *packet,
                                 uint32_t sequence, uint64_t now_ns);
/** A telephone event in place of audio. */
void csip__audio_receiver_event(csip__audio_receiver *audio, const csip__rtp_packet *packet,
                                unsigned event_clock_hz, uint64_t now_ns);
void csip__audio_receiver_tick(csip__audio_receiver *audio, uint64_t now_ns);
void csip__audio_receiver_done(csip__audio_receiver *audio);

#endif
