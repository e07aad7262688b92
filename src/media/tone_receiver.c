#include <media/tone_receiver.h>

#include <media/clock.h>
#include <media/telephone_event.h>

enum {
    SILENCE_MS = 200, /* updates come every 50 ms or less: the end was lost */
    MEMORY_S = 5,     /* for repeated ends; after it timestamps may have wrapped */
};

static void close_digit(csip__tone_receiver *receiver)
{
    if (!receiver->is_open)
        return;
    receiver->is_open = false;
    receiver->has_told = true;
    uint64_t ticks = (uint64_t)receiver->segments + receiver->duration;
    if (receiver->on_digit)
        receiver->on_digit(receiver->user, receiver->digit,
                           (unsigned)(ticks * 1000 / receiver->clock_hz));
}

void csip__tone_receiver_reset(csip__tone_receiver *receiver)
{
    close_digit(receiver);
    receiver->has_told = false;
}

void csip__tone_receiver_tick(csip__tone_receiver *receiver, uint64_t now_ns)
{
    if (receiver->is_open && now_ns - receiver->last_ns > SILENCE_MS * CSIP__NS_PER_MS)
        close_digit(receiver);
    if (!receiver->is_open && now_ns - receiver->last_ns > MEMORY_S * CSIP__NS_PER_S)
        receiver->has_told = false;
}

/* RFC 4733 2.5.1.3: the same digit goes on where its longest segment ends. */
static bool is_next_segment(const csip__tone_receiver *receiver, const csip__rtp_packet *packet,
                            const csip__telephone_event *event, const unsigned clocks_hz[2])
{
    uint32_t whole = (uint32_t)((uint64_t)CSIP__EVENT_DURATION_MAX * clocks_hz[1] / clocks_hz[0]);
    return event->digit == receiver->digit && !packet->marker &&
           packet->timestamp == receiver->timestamp + whole;
}

static void open_digit(csip__tone_receiver *receiver, const csip__rtp_packet *packet,
                       const csip__telephone_event *event, unsigned clock_hz)
{
    receiver->is_open = true;
    receiver->digit = event->digit;
    receiver->clock_hz = clock_hz;
    receiver->timestamp = packet->timestamp;
    receiver->segments = 0;
    receiver->duration = 0;
}

void csip__tone_receiver_packet(csip__tone_receiver *receiver, const csip__rtp_packet *packet,
                                const unsigned clocks_hz[2], uint64_t now_ns)
{
    csip__telephone_event event;
    if (!csip__telephone_event_parse(packet->payload, packet->payload_len, &event))
        return;
    csip__tone_receiver_tick(receiver, now_ns);
    int32_t ahead = (int32_t)(packet->timestamp - receiver->timestamp);
    if ((receiver->is_open || receiver->has_told) && ahead < 0)
        return; /* late */
    if (!receiver->is_open && receiver->has_told && ahead == 0)
        return; /* RFC 4733 2.5.1.4: the end, said again */
    if (receiver->is_open && ahead > 0) {
        if (is_next_segment(receiver, packet, &event, clocks_hz)) {
            receiver->segments += CSIP__EVENT_DURATION_MAX;
            receiver->timestamp = packet->timestamp;
            receiver->duration = 0;
        } else {
            close_digit(receiver);
        }
    }
    if (!receiver->is_open)
        open_digit(receiver, packet, &event, clocks_hz[0]);
    receiver->last_ns = now_ns;
    if (event.duration > receiver->duration)
        receiver->duration = event.duration;
    if (event.is_end)
        close_digit(receiver);
}
