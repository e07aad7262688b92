#include <media/clock.h>
#include <media/history.h>

/* One NACK names a packet many times over, several name it within a round trip: once is enough. */
#define REPEAT_NS (20 * CSIP__NS_PER_MS)

csip__history *csip__history_new(void)
{
    return calloc(1, sizeof(csip__history));
}

void csip__history_free(csip__history *history)
{
    if (!history)
        return;
    for (size_t i = 0; i < CSIP__HISTORY_PACKETS; i++)
        csip__packet_store_done(&history->packets[i].packet);
    free(history);
}

void csip__history_put(csip__history *history, uint16_t sequence, csip_str packet, uint64_t now_ns)
{
    csip__history_packet *slot = &history->packets[sequence % CSIP__HISTORY_PACKETS];
    slot->sequence = sequence;
    slot->sent_ns = now_ns;
    /* without memory the slot is empty, and the packet cannot be sent again */
    if (!csip__packet_store_set(&slot->packet, packet.ptr, packet.len))
        slot->packet.len = 0;
}

csip_str csip__history_take(csip__history *history, uint16_t sequence, uint64_t now_ns)
{
    csip__history_packet *slot = &history->packets[sequence % CSIP__HISTORY_PACKETS];
    if (slot->packet.len == 0 || slot->sequence != sequence || now_ns - slot->sent_ns < REPEAT_NS)
        return (csip_str){0};
    slot->sent_ns = now_ns;
    return csip__packet_store_get(&slot->packet);
}
