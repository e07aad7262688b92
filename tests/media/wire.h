#ifndef CSIP_TEST_MEDIA_WIRE_H
#define CSIP_TEST_MEDIA_WIRE_H

#include "group.h"

#include <media/clock.h>
#include <media/random.h>
#include <media/rtcp.h>
#include <media/rtp.h>
#include <media/stream.h>

#include <stdlib.h>

/** Two streams on virtual time, joined by a network that loses, delays and doubles by a seed. */
enum { WIRE_PACKETS = 4096, WIRE_PACKET_MAX = 1400, WIRE_STEP_MS = 5 };

typedef struct wire_packet {
    uint64_t due_ns; /* 0: spare */
    int to;
    bool is_rtcp;
    size_t len;
    uint8_t octets[WIRE_PACKET_MAX];
} wire_packet;

typedef struct wire_end {
    struct network *wire;
    int index;
    csip__stream *stream;
    uint64_t rtp_count, rtcp_count;
} wire_end;

typedef struct network {
    wire_end end[2];
    uint64_t now_ns;
    csip__random random;
    double loss, duplicates; /* of RTP */
    unsigned delay_ms, jitter_ms;
    uint64_t lose_nth; /* the RTP packet of end 0 with this number, from 1 */
    size_t most_waiting;
    wire_packet *packets;
} network;

static inline void wire_post(network *wire, const wire_packet *packet)
{
    for (size_t i = 0; i < WIRE_PACKETS; i++) {
        if (wire->packets[i].due_ns == 0) {
            wire->packets[i] = *packet;
            return;
        }
    }
    fail_msg("more packets under way than the wire can hold");
}

static inline void wire_send(void *user, uint8_t *octets, size_t len, bool is_rtcp)
{
    wire_end *end = user;
    network *wire = end->wire;
    assert_true(len <= CSIP__RTP_PACKET_MAX);
    assert_int_equal(csip__rtp_is_rtcp(octets, len), is_rtcp);
    *(is_rtcp ? &end->rtcp_count : &end->rtp_count) += 1;
    wire_packet packet = {.to = 1 - end->index, .is_rtcp = is_rtcp, .len = len};
    memcpy(packet.octets, octets, len);
    memset(octets, 0xEE, len + CSIP__STREAM_SPARE); /* as encrypting in place would */
    bool is_lost = !is_rtcp && csip__random_fraction(&wire->random) < wire->loss;
    if (end->index == 0 && !is_rtcp && end->rtp_count == wire->lose_nth)
        is_lost = true;
    if (is_lost)
        return;
    int copies = !is_rtcp && csip__random_fraction(&wire->random) < wire->duplicates ? 2 : 1;
    for (int i = 0; i < copies; i++) {
        double jitter_ms = csip__random_fraction(&wire->random) * wire->jitter_ms;
        packet.due_ns = wire->now_ns + wire->delay_ms * CSIP__NS_PER_MS +
                        (uint64_t)(jitter_ms * (double)CSIP__NS_PER_MS) + 1;
        wire_post(wire, &packet);
    }
}

static inline void wire_init(network *wire)
{
    memset(wire, 0, sizeof(*wire));
    wire->packets = calloc(WIRE_PACKETS, sizeof(*wire->packets));
    assert_non_null(wire->packets);
    wire->now_ns = 1000 * CSIP__NS_PER_S;
    wire->random.state = 7;
    wire->delay_ms = 10;
    for (int i = 0; i < 2; i++)
        wire->end[i] = (wire_end){.wire = wire, .index = i};
}

static inline csip__jsep_line wire_line(csip__codec_id codec, csip__media_kind kind)
{
    return (csip__jsep_line){
        .kind = kind,
        .mid = CSIP_STR("0"),
        .direction = CSIP_DIRECTION_SENDRECV,
        .codec = codec,
        .payload_type = 96,
        .receive_payload_type = 96,
        .mid_extension_id = 4,
        .opus_use_inband_fec = true,
    };
}

/** Make the stream of an end; `config` says its sources and sinks. */
static inline void wire_attach(network *wire, int index, csip__stream_config config,
                               csip__jsep_line line)
{
    line.local_ssrc = 0x1000u + (unsigned)index;
    config.line = &line;
    config.cname = CSIP_STR("test");
    config.send = wire_send;
    config.user = &wire->end[index];
    config.seed = 99u + (unsigned)index;
    config.wall_offset_ns = INT64_C(1700000000000000000);
    assert_int_equal(csip__stream_new(&config, &wire->end[index].stream), CSIP_OK);
    csip__stream_set_active(wire->end[index].stream, true);
}

/* The packet due first of those due by now. */
static inline wire_packet *wire_due(network *wire)
{
    wire_packet *first = NULL;
    size_t waiting = 0;
    for (size_t i = 0; i < WIRE_PACKETS; i++) {
        wire_packet *packet = &wire->packets[i];
        if (packet->due_ns == 0)
            continue;
        waiting++;
        if (packet->due_ns <= wire->now_ns && (!first || packet->due_ns < first->due_ns))
            first = packet;
    }
    if (waiting > wire->most_waiting)
        wire->most_waiting = waiting;
    return first;
}

static inline void wire_run(network *wire, unsigned ms)
{
    for (unsigned at = 0; at < ms; at += WIRE_STEP_MS) {
        wire->now_ns += WIRE_STEP_MS * CSIP__NS_PER_MS;
        wire_packet *packet;
        while ((packet = wire_due(wire))) {
            csip__stream *stream = wire->end[packet->to].stream;
            if (packet->is_rtcp)
                csip__stream_receive_rtcp(stream, packet->octets, packet->len, wire->now_ns);
            else
                csip__stream_receive_rtp(stream, packet->octets, packet->len, wire->now_ns);
            packet->due_ns = 0;
        }
        csip__stream_tick(wire->end[0].stream, wire->now_ns);
        csip__stream_tick(wire->end[1].stream, wire->now_ns);
    }
}

static inline csip_stream_stats wire_stats(const network *wire, int index)
{
    csip_stream_stats stats;
    csip__stream_stats(wire->end[index].stream, &stats);
    return stats;
}

static inline void wire_done(network *wire)
{
    csip__stream_free(wire->end[0].stream);
    csip__stream_free(wire->end[1].stream);
    free(wire->packets);
}

#endif
