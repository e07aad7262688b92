#include <media/clock.h>
#include <media/video.h>
#include <media/vp8.h>

#define KEY_FRAME_PAUSE_NS (500 * CSIP__NS_PER_MS) /* between two that were asked for */
#define CATCH_UP_NS        (200 * CSIP__NS_PER_MS) /* later than that, frames are skipped */

csip_error csip__video_sender_set_line(csip__video_sender *video, const csip__jsep_line *line)
{
    const csip_video_source *format = csip__video_input_format(video->input);
    if (line->has_nack && !video->history && !(video->history = csip__history_new()))
        return CSIP_ERROR_NOMEM;
    /* whoever comes anew needs a key frame */
    video->wants_key_frame = true;
    if (video->encoder)
        return CSIP_OK;
    return csip__vp8_encoder_new(format->width, format->height, format->fps, &video->encoder);
}

void csip__video_sender_done(csip__video_sender *video)
{
    csip__vp8_encoder_free(video->encoder);
    csip__video_input_close(video->input);
    csip__history_free(video->history);
}

static void send_packet(csip__video_sender *video, csip__sender *sender,
                        const csip__sender_payload_info *info, uint64_t now_ns)
{
    uint16_t sequence = sender->sequence;
    csip_str packet = csip__sender_write(sender, info, now_ns);
    if (video->history)
        csip__history_put(video->history, sequence, packet, now_ns);
    csip__sender_emit(sender, packet);
}

/* Cut the frame into packets of much the same size. */
static void packetize(csip__video_sender *video, csip__sender *sender, csip_str frame,
                      uint64_t now_ns)
{
    const size_t room = CSIP__RTP_PAYLOAD_MAX - CSIP__VP8_DESCRIPTOR_LEN;
    size_t count = (frame.len + room - 1) / room;
    uint64_t since_ns = video->frame * CSIP__NS_PER_S / csip__video_input_format(video->input)->fps;
    csip__sender_payload_info info = {
        .timestamp = (uint32_t)csip__ns_to_ticks(since_ns, CSIP__VIDEO_CLOCK_HZ)};
    for (size_t i = 0, at = 0; i < count; i++) {
        size_t part = (frame.len - at + (count - i) - 1) / (count - i);
        uint8_t *payload = csip__sender_payload(sender);
        csip__vp8_write_descriptor(payload, i == 0, video->picture_id);
        memcpy(payload + CSIP__VP8_DESCRIPTOR_LEN, frame.ptr + at, part);
        at += part;
        info.len = CSIP__VP8_DESCRIPTOR_LEN + part;
        info.marker = i + 1 == count;
        send_packet(video, sender, &info, now_ns);
    }
    video->picture_id = (video->picture_id + 1) & 0x7FFF;
}

static void send_frame(csip__video_sender *video, csip__sender *sender, uint64_t now_ns)
{
    csip_video_frame picture;
    csip_str frame;
    bool is_first = video->frames_encoded == 0;
    bool is_key_frame =
        video->wants_key_frame && (is_first || now_ns - video->key_frame_ns >= KEY_FRAME_PAUSE_NS);
    csip__video_input_draw(video->input, video->frame, video->is_muted, &picture);
    if (csip__vp8_encode(video->encoder, &picture, video->frame, is_key_frame, &frame) != CSIP_OK ||
        frame.len == 0)
        return;
    video->frames_encoded++;
    if (is_key_frame) {
        video->wants_key_frame = false;
        video->key_frame_ns = now_ns;
    }
    packetize(video, sender, frame, now_ns);
}

void csip__video_sender_tick(csip__video_sender *video, csip__sender *sender, uint64_t now_ns)
{
    uint64_t frame_ns = CSIP__NS_PER_S / csip__video_input_format(video->input)->fps;
    if (!video->is_running) {
        video->is_running = true;
        video->began_ns = now_ns;
    }
    if (now_ns > video->began_ns + video->frame * frame_ns + CATCH_UP_NS)
        video->frame = (now_ns - video->began_ns) / frame_ns;
    for (; video->began_ns + video->frame * frame_ns <= now_ns; video->frame++)
        send_frame(video, sender, now_ns);
}

void csip__video_sender_repeat(csip__video_sender *video, csip__sender *sender, uint16_t sequence,
                               uint64_t now_ns)
{
    if (!video->history)
        return;
    csip_str packet = csip__history_take(video->history, sequence, now_ns);
    if (packet.len > 0)
        csip__sender_emit(sender, packet);
}
