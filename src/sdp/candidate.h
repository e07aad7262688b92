#ifndef CSIP_SDP_CANDIDATE_H
#define CSIP_SDP_CANDIDATE_H

#include <csip/str.h>

#include <stdint.h>

/** What a description needs of an ICE candidate (RFC 8839 section 5.1). */
typedef struct csip__candidate {
    bool is_udp;
    uint8_t component; /* 1 is RTP */
    uint16_t port;
    csip_str address;
    csip_str type; /* "host", "srflx", … */
} csip__candidate;

/** Read "candidate:…".  false: it does not follow its grammar. */
bool csip__candidate_parse(csip_str text, csip__candidate *ret_candidate);

/**
 * The default destination for m= and c=: the first host candidate over UDP with an address in
 * numbers, IPv4 before IPv6; without one 0.0.0.0 port 9 (RFC 8840 section 4.3.1).
 */
csip__candidate csip__candidate_default(const csip_str *candidates, size_t count);

#endif
