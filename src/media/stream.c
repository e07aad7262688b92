#include <media/stream_impl.h>

#include <stdlib.h>

bool csip__stream_may_send(const csip__stream *stream)
{
    return stream->is_active && !stream->is_held && (stream->direction & CSIP_DIRECTION_SENDONLY);
}

bool csip__stream_may_receive(const csip__stream *stream)
{
    return stream->is_active && (stream->direction & CSIP_DIRECTION_RECVONLY);
}

static csip_error update_audio(csip__stream *stream, const csip__jsep_line *line)
{
    const csip__audio_codec *codec = csip__audio_codec_get(line->codec);
    if (!codec)
        return CSIP_ERROR_UNSUPPORTED;
    csip_error error = csip__audio_receiver_set_codec(&stream->audio.receiver, line->codec);
    if (!error)
        error = csip__audio_sender_set_line(&stream->audio.sender, line);
    stream->clock_hz = codec->rate_hz;
    return error;
}

static csip_error update_video(csip__stream *stream, const csip__jsep_line *line)
{
    if (line->codec != CSIP__CODEC_VP8)
        return CSIP_ERROR_UNSUPPORTED;
    csip__video_receiver_set_nack(&stream->video.receiver, line->has_nack);
    stream->clock_hz = CSIP__VIDEO_CLOCK_HZ;
    return csip__video_sender_set_line(&stream->video.sender, line);
}

csip_error csip__stream_update(csip__stream *stream, const csip__jsep_line *line)
{
    if (line->is_rejected) {
        stream->direction = CSIP_DIRECTION_INACTIVE;
        csip__stream_check_tones(stream);
        return CSIP_OK;
    }
    csip_error error = line->kind != stream->kind        ? CSIP_ERROR_UNSUPPORTED
                       : line->kind == CSIP__MEDIA_AUDIO ? update_audio(stream, line)
                                                         : update_video(stream, line);
    if (error)
        return error;
    /* another clock: the peer's timestamps begin anew */
    if (stream->reception.clock_hz != stream->clock_hz)
        stream->has_reception = false;
    stream->codec = line->codec;
    stream->direction = line->direction;
    stream->receive_payload_type = line->receive_payload_type;
    stream->receive_event_count = line->receive_event_count;
    memcpy(stream->receive_events, line->receive_events, sizeof(stream->receive_events));
    stream->has_nack = line->has_nack;
    stream->has_pli = line->has_pli;
    stream->has_fir = line->has_fir;
    stream->signalled_ssrc = line->remote_ssrc;
    csip__sender_set_line(&stream->sender, line, stream->clock_hz);
    csip__stream_check_tones(stream);
    return CSIP_OK;
}

/* What the caller did not give is opened as the default. */
static csip_error open_audio(csip__stream *stream, const csip__stream_config *config)
{
    csip__media_problem problem;
    csip__audio_sender *sender = &stream->audio.sender;
    csip__audio_receiver *receiver = &stream->audio.receiver;
    csip_error error = CSIP_OK;
    sender->tones.on_done = config->on_tones;
    sender->tones.user = config->user;
    receiver->tones.on_digit = config->on_digit;
    receiver->tones.user = config->user;
    if (!(sender->input = config->audio_input))
        error = csip__audio_input_open(NULL, &problem, &sender->input);
    if (!(receiver->output = config->audio_output) && !error)
        error = csip__audio_output_open(NULL, &problem, &receiver->output);
    return error;
}

static csip_error open_video(csip__stream *stream, const csip__stream_config *config)
{
    csip__media_problem problem;
    csip__video_sender *sender = &stream->video.sender;
    csip__video_receiver *receiver = &stream->video.receiver;
    csip_error error = csip__video_receiver_init(receiver);
    if (!(sender->input = config->video_input) && !error)
        error = csip__video_input_open(NULL, &problem, &sender->input);
    if (!(receiver->output = config->video_output) && !error)
        error = csip__video_output_open(NULL, &problem, &receiver->output);
    return error;
}

/* The caller keeps what it gave: it is taken on success only. */
static void give_back(csip__stream *stream, const csip__stream_config *config)
{
    if (stream->kind == CSIP__MEDIA_AUDIO) {
        if (config->audio_input)
            stream->audio.sender.input = NULL;
        if (config->audio_output)
            stream->audio.receiver.output = NULL;
        return;
    }
    if (config->video_input)
        stream->video.sender.input = NULL;
    if (config->video_output)
        stream->video.receiver.output = NULL;
}

csip_error csip__stream_new(const csip__stream_config *config, csip__stream **ret_stream)
{
    csip__stream *stream = calloc(1, sizeof(*stream));
    if (!stream)
        return CSIP_ERROR_NOMEM;
    stream->kind = config->line->kind;
    stream->random.state = config->seed;
    stream->wall_offset_ns = config->wall_offset_ns;
    stream->round_trip_ms = -1;
    stream->cname_len =
        config->cname.len < sizeof(stream->cname) ? config->cname.len : sizeof(stream->cname);
    if (stream->cname_len > 0)
        memcpy(stream->cname, config->cname.ptr, stream->cname_len);
    stream->sender.send = config->send;
    stream->sender.user = config->user;
    stream->sender.ssrc = config->line->local_ssrc;
    /* RFC 3711 3.3.1: a first number in the lower half spares the peer a doubt about the wrap */
    stream->sender.sequence = (uint16_t)(csip__random_next(&stream->random) & 0x7FFF);
    stream->sender.timestamp_offset = (uint32_t)csip__random_next(&stream->random);
    csip_error error =
        stream->kind == CSIP__MEDIA_AUDIO ? open_audio(stream, config) : open_video(stream, config);
    if (!error)
        error = csip__stream_update(stream, config->line);
    if (error) {
        give_back(stream, config);
        csip__stream_free(stream);
        return error;
    }
    *ret_stream = stream;
    return CSIP_OK;
}

void csip__stream_free(csip__stream *stream)
{
    if (!stream)
        return;
    if (stream->kind == CSIP__MEDIA_AUDIO) {
        csip__audio_sender_done(&stream->audio.sender);
        csip__audio_receiver_done(&stream->audio.receiver);
    } else {
        csip__video_sender_done(&stream->video.sender);
        csip__video_receiver_done(&stream->video.receiver);
    }
    free(stream);
}

void csip__stream_set_active(csip__stream *stream, bool is_active)
{
    stream->is_active = is_active;
    csip__stream_check_tones(stream);
}

void csip__stream_set_muted(csip__stream *stream, bool is_muted)
{
    if (stream->kind == CSIP__MEDIA_AUDIO)
        stream->audio.sender.is_muted = is_muted;
    else
        stream->video.sender.is_muted = is_muted;
}

void csip__stream_set_held(csip__stream *stream, bool is_held)
{
    stream->is_held = is_held;
    csip__stream_check_tones(stream);
}

bool csip__stream_carries(const csip__stream *stream, const csip__jsep_line *line)
{
    return stream->kind == line->kind;
}

static void tick_video(csip__stream *stream, uint64_t now_ns)
{
    csip__video_wish wish = {0};
    if (csip__stream_may_send(stream))
        csip__video_sender_tick(&stream->video.sender, &stream->sender, now_ns);
    if (csip__stream_may_receive(stream) && stream->has_reception) {
        csip__video_receiver_tick(&stream->video.receiver, stream->round_trip_ms, now_ns, &wish);
        csip__stream_rtcp_ask(stream, &wish, now_ns);
    }
}

void csip__stream_tick(csip__stream *stream, uint64_t now_ns)
{
    if (!stream->is_active)
        return;
    if (stream->kind == CSIP__MEDIA_VIDEO) {
        tick_video(stream, now_ns);
    } else {
        if (csip__stream_may_send(stream))
            csip__audio_sender_tick(&stream->audio.sender, &stream->sender, now_ns);
        if (csip__stream_may_receive(stream))
            csip__audio_receiver_tick(&stream->audio.receiver, now_ns);
    }
    csip__stream_rtcp_tick(stream, now_ns);
}

csip__stream_match csip__stream_match_rtp(const csip__stream *stream, const uint8_t *packet,
                                          size_t len)
{
    csip__rtp_packet parsed;
    const csip__sender *sender = &stream->sender;
    if (csip__rtp_parse(packet, len, &parsed) != CSIP_OK)
        return CSIP__STREAM_MATCH_NONE;
    csip_str mid = {0};
    if (sender->mid_extension_id > 0)
        mid = csip__rtp_extension(&parsed, sender->mid_extension_id);
    if (mid.ptr) {
        bool is_ours = csip_str_equal(mid, (csip_str){sender->mid, sender->mid_len});
        return is_ours ? CSIP__STREAM_MATCH_MID : CSIP__STREAM_MATCH_NONE;
    }
    bool is_known = stream->has_reception && parsed.ssrc == stream->reception.ssrc;
    bool is_signalled = stream->signalled_ssrc != 0 && parsed.ssrc == stream->signalled_ssrc;
    if (is_known || is_signalled)
        return CSIP__STREAM_MATCH_SSRC;
    bool is_ours = parsed.payload_type == stream->receive_payload_type ||
                   csip__stream_event_clock(stream, parsed.payload_type) != 0;
    return is_ours ? CSIP__STREAM_MATCH_PAYLOAD_TYPE : CSIP__STREAM_MATCH_NONE;
}

static void reset_receiver(csip__stream *stream)
{
    if (stream->kind == CSIP__MEDIA_AUDIO)
        csip__audio_receiver_reset(&stream->audio.receiver);
    else
        csip__video_receiver_reset(&stream->video.receiver);
}

/* Account for the packet; false: it is not to be played. */
static bool account(csip__stream *stream, const csip__rtp_packet *packet, uint64_t now_ns,
                    uint32_t *ret_sequence)
{
    if (packet->payload_type != stream->receive_payload_type) {
        stream->packets_discarded++;
        return false;
    }
    if (!stream->has_reception || packet->ssrc != stream->reception.ssrc) {
        csip__reception_init(&stream->reception, packet, stream->clock_hz);
        stream->has_reception = true;
        reset_receiver(stream);
    }
    csip__reception_verdict verdict =
        csip__reception_packet(&stream->reception, packet, now_ns, ret_sequence);
    if (verdict == CSIP__RECEPTION_DISCARD) {
        stream->packets_discarded++;
        return false;
    }
    if (verdict == CSIP__RECEPTION_RESTARTED)
        reset_receiver(stream);
    stream->has_ended = false;
    return csip__stream_may_receive(stream);
}

void csip__stream_receive_rtp(csip__stream *stream, const uint8_t *packet, size_t len,
                              uint64_t now_ns)
{
    csip__rtp_packet parsed;
    uint32_t sequence;
    if (csip__rtp_parse(packet, len, &parsed) != CSIP_OK) {
        stream->packets_discarded++;
        return;
    }
    stream->packets_received++;
    stream->octets_received += parsed.payload_len;
    if (csip__stream_event_clock(stream, parsed.payload_type) != 0) {
        csip__stream_receive_event(stream, &parsed, now_ns);
        return;
    }
    if (!account(stream, &parsed, now_ns, &sequence))
        return;
    if (stream->kind == CSIP__MEDIA_AUDIO)
        csip__audio_receiver_packet(&stream->audio.receiver, &parsed, sequence, now_ns);
    else
        csip__video_receiver_packet(&stream->video.receiver, &parsed, sequence, now_ns);
}

bool csip__stream_has_ended(const csip__stream *stream)
{
    return stream->has_ended;
}
