#include "transport_side.h"

static void gathering_without_servers_completes_at_once(void **state)
{
    (void)state;
    side a, b;
    open_side(&a, &(side_options){.gathering_timeout_ms = WAIT_MS});
    open_side(&b, &(side_options){.gathering_timeout_ms = WAIT_MS});
    uint64_t begin = now_ns();

    gather(&a, &b);

    assert_true(run(&a, &b, are_gathered));
    assert_true(now_ns() - begin < 500 * UINT64_C(1000000));
    assert_true(a.candidate_count > 0);
    close_side(&a);
    close_side(&b);
}

/* An address for documentation (RFC 5737): nobody answers. */
static void unreachable_stun_server_ends_gathering_by_the_deadline(void **state)
{
    (void)state;
    static const csip_ice_server server = {.url = "stun:192.0.2.254:9"};
    static const side_options options = {&server, 1, 100};
    side a, b;
    open_side(&a, &options);
    open_side(&b, &options);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gathering_without_servers_completes_at_once),
        cmocka_unit_test(unreachable_stun_server_ends_gathering_by_the_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
