#include "base/str.h"

bool csip_str_equal_nocase(csip_str a, csip_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (a.ptr[i] != b.ptr[i] && csip__char_lower(a.ptr[i]) != csip__char_lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

int csip__char_hex(char c)
{
    if (csip__char_is_digit(c)) {
        return c - '0';
    }
    c = csip__char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

csip_str csip__str_trim_left(csip_str s)
{
    while (s.len > 0 && csip__char_is_lws(s.ptr[0])) {
        s = csip__str_skip(s, 1);
    }
    return s;
}

csip_str csip__str_trim(csip_str s)
{
    s = csip__str_trim_left(s);
    while (s.len > 0 && csip__char_is_lws(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool csip__str_starts_with(csip_str s, csip_str prefix)
{
    return s.len >= prefix.len && csip_str_equal((csip_str){s.ptr, prefix.len}, prefix);
}

bool csip__str_starts_with_nocase(csip_str s, csip_str prefix)
{
    return s.len >= prefix.len && csip_str_equal_nocase((csip_str){s.ptr, prefix.len}, prefix);
}

size_t csip__str_find(csip_str s, char c)
{
    const char *found = s.len > 0 ? memchr(s.ptr, c, s.len) : NULL;
    return found ? (size_t)(found - s.ptr) : s.len;
}

csip_str csip__str_cut(csip_str s, char separator, csip_str *ret_rest)
{
    size_t at = csip__str_find(s, separator);
    *ret_rest = at < s.len ? csip__str_skip(s, at + 1) : (csip_str){0};
    return (csip_str){s.ptr, at};
}

bool csip__str_to_uint(csip_str s, uint64_t max, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (s.len == 0) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!csip__char_is_digit(s.ptr[i])) {
            return false;
        }
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (digit > max || value > (max - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *ret_value = value;
    return true;
}

int csip__str_compare(csip_str a, csip_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.ptr, b.ptr, common) : 0;
    if (order != 0) {
        return order;
    }
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}
