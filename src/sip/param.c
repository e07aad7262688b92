#include "sip/param.h"

#include "sip/chars.h"

/* The end of a value, which may be quoted; an open quote reaches to the end. */
static const char *value_end(const char *at, const char *end)
{
    if (at < end && *at == '"') {
        const char *after = csip__chars_quoted_end(at, end);
        return after ? after : end;
    }
    while (at < end && *at != ';' && !csip__char_is_lws(*at)) {
        at++;
    }
    return at;
}

bool csip__param_next(csip_str *rest, csip__param *ret_param)
{
    if (rest->len == 0) {
        return false;
    }
    const char *end = rest->ptr + rest->len;
    const char *name = csip__chars_skip_lws(rest->ptr, end);
    const char *at = csip__chars_span(name, end, CSIP__CHAR_TOKEN);
    while (at < end && *at != '=' && *at != ';' && !csip__char_is_lws(*at)) {
        at++;
    }
    *ret_param = (csip__param){.name = csip__str_between(name, at)};
    at = csip__chars_skip_lws(at, end);
    if (at < end && *at == '=') {
        const char *value = csip__chars_skip_lws(at + 1, end);
        at = value_end(value, end);
        ret_param->value = csip__str_between(value, at);
        at = csip__chars_skip_lws(at, end);
    }
    /* Something between a value and the next ';' is read as a name of its own. */
    *rest = at < end && *at == ';' ? csip__str_between(at + 1, end) : csip__str_between(at, end);
    return true;
}

csip_str csip__param_unquote(csip_str value)
{
    if (value.len >= 2 && value.ptr[0] == '"') {
        return (csip_str){value.ptr + 1, value.len - 2};
    }
    return value;
}

bool csip_param_find(csip_str params, csip_str name, csip_str *ret_value)
{
    csip__param param;
    while (csip__param_next(&params, &param)) {
        if (csip_str_equal_nocase(param.name, name)) {
            if (ret_value) {
                *ret_value = csip__param_unquote(param.value);
            }
            return true;
        }
    }
    return false;
}

/* Just behind a strict value at `at`, or NULL. */
static inline const char *strict_value_end(const char *at, const char *end)
{
    if (at < end && *at == '"') {
        return csip__chars_quoted_end(at, end);
    }
    const char *after = csip__chars_span_long(at, end, CSIP__CHAR_VALUE);
    return after > at ? after : NULL;
}

bool csip__params_check(csip_str params, csip_str name, csip_str *ret_value)
{
    const char *end = csip__str_end(params);
    const char *at = params.ptr;
    for (;;) {
        csip_str value = {0};
        at = csip__chars_skip_lws(at, end);
        const char *begin = at;
        at = csip__chars_span(at, end, CSIP__CHAR_TOKEN);
        csip_str found = csip__str_between(begin, at);
        at = csip__chars_skip_lws(at, end);
        if (found.len == 0) {
            return false;
        }
        if (at < end && *at == '=') {
            begin = csip__chars_skip_lws(at + 1, end);
            at = strict_value_end(begin, end);
            if (!at) {
                return false;
            }
            value = csip__str_between(begin, at);
            at = csip__chars_skip_lws(at, end);
        }
        if (csip__str_is_name(found, name)) {
            *ret_value = csip__param_unquote(value);
        }
        if (at == end) {
            return true;
        }
        if (*at++ != ';') {
            return false;
        }
    }
}
