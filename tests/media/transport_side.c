#include "transport_side.h"

#include <time.h>

uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void on_candidate(void *user, csip_str candidate)
{
    side *s = user;
    char line[512];
    assert_memory_equal(candidate.ptr, "candidate:", 10);
    assert_true(candidate.len < sizeof line);
    memcpy(line, candidate.ptr, candidate.len);
    line[candidate.len] = '\0';
    s->candidate_count++;
    s->host_count += strstr(line, " typ host") != NULL;
    s->reflexive_count += strstr(line, " typ srflx") != NULL;
    s->relay_count += strstr(line, " typ relay") != NULL;
}

static void on_gathered(void *user)
{
    ((side *)user)->gathered_count++;
}

static void on_state(void *user, csip_connection_state state)
{
    side *s = user;
    s->state = state;
    s->state_count++;
}

static void on_packet(void *user, const uint8_t *packet, size_t len, bool is_rtcp)
{
    side *s = user;
    s->rtp_count += !is_rtcp;
    s->rtcp_count += is_rtcp;
    memcpy(s->last, packet, len);
    s->last_len = len;
}

void open_side(side *s, const side_options *options)
{
    *s = (side){0};
    assert_int_equal(csip__certificate_new(&s->certificate), CSIP_OK);
    csip__transport_config config = {
        .certificate = s->certificate,
        .servers = options->servers,
        .server_count = options->server_count,
        .gathering_timeout_ms = options->gathering_timeout_ms ? options->gathering_timeout_ms : 500,
        .is_relay_only = options->is_relay_only,
        .has_loopback = options->has_loopback,
        .events = {on_candidate, on_gathered, on_state, on_packet, s},
    };
    assert_int_equal(csip__transport_new(&config, &s->transport), CSIP_OK);
}

void close_side(side *s)
{
    csip__transport_free(s->transport);
    csip__certificate_free(s->certificate);
}

csip__jsep_remote remote_of(const side *s, csip__setup setup)
{
    csip__jsep_transport theirs;
    csip__transport_describe(s->transport, &theirs);
    return (csip__jsep_remote){.ice_ufrag = theirs.ice_ufrag,
                               .ice_pwd = theirs.ice_pwd,
                               .fingerprint = theirs.fingerprint,
                               .setup = setup,
                               .candidates = theirs.candidates,
                               .candidate_count = theirs.candidate_count};
}

bool run(side *a, side *b, condition is_done)
{
    uint64_t end = now_ns() + WAIT_MS * UINT64_C(1000000);
    while (!is_done(a, b)) {
        uint64_t now = now_ns();
        if (now > end)
            return false;
        csip__transport_tick(a->transport, now);
        csip__transport_tick(b->transport, now);
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(500);
    }
    return true;
}

bool are_connected(const side *a, const side *b)
{
    return a->state == CSIP_CONNECTION_CONNECTED && b->state == CSIP_CONNECTION_CONNECTED;
}

bool are_failed(const side *a, const side *b)
{
    return a->state == CSIP_CONNECTION_FAILED && b->state == CSIP_CONNECTION_FAILED;
}

bool are_gathered(const side *a, const side *b)
{
    return a->gathered_count == 1 && b->gathered_count == 1;
}

void gather(side *a, side *b)
{
    assert_int_equal(csip__transport_gather(a->transport, true, now_ns()), CSIP_OK);
    assert_int_equal(csip__transport_gather(b->transport, false, now_ns()), CSIP_OK);
}

void begin(side *a, side *b, bool is_a_client)
{
    csip__jsep_remote to_a = remote_of(b, is_a_client ? CSIP__SETUP_ACTIVE : CSIP__SETUP_PASSIVE);
    csip__jsep_remote to_b = remote_of(a, is_a_client ? CSIP__SETUP_PASSIVE : CSIP__SETUP_ACTIVE);
    assert_int_equal(csip__transport_begin(b->transport, &to_b, now_ns()), CSIP_OK);
    assert_int_equal(csip__transport_begin(a->transport, &to_a, now_ns()), CSIP_OK);
}

void connect_sides(side *a, side *b, bool is_a_client)
{
    open_side(a, &(side_options){0});
    open_side(b, &(side_options){0});
    gather(a, b);
    begin(a, b, is_a_client);
}

size_t make_packet(uint8_t *out, uint16_t sequence, uint32_t ssrc, bool is_rtcp)
{
    static const uint8_t rtp[] = {0x80, 111, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'};
    static const uint8_t rtcp[] = {0x80, 201, 0, 1, 0, 0, 0, 0};
    if (is_rtcp) {
        memcpy(out, rtcp, sizeof rtcp);
        out[7] = (uint8_t)ssrc;
        return sizeof rtcp;
    }
    memcpy(out, rtp, sizeof rtp);
    out[2] = (uint8_t)(sequence >> 8);
    out[3] = (uint8_t)sequence;
    out[11] = (uint8_t)ssrc;
    return sizeof rtp;
}

void send_packet(side *s, uint16_t sequence, uint32_t ssrc, bool is_rtcp)
{
    uint8_t packet[64 + CSIP__SRTP_TRAILER_MAX];
    size_t len = make_packet(packet, sequence, ssrc, is_rtcp);
    csip__transport_send(s->transport, packet, len, is_rtcp);
}

static bool have_rtp(const side *a, const side *b)
{
    return a->rtp_count >= 1 && b->rtp_count >= 1;
}

void assert_media(side *a, side *b, uint16_t sequence)
{
    a->rtp_count = b->rtp_count = 0;
    send_packet(a, sequence, 7, false);
    send_packet(b, sequence, 9, false);
    assert_true(run(a, b, have_rtp));
}
