#include "sip/uri.h"

#include "sip/chars.h"

/* The end of a run of `classes` and %HH escapes; NULL when an escape is broken. */
static inline const char *span_escaped(const char *at, const char *end, unsigned classes)
{
    for (;;) {
        at = csip__chars_span_long(at, end, classes);
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

/* What follows a host's characters: no more, or a port. */
static inline const char *parse_host_rest(const char *host, const char *at, const char *end,
                                          csip_str *ret_host, uint16_t *ret_port)
{
    if (!at || at == host) {
        return NULL;
    }
    *ret_host = csip__str_between(host, at);
    return at < end && *at == ':' ? port_parse(at + 1, end, ret_port) : at;
}

static inline const char *parse_hostport(const char *at, const char *end, csip_str *ret_host,
                                         uint16_t *ret_port)
{
    bool is_ipv6 = at < end && *at == '[';
    const char *host_end =
        is_ipv6 ? ipv6_reference_end(at, end) : csip__chars_span_long(at, end, CSIP__CHAR_HOST);
    *ret_port = 0;
    return parse_host_rest(at, host_end, end, ret_host, ret_port);
}

const char *csip__hostport_parse(const char *at, const char *end, csip_str *ret_host,
                                 uint16_t *ret_port)
{
    return parse_hostport(at, end, ret_host, ret_port);
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

/* [ ";" uri-parameters ] [ "?" headers ], as far as they reach */
static inline const char *parse_tail(const char *at, const char *end, csip_uri *uri)
{
    if (at < end && *at == ';') {
        const char *params = at + 1;
        at = span_escaped(params, end, CSIP__CHAR_PARAMS);
        uri->params = csip__str_between(params, at ? at : params);
    }
    if (at && at < end && *at == '?') {
        const char *headers = at + 1;
        at = span_escaped(headers, end, CSIP__CHAR_HEADERS);
        uri->headers = csip__str_between(headers, at ? at : headers);
    }
    return at;
}

/* Host and what follows it. */
static inline const char *parse_host(const char *at, const char *end, csip_uri *uri)
{
    at = parse_hostport(at, end, &uri->host, &uri->port);
    return at ? parse_tail(at, end, uri) : NULL;
}

/* The way when there is a user that does not look like a host: all before the '@'. */
static const char *parse_user(const char *at, const char *end, csip_uri *uri)
{
    const char *separator = csip__scan_either(at, end, '@', '>');
    uri->host = uri->params = uri->headers = (csip_str){0};
    if (separator == end || *separator != '@' ||
        !parse_userinfo(csip__str_between(at, separator), uri)) {
        return NULL;
    }
    return parse_host(separator + 1, end, uri);
}

/* What follows "sip:" or "sips:"; RFC 3261 section 19.1.1. */
static inline const char *parse_sip(const char *at, const char *end, csip_uri *uri)
{
    /* A plain user looks like a host until its '@', which is in nothing that follows a host. */
    const char *stop = csip__chars_span(at, end, CSIP__CHAR_HOST);
    if (stop < end && stop > at && *stop == '@') {
        uri->user = csip__str_between(at, stop);
        return parse_host(stop + 1, end, uri);
    }
    if (stop < end && *stop == '[') {
        stop = parse_host(at, end, uri);
    } else {
        stop = parse_host_rest(at, stop, end, &uri->host, &uri->port);
        stop = stop ? parse_tail(stop, end, uri) : NULL;
    }
    return stop && (stop == end || *stop == '>') ? stop : parse_user(at, end, uri);
}

/* Any other scheme: up to what could end the URI where it stands. */
static const char *opaque_end(const char *at, const char *end)
{
    while (at < end && (uint8_t)*at > ' ' && *at != '<' && *at != '>' && *at != '"' &&
           *at != 0x7f) {
        at++;
    }
    return at;
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
    return csip__str_is_name(uri->scheme, CSIP_STR("sip")) ||
           csip__str_is_name(uri->scheme, CSIP_STR("sips"));
}

bool csip__userinfo_is_good(csip_str userinfo)
{
    csip_uri uri = {0};
    return parse_userinfo(userinfo, &uri);
}

csip_error csip__uri_parse_rest(csip_str rest, csip_uri *ret_uri)
{
    csip_uri uri = {0};
    const char *end = csip__str_end(rest);
    if (parse_sip(rest.ptr, end, &uri) != end) {
        return CSIP_ERROR_PARSE;
    }
    *ret_uri = uri;
    return CSIP_OK;
}

/* Just behind "sip:" or "sips:", any case; NULL for any other scheme. */
static inline const char *sip_scheme_end(const char *at, const char *end)
{
    if (end - at > 4 && csip__str_is_name((csip_str){at, 4}, CSIP_STR("sip:"))) {
        return at + 4;
    }
    if (end - at > 5 && csip__str_is_name((csip_str){at, 5}, CSIP_STR("sips:"))) {
        return at + 5;
    }
    return NULL;
}

static const char *parse_opaque(const char *at, const char *end, csip_uri *uri)
{
    uri->scheme = csip__str_cut(csip__str_between(at, end), ':', &uri->opaque);
    if (!uri->opaque.ptr || csip__uri_is_sip(uri) || !check_scheme(uri->scheme)) {
        return NULL;
    }
    const char *opaque = uri->opaque.ptr;
    at = opaque_end(opaque, end);
    uri->opaque = csip__str_between(opaque, at);
    return at > opaque ? at : NULL;
}

const char *csip__uri_read(const char *at, const char *end, csip_uri *uri)
{
    const char *rest = sip_scheme_end(at, end);
    const csip_str absent = {0};
    uri->user = uri->password = uri->host = uri->params = uri->headers = uri->opaque = absent;
    uri->port = 0;
    uri->scheme = csip__str_between(at, rest ? rest - 1 : at);
    const char *stop = rest ? parse_sip(rest, end, uri) : parse_opaque(at, end, uri);
    uri->text = csip__str_between(at, stop ? stop : at);
    return stop;
}

csip_error csip_uri_parse(csip_str text, csip_uri *ret_uri)
{
    csip_uri uri;
    const char *end = csip__str_end(text);
    if (text.len == 0 || csip__uri_read(text.ptr, end, &uri) != end) {
        return CSIP_ERROR_PARSE;
    }
    *ret_uri = uri;
    return CSIP_OK;
}
