#include <media/clock.h>
#include <media/stream_impl.h>

static const double audio_interval_s = 3; /* with its spread at most 4.5: RFC 3550 6.2 */
static const double video_interval_s = 1;

enum { SEND_RECENT_S = 10 }; /* who sent nothing for so long is no sender any more */

static uint64_t next_interval_ns(csip__stream *stream)
{
    double base = stream->kind == CSIP__MEDIA_AUDIO ? audio_interval_s : video_interval_s;
    /* RFC 3550 6.3.1: between half and one and a half, so that reports do not fall together */
    double spread = 0.5 + csip__random_fraction(&stream->random);
    return (uint64_t)(base * spread * (double)CSIP__NS_PER_S);
}

static uint64_t ntp_now(const csip__stream *stream, uint64_t now_ns)
{
    return csip__ns_to_ntp(now_ns + (uint64_t)stream->wall_offset_ns);
}

/* RFC 3550 6.1: each compound begins with a report and names the CNAME. */
static csip__rtcp_writer begin(csip__stream *stream, uint64_t now_ns)
{
    csip__rtcp_writer writer = {.out = stream->rtcp, .cap = CSIP__RTCP_MAX};
    const csip__sender *sender = &stream->sender;
    bool is_sender =
        sender->packets > 0 && now_ns - sender->last_ns < SEND_RECENT_S * CSIP__NS_PER_S;
    csip__rtcp_sender_info info;
    csip__rtcp_block block;
    if (is_sender)
        info = csip__sender_report(sender, ntp_now(stream, now_ns), now_ns);
    bool has_block = stream->has_reception && !stream->has_ended;
    if (has_block)
        csip__reception_report(&stream->reception, now_ns, &block);
    csip__rtcp_write_report(&writer, sender->ssrc, is_sender ? &info : NULL,
                            has_block ? &block : NULL);
    csip__rtcp_write_cname(&writer, sender->ssrc, (csip_str){stream->cname, stream->cname_len});
    return writer;
}

static void end(csip__stream *stream, const csip__rtcp_writer *writer)
{
    stream->sender.send(stream->sender.user, stream->rtcp, writer->len, true);
}

void csip__stream_rtcp_tick(csip__stream *stream, uint64_t now_ns)
{
    if (stream->next_report_ns == 0) {
        /* RFC 3550 6.2: half the delay before the first one */
        stream->next_report_ns = now_ns + next_interval_ns(stream) / 2;
        return;
    }
    if (now_ns < stream->next_report_ns)
        return;
    stream->next_report_ns = now_ns + next_interval_ns(stream);
    csip__rtcp_writer writer = begin(stream, now_ns);
    end(stream, &writer);
}

void csip__stream_rtcp_ask(csip__stream *stream, const csip__video_wish *wish, uint64_t now_ns)
{
    bool has_key_frame = wish->has_key_frame && (stream->has_pli || stream->has_fir);
    if (!has_key_frame && wish->missing.count == 0)
        return;
    uint32_t ssrc = stream->sender.ssrc;
    uint32_t media_ssrc = stream->reception.ssrc;
    csip__rtcp_writer writer = begin(stream, now_ns);
    if (has_key_frame && stream->has_pli)
        csip__rtcp_write_pli(&writer, ssrc, media_ssrc);
    else if (has_key_frame)
        csip__rtcp_write_fir(&writer, ssrc, media_ssrc, stream->fir_command++);
    if (has_key_frame)
        stream->plis_sent++;
    csip__rtcp_write_nack(&writer, ssrc, media_ssrc, &wish->missing);
    end(stream, &writer);
}

void csip__stream_bye(csip__stream *stream, uint64_t now_ns)
{
    if (!stream->is_active)
        return;
    csip__rtcp_writer writer = begin(stream, now_ns);
    csip__rtcp_write_bye(&writer, stream->sender.ssrc);
    end(stream, &writer);
}

static void take_block(csip__stream *stream, const csip__rtcp_block *block, uint64_t now_ns)
{
    if (block->last_sr == 0)
        return;
    /* RFC 3550 6.4.1: A − LSR − DLSR, all of them the middle 32 bits of NTP */
    uint32_t now = (uint32_t)(ntp_now(stream, now_ns) >> 16);
    int32_t trip = (int32_t)(now - block->last_sr - block->delay_since_last_sr);
    stream->round_trip_ms = trip < 0 ? 0 : trip * 1000.0 / 65536;
}

static void take_feedback(csip__stream *stream, const csip__rtcp_packet *packet, uint64_t now_ns)
{
    uint32_t ssrc = stream->sender.ssrc;
    if (stream->kind != CSIP__MEDIA_VIDEO)
        return;
    if (csip__rtcp_asks_key_frame(packet, ssrc)) {
        stream->plis_received++;
        stream->video.sender.wants_key_frame = true;
    }
    size_t cursor = 0;
    uint16_t sequence;
    while (csip__rtcp_nack_next(packet, ssrc, &cursor, &sequence))
        csip__video_sender_repeat(&stream->video.sender, &stream->sender, sequence, now_ns);
}

static void take_packet(csip__stream *stream, const csip__rtcp_packet *packet, uint64_t now_ns)
{
    csip__rtcp_sender_info info;
    csip__rtcp_block block;
    uint32_t ssrc;
    bool is_from_source = stream->has_reception && csip__rtcp_sender_ssrc(packet, &ssrc) &&
                          ssrc == stream->reception.ssrc;
    if (is_from_source && csip__rtcp_sender_info_get(packet, &info))
        csip__reception_sender_report(&stream->reception, info.ntp, now_ns);
    if (csip__rtcp_block_find(packet, stream->sender.ssrc, &block))
        take_block(stream, &block, now_ns);
    if (stream->has_reception && csip__rtcp_is_bye_of(packet, stream->reception.ssrc))
        stream->has_ended = true;
    take_feedback(stream, packet, now_ns);
}

void csip__stream_receive_rtcp(csip__stream *stream, const uint8_t *compound, size_t len,
                               uint64_t now_ns)
{
    csip_str rest = {(const char *)compound, len};
    csip__rtcp_packet packet;
    while (csip__rtcp_next(&rest, &packet))
        take_packet(stream, &packet, now_ns);
}
