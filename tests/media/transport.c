#include "transport_side.h"

static bool have_both_packets(const side *a, const side *b)
{
    return a->rtcp_count == 1 && b->rtp_count == 1;
}

static void exchange_media(bool is_a_client)
{
    side a, b;
    connect_sides(&a, &b, is_a_client);
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
    open_side(&a, &(side_options){0});
    open_side(&b, &(side_options){0});
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
    open_side(&a, &(side_options){0});
    open_side(&b, &(side_options){0});
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
    connect_sides(&a, &b, true);
    assert_true(run(&a, &b, are_connected));

    csip__transport_end(a.transport);

    assert_int_equal(a.state, CSIP_CONNECTION_CLOSED);
    assert_true(run(&a, &b, is_b_disconnected));
    close_side(&a);
    close_side(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offerer_as_client_exchanges_media),
        cmocka_unit_test(offerer_as_server_exchanges_media),
        cmocka_unit_test(wrong_fingerprint_fails_and_lets_nothing_through),
        cmocka_unit_test(old_hash_function_is_refused),
        cmocka_unit_test(close_tells_the_peer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
