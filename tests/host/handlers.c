#include "host/handlers.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* What a handler does when it is called: writes its letter, then one of these. */
typedef struct note {
    char letter;
    csip__handlers *removes_from;
    unsigned removes;
    struct note *adds;
    csip__handlers *adds_to;
    bool ends;
} note;

static char order[32];
static bool is_over;

static void write_note(csip_ua *ua, const csip_event *event, void *user)
{
    note *it = user;
    size_t len = strlen(order);

    (void)ua;
    (void)event;
    order[len] = it->letter;
    order[len + 1] = '\0';
    if (it->removes_from)
        csip__handlers_remove(it->removes_from, it->removes);
    if (it->adds)
        csip__handlers_add(it->adds_to, CSIP_EVENT_REGISTERED, write_note, it->adds);
    is_over = it->ends;
}

static int reset(void **state)
{
    (void)state;
    order[0] = '\0';
    is_over = false;
    return 0;
}

static void call(csip__handlers *handlers, csip_event_kind kind)
{
    csip_event event = {.kind = kind};

    csip__handlers_call(handlers, NULL, &event, &is_over);
}

static void handlers_of_kind_run_in_order(void **state)
{
    csip__handlers handlers = {0};
    note a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'}, d = {.letter = 'd'};

    (void)state;
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &a);
    csip__handlers_add(&handlers, CSIP_EVENT_CONNECTED, write_note, &b);
    csip__handlers_add(&handlers, CSIP_EVENT_COUNT, write_note, &c);
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &d);
    call(&handlers, CSIP_EVENT_REGISTERED);
    assert_string_equal(order, "acd");
    csip__handlers_done(&handlers);
}

static void handler_removed_inside_runs_no_more(void **state)
{
    csip__handlers handlers = {0};
    note a = {.letter = 'a', .removes_from = &handlers}, b = {.letter = 'b'}, c = {.letter = 'c'};

    (void)state;
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &a);
    a.removes = csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &b);
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &c);
    call(&handlers, CSIP_EVENT_REGISTERED);
    call(&handlers, CSIP_EVENT_REGISTERED);
    assert_string_equal(order, "acac");
    csip__handlers_done(&handlers);
}

static void handler_removing_itself_runs_once(void **state)
{
    csip__handlers handlers = {0};
    note a = {.letter = 'a', .removes_from = &handlers}, b = {.letter = 'b'};

    (void)state;
    a.removes = csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &a);
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &b);
    call(&handlers, CSIP_EVENT_REGISTERED);
    call(&handlers, CSIP_EVENT_REGISTERED);
    assert_string_equal(order, "abb");
    csip__handlers_done(&handlers);
}

static void handler_added_inside_runs_from_next_event(void **state)
{
    csip__handlers handlers = {0};
    note b = {.letter = 'b'}, a = {.letter = 'a', .adds = &b, .adds_to = &handlers};

    (void)state;
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &a);
    call(&handlers, CSIP_EVENT_REGISTERED);
    assert_string_equal(order, "a");
    call(&handlers, CSIP_EVENT_REGISTERED);
    assert_string_equal(order, "aab");
    csip__handlers_done(&handlers);
}

static void handlers_stop_when_over(void **state)
{
    csip__handlers handlers = {0};
    note a = {.letter = 'a', .ends = true}, b = {.letter = 'b'};

    (void)state;
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &a);
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTERED, write_note, &b);
    call(&handlers, CSIP_EVENT_REGISTERED);
    assert_string_equal(order, "a");
    csip__handlers_done(&handlers);
}

static void interest_follows_handlers(void **state)
{
    csip__handlers handlers = {0};
    note a = {.letter = 'a'};

    (void)state;
    assert_int_equal(csip__handlers_interest(&handlers), 0);
    unsigned first = csip__handlers_add(&handlers, CSIP_EVENT_NEW_MESSAGE, write_note, &a);
    unsigned second = csip__handlers_add(&handlers, CSIP_EVENT_NEW_MESSAGE, write_note, &a);
    csip__handlers_remove(&handlers, first);
    assert_int_equal(csip__handlers_interest(&handlers), CSIP_EVENT_BIT(CSIP_EVENT_NEW_MESSAGE));
    csip__handlers_remove(&handlers, second);
    assert_int_equal(csip__handlers_interest(&handlers), 0);
}

static void interest_of_watcher_leaves_refresh_alone(void **state)
{
    csip__handlers handlers = {0};
    note a = {.letter = 'a'};

    (void)state;
    csip__handlers_add(&handlers, CSIP_EVENT_COUNT, write_note, &a);
    uint64_t mask = csip__handlers_interest(&handlers);
    assert_true(mask & CSIP_EVENT_BIT(CSIP_EVENT_NEW_RTC_SESSION));
    assert_false(mask & CSIP_EVENT_BIT(CSIP_EVENT_REGISTRATION_EXPIRING));
    csip__handlers_add(&handlers, CSIP_EVENT_REGISTRATION_EXPIRING, write_note, &a);
    assert_true(csip__handlers_interest(&handlers) &
                CSIP_EVENT_BIT(CSIP_EVENT_REGISTRATION_EXPIRING));
    csip__handlers_done(&handlers);
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(handlers_of_kind_run_in_order),
        TEST(handler_removed_inside_runs_no_more),
        TEST(handler_removing_itself_runs_once),
        TEST(handler_added_inside_runs_from_next_event),
        TEST(handlers_stop_when_over),
        TEST(interest_follows_handlers),
        TEST(interest_of_watcher_leaves_refresh_alone),
    };

    return cmocka_run_group_tests_name("handlers", tests, NULL, NULL);
}
