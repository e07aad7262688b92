#include "subscription/event_package.h"

#include "sip/chars.h"
#include "sip/param.h"

bool csip__event_package_parse(csip_str value, csip__event_package *ret_package)
{
    csip_str params;
    csip__event_package package = {.name = csip__str_trim(csip__str_cut(value, ';', &params))};
    if (!csip__str_is_token(package.name))
        return false;
    csip_param_find(params, CSIP_STR("id"), &package.id);
    if (package.id.ptr && !csip__str_is_token(package.id))
        return false;
    *ret_package = package;
    return true;
}

bool csip__event_package_is_same(const csip__event_package *a, const csip__event_package *b)
{
    /* RFC 6665 8.2.1: both are compared byte by byte; without an id matches without an id only. */
    return csip_str_equal(a->name, b->name) && csip_str_equal(a->id, b->id);
}
