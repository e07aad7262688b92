#include <media/stream_impl.h>

unsigned csip__stream_event_clock(const csip__stream *stream, uint8_t payload_type)
{
    for (size_t i = 0; i < stream->receive_event_count; i++)
        if (stream->receive_events[i].payload_type == payload_type)
            return stream->receive_events[i].clock_hz;
    return 0;
}

/*
 * Events share the numbers of the audio that they stand for.  From another SSRC, as some gateways
 * send them, they are heard but not accounted for: the audio's reception must go on.
 */
void csip__stream_receive_event(csip__stream *stream, const csip__rtp_packet *packet,
                                uint64_t now_ns)
{
    bool is_source = stream->has_reception && packet->ssrc == stream->reception.ssrc;
    if (is_source &&
        csip__reception_event(&stream->reception, packet, now_ns) == CSIP__RECEPTION_DISCARD) {
        stream->packets_discarded++;
        return;
    }
    if (csip__stream_may_receive(stream))
        csip__audio_receiver_event(&stream->audio.receiver, packet,
                                   csip__stream_event_clock(stream, packet->payload_type), now_ns);
}

csip_error csip__stream_send_tones(csip__stream *stream, const csip__stream_tones *tones)
{
    if (stream->kind != CSIP__MEDIA_AUDIO)
        return CSIP_ERROR_UNSUPPORTED;
    if (!csip__stream_may_send(stream))
        return CSIP_ERROR_STATE;
    return csip__tone_sender_put(&stream->audio.sender.tones, tones);
}

void csip__stream_check_tones(csip__stream *stream)
{
    if (stream->kind == CSIP__MEDIA_AUDIO && !csip__stream_may_send(stream))
        csip__tone_sender_cancel(&stream->audio.sender.tones, CSIP_ERROR_STATE);
}
