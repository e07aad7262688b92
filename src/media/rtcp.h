#ifndef CSIP_MEDIA_RTCP_H
#define CSIP_MEDIA_RTCP_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

/**
 * RTCP (RFC 3550 section 6) with the feedback messages of RFC 4585 and RFC 5104.  A datagram is a
 * compound or, reduced in size (RFC 5506), a single packet; both are read alike.
 */

enum {
    CSIP__RTCP_MAX = 512,       /* octets of a compound that we write */
    CSIP__RTCP_CNAME_MAX = 255, /* RFC 3550 6.5: the length is one octet */
    CSIP__RTCP_NACKS_MAX = 32,  /* sequence numbers of one NACK that we write */
};

typedef enum csip__rtcp_type {
    CSIP__RTCP_SR = 200,
    CSIP__RTCP_RR = 201,
    CSIP__RTCP_SDES = 202,
    CSIP__RTCP_BYE = 203,
    CSIP__RTCP_RTPFB = 205,
    CSIP__RTCP_PSFB = 206,
} csip__rtcp_type;

/** Feedback formats, the `count` of RTPFB and PSFB. */
enum { CSIP__RTCP_NACK = 1, CSIP__RTCP_PLI = 1, CSIP__RTCP_FIR = 4 };

/** One packet of a compound; `body` follows the four octets of the common header. */
typedef struct csip__rtcp_packet {
    uint8_t type;
    uint8_t count; /* report blocks, sources, or the feedback format */
    const uint8_t *body;
    size_t body_len;
} csip__rtcp_packet;

/** The next packet, which is cut off `rest`.  false: the end, or what follows is malformed. */
bool csip__rtcp_next(csip_str *rest, csip__rtcp_packet *ret_packet);

typedef struct csip__rtcp_sender_info {
    uint64_t ntp;
    uint32_t rtp_timestamp;
    uint32_t packets;
    uint32_t octets;
} csip__rtcp_sender_info;

typedef struct csip__rtcp_block {
    uint32_t ssrc;
    uint8_t fraction_lost;   /* of 256 */
    int32_t cumulative_lost; /* 24 bits, signed */
    uint32_t highest_sequence;
    uint32_t jitter; /* timestamp units */
    uint32_t last_sr;
    uint32_t delay_since_last_sr; /* 1/65536 s */
} csip__rtcp_block;

/** The SSRC that a packet begins with: who reports, or sends feedback. */
bool csip__rtcp_sender_ssrc(const csip__rtcp_packet *packet, uint32_t *ret_ssrc);
/** Of an SR. */
bool csip__rtcp_sender_info_get(const csip__rtcp_packet *packet, csip__rtcp_sender_info *ret_info);
/** The report block about `ssrc` in an SR or RR. */
bool csip__rtcp_block_find(const csip__rtcp_packet *packet, uint32_t ssrc,
                           csip__rtcp_block *ret_block);
/** A BYE names `ssrc`. */
bool csip__rtcp_is_bye_of(const csip__rtcp_packet *packet, uint32_t ssrc);
/** A PLI or FIR asks `ssrc` for a key frame. */
bool csip__rtcp_asks_key_frame(const csip__rtcp_packet *packet, uint32_t ssrc);

/**
 * Walk the sequence numbers that a NACK about `ssrc` misses (RFC 4585 6.2.1).
 *
 * @param cursor  0 at first
 * @return false: no more, or not such a NACK
 */
bool csip__rtcp_nack_next(const csip__rtcp_packet *packet, uint32_t ssrc, size_t *cursor,
                          uint16_t *ret_sequence);

/** Writes packets one after another; what does not fit is left out whole. */
typedef struct csip__rtcp_writer {
    uint8_t *out;
    size_t len, cap;
} csip__rtcp_writer;

/** An SR with `info`, an RR when it is NULL; `block` NULL: none. */
void csip__rtcp_write_report(csip__rtcp_writer *writer, uint32_t ssrc,
                             const csip__rtcp_sender_info *info, const csip__rtcp_block *block);
void csip__rtcp_write_cname(csip__rtcp_writer *writer, uint32_t ssrc, csip_str cname);
void csip__rtcp_write_bye(csip__rtcp_writer *writer, uint32_t ssrc);
void csip__rtcp_write_pli(csip__rtcp_writer *writer, uint32_t ssrc, uint32_t media_ssrc);
void csip__rtcp_write_fir(csip__rtcp_writer *writer, uint32_t ssrc, uint32_t media_ssrc,
                          uint8_t command);

/** The missing ones, in ascending order, at most CSIP__RTCP_NACKS_MAX. */
typedef struct csip__rtcp_nack_list {
    uint16_t sequence[CSIP__RTCP_NACKS_MAX];
    size_t count;
} csip__rtcp_nack_list;
void csip__rtcp_write_nack(csip__rtcp_writer *writer, uint32_t ssrc, uint32_t media_ssrc,
                           const csip__rtcp_nack_list *missing);

#endif
