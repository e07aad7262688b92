#include "check.h"

/* Register, call, tones, transfer, hold, hang up; with each allocation made to fail once. */

static world w;
static phone alice, bob;

static void no_registration(csip_config *config)
{
    config->auto_register = false;
}

static bool is_broken(const phone *p)
{
    csip_step step;
    return csip_agent_next(p->agent, &step) == CSIP_ERROR_NOMEM;
}

static bool start(phone *p, const char *user, void (*change)(csip_config *config))
{
    phone_init(p, &w, user, change);
    if (!p->agent)
        return false;
    csip_error error = csip_agent_start(p->agent, w.now_ms);
    assert_true(error == CSIP_OK || error == CSIP_ERROR_NOMEM);
    phone_drain(p);
    if (is_broken(p))
        return false;
    phone_connected(p);
    return !is_broken(p);
}

static bool exchange(void)
{
    for (;;) {
        if (is_broken(&alice) || is_broken(&bob))
            return false;
        if (phone_deliver(&alice, &bob) + phone_deliver(&bob, &alice) == 0)
            return true;
    }
}

static bool media(phone *p)
{
    while (p->op_count > 0 && !is_broken(p)) {
        phone_media_run(p);
    }
    return !is_broken(p);
}

static void drain(phone *p, csip_error error)
{
    assert_true(error == CSIP_OK || error == CSIP_ERROR_NOMEM);
    phone_drain(p);
}

/* INFO, tones, a transfer of Bob to Alice that he makes and one with Replaces that he refuses. */
static bool transfer(csip_id call)
{
    const csip_session_request info = {.content_type = "text/plain", .body = CSIP_STR("hello")};
    csip_id id = 0;
    drain(&alice, csip_agent_send_info(alice.agent, call, &info, w.now_ms, &id));
    if (!exchange())
        return false;
    drain(&alice, csip_agent_send_dtmf(alice.agent, call, "1,2", NULL, w.now_ms, &id));
    if (!exchange())
        return false;
    drain(&alice, csip_agent_refer(alice.agent, call, "alice",
                                   &(csip_refer_options){.replaces = call}, w.now_ms, &id));
    if (!exchange())
        return false;
    drain(&bob, csip_agent_reject_refer(bob.agent, bob.last_refer, w.now_ms));
    if (!exchange())
        return false;
    drain(&alice, csip_agent_refer(alice.agent, call, "alice", NULL, w.now_ms, &id));
    if (!exchange())
        return false;
    drain(&bob, csip_agent_accept_refer(bob.agent, bob.last_refer, NULL, w.now_ms, &id));
    if (is_broken(&bob) || !media(&bob) || !exchange())
        return false;
    drain(&alice, csip_agent_terminate(alice.agent, alice.last_session, NULL, w.now_ms));
    return exchange();
}

/* Stops where memory ran out: the agent may then only be freed. */
static void run(void)
{
    csip_id call = 0;
    csip_id message = 0;
    csip_id answered = 0;
    csip_id hold = 0;
    if (!start(&alice, "alice", NULL) || !start(&bob, "bob", no_registration))
        return;
    phone_respond(&alice, "REGISTER", "401 Unauthorized",
                  "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"n\", qop=\"auth\"\n");
    if (is_broken(&alice))
        return;
    char contact[512];
    snprintf(contact, sizeof(contact), "Contact: %s\n",
             header_of(phone_find_sent(&alice, "REGISTER"), "Contact"));
    phone_respond(&alice, "REGISTER", "200 OK", contact);
    if (is_broken(&alice))
        return;
    phone_forget_sent(&alice);
    drain(&alice,
          csip_agent_send_message(alice.agent, "bob", CSIP_STR("hello"), NULL, w.now_ms, &message));
    if (!exchange())
        return;
    drain(&alice, csip_agent_call(alice.agent, "bob", NULL, w.now_ms, &call));
    if (is_broken(&alice) || !media(&alice) || !exchange())
        return;
    answered = bob.last_session;
    drain(&bob, csip_agent_answer(bob.agent, answered, NULL, w.now_ms));
    if (is_broken(&bob) || !media(&bob) || !exchange() || !media(&alice) || !exchange())
        return;
    if (!transfer(call))
        return;
    drain(&alice, csip_agent_hold(alice.agent, call, NULL, w.now_ms, &hold));
    if (is_broken(&alice) || !media(&alice) || !exchange() || !media(&bob) || !exchange() ||
        !media(&alice) || !exchange())
        return;
    drain(&bob, csip_agent_renegotiate(bob.agent, answered, NULL, w.now_ms, &hold));
    if (is_broken(&bob) || !media(&bob))
        return;
    phone_forget_sent(&bob);
    phone_lost(&bob);
    if (is_broken(&bob) || !media(&bob))
        return;
    phone_wait(&bob, 2000);
    if (is_broken(&bob))
        return;
    phone_connected(&bob);
    if (is_broken(&bob))
        return;
    drain(&alice, csip_agent_terminate(alice.agent, call, NULL, w.now_ms));
    if (is_broken(&alice) || !exchange())
        return;
    phone_wait(&alice, 40000);
    phone_wait(&bob, 40000);
}

static void done(void)
{
    phone_done(&alice);
    phone_done(&bob);
    alice = bob = (phone){0};
    assert_int_equal(w.live_blocks, 0);
}

static void register_message_call_transfer_hold_hang_up_every_allocation_may_fail(void **state)
{
    (void)state;
    world_init(&w);
    run();
    assert_non_null(strstr(phone_log(&bob), "*ended(remote,\"Terminated\")"));
    size_t total = w.allocations;
    done();
    assert_true(total > 100);
    for (size_t i = 1; i <= total; i++) {
        world_init(&w);
        w.fail_at = i;
        run();
        done();
    }
}

static void idle_agent_is_small(void **state)
{
    (void)state;
    world_init(&w);
    assert_true(start(&bob, "bob", no_registration));
    assert_true(w.live_bytes < 16 * 1024);
    done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(register_message_call_transfer_hold_hang_up_every_allocation_may_fail),
        cmocka_unit_test(idle_agent_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
