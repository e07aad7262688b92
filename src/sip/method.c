#include <csip/message.h>

#include "base/str.h"

static const csip_str names[CSIP_METHOD_COUNT] = {
#define METHOD_NAME(name) [CSIP_METHOD_##name] = {#name, sizeof #name - 1},
    CSIP_METHOD_MAP(METHOD_NAME)
#undef METHOD_NAME
};

csip_str csip_method_name(csip_method method)
{
    if (method <= CSIP_METHOD_OTHER || method >= CSIP_METHOD_COUNT) {
        return CSIP_STR("");
    }
    return names[method];
}

csip_method csip_method_from(csip_str name)
{
    for (int i = CSIP_METHOD_OTHER + 1; i < CSIP_METHOD_COUNT; i++) {
        if (csip__str_is(names[i], name)) {
            return (csip_method)i;
        }
    }
    return CSIP_METHOD_OTHER;
}
