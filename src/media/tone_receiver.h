#ifndef CSIP_MEDIA_TONE_RECEIVER_H
#define CSIP_MEDIA_TONE_RECEIVER_H

#include <media/rtp.h>

/**
 * Tells each received DTMF digit once, when it has ended (RFC 4733 section 2.5.2): by its end bit,
 * by another digit that begins, or because nothing more is heard of it.
 */
typedef struct csip__tone_receiver {
    void (*on_digit)(void *user, char digit, unsigned duration_ms);
    void *user;

    bool is_open;       /* a digit lasts */
    char digit;         /* the one that lasts */
    unsigned clock_hz;  /* of durations */
    uint32_t timestamp; /* of the segment that lasts, else of the last one told */
    uint32_t segments;  /* ticks of those before */
    uint16_t duration;  /* in this one */
    uint64_t last_ns;
    bool has_told; /* `timestamp` is that of a digit told, not long ago */
} csip__tone_receiver;

/**
 * One packet of a telephone-event payload type.
 *
 * @param clocks_hz  that of the payload type, which durations are in, and that of timestamps
 */
void csip__tone_receiver_packet(csip__tone_receiver *receiver, const csip__rtp_packet *packet,
                                const unsigned clocks_hz[2], uint64_t now_ns);
void csip__tone_receiver_tick(csip__tone_receiver *receiver, uint64_t now_ns);
/** Another source, or the stream ends: what lasts is told. */
void csip__tone_receiver_reset(csip__tone_receiver *receiver);

#endif
