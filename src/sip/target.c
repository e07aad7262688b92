#include "sip/target.h"

#include "sip/chars.h"
#include "sip/uri.h"
#include "sip/write.h"

static csip_error wrong(const char *part, const char **ret_wrong)
{
    *ret_wrong = part;
    return CSIP_ERROR_ARGUMENT;
}

/* The scheme of a text that begins with "sip:" or "sips:", in lower case; else absent. */
static csip_str cut_scheme(csip_str text, csip_str *ret_rest)
{
    static const csip_str schemes[] = {{"sip", 3}, {"sips", 4}};
    csip_str rest;
    csip_str scheme = csip__str_cut(text, ':', &rest);
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (rest.ptr && csip_str_equal_nocase(scheme, schemes[i])) {
            *ret_rest = rest;
            return schemes[i];
        }
    }
    *ret_rest = text;
    return (csip_str){0};
}

/* Index of the last '@', or s.len: a user that was not escaped may hold some of its own. */
static size_t find_last_at(csip_str s)
{
    size_t i = s.len;
    while (i > 0) {
        if (s.ptr[--i] == '@') {
            return i;
        }
    }
    return s.len;
}

/* host[:port][;parameters][?headers], the host in lower case. */
static csip_error write_host(csip__buf *buf, csip_str host, const char **ret_wrong)
{
    csip_str text = host;
    uint16_t port;
    const char *end = csip__str_end(host);
    const char *after = csip__hostport_parse(text.ptr, end, &host, &port);
    if (!after || (after < end && *after != ';' && *after != '?')) {
        return wrong("host", ret_wrong);
    }
    csip_uri uri;
    if (csip__str_find(text, '@') < text.len || csip__uri_parse_rest(text, &uri) != CSIP_OK) {
        return wrong("parameters", ret_wrong);
    }
    for (size_t i = 0; i < host.len; i++) {
        csip__buf_char(buf, csip__char_lower(host.ptr[i]));
    }
    csip__buf_put(buf, csip__str_end(host), (size_t)(end - host.ptr) - host.len);
    return buf->error;
}

csip_error csip__uri_normalize(csip__buf *buf, csip_str text, const char **ret_wrong)
{
    csip_str rest;
    csip_str user;
    csip_str scheme = cut_scheme(csip__str_trim(text), &rest);
    size_t at = csip__str_find(rest, '@');
    bool has_user = at < rest.len;
    user = (csip_str){rest.ptr, has_user ? at : 0};
    /* Without a scheme "mailto:bob@host" would read as a user with a password. */
    if (!scheme.ptr && csip__str_find(user, ':') < user.len) {
        return wrong("scheme", ret_wrong);
    }
    csip_str host = has_user ? csip__str_skip(rest, at + 1) : rest;
    if (has_user && !csip__userinfo_is_good(user)) {
        return wrong("user", ret_wrong);
    }
    csip__buf_str(buf, scheme.ptr ? scheme : CSIP_STR("sip"));
    csip__buf_char(buf, ':');
    if (has_user) {
        csip_str password;
        csip__write_user(buf, csip__str_cut(user, ':', &password));
        if (password.ptr) {
            csip__buf_char(buf, ':');
            csip__buf_str(buf, password);
        }
        csip__buf_char(buf, '@');
    }
    return write_host(buf, host, ret_wrong);
}

static bool is_separator(char c)
{
    return c == '-' || c == '.' || c == '(' || c == ')' || c == ' ';
}

/* Digits and visual separators, with at most a '+' before the first digit. */
static bool is_phone_number(csip_str user)
{
    size_t digits = 0;
    size_t pluses = 0;
    for (size_t i = 0; i < user.len; i++) {
        char c = user.ptr[i];
        if (csip__char_is_digit(c)) {
            digits++;
        } else if (c == '+' && digits == 0 && pluses == 0) {
            pluses++;
        } else if (!is_separator(c)) {
            return false;
        }
    }
    return digits > 0;
}

static void write_target_user(csip__buf *buf, csip_str user)
{
    if (!is_phone_number(user)) {
        csip__write_user(buf, user);
        return;
    }
    for (size_t i = 0; i < user.len; i++) {
        if (!is_separator(user.ptr[i])) {
            csip__buf_char(buf, user.ptr[i]);
        }
    }
}

csip_error csip__target_normalize(csip__buf *buf, csip_str target, csip_str domain,
                                  const char **ret_wrong)
{
    csip_str rest;
    csip_str scheme = cut_scheme(csip__str_trim(target), &rest);
    if (!scheme.ptr && csip__str_starts_with_nocase(rest, CSIP_STR("tel:"))) {
        rest = csip__str_skip(rest, 4);
    }
    size_t at = find_last_at(rest);
    bool has_at = at < rest.len;
    csip_str user = {rest.ptr, scheme.ptr && !has_at ? 0 : at};
    csip_str host = has_at ? csip__str_skip(rest, at + 1) : scheme.ptr ? rest : domain;
    bool has_user = user.len > 0;
    if (!scheme.ptr && csip__str_find(user, ':') < user.len) {
        return wrong("scheme", ret_wrong);
    }
    if (!has_user && (has_at || !scheme.ptr)) {
        return wrong("user", ret_wrong);
    }
    csip__buf_str(buf, scheme.ptr ? scheme : CSIP_STR("sip"));
    csip__buf_char(buf, ':');
    if (has_user) {
        write_target_user(buf, user);
        csip__buf_char(buf, '@');
    }
    return write_host(buf, host, ret_wrong);
}
