#include "sip/chars.h"
#include "sip/param.h"

/* A display name without quotes.  RFC 3261 allows tokens and white space only; other characters
   pass as long as they cannot be taken for something else. */
static const char *bare_name_end(const char *at, const char *end)
{
    while (at < end && *at != '<' && *at != ':' && *at != ',' && *at != ';' && *at != '"' &&
           *at != '>') {
        at++;
    }
    return at < end && *at == '<' ? at : NULL;
}

/* Up to the '<', or NULL when this is an addr-spec; `ret_is_bad` tells of an open quote. */
static const char *parse_display_name(csip_str text, csip_str *ret_name, bool *ret_is_bad)
{
    const char *end = csip__str_end(text);
    const char *angle;
    const char *name_end;
    *ret_is_bad = false;
    if (text.ptr[0] == '"') {
        name_end = csip__chars_quoted_end(text.ptr, end);
        angle = name_end ? csip__chars_skip_lws(name_end, end) : end;
        *ret_is_bad = angle == end || *angle != '<';
    } else {
        name_end = angle = bare_name_end(text.ptr, end);
    }
    if (*ret_is_bad || !angle) {
        return NULL;
    }
    if (name_end > text.ptr) {
        *ret_name = csip__str_trim(csip__str_between(text.ptr, name_end));
    }
    return angle;
}

/* SEMI and parameters behind the address, or nothing. */
static bool parse_params(csip_str rest, csip_name_addr *addr)
{
    rest = csip__str_trim_left(rest);
    if (rest.len == 0) {
        return true;
    }
    if (rest.ptr[0] != ';') {
        return false;
    }
    addr->params = csip__str_skip(rest, 1);
    return csip__params_check(addr->params, CSIP_STR("tag"), &addr->tag);
}

/* RFC 3261 section 20.10: without <>, what follows ';' are header parameters, and ',' and '?' may
   not stand in the URI. */
static bool parse_addr_spec(csip_str text, csip_name_addr *addr)
{
    csip_str params;
    csip_str uri = csip__str_trim(csip__str_cut(text, ';', &params));
    if (memchr(uri.ptr, '?', uri.len) || memchr(uri.ptr, ',', uri.len) ||
        csip_uri_parse(uri, &addr->uri) != CSIP_OK) {
        return false;
    }
    if (!params.ptr) {
        return true;
    }
    addr->params = params;
    return csip__params_check(params, CSIP_STR("tag"), &addr->tag);
}

csip_error csip_name_addr_parse(csip_str text, csip_name_addr *ret_name_addr)
{
    csip_name_addr addr = {0};
    bool is_bad;
    text = csip__str_trim(text);
    if (text.len == 0) {
        return CSIP_ERROR_PARSE;
    }
    if (text.ptr[0] == '*' && text.len == 1) {
        *ret_name_addr = (csip_name_addr){.is_star = true};
        return CSIP_OK;
    }
    const char *angle = parse_display_name(text, &addr.display_name, &is_bad);
    if (is_bad) {
        return CSIP_ERROR_PARSE;
    }
    if (!angle) {
        is_bad = !parse_addr_spec(text, &addr);
    } else {
        csip_str rest;
        csip_str uri = csip__str_cut(csip__str_between(angle + 1, csip__str_end(text)), '>', &rest);
        is_bad =
            !rest.ptr || csip_uri_parse(uri, &addr.uri) != CSIP_OK || !parse_params(rest, &addr);
    }
    if (is_bad) {
        return CSIP_ERROR_PARSE;
    }
    *ret_name_addr = addr;
    return CSIP_OK;
}
