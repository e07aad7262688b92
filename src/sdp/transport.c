#include "sdp/state.h"

csip_error csip__jsep_refuse(csip__jsep *jsep, csip_error error, const char *rule)
{
    jsep->problem = (csip__sdp_problem){0, rule};
    return error;
}

bool csip__transport_is_associated(const csip__jsep *jsep, const csip__section *section)
{
    return jsep->is_settled &&
           csip_str_equal_nocase(section->fingerprint, jsep->settled.fingerprint);
}

/*
 * RFC 8842 section 5.3: actpass leaves the choice to the answerer, which is active unless the DTLS
 * association stands already.  RFC 4145 section 4: absent, an offer is active, an answer passive.
 */
static bool choose_setup(const csip__jsep *jsep, const csip__section *section, bool is_offer,
                         csip__setup *ret_setup)
{
    switch (section->setup) {
    case CSIP__SECTION_SETUP_ABSENT:
        *ret_setup = is_offer ? CSIP__SETUP_PASSIVE : CSIP__SETUP_ACTIVE;
        return true;
    case CSIP__SECTION_SETUP_ACTIVE: *ret_setup = CSIP__SETUP_PASSIVE; return true;
    case CSIP__SECTION_SETUP_PASSIVE: *ret_setup = CSIP__SETUP_ACTIVE; return true;
    case CSIP__SECTION_SETUP_ACTPASS:
        *ret_setup =
            csip__transport_is_associated(jsep, section) ? jsep->settled.setup : CSIP__SETUP_ACTIVE;
        return is_offer;
    case CSIP__SECTION_SETUP_HOLDCONN: break;
    }
    return false;
}

csip_error csip__transport_read(csip__jsep *jsep, const csip__section *section, bool is_offer,
                                csip__jsep_remote *ret_remote)
{
    csip__jsep_remote remote = {
        .ice_ufrag = section->ice_ufrag,
        .ice_pwd = section->ice_pwd,
        .fingerprint = section->fingerprint,
        /* RFC 8445 section 6.1.1: towards a lite agent a full one always controls. */
        .is_ice_controlling = jsep->is_controlling || section->is_ice_lite,
    };
    if (remote.ice_ufrag.len == 0 || remote.ice_pwd.len == 0)
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE, "no ICE credentials");
    if (remote.fingerprint.len == 0)
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE, "no DTLS fingerprint");
    if (!choose_setup(jsep, section, is_offer, &remote.setup))
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE, "no usable a=setup");
    *ret_remote = remote;
    return CSIP_OK;
}

void csip__transport_set(csip__jsep *jsep, const csip__section *section,
                         const csip__jsep_remote *remote)
{
    csip__sdp_attribute attribute;
    csip_str rest = section->media.body;
    size_t count = 0;
    while (count < CSIP__JSEP_CANDIDATES_MAX && csip__sdp_attribute_take(&rest, &attribute)) {
        if (csip_str_equal(attribute.name, CSIP_STR("candidate")) && attribute.value.len > 0)
            jsep->candidates[count++] =
                (csip_str){attribute.name.ptr, attribute.name.len + 1 + attribute.value.len};
    }
    jsep->transport = *remote;
    jsep->transport.candidates = jsep->candidates;
    jsep->transport.candidate_count = count;
    jsep->has_remote = true;
}
