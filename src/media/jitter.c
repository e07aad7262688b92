#include <media/clock.h>
#include <media/jitter.h>

enum {
    BUCKET_MS = CSIP__JITTER_DELAY_MAX_MS / CSIP__JITTER_BUCKETS,
    FRAME_MS = 20,
    MARGIN_MS = 10,        /* above the lateness aimed at: a tick comes late, too */
    START_BUCKET = 2,      /* before anything is known */
    SHORTEN_ABOVE_MS = 30, /* more than a frame, so that shortening does not swing */
    DROP_ABOVE_MS = 100,
    STRETCH_BELOW_MS = 10,
    STRETCH_PAUSE_MS = 60,
    MISSED_MAX = 10, /* 200 ms; then the peer is taken to have paused */
    SPAN_S = 10,
    LATE_MAX_MS = 2000, /* later than that, the peer's clock was set anew */
};
static const float forgetting = 0.99F; /* of 100 packets, two seconds */
static const float share_in_time = 0.97F;

void csip__jitter_init(csip__jitter *jitter, unsigned clock_hz)
{
    *jitter = (csip__jitter){.clock_hz = clock_hz};
    csip__jitter_reset(jitter);
}

void csip__jitter_reset(csip__jitter *jitter)
{
    jitter->count = 0;
    jitter->is_started = false;
    jitter->is_playing = false;
    memset(jitter->lateness, 0, sizeof(jitter->lateness));
    jitter->lateness[START_BUCKET] = 1;
}

void csip__jitter_done(csip__jitter *jitter)
{
    for (size_t i = 0; i < CSIP__JITTER_PACKETS_MAX; i++)
        csip__packet_store_done(&jitter->packets[i].payload);
}

static int64_t ticks_of_ms(const csip__jitter *jitter, int64_t ms)
{
    return ms * jitter->clock_hz / 1000;
}

static int64_t fastest(const csip__jitter *jitter)
{
    return jitter->fastest < jitter->fastest_recent ? jitter->fastest : jitter->fastest_recent;
}

unsigned csip__jitter_target_ms(const csip__jitter *jitter)
{
    unsigned bucket = 0;
    float sum = jitter->lateness[0];
    while (sum < share_in_time && bucket + 1 < CSIP__JITTER_BUCKETS)
        sum += jitter->lateness[++bucket];
    unsigned target = (bucket + 1) * BUCKET_MS + MARGIN_MS;
    if (target < CSIP__JITTER_DELAY_MIN_MS)
        return CSIP__JITTER_DELAY_MIN_MS;
    return target > CSIP__JITTER_DELAY_MAX_MS ? CSIP__JITTER_DELAY_MAX_MS : target;
}

/* How long after the fastest packet's way `timestamp` would be played now. */
static int64_t delay_ms(const csip__jitter *jitter, int64_t timestamp, uint64_t now_ns)
{
    int64_t now = (int64_t)csip__ns_to_ticks(now_ns, jitter->clock_hz);
    return (now - timestamp - fastest(jitter)) * 1000 / jitter->clock_hz;
}

static void measure(csip__jitter *jitter, int64_t timestamp, uint64_t now_ns)
{
    int64_t offset = (int64_t)csip__ns_to_ticks(now_ns, jitter->clock_hz) - timestamp;
    if (offset < jitter->fastest_recent)
        jitter->fastest_recent = offset;
    if (now_ns - jitter->span_began_ns > SPAN_S * CSIP__NS_PER_S) {
        jitter->fastest = jitter->fastest_recent;
        jitter->fastest_recent = offset;
        jitter->span_began_ns = now_ns;
    }
    int64_t late = delay_ms(jitter, timestamp, now_ns) / BUCKET_MS;
    for (size_t i = 0; i < CSIP__JITTER_BUCKETS; i++)
        jitter->lateness[i] *= forgetting;
    jitter->lateness[late < CSIP__JITTER_BUCKETS ? late : CSIP__JITTER_BUCKETS - 1] +=
        1 - forgetting;
}

/* The timestamp in 64 bits, which is near the newest one. */
static int64_t extend(csip__jitter *jitter, const csip__jitter_arrival *arrival, uint64_t now_ns)
{
    if (jitter->is_started) {
        uint32_t last = (uint32_t)(uint64_t)jitter->last_timestamp;
        jitter->last_timestamp += (int32_t)(arrival->timestamp - last);
        return jitter->last_timestamp;
    }
    jitter->is_started = true;
    jitter->last_timestamp = arrival->timestamp;
    jitter->next_sequence = arrival->sequence;
    jitter->fastest = (int64_t)csip__ns_to_ticks(now_ns, jitter->clock_hz) - arrival->timestamp;
    jitter->fastest_recent = jitter->fastest;
    jitter->span_began_ns = now_ns;
    return jitter->last_timestamp;
}

/* Move packets[from] to `to`, the ones between by one. */
static void move(csip__jitter *jitter, size_t from, size_t to)
{
    csip__jitter_packet moved = jitter->packets[from];
    size_t low = from < to ? from : to;
    size_t distance = from < to ? to - from : from - to;
    csip__jitter_packet *at = jitter->packets + low;
    if (from < to)
        memmove(at, at + 1, distance * sizeof(*at));
    else
        memmove(at + 1, at, distance * sizeof(*at));
    jitter->packets[to] = moved;
}

/* Take the oldest out; its memory stays at the end of the spare ones. */
static csip__jitter_packet *pop(csip__jitter *jitter)
{
    move(jitter, 0, CSIP__JITTER_PACKETS_MAX - 1);
    jitter->count--;
    return &jitter->packets[CSIP__JITTER_PACKETS_MAX - 1];
}

static void insert(csip__jitter *jitter, const csip__jitter_arrival *arrival, int64_t timestamp)
{
    if (jitter->count == CSIP__JITTER_PACKETS_MAX) {
        pop(jitter);
        jitter->discarded++;
    }
    size_t at = jitter->count;
    while (at > 0 && (int32_t)(arrival->sequence - jitter->packets[at - 1].sequence) < 0)
        at--;
    csip__jitter_packet *spare = &jitter->packets[jitter->count];
    bool is_duplicate = at > 0 && jitter->packets[at - 1].sequence == arrival->sequence;
    if (is_duplicate ||
        !csip__packet_store_set(&spare->payload, arrival->payload.ptr, arrival->payload.len)) {
        jitter->discarded++;
        return;
    }
    spare->sequence = arrival->sequence;
    spare->timestamp = timestamp;
    spare->duration = arrival->duration;
    move(jitter, jitter->count, at);
    jitter->count++;
}

void csip__jitter_put(csip__jitter *jitter, const csip__jitter_arrival *arrival, uint64_t now_ns)
{
    bool was_playing = jitter->is_playing;
    int64_t timestamp = extend(jitter, arrival, now_ns);
    if (delay_ms(jitter, timestamp, now_ns) > LATE_MAX_MS) {
        jitter->discarded += jitter->count;
        csip__jitter_reset(jitter);
        was_playing = false;
        timestamp = extend(jitter, arrival, now_ns);
    }
    measure(jitter, timestamp, now_ns);
    bool is_played = was_playing && timestamp + arrival->duration <= jitter->next_timestamp;
    bool is_before = jitter->next_sequence != arrival->sequence && was_playing &&
                     (int32_t)(arrival->sequence - jitter->next_sequence) < 0;
    if (is_played || is_before) {
        jitter->discarded++;
        return;
    }
    insert(jitter, arrival, timestamp);
}

/* The peer began a pause, or the network one: conceal for a while. */
static csip__jitter_step underrun(csip__jitter *jitter, int64_t delay)
{
    if (++jitter->missed > MISSED_MAX) {
        jitter->is_playing = false;
        return CSIP__JITTER_SILENCE;
    }
    /* below the target, waiting is what lengthens the delay */
    if (delay >= csip__jitter_target_ms(jitter))
        jitter->next_timestamp += ticks_of_ms(jitter, FRAME_MS);
    return CSIP__JITTER_CONCEAL;
}

static csip__jitter_step play(csip__jitter *jitter, int64_t delay, csip_str *ret_payload)
{
    csip__jitter_packet *packet = pop(jitter);
    jitter->next_timestamp = packet->timestamp + packet->duration;
    jitter->next_sequence = packet->sequence + 1;
    jitter->missed = 0;
    *ret_payload = csip__packet_store_get(&packet->payload);
    int64_t excess = delay - csip__jitter_target_ms(jitter);
    if (excess > DROP_ABOVE_MS)
        return CSIP__JITTER_DROP;
    return excess > SHORTEN_ABOVE_MS ? CSIP__JITTER_SHORTEN : CSIP__JITTER_PLAY;
}

/* The next packet is missing, but one behind it is here. */
static csip__jitter_step conceal(csip__jitter *jitter, int64_t gap, csip_str *ret_payload)
{
    const csip__jitter_packet *front = &jitter->packets[0];
    /* RFC 6716 2.1.7: a packet carries FEC for the one before it only */
    if (front->sequence == jitter->next_sequence + 1 && gap <= front->duration)
        *ret_payload = csip__packet_store_get(&front->payload);
    jitter->next_timestamp += ticks_of_ms(jitter, FRAME_MS);
    return CSIP__JITTER_CONCEAL;
}

csip__jitter_step csip__jitter_get(csip__jitter *jitter, uint64_t now_ns, csip_str *ret_payload)
{
    *ret_payload = (csip_str){0};
    unsigned target = csip__jitter_target_ms(jitter);
    if (!jitter->is_playing) {
        if (jitter->count == 0 || delay_ms(jitter, jitter->packets[0].timestamp, now_ns) < target)
            return CSIP__JITTER_SILENCE;
        jitter->is_playing = true;
        jitter->missed = 0;
        jitter->next_timestamp = jitter->packets[0].timestamp;
    }
    int64_t delay = delay_ms(jitter, jitter->next_timestamp, now_ns);
    if (jitter->count == 0)
        return underrun(jitter, delay);
    int64_t gap = jitter->packets[0].timestamp - jitter->next_timestamp;
    if (gap >= ticks_of_ms(jitter, FRAME_MS / 2) && gap <= ticks_of_ms(jitter, 1000))
        return conceal(jitter, gap, ret_payload);
    bool may_stretch = now_ns - jitter->stretched_ns >= STRETCH_PAUSE_MS * CSIP__NS_PER_MS;
    if (delay + STRETCH_BELOW_MS < target && may_stretch) {
        jitter->stretched_ns = now_ns;
        return CSIP__JITTER_CONCEAL;
    }
    return play(jitter, delay, ret_payload);
}
