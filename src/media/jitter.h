#ifndef CSIP_MEDIA_JITTER_H
#define CSIP_MEDIA_JITTER_H

#include <media/packet_store.h>

/**
 * The adaptive jitter buffer of an audio stream: puts packets in order and says, every 20 ms, what
 * to play.  The delay aimed at follows from how late packets come against the fastest; it is kept
 * by leaving out a frame (at best a quiet one) or by concealing one that is not missing.
 */
enum {
    CSIP__JITTER_PACKETS_MAX = 50,
    CSIP__JITTER_DELAY_MIN_MS = 20,
    CSIP__JITTER_DELAY_MAX_MS = 200,
    CSIP__JITTER_BUCKETS = CSIP__JITTER_DELAY_MAX_MS / 10,
};

typedef struct csip__jitter_packet {
    uint32_t sequence; /* extended */
    int64_t timestamp; /* extended */
    uint32_t duration; /* timestamp units */
    csip__packet_store payload;
} csip__jitter_packet;

typedef struct csip__jitter {
    unsigned clock_hz;
    csip__jitter_packet packets[CSIP__JITTER_PACKETS_MAX]; /* ascending; the rest are spare */
    size_t count;
    bool is_started;        /* a packet has come since the reset */
    bool is_playing;        /* false: gathering the first delay */
    int64_t last_timestamp; /* extended, of the newest arrival */
    int64_t next_timestamp; /* to be played next */
    uint32_t next_sequence; /* after the last packet played */
    unsigned missed;        /* frames in a row without a packet */
    uint64_t stretched_ns;

    /* Arrival minus timestamp, in timestamp units, of the fastest packets in two spans of time: so
     * the clock of a peer that drifts is followed. */
    int64_t fastest, fastest_recent;
    uint64_t span_began_ns;
    float lateness[CSIP__JITTER_BUCKETS]; /* share of packets that came so late, forgetting */

    uint64_t discarded; /* late, duplicated, or more than the buffer holds */
} csip__jitter;

void csip__jitter_init(csip__jitter *jitter, unsigned clock_hz);
/** Forget packets and delays; counts stay. */
void csip__jitter_reset(csip__jitter *jitter);
void csip__jitter_done(csip__jitter *jitter);

typedef struct csip__jitter_arrival {
    uint32_t sequence; /* extended */
    uint32_t timestamp;
    uint32_t duration;
    csip_str payload;
} csip__jitter_arrival;

void csip__jitter_put(csip__jitter *jitter, const csip__jitter_arrival *arrival, uint64_t now_ns);

typedef enum csip__jitter_step {
    CSIP__JITTER_SILENCE, /* nothing has come, or the peer paused */
    CSIP__JITTER_PLAY,    /* decode `payload` */
    CSIP__JITTER_SHORTEN, /* decode `payload`, and leave it out when it is quiet */
    CSIP__JITTER_DROP,    /* decode `payload`, and leave it out */
    CSIP__JITTER_CONCEAL, /* 20 ms; `payload`: the packet after the missing one, may be absent */
} csip__jitter_step;

/** What comes next.  `ret_payload` is good until the next put. */
csip__jitter_step csip__jitter_get(csip__jitter *jitter, uint64_t now_ns, csip_str *ret_payload);

/** The delay aimed at, for the network's sake. */
unsigned csip__jitter_target_ms(const csip__jitter *jitter);

#endif
