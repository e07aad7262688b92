#include "sip/uri.h"

#include "sip/chars.h"

/* The end of a run of `classes` and %HH escapes; NULL when an escape is broken. */
static const char *span_escaped(const char *at, const char *end, unsigned classes)
{
    for (;;) {
        at = csip__chars_span(at, end, classes);
        if (at == end || *at != '%') {
            return at;
        }
        if (end - at < 3 || csip__char_hex(at[1]) < 0 || csip__char_hex(at[2]) < 0) {
            return NULL;
        }
        at += 3;
    }
}

static const char *port_parse(const char *at, const char *end, uint16_t *ret_port)
{
    unsigned port = 0;
    const char *begin = at;
    for (; at < end && csip__char_is_digit(*at); at++) {
        port = port * 10 + (unsigned)(*at - '0');
        if (port > UINT16_MAX) {
            return NULL;
        }
    }
    *ret_port = (uint16_t)port;
    return at > begin ? at : NULL;
}

/* "[" IPv6address "]": the characters are checked, the address itself is nobody's business here. */
static const char *ipv6_reference_end(const char *at, const char *end)
{
    const char *begin = ++at;
    while (at < end && (csip__char_hex(*at) >= 0 || *at == ':' || *at == '.')) {
        at++;
    }
    return at > begin && at < end && *at == ']' ? at + 1 : NULL;
}

const char *csip__hostport_parse(const char *at, const char *end, csip_str *ret_host,
                                 uint16_t *ret_port)
{
    const char *host = at;
    *ret_port = 0;
    if (at < end && *at == '[') {
        at = ipv6_reference_end(at, end);
    } else {
        at = csip__chars_span(at, end, CSIP__CHAR_HOST);
    }
    if (!at || at == host) {
        return NULL;
    }
    *ret_host = csip__str_between(host, at);
    return at < end && *at == ':' ? port_parse(at + 1, end, ret_port) : at;
}

static bool parse_userinfo(csip_str userinfo, csip_uri *uri)
{
    const char *end = csip__str_end(userinfo);
    const char *at = span_escaped(userinfo.ptr, end, CSIP__CHAR_USER);
    if (!at || at == userinfo.ptr) {
        return false;
    }
    uri->user = csip__str_between(userinfo.ptr, at);
    if (at == end) {
        return true;
    }
    if (*at++ != ':') {
        return false;
    }
    uri->password = csip__str_between(at, end);
    return span_escaped(at, end, CSIP__CHAR_USER) == end;
}

/* [ ";" uri-parameters ] [ "?" headers ] */
static bool parse_tail(const char *at, const char *end, csip_uri *uri)
{
    if (at == end) {
        return true;
    }
    if ((*at != ';' && *at != '?') || span_escaped(at, end, CSIP__CHAR_TAIL) != end) {
        return false;
    }
    csip_str headers;
    csip_str params = csip__str_cut(csip__str_between(at, end), '?', &headers);
    if (params.len > 0) {
        uri->params = csip__str_skip(params, 1);
    }
    uri->headers = headers;
    return true;
}

/* What follows "sip:" or "sips:"; RFC 3261 section 19.1.1. */
static bool parse_sip(csip_str rest, csip_uri *uri)
{
    const char *at = rest.ptr;
    const char *end = at + rest.len;
    size_t user_len = csip__str_find(rest, '@');
    if (user_len < rest.len) {
        if (!parse_userinfo((csip_str){at, user_len}, uri)) {
            return false;
        }
        at += user_len + 1;
    }
    at = csip__hostport_parse(at, end, &uri->host, &uri->port);
    return at && parse_tail(at, end, uri);
}

/* Any other scheme: nothing that could end the URI where it stands. */
static bool check_opaque(csip_str opaque)
{
    for (size_t i = 0; i < opaque.len; i++) {
        char c = opaque.ptr[i];
        if ((uint8_t)c <= ' ' || c == '<' || c == '>' || c == '"' || c == 0x7f) {
            return false;
        }
    }
    return opaque.len > 0;
}

static bool check_scheme(csip_str scheme)
{
    bool is_good = scheme.len > 0 && csip__char_is_alpha(scheme.ptr[0]);
    for (size_t i = 1; i < scheme.len && is_good; i++) {
        char c = scheme.ptr[i];
        is_good =
            csip__char_is_alpha(c) || csip__char_is_digit(c) || c == '+' || c == '-' || c == '.';
    }
    return is_good;
}

bool csip__uri_is_sip(const csip_uri *uri)
{
    csip_str scheme = uri->scheme;
    return (scheme.len == 3 && csip_str_equal_nocase(scheme, CSIP_STR("sip"))) ||
           (scheme.len == 4 && csip_str_equal_nocase(scheme, CSIP_STR("sips")));
}

bool csip__userinfo_is_good(csip_str userinfo)
{
    csip_uri uri = {0};
    return parse_userinfo(userinfo, &uri);
}

csip_error csip__uri_parse_rest(csip_str rest, csip_uri *ret_uri)
{
    csip_uri uri = {0};
    if (!parse_sip(rest, &uri)) {
        return CSIP_ERROR_PARSE;
    }
    *ret_uri = uri;
    return CSIP_OK;
}

csip_error csip_uri_parse(csip_str text, csip_uri *ret_uri)
{
    csip_str rest;
    csip_uri uri = {.text = text};
    uri.scheme = csip__str_cut(text, ':', &rest);
    if (!rest.ptr || !check_scheme(uri.scheme)) {
        return CSIP_ERROR_PARSE;
    }
    bool is_good;
    if (csip__uri_is_sip(&uri)) {
        is_good = parse_sip(rest, &uri);
    } else {
        uri.opaque = rest;
        is_good = check_opaque(rest);
    }
    if (!is_good) {
        return CSIP_ERROR_PARSE;
    }
    *ret_uri = uri;
    return CSIP_OK;
}
