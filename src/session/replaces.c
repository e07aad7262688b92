#include "session/session.h"

#include "base/str.h"
#include "sip/param.h"

/* INVITE with Replaces (RFC 3891): a new session takes the place of one that there is. */

bool csip__replaces_parse(csip_str value, csip__replaces *ret_replaces)
{
    csip_str params, flag;
    csip__replaces it = {.call_id = csip__str_trim(csip__str_cut(value, ';', &params))};
    params = csip__str_trim(params);
    if (it.call_id.len == 0 || !csip__params_check(params, CSIP_STR("to-tag"), &it.to_tag) ||
        !csip__params_check(params, CSIP_STR("from-tag"), &it.from_tag))
        return false;
    it.is_early_only = csip_param_find(params, CSIP_STR("early-only"), &flag);
    *ret_replaces = it;
    return it.to_tag.len > 0 && it.from_tag.len > 0;
}
