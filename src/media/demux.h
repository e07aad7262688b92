#ifndef CSIP_MEDIA_DEMUX_H
#define CSIP_MEDIA_DEMUX_H

#include <stddef.h>
#include <stdint.h>

/** What came on the one port of a BUNDLE (RFC 7983 section 7); STUN never gets here. */
typedef enum csip__datagram_kind {
    CSIP__DATAGRAM_OTHER,
    CSIP__DATAGRAM_DTLS,
    CSIP__DATAGRAM_RTP,
    CSIP__DATAGRAM_RTCP,
} csip__datagram_kind;

/** The longest datagram that is looked at. */
enum { CSIP__DATAGRAM_MAX = 1500 };

csip__datagram_kind csip__datagram_classify(const uint8_t *octets, size_t len);

#endif
