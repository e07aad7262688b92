#ifndef CSIP_TESTS_TRANSPORT_SIDE_H
#define CSIP_TESTS_TRANSPORT_SIDE_H

#include <media/demux.h>
#include <media/srtp.h>
#include <media/transport.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/** One end of a transport, and a loop that turns two of them. */

enum { WAIT_MS = 8000 };

typedef struct side {
    csip__certificate *certificate;
    csip__transport *transport;
    csip_connection_state state;
    size_t candidate_count, gathered_count;
    size_t relay_count, host_count, reflexive_count; /* of the candidates */
    size_t state_count;                              /* changes */
    size_t rtp_count, rtcp_count;
    uint8_t last[CSIP__DATAGRAM_MAX];
    size_t last_len;
} side;

uint64_t now_ns(void);

typedef struct side_options {
    const csip_ice_server *servers; /* outlive the side */
    size_t server_count;
    unsigned gathering_timeout_ms; /* 0: 500 */
    bool is_relay_only, has_loopback;
} side_options;

void open_side(side *s, const side_options *options);
void close_side(side *s);
/* What `s` would learn from the other side's description. */
csip__jsep_remote remote_of(const side *s, csip__setup setup);
void gather(side *a, side *b);
/* a offers, b answers; both are open and have gathered. */
void begin(side *a, side *b, bool is_a_client);
/* The whole of it, waiting for nothing. */
void connect_sides(side *a, side *b, bool is_a_client);

/* Turns the loop until `is_done`; false: it takes too long. */
typedef bool (*condition)(const side *a, const side *b);
bool run(side *a, side *b, condition is_done);
bool are_connected(const side *a, const side *b);
bool are_failed(const side *a, const side *b);
bool are_gathered(const side *a, const side *b);

size_t make_packet(uint8_t *out, uint16_t sequence, uint32_t ssrc, bool is_rtcp);
void send_packet(side *s, uint16_t sequence, uint32_t ssrc, bool is_rtcp);
/* A packet each way arrives; a number is used once. */
void assert_media(side *a, side *b, uint16_t sequence);

#endif
