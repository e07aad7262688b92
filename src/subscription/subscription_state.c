#include "subscription/subscription_state.h"

#include "base/str.h"
#include "sip/write.h"

static const csip_str states[] = {
    [CSIP_SUBSCRIPTION_PENDING] = {"pending", 7},
    [CSIP_SUBSCRIPTION_ACTIVE] = {"active", 6},
    [CSIP_SUBSCRIPTION_TERMINATED] = {"terminated", 10},
};
enum { STATE_COUNT = sizeof(states) / sizeof(states[0]) };

static const char *const reasons[] = {
#define REASON_TEXT(name, text) [CSIP_SUBSCRIPTION_REASON_##name] = text,
    CSIP_SUBSCRIPTION_REASON_MAP(REASON_TEXT)
#undef REASON_TEXT
};
enum { REASON_COUNT = sizeof(reasons) / sizeof(reasons[0]) };

const char *csip_subscription_reason_text(csip_subscription_reason reason)
{
    return (unsigned)reason < REASON_COUNT ? reasons[reason] : "unknown";
}

/* RFC 6665 4.1.3: a reason that is not known is as none. */
static csip_subscription_reason reason_of(csip_str text)
{
    for (unsigned i = 1; i < REASON_COUNT; i++) {
        if (csip_str_equal_nocase(text, csip_str_from(reasons[i])))
            return (csip_subscription_reason)i;
    }
    return CSIP_SUBSCRIPTION_REASON_NONE;
}

static bool seconds_of(csip_str params, csip_str name, uint32_t *ret_seconds)
{
    csip_str text;
    uint64_t value;
    if (!csip_param_find(params, name, &text) || !csip__str_to_uint(text, UINT32_MAX, &value))
        return false;
    *ret_seconds = (uint32_t)value;
    return true;
}

bool csip__subscription_state_parse(csip_str value, csip__subscription_state *ret_state)
{
    csip_str params;
    csip_str name = csip__str_trim(csip__str_cut(value, ';', &params));
    unsigned i = 0;
    while (i < STATE_COUNT && !csip_str_equal_nocase(name, states[i]))
        i++;
    if (i == STATE_COUNT)
        return false;
    csip__subscription_state state = {.state = (csip_subscription_state)i};
    state.has_expires = seconds_of(params, CSIP_STR("expires"), &state.expires_s);
    state.has_retry_after = seconds_of(params, CSIP_STR("retry-after"), &state.retry_after_s);
    if (csip_param_find(params, CSIP_STR("reason"), &state.reason_text))
        state.reason = reason_of(state.reason_text);
    *ret_state = state;
    return true;
}

void csip__subscription_state_write(csip__buf *buf, const csip__subscription_state *state)
{
    csip__write_header_begin(buf, CSIP_HEADER_SUBSCRIPTION_STATE);
    csip__buf_str(buf, states[state->state]);
    if (state->has_expires) {
        CSIP__BUF_LIT(buf, ";expires=");
        csip__buf_uint(buf, state->expires_s);
    }
    if (state->reason != CSIP_SUBSCRIPTION_REASON_NONE)
        CSIP__BUF_PUT(buf, CSIP_STR(";reason="), csip_str_from(reasons[state->reason]));
    if (state->has_retry_after) {
        CSIP__BUF_LIT(buf, ";retry-after=");
        csip__buf_uint(buf, state->retry_after_s);
    }
    csip__write_crlf(buf);
}
