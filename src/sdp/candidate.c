#include "sdp/candidate.h"

#include "base/str.h"
#include "sdp/sdp.h"

bool csip__candidate_parse(csip_str text, csip__candidate *ret_candidate)
{
    csip__candidate candidate = {0};
    uint64_t component, priority, port;
    if (!csip_str_equal(csip__sdp_word_take(&text, ':'), CSIP_STR("candidate")))
        return false;
    csip_str foundation = csip__sdp_word_take(&text, ' ');
    if (!csip__str_to_uint(csip__sdp_word_take(&text, ' '), 255, &component))
        return false;
    candidate.is_udp = csip_str_equal_nocase(csip__sdp_word_take(&text, ' '), CSIP_STR("udp"));
    if (!csip__str_to_uint(csip__sdp_word_take(&text, ' '), UINT32_MAX, &priority))
        return false;
    candidate.address = csip__sdp_word_take(&text, ' ');
    if (!csip__str_to_uint(csip__sdp_word_take(&text, ' '), UINT16_MAX, &port))
        return false;
    if (!csip_str_equal(csip__sdp_word_take(&text, ' '), CSIP_STR("typ")))
        return false;
    candidate.type = csip__sdp_word_take(&text, ' ');
    if (foundation.len == 0 || candidate.address.len == 0 || candidate.type.len == 0)
        return false;
    candidate.component = (uint8_t)component;
    candidate.port = (uint16_t)port;
    *ret_candidate = candidate;
    return true;
}

static bool is_ipv6(csip_str address)
{
    return memchr(address.ptr, ':', address.len) != NULL;
}

/* A name (mDNS, RFC 8839 section 5.1) cannot stand in c=: nobody but ICE would resolve it. */
static bool is_ipv4(csip_str address)
{
    for (size_t i = 0; i < address.len; i++) {
        char c = address.ptr[i];
        if (c != '.' && (c < '0' || c > '9'))
            return false;
    }
    return true;
}

csip__candidate csip__candidate_default(const csip_str *candidates, size_t count)
{
    csip__candidate found = {
        .is_udp = true, .component = 1, .port = 9, .address = CSIP_STR("0.0.0.0")};
    bool has_ipv6 = false;
    for (size_t i = 0; i < count; i++) {
        csip__candidate candidate;
        if (!csip__candidate_parse(candidates[i], &candidate) || !candidate.is_udp ||
            candidate.component != 1 || !csip_str_equal(candidate.type, CSIP_STR("host")))
            continue;
        if (is_ipv4(candidate.address))
            return candidate;
        if (!has_ipv6 && is_ipv6(candidate.address)) {
            found = candidate;
            has_ipv6 = true;
        }
    }
    return found;
}
