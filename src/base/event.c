#include <csip/event.h>

_Static_assert(CSIP_EVENT_COUNT < 64, "an interest mask has a bit for each kind");

const char *csip_event_name(csip_event_kind kind)
{
    static const char *const names[CSIP_EVENT_COUNT] = {
#define CSIP_EVENT_NAME(kind, name) [CSIP_EVENT_##kind] = name,
        CSIP_EVENT_MAP(CSIP_EVENT_NAME)
#undef CSIP_EVENT_NAME
    };
    return (unsigned)kind < CSIP_EVENT_COUNT ? names[kind] : "unknown";
}

const char *csip_cause_text(csip_cause cause)
{
    static const char *const texts[] = {
#define CSIP_CAUSE_TEXT(name, text) [CSIP_CAUSE_##name] = text,
        CSIP_CAUSE_MAP(CSIP_CAUSE_TEXT)
#undef CSIP_CAUSE_TEXT
    };
    return (unsigned)cause < sizeof(texts) / sizeof(texts[0]) ? texts[cause] : "unknown";
}

csip_cause csip_cause_from_status(uint16_t status)
{
    static const struct {
        uint16_t status;
        csip_cause cause;
    } causes[] = {
        {300, CSIP_CAUSE_REDIRECTED},
        {301, CSIP_CAUSE_REDIRECTED},
        {302, CSIP_CAUSE_REDIRECTED},
        {305, CSIP_CAUSE_REDIRECTED},
        {380, CSIP_CAUSE_REDIRECTED},
        {401, CSIP_CAUSE_AUTHENTICATION_ERROR},
        {403, CSIP_CAUSE_REJECTED},
        {404, CSIP_CAUSE_NOT_FOUND},
        {407, CSIP_CAUSE_AUTHENTICATION_ERROR},
        {408, CSIP_CAUSE_UNAVAILABLE},
        {410, CSIP_CAUSE_UNAVAILABLE},
        {424, CSIP_CAUSE_ADDRESS_INCOMPLETE},
        {430, CSIP_CAUSE_UNAVAILABLE},
        {480, CSIP_CAUSE_UNAVAILABLE},
        {484, CSIP_CAUSE_ADDRESS_INCOMPLETE},
        {486, CSIP_CAUSE_BUSY},
        {488, CSIP_CAUSE_INCOMPATIBLE_SDP},
        {600, CSIP_CAUSE_BUSY},
        {603, CSIP_CAUSE_REJECTED},
        {604, CSIP_CAUSE_NOT_FOUND},
        {606, CSIP_CAUSE_INCOMPATIBLE_SDP},
    };
    for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
        if (causes[i].status == status)
            return causes[i].cause;
    }
    return CSIP_CAUSE_SIP_FAILURE_CODE;
}
