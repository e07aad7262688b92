#include <media/demux.h>

#include <media/rtp.h>

csip__datagram_kind csip__datagram_classify(const uint8_t *octets, size_t len)
{
    enum { DTLS_HEADER = 13, SRTCP_MIN = 12 };
    if (len > CSIP__DATAGRAM_MAX || len < SRTCP_MIN)
        return CSIP__DATAGRAM_OTHER;
    if (octets[0] >= 20 && octets[0] <= 63)
        return len >= DTLS_HEADER ? CSIP__DATAGRAM_DTLS : CSIP__DATAGRAM_OTHER;
    if (octets[0] >= 128 && octets[0] <= 191)
        return csip__rtp_is_rtcp(octets, len) ? CSIP__DATAGRAM_RTCP : CSIP__DATAGRAM_RTP;
    return CSIP__DATAGRAM_OTHER;
}
