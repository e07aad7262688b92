#include "transport_side.h"

/* Both begin a second ICE session, as an offer and an answer that restart do. */
static void restart(side *a, side *b)
{
    assert_int_equal(csip__transport_restart(a->transport), CSIP_OK);
    assert_int_equal(csip__transport_restart(b->transport), CSIP_OK);
    gather(a, b);
    begin(a, b, true);
}

static void open_call(side *a, side *b)
{
    connect_sides(a, b, true);
    assert_true(run(a, b, are_connected));
    assert_media(a, b, 1);
}

/* Kept apart from the transport, whose texts change. */
typedef struct credentials {
    char ufrag[64], pwd[64];
} credentials;

static credentials credentials_of(const side *s)
{
    credentials kept = {0};
    csip__jsep_transport ours;
    csip__transport_describe(s->transport, &ours);
    assert_true(ours.ice_ufrag.len < sizeof kept.ufrag && ours.ice_pwd.len < sizeof kept.pwd);
    memcpy(kept.ufrag, ours.ice_ufrag.ptr, ours.ice_ufrag.len);
    memcpy(kept.pwd, ours.ice_pwd.ptr, ours.ice_pwd.len);
    return kept;
}

static credentials credentials_before;

/* The session of before is gone once a further restart would leave the new one in place. */
static bool is_on_new_path(const side *a, const side *b)
{
    bool has_timers_a = csip__transport_tick(a->transport, now_ns());
    return !has_timers_a && !csip__transport_tick(b->transport, now_ns());
}

static void restart_gathers_anew_and_media_never_stops(void **state)
{
    (void)state;
    side a, b;
    open_call(&a, &b);
    credentials_before = credentials_of(&a);
    size_t candidates = a.candidate_count, changes = a.state_count;

    restart(&a, &b);

    assert_media(&a, &b, 2); /* while the second session still checks */
    assert_true(run(&a, &b, is_on_new_path));
    assert_media(&a, &b, 3);
    credentials now = credentials_of(&a);
    assert_string_not_equal(now.ufrag, credentials_before.ufrag);
    assert_string_not_equal(now.pwd, credentials_before.pwd);
    assert_int_equal(a.candidate_count, 2 * candidates);
    assert_int_equal(a.gathered_count, 2);
    assert_int_equal(a.state_count, changes);
    close_side(&a);
    close_side(&b);
}

static void restart_taken_back_leaves_the_path(void **state)
{
    (void)state;
    side a, b;
    open_call(&a, &b);
    credentials_before = credentials_of(&a);
    assert_int_equal(csip__transport_restart(a.transport), CSIP_OK);
    assert_int_equal(csip__transport_gather(a.transport, true, now_ns()), CSIP_OK);

    csip__transport_cancel_restart(a.transport);

    assert_string_equal(credentials_of(&a).ufrag, credentials_before.ufrag);
    assert_media(&a, &b, 2);
    restart(&a, &b);
    assert_true(run(&a, &b, is_on_new_path));
    assert_media(&a, &b, 3);
    close_side(&a);
    close_side(&b);
}

static void peer_that_does_not_restart_keeps_the_path(void **state)
{
    (void)state;
    side a, b;
    open_call(&a, &b);
    assert_int_equal(csip__transport_restart(a.transport), CSIP_OK);
    csip__jsep_remote to_a = remote_of(&b, CSIP__SETUP_ACTIVE);

    assert_int_equal(csip__transport_begin(a.transport, &to_a, now_ns()), CSIP_OK);

    assert_int_equal(a.state, CSIP_CONNECTION_CONNECTED);
    assert_false(csip__transport_tick(a.transport, now_ns()));
    assert_media(&a, &b, 2);
    close_side(&a);
    close_side(&b);
}

static void restart_offered_restarts_the_answer(void **state)
{
    (void)state;
    side a, b;
    open_call(&a, &b);
    credentials_before = credentials_of(&b);
    csip__jsep_remote as_before = remote_of(&a, CSIP__SETUP_PASSIVE);
    assert_int_equal(csip__transport_offered(b.transport, &as_before), CSIP_OK);
    assert_string_equal(credentials_of(&b).ufrag, credentials_before.ufrag);
    assert_int_equal(csip__transport_restart(a.transport), CSIP_OK);
    csip__jsep_remote offered = remote_of(&a, CSIP__SETUP_PASSIVE);

    assert_int_equal(csip__transport_offered(b.transport, &offered), CSIP_OK);

    assert_string_not_equal(credentials_of(&b).ufrag, credentials_before.ufrag);
    gather(&a, &b);
    begin(&a, &b, true);
    assert_true(run(&a, &b, is_on_new_path));
    assert_media(&a, &b, 2);
    close_side(&a);
    close_side(&b);
}

/* ---- another peer ---- */

/* a's offer is answered by b and then by c, which has it from the same INVITE. */
static void answer_of_another_fork_connects_to_it(bool is_first_connected)
{
    side a, b, c;
    connect_sides(&a, &b, true);
    if (is_first_connected)
        assert_true(run(&a, &b, are_connected));
    open_side(&c, &(side_options){0});
    assert_int_equal(csip__transport_gather(c.transport, false, now_ns()), CSIP_OK);
    credentials_before = credentials_of(&a);

    begin(&a, &c, true);

    assert_int_equal(a.state, CSIP_CONNECTION_CONNECTING);
    assert_string_equal(credentials_of(&a).ufrag, credentials_before.ufrag);
    assert_true(run(&a, &c, are_connected));
    assert_media(&a, &c, 1);
    assert_media(&c, &a, 2);
    close_side(&a);
    close_side(&b);
    close_side(&c);
}

static void answer_of_another_fork_before_the_first_connected(void **state)
{
    (void)state;
    answer_of_another_fork_connects_to_it(false);
}

static void answer_of_another_fork_after_the_first_connected(void **state)
{
    (void)state;
    answer_of_another_fork_connects_to_it(true);
}

static void offer_of_another_endpoint_moves_the_call(void **state)
{
    (void)state;
    side a, b, c;
    open_call(&a, &b);
    open_side(&c, &(side_options){0});
    csip__jsep_remote offered = remote_of(&c, CSIP__SETUP_ACTIVE);
    assert_int_equal(csip__transport_offered(a.transport, &offered), CSIP_OK);
    gather(&a, &c);

    begin(&a, &c, true);

    assert_int_equal(a.state, CSIP_CONNECTION_CONNECTING);
    assert_true(run(&a, &c, are_connected));
    assert_media(&a, &c, 2);
    b.rtp_count = 0;
    send_packet(&a, 3, 7, false);
    assert_false(csip__transport_tick(c.transport, now_ns()));
    assert_int_equal(b.rtp_count, 0);
    close_side(&a);
    close_side(&b);
    close_side(&c);
}

static void failed_connection_comes_up_by_a_restart(void **state)
{
    (void)state;
    side a, b;
    open_side(&a, &(side_options){0});
    open_side(&b, &(side_options){0});
    csip__jsep_remote to_a = remote_of(&b, CSIP__SETUP_ACTIVE); /* nothing is gathered: no way */
    csip__jsep_remote to_b = remote_of(&a, CSIP__SETUP_PASSIVE);
    assert_int_equal(csip__transport_begin(b.transport, &to_b, now_ns()), CSIP_OK);
    assert_int_equal(csip__transport_begin(a.transport, &to_a, now_ns()), CSIP_OK);
    csip__transport_tick(a.transport, now_ns() + 31 * UINT64_C(1000000000));
    csip__transport_tick(b.transport, now_ns() + 31 * UINT64_C(1000000000));
    assert_true(are_failed(&a, &b));

    restart(&a, &b);

    assert_int_equal(a.state, CSIP_CONNECTION_CONNECTING);
    assert_true(run(&a, &b, are_connected));
    assert_media(&a, &b, 1);
    close_side(&a);
    close_side(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restart_gathers_anew_and_media_never_stops),
        cmocka_unit_test(restart_taken_back_leaves_the_path),
        cmocka_unit_test(peer_that_does_not_restart_keeps_the_path),
        cmocka_unit_test(restart_offered_restarts_the_answer),
        cmocka_unit_test(answer_of_another_fork_before_the_first_connected),
        cmocka_unit_test(answer_of_another_fork_after_the_first_connected),
        cmocka_unit_test(offer_of_another_endpoint_moves_the_call),
        cmocka_unit_test(failed_connection_comes_up_by_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
