#ifndef CSIP_MEDIA_ASSEMBLY_H
#define CSIP_MEDIA_ASSEMBLY_H

#include <media/packet_store.h>
#include <media/rtcp.h>
#include <media/rtp.h>

/**
 * Puts VP8 packets in order and frames together.  A frame is given out only when each frame since
 * the last key frame was: what is missing is asked for again, then given up for a key frame.
 */
enum {
    CSIP__ASSEMBLY_PACKETS = 512,
    CSIP__ASSEMBLY_FRAME_MAX = 1 << 20, /* octets */
    CSIP__ASSEMBLY_REORDER_MAX = 64,    /* packets beyond a gap that nobody will fill */
};

typedef enum csip__assembly_state {
    CSIP__ASSEMBLY_EMPTY,
    CSIP__ASSEMBLY_MISSING,
    CSIP__ASSEMBLY_PRESENT,
} csip__assembly_state;

typedef struct csip__assembly_slot {
    csip__assembly_state state;
    uint32_t sequence; /* extended */
    uint32_t timestamp;
    bool has_marker;
    bool begins_frame;
    bool is_key_frame;
    csip__packet_store data; /* without the descriptor; empty: padding */
    uint64_t ask_ns;         /* MISSING: when to ask for it */
    unsigned asked;
} csip__assembly_slot;

typedef struct csip__assembly {
    csip__assembly_slot slots[CSIP__ASSEMBLY_PACKETS]; /* by sequence number */
    bool is_started;
    bool has_nack;
    bool needs_key_frame;
    uint32_t next_sequence; /* the first packet of the next frame */
    uint32_t newest_sequence;
    bool is_blocked;     /* something beyond a gap waits */
    uint64_t blocked_ns; /* since then */
    uint8_t *frame;
    size_t frame_len, frame_cap;
    uint64_t discarded; /* late, duplicated or malformed */
} csip__assembly;

/** Zero it before the first reset. */
void csip__assembly_reset(csip__assembly *assembly);
void csip__assembly_done(csip__assembly *assembly);

void csip__assembly_put(csip__assembly *assembly, const csip__rtp_packet *packet, uint32_t sequence,
                        uint64_t now_ns);

typedef struct csip__assembly_frame {
    csip_str octets; /* good until the next call */
    uint32_t timestamp;
    bool is_key_frame;
} csip__assembly_frame;

/** The next frame in order, when it is whole. */
bool csip__assembly_next(csip__assembly *assembly, uint64_t now_ns,
                         csip__assembly_frame *ret_frame);

/** What was given out could not be decoded: go on at a key frame. */
void csip__assembly_need_key_frame(csip__assembly *assembly);

/** The packets to be asked for now.  @param round_trip_ms  negative: unknown */
void csip__assembly_missing(csip__assembly *assembly, double round_trip_ms, uint64_t now_ns,
                            csip__rtcp_nack_list *ret_missing);

#endif
