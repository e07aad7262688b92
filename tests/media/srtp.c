#include <media/srtp.h>

#include <media/octets.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { PACKET_LEN = 32 };

typedef struct pair {
    csip__srtp *client;
    csip__srtp *server;
} pair;

static pair make_pair(unsigned long profile_id)
{
    uint8_t keying[CSIP__SRTP_KEYING_MAX];
    for (size_t i = 0; i < sizeof keying; i++)
        keying[i] = (uint8_t)(i * 7 + 1);
    const csip__srtp_profile *profile = csip__srtp_profile_find(profile_id);
    assert_non_null(profile);
    pair p;
    assert_int_equal(csip__srtp_new(profile, keying, true, &p.client), CSIP_OK);
    assert_int_equal(csip__srtp_new(profile, keying, false, &p.server), CSIP_OK);
    return p;
}

static void free_pair(pair *p)
{
    csip__srtp_free(p->client);
    csip__srtp_free(p->server);
}

static size_t protect(csip__srtp *srtp, uint8_t *packet, uint16_t sequence, uint32_t ssrc)
{
    memset(packet, 0x5a, PACKET_LEN);
    packet[0] = 0x80;
    packet[1] = 111;
    csip__write16(packet + 2, sequence);
    csip__write32(packet + 8, ssrc);
    size_t len = PACKET_LEN;
    assert_true(csip__srtp_protect(srtp, packet, &len, false));
    assert_true(len > PACKET_LEN);
    return len;
}

static void each_profile_carries_packets_both_ways(void **state)
{
    (void)state;
    static const unsigned long ids[] = {1, 7, 8};
    for (size_t i = 0; i < 3; i++) {
        pair p = make_pair(ids[i]);
        uint8_t packet[PACKET_LEN + CSIP__SRTP_TRAILER_MAX];
        size_t len = protect(p.client, packet, 1, 5);
        assert_true(csip__srtp_unprotect(p.server, packet, &len, false));
        assert_int_equal(len, PACKET_LEN);
        assert_int_equal(packet[PACKET_LEN - 1], 0x5a);
        len = protect(p.server, packet, 1, 6);
        assert_true(csip__srtp_unprotect(p.client, packet, &len, false));
        free_pair(&p);
    }
}

static void changed_packet_is_refused(void **state)
{
    (void)state;
    pair p = make_pair(7);
    uint8_t packet[PACKET_LEN + CSIP__SRTP_TRAILER_MAX];
    size_t len = protect(p.client, packet, 1, 5);
    packet[20] ^= 1;
    assert_false(csip__srtp_unprotect(p.server, packet, &len, false));
    free_pair(&p);
}

static void repeated_packet_is_refused(void **state)
{
    (void)state;
    pair p = make_pair(7);
    uint8_t packet[PACKET_LEN + CSIP__SRTP_TRAILER_MAX], again[sizeof packet];
    size_t len = protect(p.client, packet, 1, 5), again_len = len;
    memcpy(again, packet, len);
    assert_true(csip__srtp_unprotect(p.server, packet, &len, false));
    assert_false(csip__srtp_unprotect(p.server, again, &again_len, false));
    free_pair(&p);
}

static void packet_of_one_ssrc_too_many_is_refused(void **state)
{
    (void)state;
    pair p = make_pair(7);
    uint8_t packet[PACKET_LEN + CSIP__SRTP_TRAILER_MAX];
    for (uint32_t ssrc = 1; ssrc <= CSIP__SRTP_SSRCS_MAX + 1; ssrc++) {
        size_t len = protect(p.client, packet, 1, ssrc);
        assert_int_equal(csip__srtp_unprotect(p.server, packet, &len, false),
                         ssrc <= CSIP__SRTP_SSRCS_MAX);
    }
    size_t len = protect(p.client, packet, 2, 1);
    assert_true(csip__srtp_unprotect(p.server, packet, &len, false));
    free_pair(&p);
}

static void short_packet_is_refused(void **state)
{
    (void)state;
    pair p = make_pair(1);
    for (size_t cut = 0; cut < PACKET_LEN; cut++) {
        uint8_t packet[PACKET_LEN + CSIP__SRTP_TRAILER_MAX];
        protect(p.client, packet, (uint16_t)(cut + 1), 5);
        size_t len = cut;
        assert_false(csip__srtp_unprotect(p.server, packet, &len, false));
        len = cut;
        assert_false(csip__srtp_unprotect(p.server, packet, &len, true));
    }
    free_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_profile_carries_packets_both_ways),
        cmocka_unit_test(changed_packet_is_refused),
        cmocka_unit_test(repeated_packet_is_refused),
        cmocka_unit_test(packet_of_one_ssrc_too_many_is_refused),
        cmocka_unit_test(short_packet_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
