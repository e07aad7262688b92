#include <media/clock.h>
#include <media/sender.h>

#include <assert.h>

void csip__sender_set_line(csip__sender *sender, const csip__jsep_line *line, unsigned clock_hz)
{
    sender->payload_type = line->payload_type;
    sender->mid_extension_id = line->mid_extension_id;
    sender->mid_len = line->mid.len <= CSIP__RTP_MID_MAX ? line->mid.len : 0;
    if (sender->mid_len > 0)
        memcpy(sender->mid, line->mid.ptr, sender->mid_len);
    sender->clock_hz = clock_hz;
    csip__rtp_packet empty = {0};
    sender->header_len = csip__rtp_write_header(&empty, sender->mid_extension_id,
                                                (csip_str){sender->mid, sender->mid_len},
                                                sender->packet, CSIP__RTP_PACKET_MAX);
    assert(sender->header_len + CSIP__RTP_PAYLOAD_MAX <= CSIP__RTP_PACKET_MAX);
}

csip_str csip__sender_write(csip__sender *sender, const csip__sender_payload_info *info,
                            uint64_t now_ns)
{
    assert(info->len <= CSIP__RTP_PAYLOAD_MAX);
    csip__rtp_packet packet = {
        .marker = info->marker,
        .payload_type = info->is_event ? info->event_payload_type : sender->payload_type,
        .sequence = sender->sequence++,
        .timestamp = info->timestamp + sender->timestamp_offset,
        .ssrc = sender->ssrc,
    };
    csip__rtp_write_header(&packet, sender->mid_extension_id,
                           (csip_str){sender->mid, sender->mid_len}, sender->packet,
                           CSIP__RTP_PACKET_MAX);
    sender->packets++;
    sender->octets += info->len;
    if (!info->is_event) {
        sender->last_timestamp = packet.timestamp;
        sender->last_ns = now_ns;
    }
    return (csip_str){(const char *)sender->packet, sender->header_len + info->len};
}

void csip__sender_emit(csip__sender *sender, csip_str packet)
{
    /* the transport encrypts in place, so a kept packet is sent as a copy */
    if (packet.ptr != (const char *)sender->packet)
        memcpy(sender->packet, packet.ptr, packet.len);
    sender->send(sender->user, sender->packet, packet.len, false);
}

csip__rtcp_sender_info csip__sender_report(const csip__sender *sender, uint64_t ntp,
                                           uint64_t now_ns)
{
    uint64_t since = csip__ns_to_ticks(now_ns - sender->last_ns, sender->clock_hz);
    return (csip__rtcp_sender_info){
        .ntp = ntp,
        .rtp_timestamp = sender->last_timestamp + (uint32_t)since,
        .packets = (uint32_t)sender->packets,
        .octets = (uint32_t)sender->octets,
    };
}
