#include <media/transport.h>

#include <media/demux.h>
#include <media/srtp.h>

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

enum { WAIT_MS = 8000, PACKETS_MAX = 64 };

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

typedef struct side {
    csip__certificate *certificate;
    csip__transport *transport;
    csip_connection_state state;
    size_t candidate_count, gathered_count;
    size_t rtp_count, rtcp_count;
    uint8_t last[CSIP__DATAGRAM_MAX];
    size_t last_len;
} side;

static void on_candidate(void *user, csip_str candidate)
{
    side *s = user;
    assert_memory_equal(candidate.ptr, "candidate:", 10);
    s->candidate_count++;
}

static void on_gathered(void *user)
{
    ((side *)user)->gathered_count++;
}

static void on_state(void *user, csip_connection_state state)
{
    ((side *)user)->state = state;
}

static void on_packet(void *user, const uint8_t *packet, size_t len, bool is_rtcp)
{
    side *s = user;
    s->rtp_count += !is_rtcp;
    s->rtcp_count += is_rtcp;
    memcpy(s->last, packet, len);
    s->last_len = len;
}

static void open_side(side *s, const csip_ice_server *server, unsigned timeout)
{
    *s = (side){0};
    assert_int_equal(csip__certificate_new(&s->certificate), CSIP_OK);
    csip__transport_config config = {
        .certificate = s->certificate,
        .servers = server,
        .server_count = server ? 1 : 0,
        .gathering_timeout_ms = timeout,
        .events = {on_candidate, on_gathered, on_state, on_packet, s},
    };
    assert_int_equal(csip__transport_new(&config, &s->transport), CSIP_OK);
}

static void close_side(side *s)
{
    csip__transport_free(s->transport);
    csip__certificate_free(s->certificate);
}

/* What `s` would learn from the other side's description. */
static csip__jsep_remote remote_of(const side *s, csip__setup setup)
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

/* Turns the loop until `is_done` or the time is over. */
static bool run(side *a, side *b, bool (*is_done)(const side *a, const side *b))
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

static bool are_connected(const side *a, const side *b)
{
    return a->state == CSIP_CONNECTION_CONNECTED && b->state == CSIP_CONNECTION_CONNECTED;
}

static bool are_failed(const side *a, const side *b)
{
    return a->state == CSIP_CONNECTION_FAILED && b->state == CSIP_CONNECTION_FAILED;
}

static void gather(side *a, side *b)
{
    assert_int_equal(csip__transport_gather(a->transport, true, now_ns()), CSIP_OK);
    assert_int_equal(csip__transport_gather(b->transport, false, now_ns()), CSIP_OK);
}

static void connect(side *a, side *b, bool is_a_client)
{
    open_side(a, NULL, 500);
    open_side(b, NULL, 500);
    gather(a, b);
    csip__jsep_remote to_a = remote_of(b, is_a_client ? CSIP__SETUP_ACTIVE : CSIP__SETUP_PASSIVE);
    csip__jsep_remote to_b = remote_of(a, is_a_client ? CSIP__SETUP_PASSIVE : CSIP__SETUP_ACTIVE);
    assert_int_equal(csip__transport_begin(b->transport, &to_b, now_ns()), CSIP_OK);
    assert_int_equal(csip__transport_begin(a->transport, &to_a, now_ns()), CSIP_OK);
}

static size_t make_packet(uint8_t *out, uint16_t sequence, uint32_t ssrc, bool is_rtcp)
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

static void send_packet(side *s, uint16_t sequence, uint32_t ssrc, bool is_rtcp)
{
    uint8_t packet[64 + CSIP__SRTP_TRAILER_MAX];
    size_t len = make_packet(packet, sequence, ssrc, is_rtcp);
    csip__transport_send(s->transport, packet, len, is_rtcp);
}

static bool have_both_packets(const side *a, const side *b)
{
    return a->rtcp_count == 1 && b->rtp_count == 1;
}

static void exchange_media(bool is_a_client)
{
    side a, b;
    connect(&a, &b, is_a_client);
    assert_true(run(&a, &b, are_connected));

    send_packet(&a, 1, 7, false);
    send_packet(&b, 0, 9, true);

    assert_true(run(&a, &b, have_both_packets));
    uint8_t expected[64];
    assert_int_equal(b.last_len, make_packet(expected, 1, 7, false));
    assert_memory_equal(b.last, expected, b.last_len);
    csip_media_stats stats = {0};
    csip__transport_stats(a.transport, &stats);
    assert_string_equal(stats.srtp_profile, "AEAD_AES_128_GCM");
    assert_string_equal(stats.local_candidate, "host");
    assert_int_equal(stats.packets_dropped, 0);
    close_side(&a);
    close_side(&b);
}

static void offerer_as_client_exchanges_media(void **state)
{
    (void)state;
    exchange_media(true);
}

static void offerer_as_server_exchanges_media(void **state)
{
    (void)state;
    exchange_media(false);
}

static void wrong_fingerprint_fails_and_lets_nothing_through(void **state)
{
    (void)state;
    side a, b;
    open_side(&a, NULL, 500);
    open_side(&b, NULL, 500);
    gather(&a, &b);
    csip__jsep_remote to_a = remote_of(&b, CSIP__SETUP_PASSIVE);
    csip__jsep_remote to_b = remote_of(&a, CSIP__SETUP_ACTIVE);
    to_a.fingerprint = csip__certificate_fingerprint(a.certificate); /* not b's */
    assert_int_equal(csip__transport_begin(b.transport, &to_b, now_ns()), CSIP_OK);
    assert_int_equal(csip__transport_begin(a.transport, &to_a, now_ns()), CSIP_OK);

    assert_true(run(&a, &b, are_failed));

    send_packet(&a, 1, 7, false);
    send_packet(&b, 1, 7, false);
    csip_media_stats stats = {0};
    csip__transport_stats(a.transport, &stats);
    assert_string_equal(stats.srtp_profile, "");
    assert_int_equal(a.rtp_count + b.rtp_count, 0);
    close_side(&a);
    close_side(&b);
}

static void old_hash_function_is_refused(void **state)
{
    (void)state;
    side a, b;
    open_side(&a, NULL, 500);
    open_side(&b, NULL, 500);
    csip__jsep_remote to_a = remote_of(&b, CSIP__SETUP_PASSIVE);
    to_a.fingerprint =
        CSIP_STR("sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33");

    assert_int_equal(csip__transport_begin(a.transport, &to_a, now_ns()), CSIP_ERROR_UNSUPPORTED);

    close_side(&a);
    close_side(&b);
}

static bool is_b_disconnected(const side *a, const side *b)
{
    (void)a;
    return b->state == CSIP_CONNECTION_DISCONNECTED;
}

static void close_tells_the_peer(void **state)
{
    (void)state;
    side a, b;
    connect(&a, &b, true);
    assert_true(run(&a, &b, are_connected));

    csip__transport_end(a.transport);

    assert_int_equal(a.state, CSIP_CONNECTION_CLOSED);
    assert_true(run(&a, &b, is_b_disconnected));
    close_side(&a);
    close_side(&b);
}

static bool are_gathered(const side *a, const side *b)
{
    return a->gathered_count == 1 && b->gathered_count == 1;
}

static void gathering_without_servers_completes_at_once(void **state)
{
    (void)state;
    side a, b;
    open_side(&a, NULL, WAIT_MS);
    open_side(&b, NULL, WAIT_MS);
    uint64_t begin = now_ns();

    gather(&a, &b);

    assert_true(run(&a, &b, are_gathered));
    assert_true(now_ns() - begin < 500 * UINT64_C(1000000));
    assert_true(a.candidate_count > 0);
    close_side(&a);
    close_side(&b);
}

/* A server that never answers: a bound socket that nobody reads. */
static void unreachable_stun_server_ends_gathering_by_the_deadline(void **state)
{
    (void)state;
    static const csip_ice_server server = {.url = "stun:192.0.2.254:9"};
    side a, b;
    open_side(&a, &server, 100);
    open_side(&b, &server, 100);
    uint64_t begin = now_ns();

    gather(&a, &b);

    assert_true(run(&a, &b, are_gathered));
    assert_true(now_ns() - begin < 1000 * UINT64_C(1000000));
    assert_true(a.candidate_count > 0);
    csip__jsep_transport ours;
    csip__transport_describe(a.transport, &ours);
    assert_true(ours.is_gathering_complete);
    close_side(&a);
    close_side(&b);
}

/* ---- a peer that passes ICE and then sends what it likes ---- */

typedef struct attacker {
    csip__ice *ice;
    bool is_connected;
    size_t datagram_count;
} attacker;

static void attacker_candidate(void *user, csip_str candidate)
{
    (void)user, (void)candidate;
}

static void attacker_gathered(void *user)
{
    (void)user;
}

static void attacker_state(void *user, csip__ice_state state)
{
    ((attacker *)user)->is_connected = state == CSIP__ICE_CONNECTED;
}

static void attacker_datagram(void *user, uint8_t *datagram, size_t len)
{
    (void)datagram, (void)len;
    ((attacker *)user)->datagram_count++;
}

static void open_attacker(attacker *evil)
{
    *evil = (attacker){0};
    csip__ice_config config = {
        .events = {attacker_candidate, attacker_gathered, attacker_state, attacker_datagram, evil}};
    assert_int_equal(csip__ice_new(&config, &evil->ice), CSIP_OK);
    assert_int_equal(csip__ice_gather(evil->ice, false), CSIP_OK);
}

static void connect_attacker(attacker *evil, side *victim)
{
    size_t count = 0;
    const csip_str *candidates = csip__ice_candidates(evil->ice, &count);
    csip__jsep_remote to_victim = {.ice_ufrag = csip__ice_ufrag(evil->ice),
                                   .ice_pwd = csip__ice_pwd(evil->ice),
                                   .fingerprint =
                                       csip__certificate_fingerprint(victim->certificate),
                                   .setup = CSIP__SETUP_PASSIVE,
                                   .candidates = candidates,
                                   .candidate_count = count};
    csip__jsep_transport theirs;
    csip__transport_describe(victim->transport, &theirs);
    csip__ice_remote to_evil = {theirs.ice_ufrag, theirs.ice_pwd, theirs.candidates,
                                theirs.candidate_count};
    assert_int_equal(csip__transport_begin(victim->transport, &to_victim, now_ns()), CSIP_OK);
    assert_int_equal(csip__ice_set_remote(evil->ice, &to_evil), CSIP_OK);
}

static uint64_t dropped_by(const side *s)
{
    csip_media_stats stats = {0};
    csip__transport_stats(s->transport, &stats);
    return stats.packets_dropped;
}

static bool turn_until_dropped(side *victim, uint64_t count, const bool *is_connected)
{
    uint64_t end = now_ns() + WAIT_MS * UINT64_C(1000000);
    while (dropped_by(victim) < count || !*is_connected) {
        if (now_ns() > end)
            return false;
        csip__transport_tick(victim->transport, now_ns());
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(500);
    }
    return true;
}

static void garbage_is_counted_and_dropped(void **state)
{
    (void)state;
    enum { FLOOD = 300 };
    side victim;
    attacker evil;
    open_side(&victim, NULL, 500);
    open_attacker(&evil);
    assert_int_equal(csip__transport_gather(victim.transport, true, now_ns()), CSIP_OK);
    connect_attacker(&evil, &victim);
    assert_true(turn_until_dropped(&victim, 0, &evil.is_connected));

    uint32_t random = 1;
    for (int i = 0; i < FLOOD; i++) {
        uint8_t octets[1600] = {0};
        random = random * 1664525u + 1013904223u;
        for (size_t at = 0; at < sizeof octets; at++)
            octets[at] = (uint8_t)(random >> (at % 24));
        /* RTP, RTCP, ZRTP's range, TURN's range, too long */
        static const uint8_t first[] = {0x80, 0x80, 16, 0x50, 0x90};
        octets[0] = first[i % 5];
        octets[1] = i % 5 == 1 ? 200 : 111;
        size_t len = i % 5 == 4 ? sizeof octets : 12 + random % 1000;
        csip__ice_send(evil.ice, octets, len);
        while (g_main_context_iteration(NULL, FALSE))
            ;
    }

    assert_true(turn_until_dropped(&victim, FLOOD, &evil.is_connected));
    assert_int_equal(dropped_by(&victim), FLOOD);
    assert_int_equal(victim.rtp_count + victim.rtcp_count, 0);
    assert_int_equal(victim.state, CSIP_CONNECTION_CONNECTING);
    csip__ice_free(evil.ice);
    close_side(&victim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offerer_as_client_exchanges_media),
        cmocka_unit_test(offerer_as_server_exchanges_media),
        cmocka_unit_test(wrong_fingerprint_fails_and_lets_nothing_through),
        cmocka_unit_test(old_hash_function_is_refused),
        cmocka_unit_test(close_tells_the_peer),
        cmocka_unit_test(gathering_without_servers_completes_at_once),
        cmocka_unit_test(unreachable_stun_server_ends_gathering_by_the_deadline),
        cmocka_unit_test(garbage_is_counted_and_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
