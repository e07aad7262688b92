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

bool csip__str_starts_with(csip_str s, csip_str prefix)
{
    return s.len >= prefix.len && csip_str_equal((csip_str){s.ptr, prefix.len}, prefix);
}

bool csip__str_starts_with_nocase(csip_str s, csip_str prefix)
{
    return s.len >= prefix.len && csip_str_equal_nocase((csip_str){s.ptr, prefix.len}, prefix);
}

bool csip__str_to_uint(csip_str s, uint64_t max, uint64_t *ret_value)
{
    const uint64_t tenth = max / 10;
    uint64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint64_t digit = (uint64_t)(uint8_t)s.ptr[i] - '0';
        if (digit > 9 || value > tenth || digit > max - value * 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (s.len == 0) {
        return false;
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
