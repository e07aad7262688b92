#ifndef CSIP_MEDIA_RECEPTION_H
#define CSIP_MEDIA_RECEPTION_H

#include <media/rtcp.h>
#include <media/rtp.h>

/** What is known of one SSRC that we receive: RFC 3550 appendices A.1, A.3 and A.8. */
typedef struct csip__reception {
    uint32_t ssrc;
    unsigned clock_hz;
    uint32_t base_sequence;    /* extended */
    uint32_t highest_sequence; /* extended with the count of wraps */
    uint32_t bad_sequence;     /* the one that would confirm a restart; above 65535: none */
    uint32_t received;
    uint32_t expected_before; /* at the last report */
    uint32_t received_before;
    uint64_t lost_before; /* in sequences that have ended */
    uint32_t transit;
    double jitter; /* timestamp units */
    uint32_t last_sr;
    uint64_t last_sr_ns;
    bool has_sr;
} csip__reception;

typedef enum csip__reception_verdict {
    CSIP__RECEPTION_OK,
    CSIP__RECEPTION_RESTARTED, /* the peer began a new sequence: forget what is buffered */
    CSIP__RECEPTION_DISCARD,   /* far from the sequence */
} csip__reception_verdict;

/**
 * Begin with the first packet of an SSRC, which must still be given to _packet().  What an earlier
 * SSRC lost stays counted: zero the struct before its first use.
 */
void csip__reception_init(csip__reception *reception, const csip__rtp_packet *first,
                          unsigned clock_hz);

/**
 * Account for a packet.  The probation of A.1 is left out: SRTP has vouched for the source.
 *
 * @param ret_sequence  extended, comparable across wraps
 */
csip__reception_verdict csip__reception_packet(csip__reception *reception,
                                               const csip__rtp_packet *packet, uint64_t now_ns,
                                               uint32_t *ret_sequence);

/**
 * The same for a telephone event, whose timestamp is that of its begin: it says nothing of jitter
 * (RFC 4733 section 2.5.2.3).
 */
csip__reception_verdict csip__reception_event(csip__reception *reception,
                                              const csip__rtp_packet *packet, uint64_t now_ns);

/** Remember an SR for LSR and DLSR. */
void csip__reception_sender_report(csip__reception *reception, uint64_t ntp, uint64_t now_ns);

/** The report block; begins a new interval for the fraction. */
void csip__reception_report(csip__reception *reception, uint64_t now_ns,
                            csip__rtcp_block *ret_block);

/** Packets missing so far, also in sequences that have ended. */
uint64_t csip__reception_lost(const csip__reception *reception);
double csip__reception_jitter_ms(const csip__reception *reception);

#endif
