#include "check.h"

/* Two agents joined in memory: Alice subscribes, Bob notifies. */
static world w;
static phone alice, bob;
static csip_id subscription;
static bool is_careless; /* Bob leaves SUBSCRIBE to the library */

static void quiet(csip_config *config)
{
    config->auto_register = false;
    config->display_name = "Somebody";
    config->max_subscriptions = 4;
    config->subscription_min_expires = 5;
    config->subscription_max_expires = 1000;
}

static void ok(phone *p, csip_error error)
{
    if (error != CSIP_ERROR_NOMEM)
        assert_int_equal(error, CSIP_OK);
    phone_drain(p);
}

static bool is_broken(const phone *p)
{
    csip_step step;
    return csip_agent_next(p->agent, &step) == CSIP_ERROR_NOMEM;
}

static void ignore(csip_error error)
{
    assert_true(error == CSIP_OK || error == CSIP_ERROR_NOMEM);
}

/* As in the recording: a pending notifier, the state told inside the handler. */
static void bobs_handler(phone *p, const csip_event *event)
{
    static const char *const lines[] = {"X-N: 1"};
    const csip_notify_options options = {.content_type = "application/json",
                                         .allow_events = "weather",
                                         .extra_headers = lines,
                                         .extra_header_count = 1,
                                         .pending = true};
    if (event->kind == CSIP_EVENT_NEW_SUBSCRIBE) {
        csip_error error = csip_agent_notify(p->agent, event->id, &options, w.now_ms);
        ignore(error ? error : csip_agent_notifier_start(p->agent, event->id, w.now_ms));
    } else if (event->kind == CSIP_EVENT_SUBSCRIBE && !is_careless) {
        ignore(event->subscription.is_unsubscribe
                   ? csip_agent_notifier_terminate(
                         p->agent, event->id,
                         &(csip_notifier_farewell){.body = CSIP_STR("{\"last\":1}")}, w.now_ms)
                   : csip_agent_notifier_notify(p->agent, event->id, CSIP_STR("{}"), w.now_ms));
    }
}

static bool start(phone *p, const char *user)
{
    phone_init(p, &w, user, quiet);
    if (!p->agent)
        return false;
    ok(p, csip_agent_start(p->agent, w.now_ms));
    if (is_broken(p))
        return false;
    phone_connected(p);
    phone_log(p);
    return !is_broken(p);
}

static bool start_both(size_t fail_at)
{
    is_careless = false;
    world_init(&w);
    w.fail_at = fail_at;
    if (!start(&alice, "alice") || !start(&bob, "bob"))
        return false;
    bob.on_event = bobs_handler;
    csip_agent_set_interest(bob.agent, CSIP_EVENT_BIT(CSIP_EVENT_NEW_SUBSCRIBE));
    return true;
}

static int setup(void **state)
{
    (void)state;
    assert_true(start_both(0));
    return 0;
}

static void done(void)
{
    phone_done(&alice);
    phone_done(&bob);
    alice = bob = (phone){0};
    assert_int_equal(w.live_blocks, 0);
}

static int teardown(void **state)
{
    (void)state;
    done();
    return 0;
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

static csip_error subscribe(uint32_t expires_s)
{
    static const char *const lines[] = {"X-S: 1"};
    const csip_subscribe_options options = {.event = "weather",
                                            .accept = "application/json, text/plain",
                                            .expires_s = expires_s,
                                            .allow_events = "weather",
                                            .extra_headers = lines,
                                            .extra_header_count = 1};
    csip_error error = csip_agent_subscribe(alice.agent, "bob", &options, w.now_ms, &subscription);
    if (!error)
        error = csip_agent_subscriber_subscribe(alice.agent, subscription, CSIP_STR("please"),
                                                w.now_ms);
    phone_drain(&alice);
    return error;
}

static void established(uint32_t expires_s)
{
    ok(&alice, subscribe(expires_s));
    exchange();
    phone_log(&alice);
    phone_log(&bob);
}

static void subscription_goes_through_the_recorded_order_of_events(void **state)
{
    (void)state;
    ok(&alice, subscribe(120));
    const char *sent = phone_find_sent(&alice, "SUBSCRIBE");
    assert_string_equal(header_of(sent, "X-S"), "1");
    assert_string_equal(header_of(sent, "Event"), "weather");
    assert_string_equal(header_of(sent, "Expires"), "120");
    assert_string_equal(header_of(sent, "Allow-Events"), "weather");
    assert_string_equal(header_of(sent, "Content-Type"), "text/plain");
    exchange();
    assert_ladder(&bob, "<SUBSCRIBE *newSubscribe(weather) >200/SUBSCRIBE *subscribe >NOTIFY "
                        "<200/NOTIFY");
    assert_ladder(&alice, ">SUBSCRIBE <200/SUBSCRIBE *subscriptionAccepted(200) <NOTIFY "
                          ">200/NOTIFY *pending *notify({})");
    ok(&bob, csip_agent_notifier_set_active_state(bob.agent, bob.last_subscription, w.now_ms));
    ok(&bob, csip_agent_notifier_notify(bob.agent, bob.last_subscription, CSIP_STR("{\"t\":21}"),
                                        w.now_ms));
    exchange();
    assert_ladder(&bob, ">NOTIFY <200/NOTIFY");
    assert_ladder(&alice, "<NOTIFY >200/NOTIFY *active *notify({\"t\":21})");
    ok(&alice,
       csip_agent_subscriber_subscribe(alice.agent, subscription, CSIP_STR("again"), w.now_ms));
    exchange();
    assert_ladder(&bob, "<SUBSCRIBE >200/SUBSCRIBE *subscribe >NOTIFY <200/NOTIFY");
    assert_ladder(&alice, ">SUBSCRIBE <200/SUBSCRIBE <NOTIFY >200/NOTIFY *notify({})");
    ok(&alice,
       csip_agent_subscriber_terminate(alice.agent, subscription, CSIP_STR("bye"), w.now_ms));
    exchange();
    assert_ladder(&bob, "<SUBSCRIBE >200/SUBSCRIBE *subscribe(unsubscribe) >NOTIFY *terminated(4) "
                        "<200/NOTIFY");
    assert_ladder(&alice, ">SUBSCRIBE <200/SUBSCRIBE <NOTIFY >200/NOTIFY "
                          "*notify(final,{\"last\":1}) *terminated(6)");
}

static void both_know_the_subscription(void **state)
{
    csip_subscription_info ours, theirs;
    (void)state;
    established(120);
    assert_int_equal(csip_agent_subscription(alice.agent, subscription, &ours), CSIP_OK);
    assert_int_equal(csip_agent_subscription(bob.agent, bob.last_subscription, &theirs), CSIP_OK);
    assert_int_equal(ours.state, CSIP_SUBSCRIPTION_PENDING);
    assert_false(ours.is_notifier);
    assert_true(theirs.is_notifier);
    assert_int_equal(ours.expires_at_ms, w.now_ms + 120000);
    assert_int_equal(theirs.expires_at_ms, ours.expires_at_ms);
    assert_true(csip_str_equal(ours.event, CSIP_STR("weather")));
    assert_true(csip_str_equal(ours.call_id, theirs.call_id));
    assert_false(csip_str_equal(ours.local_tag, theirs.local_tag));
    assert_int_equal(csip_agent_subscription(alice.agent, 999, &ours), CSIP_ERROR_NOT_FOUND);
}

static void too_short_an_interval_becomes_the_least_that_bob_takes(void **state)
{
    (void)state;
    ok(&alice, subscribe(2));
    exchange();
    assert_ladder(&alice, ">SUBSCRIBE <423/SUBSCRIBE >SUBSCRIBE <200/SUBSCRIBE "
                          "*subscriptionAccepted(200) <NOTIFY >200/NOTIFY *pending *notify({})");
}

static void too_long_an_interval_is_cut(void **state)
{
    csip_subscription_info info;
    (void)state;
    established(5000);
    assert_int_equal(csip_agent_subscription(alice.agent, subscription, &info), CSIP_OK);
    assert_int_equal(info.expires_at_ms, w.now_ms + 1000000);
}

static void refreshes_keep_it_for_an_hour(void **state)
{
    csip_subscription_info info;
    (void)state;
    is_careless = true;
    established(120);
    for (unsigned i = 0; i < 3600; i++) {
        phone_wait(&alice, 1000);
        phone_wait(&bob, 0);
        exchange();
        phone_log(&alice);
        phone_log(&bob);
    }
    assert_int_equal(csip_agent_subscription(alice.agent, subscription, &info), CSIP_OK);
    assert_int_equal(csip_agent_subscription(bob.agent, bob.last_subscription, &info), CSIP_OK);
}

static void lost_subscriber_lets_it_expire(void **state)
{
    (void)state;
    established(8);
    phone_wait(&bob, 8000);
    assert_ladder(&bob, "*expired >NOTIFY *terminated(6)");
}

static void limit_of_subscriptions_holds_on_both_sides(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++)
        established(600);
    assert_int_equal(subscribe(600), CSIP_ERROR_LIMIT);
    ok(&alice, csip_agent_subscriber_terminate(alice.agent, subscription, CSIP_STR(""), w.now_ms));
    exchange();
    phone_log(&bob);
    established(600);
}

static void flood_of_subscriptions_is_refused(void **state)
{
    char text[512];
    (void)state;
    for (unsigned i = 0; i < 50; i++) {
        snprintf(text, sizeof(text),
                 "SUBSCRIBE sip:bob@example.test SIP/2.0\nVia: SIP/2.0/WS x.invalid;"
                 "branch=z9hG4bK%u\nMax-Forwards: 70\nFrom: <sip:m@example.test>;tag=t%u\n"
                 "To: <sip:bob@example.test>\nCall-ID: c%u\nCSeq: 1 SUBSCRIBE\n"
                 "Contact: <sip:m@x.invalid>\nEvent: weather\nContent-Length: 0\n\n",
                 i, i, i);
        phone_receive(&bob, text);
    }
    assert_contains(phone_last(&bob), "SIP/2.0 503 ");
    assert_string_equal(header_of(phone_last(&bob), "Retry-After"), "5");
    phone_wait(&bob, 40000); /* no NOTIFY is answered */
    phone_log(&bob);
    established(60);
}

static void unanswered_notifies_are_bounded_and_the_newest_arrives(void **state)
{
    char body[8];
    (void)state;
    established(120);
    for (unsigned i = 0; i < 12; i++) {
        int len = snprintf(body, sizeof(body), "n%u", i);
        ok(&bob, csip_agent_notifier_notify(bob.agent, bob.last_subscription,
                                            (csip_str){body, (size_t)len}, w.now_ms));
    }
    assert_ladder(&bob, ">NOTIFY >NOTIFY >NOTIFY >NOTIFY >NOTIFY >NOTIFY >NOTIFY >NOTIFY");
    exchange();
    const char *ladder = phone_log(&alice);
    assert_contains(ladder, "*notify(n7)");
    assert_lacks(ladder, "*notify(n8)");
    assert_contains(ladder, "*notify(n11)");
}

static void forks_are_bounded(void **state)
{
    char text[1024];
    (void)state;
    csip_agent_set_interest(alice.agent, CSIP_EVENT_BIT(CSIP_EVENT_FORKED));
    ok(&alice, subscribe(600));
    const char *sent = phone_find_sent(&alice, "SUBSCRIBE");
    char from[256], call_id[256];
    snprintf(from, sizeof(from), "%s", header_of(sent, "From"));
    snprintf(call_id, sizeof(call_id), "%s", header_of(sent, "Call-ID"));
    for (unsigned i = 0; i < 8; i++) {
        snprintf(text, sizeof(text),
                 "NOTIFY sip:alice@example.test SIP/2.0\nVia: SIP/2.0/WS x.invalid;"
                 "branch=z9hG4bKn%u\nMax-Forwards: 70\nFrom: <sip:bob@example.test>;tag=f%u\n"
                 "To: %s\nCall-ID: %s\nCSeq: 1 NOTIFY\nContact: <sip:bob@f%u.invalid>\n"
                 "Event: weather\nSubscription-State: active\nContent-Length: 0\n\n",
                 i, i, from, call_id, i);
        phone_receive(&alice, text);
    }
    /* max_subscriptions is 4: the first and three forks. */
    assert_ladder(&alice, ">SUBSCRIBE <NOTIFY >200/NOTIFY *subscriptionAccepted *active "
                          "<NOTIFY >200/NOTIFY *forked *subscriptionAccepted *active "
                          "<NOTIFY >200/NOTIFY *forked *subscriptionAccepted *active "
                          "<NOTIFY >200/NOTIFY *forked *subscriptionAccepted *active "
                          "<NOTIFY >481/NOTIFY <NOTIFY >481/NOTIFY <NOTIFY >481/NOTIFY <NOTIFY "
                          ">481/NOTIFY");
}

static void values_that_cannot_stand_in_a_header_are_refused(void **state)
{
    static const char *const lines[] = {"X: a\r\nY: b"};
    const csip_subscribe_options bad[] = {
        {.event = NULL},
        {.event = "a\r\nb"},
        {.event = "a", .accept = "x\ny"},
        {.event = "a", .allow_events = "x\ny"},
        {.event = "a", .content_type = "x\ny"},
        {.event = "a", .extra_headers = lines, .extra_header_count = 1},
        {.event = "a", .to_uri = "sip:"},
        {.event = "a", .to_display_name = "x\ny"},
        {.event = "a", .from_display_name = "x\ny"},
    };
    csip_id id = 77;
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(csip_agent_subscribe(alice.agent, "bob", &bad[i], w.now_ms, &id),
                         CSIP_ERROR_ARGUMENT);
        assert_int_equal(id, 77);
    }
    assert_int_equal(csip_agent_subscribe(alice.agent, "bob", NULL, w.now_ms, &id),
                     CSIP_ERROR_ARGUMENT);
    assert_ladder(&alice, "");
}

/* Stops where memory ran out: the agent may then only be freed. */
static void run(size_t fail_at)
{
    if (!start_both(fail_at))
        return;
    ok(&alice, subscribe(120));
    if (!exchange())
        return;
    ok(&bob, csip_agent_notifier_notify(bob.agent, bob.last_subscription, CSIP_STR("{\"t\":21}"),
                                        w.now_ms));
    if (!exchange())
        return;
    phone_wait(&alice, 115000);
    if (!exchange())
        return;
    ok(&alice,
       csip_agent_subscriber_terminate(alice.agent, subscription, CSIP_STR("bye"), w.now_ms));
    exchange();
}

static void subscribe_notify_refresh_end_every_allocation_may_fail(void **state)
{
    (void)state;
    run(0);
    const char *ladder = phone_log(&alice);
    assert_contains(ladder, "*terminated(6)");
    size_t total = w.allocations;
    done();
    assert_true(total > 50);
    for (size_t i = 1; i <= total; i++) {
        run(i);
        done();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(subscription_goes_through_the_recorded_order_of_events,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(both_know_the_subscription, setup, teardown),
        cmocka_unit_test_setup_teardown(too_short_an_interval_becomes_the_least_that_bob_takes,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(too_long_an_interval_is_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(refreshes_keep_it_for_an_hour, setup, teardown),
        cmocka_unit_test_setup_teardown(lost_subscriber_lets_it_expire, setup, teardown),
        cmocka_unit_test_setup_teardown(limit_of_subscriptions_holds_on_both_sides, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(flood_of_subscriptions_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(unanswered_notifies_are_bounded_and_the_newest_arrives,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(forks_are_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(values_that_cannot_stand_in_a_header_are_refused, setup,
                                        teardown),
        cmocka_unit_test(subscribe_notify_refresh_end_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
