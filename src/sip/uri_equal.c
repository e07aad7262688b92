#include "sip/chars.h"
#include "sip/param.h"
#include "sip/uri.h"

/* One character of an escaped string: an escaped reserved character is not the same as a bare one,
   any other is (RFC 3261 section 19.1.4). */
static int next_char(csip_str *s)
{
    char c = s->ptr[0];
    if (c != '%' || s->len < 3) {
        *s = csip__str_skip(*s, 1);
        return (uint8_t)c;
    }
    int octet = csip__char_hex(s->ptr[1]) << 4 | csip__char_hex(s->ptr[2]);
    *s = csip__str_skip(*s, 3);
    return csip__char_is((char)octet, CSIP__CHAR_UNRESERVED) ? octet : octet | 0x100;
}

static bool equal_escaped(csip_str a, csip_str b, bool is_nocase)
{
    while (a.len > 0 && b.len > 0) {
        int x = next_char(&a);
        int y = next_char(&b);
        if (is_nocase && x < 0x80 && y < 0x80) {
            x = csip__char_lower((char)x);
            y = csip__char_lower((char)y);
        }
        if (x != y) {
            return false;
        }
    }
    return a.len == b.len;
}

/* Parameters that match only when both URIs have them. */
static bool is_significant(csip_str name)
{
    static const csip_str names[] = {
        {"user", 4}, {"ttl", 3}, {"method", 6}, {"maddr", 5}, {"transport", 9},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (csip_str_equal_nocase(name, names[i])) {
            return true;
        }
    }
    return false;
}

static bool find_param(csip_str params, csip_str name, csip_str *ret_value)
{
    csip__param param;
    while (csip__param_next(&params, &param)) {
        if (equal_escaped(param.name, name, true)) {
            *ret_value = param.value;
            return true;
        }
    }
    return false;
}

/* Each parameter of `a` against those of `b`. */
static bool params_match(csip_str a, csip_str b)
{
    csip__param param;
    while (csip__param_next(&a, &param)) {
        csip_str other;
        if (find_param(b, param.name, &other)) {
            if (!equal_escaped(param.value, other, true)) {
                return false;
            }
        } else if (is_significant(param.name)) {
            return false;
        }
    }
    return true;
}

static bool params_equal(csip_str a, csip_str b)
{
    return csip_str_equal(a, b) || (params_match(a, b) && params_match(b, a));
}

/* How often `header` (name=value) stands in a list separated by '&'. */
static size_t count_header(csip_str headers, csip_str header)
{
    csip_str value;
    csip_str name = csip__str_cut(header, '=', &value);
    size_t count = 0;
    while (headers.len > 0) {
        csip_str other_value;
        csip_str other = csip__str_cut(headers, '&', &headers);
        csip_str other_name = csip__str_cut(other, '=', &other_value);
        count += equal_escaped(name, other_name, true) && equal_escaped(value, other_value, false);
    }
    return count;
}

static bool headers_match(csip_str a, csip_str b)
{
    csip_str rest = a;
    while (rest.len > 0) {
        csip_str header = csip__str_cut(rest, '&', &rest);
        if (count_header(a, header) != count_header(b, header)) {
            return false;
        }
    }
    return true;
}

bool csip_uri_equal(const csip_uri *a, const csip_uri *b)
{
    if (!csip_str_equal_nocase(a->scheme, b->scheme)) {
        return false;
    }
    if (!csip__uri_is_sip(a)) {
        return csip_str_equal(a->opaque, b->opaque);
    }
    return a->port == b->port && csip_str_equal_nocase(a->host, b->host) &&
           (a->user.len > 0) == (b->user.len > 0) && equal_escaped(a->user, b->user, false) &&
           equal_escaped(a->password, b->password, false) && params_equal(a->params, b->params) &&
           headers_match(a->headers, b->headers) && headers_match(b->headers, a->headers);
}
