#include "host/phones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Bob's side: what he accepted and what its handlers heard. */
typedef struct notifier {
    csip_id id;
    test_phone heard;
} notifier;

static void on_subscribe(csip_ua *ua, const csip_event *event, void *user)
{
    (void)user;
    assert_int_equal(csip_ua_notifier_notify(ua, event->id,
                                             event->subscription.is_unsubscribe ? "gone" : "sunny"),
                     CSIP_OK);
}

static void on_new_subscribe(csip_ua *ua, const csip_event *event, void *user)
{
    notifier *it = user;
    const csip_event_handler handlers[] = {
        {CSIP_EVENT_SUBSCRIBE, on_subscribe, NULL},
        {CSIP_EVENT_TERMINATED, test_phone_record, &it->heard},
    };
    const csip_ua_notify_options options = {
        .notify = {.pending = true}, .handlers = handlers, .handler_count = 2};

    it->id = event->id;
    assert_int_equal(csip_ua_notify(ua, event->id, &options), CSIP_OK);
    assert_int_equal(csip_ua_notify(ua, event->id, NULL), CSIP_ERROR_STATE);
    assert_int_equal(csip_ua_notifier_start(ua, event->id), CSIP_OK);
}

static csip_id subscribe(test_phones *f, test_phone *heard)
{
    const csip_event_handler handlers[] = {
        {CSIP_EVENT_SUBSCRIPTION_ACCEPTED, test_phone_record, heard},
        {CSIP_EVENT_PENDING, test_phone_record, heard},
        {CSIP_EVENT_ACTIVE, test_phone_record, heard},
        {CSIP_EVENT_NOTIFY, test_phone_record, heard},
        {CSIP_EVENT_TERMINATED, test_phone_record, heard},
    };
    const csip_ua_subscribe_options options = {
        .subscribe = {.event = "weather", .accept = "text/plain"},
        .handlers = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0]};
    csip_id id = 0;

    assert_int_equal(csip_ua_subscribe(f->alice.ua, "bob", &options, &id), CSIP_OK);
    assert_int_equal(csip_ua_subscriber_subscribe(f->alice.ua, id, NULL), CSIP_OK);
    return id;
}

static void subscription_tells_its_own_handlers_until_it_ends(void **state)
{
    test_phones *f = *state;
    test_phone heard = {0};
    notifier bob = {0};
    csip_subscription_info info;

    test_phones_start(f);
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_SUBSCRIBE, on_new_subscribe, &bob);
    csip_id id = subscribe(f, &heard);
    test_phones_wait(f, &heard.counts[CSIP_EVENT_NOTIFY], 1);
    assert_int_equal(heard.counts[CSIP_EVENT_SUBSCRIPTION_ACCEPTED], 1);
    assert_int_equal(heard.counts[CSIP_EVENT_PENDING], 1);
    assert_int_equal(csip_ua_notifier_set_active_state(f->bob.ua, bob.id), CSIP_OK);
    assert_int_equal(csip_ua_notifier_notify(f->bob.ua, bob.id, "rain"), CSIP_OK);
    test_phones_wait(f, &heard.counts[CSIP_EVENT_ACTIVE], 1);
    assert_int_equal(csip_ua_subscription(f->alice.ua, id, &info), CSIP_OK);
    assert_int_equal(info.state, CSIP_SUBSCRIPTION_ACTIVE);
    assert_int_equal(csip_ua_subscriber_terminate(f->alice.ua, id, "bye"), CSIP_OK);
    test_phones_wait(f, &heard.counts[CSIP_EVENT_TERMINATED], 1);
    test_phones_wait(f, &bob.heard.counts[CSIP_EVENT_TERMINATED], 1);
    assert_int_equal(csip_ua_subscription(f->alice.ua, id, &info), CSIP_ERROR_NOT_FOUND);
    assert_int_equal(csip_ua_subscriber_subscribe(f->alice.ua, id, NULL), CSIP_ERROR_NOT_FOUND);
}

static void notifier_ends_a_subscription_with_a_reason(void **state)
{
    test_phones *f = *state;
    test_phone heard = {0};
    notifier bob = {0};
    const csip_notifier_farewell farewell = {.body = CSIP_STR("closed"),
                                             .reason = CSIP_SUBSCRIPTION_REASON_NORESOURCE};

    test_phones_start(f);
    csip_ua_on(f->bob.ua, CSIP_EVENT_NEW_SUBSCRIBE, on_new_subscribe, &bob);
    subscribe(f, &heard);
    test_phones_wait(f, &heard.counts[CSIP_EVENT_NOTIFY], 1);
    assert_int_equal(csip_ua_notifier_terminate(f->bob.ua, bob.id, &farewell), CSIP_OK);
    test_phones_wait(f, &heard.counts[CSIP_EVENT_TERMINATED], 1);
    assert_int_equal(csip_ua_notifier_notify(f->bob.ua, bob.id, "late"), CSIP_ERROR_NOT_FOUND);
}

static void wrong_arguments_are_told(void **state)
{
    test_phones *f = *state;
    const csip_ua_subscribe_options options = {.subscribe = {.event = NULL}};
    csip_id id = 0;

    test_phones_start(f);
    assert_int_equal(csip_ua_subscribe(f->alice.ua, "bob", NULL, &id), CSIP_ERROR_ARGUMENT);
    assert_int_equal(csip_ua_subscribe(f->alice.ua, "bob", &options, &id), CSIP_ERROR_ARGUMENT);
    assert_int_equal(csip_ua_notify(f->alice.ua, 999, NULL), CSIP_ERROR_NOT_FOUND);
    assert_int_equal(csip_ua_notifier_start(f->alice.ua, 999), CSIP_ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(subscription_tells_its_own_handlers_until_it_ends,
                                        test_phones_set_up, test_phones_tear_down),
        cmocka_unit_test_setup_teardown(notifier_ends_a_subscription_with_a_reason,
                                        test_phones_set_up, test_phones_tear_down),
        cmocka_unit_test_setup_teardown(wrong_arguments_are_told, test_phones_set_up,
                                        test_phones_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
