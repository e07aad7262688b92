#include "transport_side.h"

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
    open_side(&victim, &(side_options){0});
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
        cmocka_unit_test(garbage_is_counted_and_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
