#include "check.h"

#include "base/steps.h"
#include "base/trace.h"

static world w;
static csip__core core;
static csip__settings settings;
static unsigned continued;

static int setup(void **state)
{
    (void)state;
    world_init(&w);
    csip__core_init(&core, &w.platform, &settings);
    continued = 0;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    csip__core_done(&core);
    assert_int_equal(w.live_blocks, 0);
    return 0;
}

static void go_on(void *owner, const csip_event *event)
{
    assert_ptr_equal(owner, &core);
    assert_int_equal(event->id, 7);
    continued++;
}

static csip_step next(void)
{
    csip_step step;
    csip__steps_next(&core, &step);
    return step;
}

static uint64_t emit(csip_event_kind kind)
{
    return csip__core_emit(&core, &(csip_event){.kind = kind, .id = 7},
                           &(csip__then){go_on, &core});
}

static void steps_come_out_in_the_order_in_which_they_arose(void **state)
{
    (void)state;
    csip__core_output(&core, &(csip_output){.kind = CSIP_OUTPUT_CLOSE, .flow = 3});
    emit(CSIP_EVENT_CONNECTED);
    csip__trace_send(&core, 4, CSIP_STR("x"));
    assert_int_equal(next().output.flow, 3);
    assert_int_equal(next().event.kind, CSIP_EVENT_CONNECTED);
    assert_int_equal(next().output.kind, CSIP_OUTPUT_SEND);
    assert_int_equal(next().kind, CSIP_STEP_NONE);
}

static void events_nest_and_close_newest_first(void **state)
{
    (void)state;
    uint64_t outer = emit(CSIP_EVENT_CONNECTED);
    next();
    uint64_t inner = emit(CSIP_EVENT_REGISTERED);
    next();
    assert_int_equal(csip__steps_event_done(&core, outer), CSIP_ERROR_STATE);
    assert_int_equal(csip__steps_event_done(&core, inner), CSIP_OK);
    assert_int_equal(csip__steps_event_done(&core, inner), CSIP_ERROR_NOT_FOUND);
    assert_int_equal(csip__steps_event_done(&core, outer), CSIP_OK);
    assert_int_equal(continued, 2);
}

static void input_is_refused_while_steps_wait_or_an_event_is_open(void **state)
{
    (void)state;
    uint64_t event = emit(CSIP_EVENT_CONNECTED);
    assert_int_equal(csip__core_begin(&core, 1), CSIP_ERROR_BUSY);
    next();
    assert_int_equal(csip__core_begin(&core, 1), CSIP_ERROR_BUSY);
    assert_int_equal(csip__steps_event_done(&core, event), CSIP_OK);
    assert_int_equal(csip__core_begin(&core, 1), CSIP_OK);
}

static void released_memory_is_readable_until_the_next_input(void **state)
{
    (void)state;
    csip_str text = csip__core_dup(&core, CSIP_STR("still here"));
    size_t live = w.live_blocks;
    csip__core_release(&core, (void *)text.ptr);
    assert_true(csip_str_equal(text, CSIP_STR("still here")));
    assert_int_equal(w.live_blocks, live);
    assert_int_equal(csip__core_begin(&core, 1), CSIP_OK);
    assert_int_equal(w.live_blocks, live - 1);
}

static void out_of_memory_is_remembered_for_good(void **state)
{
    (void)state;
    w.fail_at = w.allocations + 1;
    assert_int_equal(emit(CSIP_EVENT_CONNECTED), 0);
    assert_int_equal(csip__core_begin(&core, 1), CSIP_ERROR_NOMEM);
    assert_int_equal(csip__core_begin(&core, 2), CSIP_ERROR_NOMEM);
}

static void trace_blanks_credentials_and_nothing_else(void **state)
{
    (void)state;
    core.interest = CSIP_EVENT_BIT(CSIP_EVENT_SIP_OUT);
    const csip_str wire =
        CSIP_STR("REGISTER sip:x SIP/2.0\r\n"
                 "Authorization: Digest username=\"a\", response=\"0123\", nc=1\r\n"
                 "proxy-authorization: Bearer secret\r\n"
                 "X-Response: response=\"kept\"\r\n\r\nAuthorization: body");
    const csip_str blanked =
        CSIP_STR("REGISTER sip:x SIP/2.0\r\n"
                 "Authorization: Digest username=\"a\", response=\"****\", nc=1\r\n"
                 "proxy-authorization: *************\r\n"
                 "X-Response: response=\"kept\"\r\n\r\nAuthorization: body");
    csip__trace_send(&core, 1, wire);
    assert_true(csip_str_equal(next().output.octets, wire));
    csip_step step = next();
    assert_int_equal(step.event.kind, CSIP_EVENT_SIP_OUT);
    assert_true(csip_str_equal(step.event.raw, blanked));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(steps_come_out_in_the_order_in_which_they_arose),
        TEST(events_nest_and_close_newest_first),
        TEST(input_is_refused_while_steps_wait_or_an_event_is_open),
        TEST(released_memory_is_readable_until_the_next_input),
        TEST(out_of_memory_is_remembered_for_good),
        TEST(trace_blanks_credentials_and_nothing_else),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
