#include "check.h"

#include "subscription/subscription_state.h"

static csip__subscription_state parsed(const char *value)
{
    csip__subscription_state state = {0};
    assert_true(csip__subscription_state_parse(csip_str_from(value), &state));
    return state;
}

static void state_with_its_parameters_is_read(void **unused)
{
    (void)unused;
    csip__subscription_state state = parsed("Active ; Expires=60");
    assert_int_equal(state.state, CSIP_SUBSCRIPTION_ACTIVE);
    assert_true(state.has_expires);
    assert_int_equal(state.expires_s, 60);
    assert_false(state.has_retry_after);
    state = parsed("terminated;reason=Probation;retry-after=5");
    assert_int_equal(state.state, CSIP_SUBSCRIPTION_TERMINATED);
    assert_int_equal(state.reason, CSIP_SUBSCRIPTION_REASON_PROBATION);
    assert_true(state.has_retry_after);
    assert_int_equal(state.retry_after_s, 5);
    assert_int_equal(parsed("pending").state, CSIP_SUBSCRIPTION_PENDING);
}

static void unknown_reason_keeps_its_text(void **unused)
{
    (void)unused;
    csip__subscription_state state = parsed("terminated;reason=moon");
    assert_int_equal(state.reason, CSIP_SUBSCRIPTION_REASON_NONE);
    assert_true(csip_str_equal(state.reason_text, CSIP_STR("moon")));
}

static void unreadable_parameters_are_as_none(void **unused)
{
    (void)unused;
    csip__subscription_state state = parsed("active;expires=-1;retry-after=99999999999");
    assert_false(state.has_expires);
    assert_false(state.has_retry_after);
}

static void unknown_state_is_refused(void **unused)
{
    (void)unused;
    static const char *const bad[] = {"", ";expires=1", "waiting", "act ive"};
    csip__subscription_state state = {.expires_s = 7};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(csip__subscription_state_parse(csip_str_from(bad[i]), &state));
        assert_int_equal(state.expires_s, 7);
    }
}

static void state_written_reads_the_same(void **unused)
{
    (void)unused;
    for (unsigned reason = 0; reason <= CSIP_SUBSCRIPTION_REASON_INVARIANT; reason++) {
        char storage[256];
        csip__buf buf;
        csip__buf_init_fixed(&buf, storage, sizeof(storage));
        const csip__subscription_state state = {.state = reason % 3,
                                                .reason = reason,
                                                .expires_s = 120,
                                                .has_expires = true,
                                                .retry_after_s = reason,
                                                .has_retry_after = reason > 2};
        csip__subscription_state_write(&buf, &state);
        storage[buf.len - 2] = '\0';
        assert_memory_equal(storage, "Subscription-State: ", 20);
        csip__subscription_state read = parsed(storage + 20);
        assert_int_equal(read.state, state.state);
        assert_int_equal(read.reason, state.reason);
        assert_int_equal(read.expires_s, 120);
        assert_int_equal(read.has_retry_after, state.has_retry_after);
    }
}

static void reasons_have_their_texts(void **unused)
{
    (void)unused;
    assert_string_equal(csip_subscription_reason_text(CSIP_SUBSCRIPTION_REASON_NONE), "");
    assert_string_equal(csip_subscription_reason_text(CSIP_SUBSCRIPTION_REASON_INVARIANT),
                        "invariant");
    assert_string_equal(csip_subscription_reason_text((csip_subscription_reason)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(state_with_its_parameters_is_read),
        cmocka_unit_test(unknown_reason_keeps_its_text),
        cmocka_unit_test(unreadable_parameters_are_as_none),
        cmocka_unit_test(unknown_state_is_refused),
        cmocka_unit_test(state_written_reads_the_same),
        cmocka_unit_test(reasons_have_their_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
