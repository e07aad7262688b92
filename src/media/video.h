#ifndef CSIP_MEDIA_VIDEO_H
#define CSIP_MEDIA_VIDEO_H

#include <media/assembly.h>
#include <media/codec_vp8.h>
#include <media/history.h>
#include <media/sender.h>
#include <media/video_io.h>

enum { CSIP__VIDEO_CLOCK_HZ = 90000 };

/** Source → encoder → packets. */
typedef struct csip__video_sender {
    csip__vp8_encoder *encoder;
    csip__video_input *input; /* owned */
    csip__history *history;   /* NULL: nobody asks for packets again */
    bool is_muted;
    bool is_running;
    bool wants_key_frame;
    uint16_t picture_id;
    uint64_t began_ns;
    uint64_t frame; /* number of the next one since `began_ns` */
    uint64_t key_frame_ns;
    uint64_t frames_encoded;
} csip__video_sender;

CSIP_MUST_USE csip_error csip__video_sender_set_line(csip__video_sender *video,
                                                     const csip__jsep_line *line);
void csip__video_sender_tick(csip__video_sender *video, csip__sender *sender, uint64_t now_ns);
/** The packet that a NACK names, when it is still there. */
void csip__video_sender_repeat(csip__video_sender *video, csip__sender *sender, uint16_t sequence,
                               uint64_t now_ns);
void csip__video_sender_done(csip__video_sender *video);

/** Packets → frames → decoder → sink. */
typedef struct csip__video_receiver {
    csip__vp8_decoder *decoder;
    csip__video_output *output; /* owned */
    csip__assembly assembly;
    uint64_t key_frame_due_ns; /* when a key frame may be asked for; while one is waited for */
    bool is_waiting;           /* the due time is set */
    uint64_t frames_decoded, key_frames_decoded;
    unsigned width, height;
} csip__video_receiver;

CSIP_MUST_USE csip_error csip__video_receiver_init(csip__video_receiver *video);
void csip__video_receiver_set_nack(csip__video_receiver *video, bool has_nack);
/** Another source, or it began again. */
void csip__video_receiver_reset(csip__video_receiver *video);
void csip__video_receiver_packet(csip__video_receiver *video, const csip__rtp_packet *packet,
                                 uint32_t sequence, uint64_t now_ns);

/** What the peer is to be asked for now. */
typedef struct csip__video_wish {
    bool has_key_frame;
    csip__rtcp_nack_list missing;
} csip__video_wish;

/** Decode what is whole. */
void csip__video_receiver_tick(csip__video_receiver *video, double round_trip_ms, uint64_t now_ns,
                               csip__video_wish *ret_wish);
void csip__video_receiver_done(csip__video_receiver *video);

#endif
