#include "sip/chars.h"
#include "sip/param.h"
#include "sip/uri.h"

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

/* RFC 3261 section 20.10: without <>, what follows ';' are header parameters, and ',' and '?' may
   not stand in the URI. */
static bool parse_addr_spec(csip_str text, csip_name_addr *addr)
{
    csip_str params;
    csip_str uri = csip__str_trim(csip__str_cut(text, ';', &params));
    if (memchr(uri.ptr, '?', uri.len) || memchr(uri.ptr, ',', uri.len) ||
        csip__uri_read(uri.ptr, csip__str_end(uri), &addr->uri) != csip__str_end(uri)) {
        return false;
    }
    if (!params.ptr) {
        return true;
    }
    addr->params = params;
    return csip__params_check(params, CSIP_STR("tag"), &addr->tag);
}

/* "<" URI ">" and header parameters. */
static inline bool parse_angles(const char *at, const char *end, csip_name_addr *addr)
{
    const char *close = csip__uri_read(at + 1, end, &addr->uri);
    if (!close || close == end || *close != '>') {
        return false;
    }
    at = csip__chars_skip_lws(close + 1, end);
    if (at == end) {
        return true;
    }
    addr->params = csip__str_between(at + 1, end);
    return *at == ';' && csip__params_check(addr->params, CSIP_STR("tag"), &addr->tag);
}

/* `text` is neither empty nor surrounded by white space.  False leaves `addr` half read. */
static inline bool parse_parts(csip_str text, csip_name_addr *addr)
{
    const char *end = csip__str_end(text);
    const char *angle = text.ptr;
    if (*angle == '"') {
        angle = csip__chars_quoted_end(angle, end);
        if (!angle) {
            return false;
        }
        addr->display_name = csip__str_between(text.ptr, angle);
        angle = csip__chars_skip_lws(angle, end);
        return angle < end && *angle == '<' && parse_angles(angle, end, addr);
    }
    if (*angle != '<') {
        angle = bare_name_end(angle, end);
        if (!angle) {
            return parse_addr_spec(text, addr);
        }
        addr->display_name = csip__str_trim(csip__str_between(text.ptr, angle));
    }
    return parse_angles(angle, end, addr);
}

bool csip__name_addr_read(csip_str text, csip_name_addr *addr)
{
    addr->display_name = addr->params = addr->tag = (csip_str){0};
    addr->is_star = false;
    if (text.len > 1 && parse_parts(text, addr)) {
        return true;
    }
    *addr = (csip_name_addr){.is_star = csip_str_equal(text, CSIP_STR("*"))};
    return addr->is_star;
}

csip_error csip_name_addr_parse(csip_str text, csip_name_addr *ret_name_addr)
{
    csip_name_addr addr;
    if (!csip__name_addr_read(csip__str_trim(text), &addr)) {
        return CSIP_ERROR_PARSE;
    }
    *ret_name_addr = addr;
    return CSIP_OK;
}
