#include <media/assembly.h>
#include <media/clock.h>
#include <media/vp8.h>

/* With NACK a gap may be filled for so long, else only by a packet that took another way. */
#define WAIT_NACK_NS    (500 * CSIP__NS_PER_MS)
#define WAIT_REORDER_NS (60 * CSIP__NS_PER_MS)
#define FIRST_ASK_NS    (10 * CSIP__NS_PER_MS)

enum {
    ASKED_MAX = 4,
    ASK_AGAIN_MIN_MS = 30,
};

static csip__assembly_slot *slot_of(csip__assembly *assembly, uint32_t sequence)
{
    return &assembly->slots[sequence % CSIP__ASSEMBLY_PACKETS];
}

static bool is_present(csip__assembly *assembly, uint32_t sequence)
{
    const csip__assembly_slot *slot = slot_of(assembly, sequence);
    return slot->state == CSIP__ASSEMBLY_PRESENT && slot->sequence == sequence;
}

void csip__assembly_reset(csip__assembly *assembly)
{
    for (size_t i = 0; i < CSIP__ASSEMBLY_PACKETS; i++)
        assembly->slots[i].state = CSIP__ASSEMBLY_EMPTY;
    assembly->is_started = false;
    assembly->is_blocked = false;
    assembly->needs_key_frame = true;
}

void csip__assembly_done(csip__assembly *assembly)
{
    for (size_t i = 0; i < CSIP__ASSEMBLY_PACKETS; i++)
        csip__packet_store_done(&assembly->slots[i].data);
    free(assembly->frame);
}

void csip__assembly_need_key_frame(csip__assembly *assembly)
{
    assembly->needs_key_frame = true;
}

/* Pass over everything before `sequence`. */
static void advance(csip__assembly *assembly, uint32_t sequence)
{
    for (; assembly->next_sequence != sequence; assembly->next_sequence++)
        slot_of(assembly, assembly->next_sequence)->state = CSIP__ASSEMBLY_EMPTY;
    assembly->is_blocked = false;
}

/* Make the window reach `sequence`; the numbers in between are missing. */
static void extend(csip__assembly *assembly, uint32_t sequence, uint64_t now_ns)
{
    if (!assembly->is_started || sequence - assembly->newest_sequence >= CSIP__ASSEMBLY_PACKETS) {
        uint64_t discarded = assembly->discarded;
        csip__assembly_reset(assembly);
        assembly->discarded = discarded;
        assembly->is_started = true;
        assembly->next_sequence = sequence;
        assembly->newest_sequence = sequence;
        return;
    }
    if (sequence - assembly->next_sequence >= CSIP__ASSEMBLY_PACKETS) {
        advance(assembly, sequence - CSIP__ASSEMBLY_PACKETS + 1);
        assembly->needs_key_frame = true;
    }
    while (++assembly->newest_sequence != sequence) {
        csip__assembly_slot *slot = slot_of(assembly, assembly->newest_sequence);
        slot->state = CSIP__ASSEMBLY_MISSING;
        slot->sequence = assembly->newest_sequence;
        slot->ask_ns = now_ns + FIRST_ASK_NS;
        slot->asked = 0;
    }
}

static bool fill(csip__assembly_slot *slot, const csip__rtp_packet *packet)
{
    csip__vp8_payload payload = {0};
    /* a packet of nothing but padding has a number and belongs to no frame */
    if (packet->payload_len > 0 &&
        csip__vp8_parse(packet->payload, packet->payload_len, &payload) != CSIP_OK)
        return false;
    if (!csip__packet_store_set(&slot->data, payload.data, payload.data_len))
        return false;
    slot->state = CSIP__ASSEMBLY_PRESENT;
    slot->timestamp = packet->timestamp;
    slot->has_marker = packet->marker;
    slot->begins_frame = payload.begins_frame;
    slot->is_key_frame = payload.is_key_frame;
    return true;
}

void csip__assembly_put(csip__assembly *assembly, const csip__rtp_packet *packet, uint32_t sequence,
                        uint64_t now_ns)
{
    bool is_late = assembly->is_started && (int32_t)(sequence - assembly->next_sequence) < 0;
    if (is_late || (assembly->is_started && is_present(assembly, sequence))) {
        assembly->discarded++;
        return;
    }
    if (!assembly->is_started || (int32_t)(sequence - assembly->newest_sequence) > 0)
        extend(assembly, sequence, now_ns);
    csip__assembly_slot *slot = slot_of(assembly, sequence);
    slot->sequence = sequence;
    if (!fill(slot, packet)) {
        /* it will not come in a better form: as good as lost */
        slot->state = CSIP__ASSEMBLY_MISSING;
        slot->asked = ASKED_MAX;
        assembly->discarded++;
    }
}

/* Is the frame that begins at `first` whole?  RFC 7741 4.1: its last packet has the marker; the
 * next timestamp ends it as well. */
static bool find_end(csip__assembly *assembly, uint32_t first, uint32_t *ret_last)
{
    uint32_t timestamp = slot_of(assembly, first)->timestamp;
    size_t len = 0;
    for (uint32_t at = first; is_present(assembly, at); at++) {
        const csip__assembly_slot *slot = slot_of(assembly, at);
        len += slot->data.len;
        if (slot->timestamp != timestamp) {
            *ret_last = at - 1;
            return true;
        }
        if (len > CSIP__ASSEMBLY_FRAME_MAX)
            return false;
        if (slot->has_marker) {
            *ret_last = at;
            return true;
        }
    }
    return false;
}

/* A whole key frame anywhere in the window. */
static bool find_key_frame(csip__assembly *assembly, uint32_t *ret_first, uint32_t *ret_last)
{
    uint32_t end = assembly->newest_sequence + 1;
    for (uint32_t at = assembly->next_sequence; at != end; at++) {
        if (is_present(assembly, at) && slot_of(assembly, at)->is_key_frame &&
            find_end(assembly, at, ret_last)) {
            *ret_first = at;
            return true;
        }
    }
    return false;
}

static bool append(csip__assembly *assembly, const csip__packet_store *data)
{
    size_t len = assembly->frame_len + data->len;
    if (len > assembly->frame_cap) {
        size_t cap = len * 2 < CSIP__ASSEMBLY_FRAME_MAX ? len * 2 : CSIP__ASSEMBLY_FRAME_MAX;
        uint8_t *grown = realloc(assembly->frame, cap);
        if (!grown)
            return false;
        assembly->frame = grown;
        assembly->frame_cap = cap;
    }
    memcpy(assembly->frame + assembly->frame_len, data->ptr, data->len);
    assembly->frame_len = len;
    return true;
}

static bool give_out(csip__assembly *assembly, uint32_t first, uint32_t last,
                     csip__assembly_frame *ret_frame)
{
    const csip__assembly_slot *head = slot_of(assembly, first);
    *ret_frame =
        (csip__assembly_frame){.timestamp = head->timestamp, .is_key_frame = head->is_key_frame};
    bool has_memory = true;
    assembly->frame_len = 0;
    for (uint32_t at = first; at != last + 1 && has_memory; at++)
        has_memory = append(assembly, &slot_of(assembly, at)->data);
    advance(assembly, last + 1);
    assembly->needs_key_frame = !has_memory;
    ret_frame->octets = (csip_str){(const char *)assembly->frame, assembly->frame_len};
    return has_memory;
}

static void skip_padding(csip__assembly *assembly)
{
    while (assembly->next_sequence != assembly->newest_sequence + 1 &&
           is_present(assembly, assembly->next_sequence) &&
           slot_of(assembly, assembly->next_sequence)->data.len == 0)
        advance(assembly, assembly->next_sequence + 1);
}

/* Nothing whole is at the front: wait for what is missing, but not for ever. */
static void wait_or_give_up(csip__assembly *assembly, uint64_t now_ns)
{
    uint32_t end = assembly->newest_sequence + 1;
    uint32_t gap = assembly->next_sequence;
    while (gap != end && is_present(assembly, gap))
        gap++;
    if (gap == end) {
        /* the rest of the frame is on its way, unless this is no beginning */
        if (gap != assembly->next_sequence &&
            !slot_of(assembly, assembly->next_sequence)->begins_frame)
            assembly->needs_key_frame = true;
        assembly->is_blocked = false;
        return;
    }
    uint32_t waiting = end - gap;
    if (!assembly->is_blocked) {
        assembly->is_blocked = true;
        assembly->blocked_ns = now_ns;
    }
    uint64_t limit = assembly->has_nack ? WAIT_NACK_NS : WAIT_REORDER_NS;
    bool is_too_many = !assembly->has_nack && waiting > CSIP__ASSEMBLY_REORDER_MAX;
    if (now_ns - assembly->blocked_ns >= limit || is_too_many)
        assembly->needs_key_frame = true;
}

bool csip__assembly_next(csip__assembly *assembly, uint64_t now_ns, csip__assembly_frame *ret_frame)
{
    if (!assembly->is_started)
        return false;
    uint32_t first;
    uint32_t last;
    skip_padding(assembly);
    if (assembly->needs_key_frame)
        return find_key_frame(assembly, &first, &last) &&
               give_out(assembly, first, last, ret_frame);
    first = assembly->next_sequence;
    if (is_present(assembly, first) && slot_of(assembly, first)->begins_frame &&
        find_end(assembly, first, &last))
        return give_out(assembly, first, last, ret_frame);
    wait_or_give_up(assembly, now_ns);
    return false;
}

void csip__assembly_missing(csip__assembly *assembly, double round_trip_ms, uint64_t now_ns,
                            csip__rtcp_nack_list *ret_missing)
{
    ret_missing->count = 0;
    if (!assembly->is_started || !assembly->has_nack)
        return;
    double again_ms = round_trip_ms > ASK_AGAIN_MIN_MS ? round_trip_ms : ASK_AGAIN_MIN_MS;
    uint64_t again_ns = (uint64_t)(again_ms * 1.5 * (double)CSIP__NS_PER_MS);
    /* next is past newest when every frame has been given out */
    for (uint32_t at = assembly->next_sequence; (int32_t)(assembly->newest_sequence - at) > 0;
         at++) {
        csip__assembly_slot *slot = slot_of(assembly, at);
        bool is_due = slot->state == CSIP__ASSEMBLY_MISSING && slot->sequence == at &&
                      slot->asked < ASKED_MAX && slot->ask_ns <= now_ns;
        if (!is_due)
            continue;
        if (ret_missing->count == CSIP__RTCP_NACKS_MAX)
            break;
        ret_missing->sequence[ret_missing->count++] = (uint16_t)at;
        slot->asked++;
        slot->ask_ns = now_ns + again_ns;
    }
}
