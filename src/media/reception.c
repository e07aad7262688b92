#include <media/clock.h>
#include <media/reception.h>

enum {
    MAX_DROPOUT = 3000, /* RFC 3550 A.1 */
    MAX_MISORDER = 100,
    NO_BAD_SEQUENCE = 65536,
    LOST_MAX = 0x7FFFFF, /* RFC 3550 A.3: 24 bits, signed */
};

static uint32_t expected(const csip__reception *reception)
{
    bool is_started = reception->received > 0;
    return is_started ? reception->highest_sequence - reception->base_sequence + 1 : 0;
}

uint64_t csip__reception_lost(const csip__reception *reception)
{
    uint32_t wanted = expected(reception);
    uint32_t lost = wanted > reception->received ? wanted - reception->received : 0;
    return reception->lost_before + lost;
}

static void restart(csip__reception *reception, uint16_t sequence)
{
    reception->base_sequence = sequence;
    reception->highest_sequence = sequence;
    reception->bad_sequence = NO_BAD_SEQUENCE;
    reception->received = 0;
    reception->expected_before = 0;
    reception->received_before = 0;
}

void csip__reception_init(csip__reception *reception, const csip__rtp_packet *first,
                          unsigned clock_hz)
{
    uint64_t lost_before = csip__reception_lost(reception);
    *reception =
        (csip__reception){.ssrc = first->ssrc, .clock_hz = clock_hz, .lost_before = lost_before};
    restart(reception, first->sequence);
}

/* RFC 3550 A.8; a 32-bit transit time, for only its differences count. */
static void measure_jitter(csip__reception *reception, uint32_t timestamp, uint64_t now_ns)
{
    uint32_t arrival = (uint32_t)csip__ns_to_ticks(now_ns, reception->clock_hz);
    uint32_t transit = arrival - timestamp;
    int32_t difference = (int32_t)(transit - reception->transit);
    reception->transit = transit;
    if (reception->received <= 1)
        return;
    double distance = difference < 0 ? -(double)difference : difference;
    reception->jitter += (distance - reception->jitter) / 16;
}

csip__reception_verdict csip__reception_packet(csip__reception *reception,
                                               const csip__rtp_packet *packet, uint64_t now_ns,
                                               uint32_t *ret_sequence)
{
    csip__reception_verdict verdict = CSIP__RECEPTION_OK;
    uint16_t ahead = (uint16_t)(packet->sequence - (uint16_t)reception->highest_sequence);
    uint32_t extended = reception->highest_sequence + (uint32_t)(int32_t)(int16_t)ahead;
    if (ahead < MAX_DROPOUT) {
        extended = reception->highest_sequence + ahead;
        reception->highest_sequence = extended;
    } else if (ahead <= NO_BAD_SEQUENCE - MAX_MISORDER) {
        if (packet->sequence != reception->bad_sequence) {
            reception->bad_sequence = (uint16_t)(packet->sequence + 1);
            return CSIP__RECEPTION_DISCARD;
        }
        /* RFC 3550 A.1: two in a row: the peer began again without telling */
        reception->lost_before = csip__reception_lost(reception);
        restart(reception, packet->sequence);
        extended = packet->sequence;
        verdict = CSIP__RECEPTION_RESTARTED;
    }
    reception->received++;
    measure_jitter(reception, packet->timestamp, now_ns);
    *ret_sequence = extended;
    return verdict;
}

csip__reception_verdict csip__reception_event(csip__reception *reception,
                                              const csip__rtp_packet *packet, uint64_t now_ns)
{
    uint32_t sequence, transit = reception->transit;
    double jitter = reception->jitter;
    csip__reception_verdict verdict = csip__reception_packet(reception, packet, now_ns, &sequence);
    reception->transit = transit;
    reception->jitter = jitter;
    return verdict;
}

void csip__reception_sender_report(csip__reception *reception, uint64_t ntp, uint64_t now_ns)
{
    reception->last_sr = (uint32_t)(ntp >> 16);
    reception->last_sr_ns = now_ns;
    reception->has_sr = true;
}

void csip__reception_report(csip__reception *reception, uint64_t now_ns,
                            csip__rtcp_block *ret_block)
{
    uint32_t expected_now = expected(reception);
    int64_t lost = (int64_t)expected_now - reception->received;
    if (lost > LOST_MAX)
        lost = LOST_MAX;
    if (lost < -LOST_MAX - 1)
        lost = -LOST_MAX - 1;
    uint32_t expected_since = expected_now - reception->expected_before;
    int64_t lost_since =
        (int64_t)expected_since - (reception->received - reception->received_before);
    reception->expected_before = expected_now;
    reception->received_before = reception->received;
    bool has_fraction = expected_since > 0 && lost_since > 0;
    int64_t fraction = has_fraction ? lost_since * 256 / expected_since : 0;
    *ret_block = (csip__rtcp_block){
        .ssrc = reception->ssrc,
        .fraction_lost = fraction > 255 ? 255 : (uint8_t)fraction,
        .cumulative_lost = (int32_t)lost,
        .highest_sequence = reception->highest_sequence,
        .jitter = (uint32_t)reception->jitter,
        .last_sr = reception->last_sr,
        .delay_since_last_sr =
            reception->has_sr ? (uint32_t)csip__ns_to_ticks(now_ns - reception->last_sr_ns, 65536)
                              : 0,
    };
}

double csip__reception_jitter_ms(const csip__reception *reception)
{
    return reception->clock_hz ? reception->jitter * 1000 / reception->clock_hz : 0;
}
