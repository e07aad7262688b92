#ifndef CSIP_MEDIA_SENDER_H
#define CSIP_MEDIA_SENDER_H

#include <media/rtcp.h>
#include <media/rtp.h>
#include <media/stream.h>

/** Our side of a stream: numbers RTP packets and writes them where the payload already is. */
typedef struct csip__sender {
    csip__stream_send send;
    void *user;
    uint32_t ssrc;
    uint16_t sequence; /* of the next packet */
    uint32_t timestamp_offset;
    uint8_t payload_type;
    uint8_t mid_extension_id;
    char mid[CSIP__RTP_MID_MAX];
    size_t mid_len;
    unsigned clock_hz;
    uint64_t packets, octets;
    uint32_t last_timestamp;
    uint64_t last_ns;
    size_t header_len;
    uint8_t packet[CSIP__RTP_PACKET_MAX + CSIP__STREAM_SPARE];
} csip__sender;

/** Payload type and header extension of a line, negotiated or renegotiated. */
void csip__sender_set_line(csip__sender *sender, const csip__jsep_line *line, unsigned clock_hz);

/** Where the next payload is to be written, CSIP__RTP_PAYLOAD_MAX octets. */
static inline uint8_t *csip__sender_payload(csip__sender *sender)
{
    return sender->packet + sender->header_len;
}

typedef struct csip__sender_payload_info {
    size_t len;
    uint32_t timestamp; /* from 0; the random offset is added here */
    bool marker;
    bool is_event; /* a telephone event: its timestamp is that of a begin, not of now */
    uint8_t event_payload_type;
} csip__sender_payload_info;

/** Put the header before the payload and count it; returns the packet in the clear, in place. */
csip_str csip__sender_write(csip__sender *sender, const csip__sender_payload_info *info,
                            uint64_t now_ns);

/** Send a packet just written, or a kept copy of an earlier one, octet for octet. */
void csip__sender_emit(csip__sender *sender, csip_str packet);

/** What an SR says; RFC 3550 6.4.1: NTP and RTP timestamp are the same instant. */
csip__rtcp_sender_info csip__sender_report(const csip__sender *sender, uint64_t ntp,
                                           uint64_t now_ns);

#endif
