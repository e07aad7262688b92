#include "sip/chars.h"
#include "sip/param.h"
#include "sip/uri.h"

/* token, then white space; NULL when there is no token. */
static const char *parse_token(const char *at, const char *end, csip_str *ret_token)
{
    const char *begin = at;
    at = csip__chars_span(at, end, CSIP__CHAR_TOKEN);
    *ret_token = csip__str_between(begin, at);
    return at > begin ? csip__chars_skip_lws(at, end) : NULL;
}

static const char *parse_slash(const char *at, const char *end)
{
    return at && at < end && *at == '/' ? csip__chars_skip_lws(at + 1, end) : NULL;
}

/* sent-protocol: "SIP" SLASH "2.0" SLASH transport LWS */
static const char *parse_protocol(const char *at, const char *end, csip_str *ret_transport)
{
    /* How everybody writes it. */
    if (end - at > 8 && memcmp(at, "SIP/2.0/", 8) == 0 && csip__char_is(at[8], CSIP__CHAR_TOKEN)) {
        return parse_token(at + 8, end, ret_transport);
    }
    csip_str name;
    csip_str version;
    at = parse_slash(parse_token(at, end, &name), end);
    if (!at || !csip__str_is_name(name, CSIP_STR("SIP"))) {
        return NULL;
    }
    at = parse_slash(parse_token(at, end, &version), end);
    if (!at || !csip_str_equal(version, CSIP_STR("2.0"))) {
        return NULL;
    }
    return parse_token(at, end, ret_transport);
}

/* sent-by: host [ COLON port ], with white space about the colon */
static const char *parse_sent_by(const char *at, const char *end, csip_via *via)
{
    at = csip__hostport_parse(at, end, &via->host, &via->port);
    if (!at || via->port > 0) {
        return at;
    }
    at = csip__chars_skip_lws(at, end);
    if (at == end || *at != ':') {
        return at;
    }
    const char *digits = csip__chars_skip_lws(at + 1, end);
    const char *after = digits;
    uint64_t port;
    while (after < end && csip__char_is_digit(*after)) {
        after++;
    }
    if (!csip__str_to_uint(csip__str_between(digits, after), UINT16_MAX, &port)) {
        return NULL;
    }
    via->port = (uint16_t)port;
    return after;
}

csip_error csip_via_parse(csip_str text, csip_via *ret_via)
{
    csip_via via = {0};
    text = csip__str_trim(text);
    const char *end = csip__str_end(text);
    const char *at = parse_protocol(text.ptr, end, &via.transport);
    if (at) {
        at = parse_sent_by(at, end, &via);
    }
    if (!at) {
        return CSIP_ERROR_PARSE;
    }
    at = csip__chars_skip_lws(at, end);
    if (at < end) {
        if (*at != ';') {
            return CSIP_ERROR_PARSE;
        }
        via.params = csip__str_between(at + 1, end);
        if (!csip__params_check(via.params, CSIP_STR("branch"), &via.branch)) {
            return CSIP_ERROR_PARSE;
        }
    }
    *ret_via = via;
    return CSIP_OK;
}
