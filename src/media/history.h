#ifndef CSIP_MEDIA_HISTORY_H
#define CSIP_MEDIA_HISTORY_H

#include <media/packet_store.h>

/** The newest packets sent, to answer a NACK (RFC 4585 section 6.2.1). */
enum { CSIP__HISTORY_PACKETS = 256 };

typedef struct csip__history_packet {
    csip__packet_store packet;
    uint16_t sequence;
    uint64_t sent_ns;
} csip__history_packet;

typedef struct csip__history {
    csip__history_packet packets[CSIP__HISTORY_PACKETS];
} csip__history;

/** NULL: no memory. */
csip__history *csip__history_new(void);
void csip__history_free(csip__history *history);
void csip__history_put(csip__history *history, uint16_t sequence, csip_str packet, uint64_t now_ns);
/** Absent: too old, or sent a moment ago already. */
csip_str csip__history_take(csip__history *history, uint16_t sequence, uint64_t now_ns);

#endif
