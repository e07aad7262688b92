#ifndef CSIP_MEDIA_RTP_H
#define CSIP_MEDIA_RTP_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

/** RTP packets (RFC 3550 section 5) with header extensions (RFC 8285): parse and write. */

enum {
    CSIP__RTP_HEADER_LEN = 12,
    CSIP__RTP_PAYLOAD_MAX = 1200, /* what we send; fits any path once SRTP and TURN are added */
    CSIP__RTP_MID_MAX = 16,       /* octets of a mid that we write or match */
    CSIP__RTP_PACKET_MAX = 1280,  /* the longest packet we write, without SRTP's trailer */
};

/** A packet taken apart; its slices point into the octets that were parsed. */
typedef struct csip__rtp_packet {
    bool marker;
    uint8_t payload_type;
    uint16_t sequence;
    uint32_t timestamp;
    uint32_t ssrc;
    uint16_t extension_profile; /* 0: no extension */
    const uint8_t *extension;
    size_t extension_len;
    const uint8_t *payload; /* without padding */
    size_t payload_len;
} csip__rtp_packet;

/** PARSE: not version 2, or a length that goes past the end. */
CSIP_MUST_USE csip_error csip__rtp_parse(const uint8_t *octets, size_t len,
                                         csip__rtp_packet *ret_packet);

/** The header extension with this id, in the one-byte or the two-byte form; absent: NULL. */
csip_str csip__rtp_extension(const csip__rtp_packet *packet, uint8_t id);

/**
 * Write the header, with `mid` (RFC 9143) as a one-byte extension when `mid_extension_id` is 1–14.
 *
 * @param packet  marker, payload_type, sequence, timestamp and ssrc are read
 * @return the header's length; the payload follows there.  0: `cap` is too small.
 */
size_t csip__rtp_write_header(const csip__rtp_packet *packet, uint8_t mid_extension_id,
                              csip_str mid, uint8_t *out, size_t cap);

/** Tells RTCP from RTP on one port (RFC 5761 section 4). */
static inline bool csip__rtp_is_rtcp(const uint8_t *octets, size_t len)
{
    return len >= 2 && octets[1] >= 192 && octets[1] <= 223;
}

/** a comes before b in sequence number arithmetic. */
static inline bool csip__rtp_sequence_before(uint16_t a, uint16_t b)
{
    return (int16_t)(uint16_t)(a - b) < 0;
}

#endif
