#include <media/clock.h>
#include <media/video.h>

#define FIRST_WAIT_NS (200 * CSIP__NS_PER_MS) /* the first key frame may be on its way */
#define ASK_PAUSE_NS  (500 * CSIP__NS_PER_MS)

csip_error csip__video_receiver_init(csip__video_receiver *video)
{
    csip__assembly_reset(&video->assembly);
    return csip__vp8_decoder_new(&video->decoder);
}

void csip__video_receiver_set_nack(csip__video_receiver *video, bool has_nack)
{
    video->assembly.has_nack = has_nack;
}

void csip__video_receiver_reset(csip__video_receiver *video)
{
    csip__assembly_reset(&video->assembly);
}

void csip__video_receiver_done(csip__video_receiver *video)
{
    csip__vp8_decoder_free(video->decoder);
    csip__assembly_done(&video->assembly);
    csip__video_output_close(video->output);
}

void csip__video_receiver_packet(csip__video_receiver *video, const csip__rtp_packet *packet,
                                 uint32_t sequence, uint64_t now_ns)
{
    csip__assembly_put(&video->assembly, packet, sequence, now_ns);
}

static void decode(csip__video_receiver *video, const csip__assembly_frame *frame)
{
    csip_video_frame picture;
    if (csip__vp8_decode(video->decoder, frame->octets, &picture) != CSIP_OK) {
        csip__assembly_need_key_frame(&video->assembly);
        return;
    }
    picture.rtp_timestamp = frame->timestamp;
    video->frames_decoded++;
    if (frame->is_key_frame)
        video->key_frames_decoded++;
    video->width = picture.width;
    video->height = picture.height;
    csip__video_output_write(video->output, &picture);
}

/* Ask at once when frames were lost, again until a key frame comes, never more often than allowed.
 */
static bool wants_key_frame(csip__video_receiver *video, uint64_t now_ns)
{
    if (!video->assembly.needs_key_frame) {
        video->is_waiting = false;
        return false;
    }
    if (!video->is_waiting) {
        video->is_waiting = true;
        uint64_t begin_ns = video->frames_decoded > 0 ? now_ns : now_ns + FIRST_WAIT_NS;
        if (video->key_frame_due_ns < begin_ns)
            video->key_frame_due_ns = begin_ns;
    }
    if (now_ns < video->key_frame_due_ns)
        return false;
    video->key_frame_due_ns = now_ns + ASK_PAUSE_NS;
    return true;
}

void csip__video_receiver_tick(csip__video_receiver *video, double round_trip_ms, uint64_t now_ns,
                               csip__video_wish *ret_wish)
{
    csip__assembly_frame frame;
    while (csip__assembly_next(&video->assembly, now_ns, &frame))
        decode(video, &frame);
    ret_wish->has_key_frame = wants_key_frame(video, now_ns);
    csip__assembly_missing(&video->assembly, round_trip_ms, now_ns, &ret_wish->missing);
}
