#ifndef CSIP_BASE_STR_H
#define CSIP_BASE_STR_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

/** Cutting, trimming and reading of slices.  Nothing is copied; results point into the argument. */

/** SP, HTAB, CR and LF: in a header value CR and LF stand in folds only. */
static inline bool csip__char_is_lws(char c)
{
    return (uint8_t)c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

static inline bool csip__char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool csip__char_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char csip__char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/** 0–15, or -1 when `c` is no hexadecimal digit. */
int csip__char_hex(char c);

static inline csip_str csip__str_between(const char *begin, const char *end)
{
    return (csip_str){begin, (size_t)(end - begin)};
}

/** Without the first `count` octets; `count` is at most s.len. */
static inline csip_str csip__str_skip(csip_str s, size_t count)
{
    return (csip_str){count > 0 ? s.ptr + count : s.ptr, s.len - count};
}

/** Just behind the last octet; NULL for the absent slice. */
static inline const char *csip__str_end(csip_str s)
{
    return s.len > 0 ? s.ptr + s.len : s.ptr;
}

static inline csip_str csip__str_trim_left(csip_str s)
{
    while (s.len > 0 && csip__char_is_lws(s.ptr[0])) {
        s = csip__str_skip(s, 1);
    }
    return s;
}

static inline csip_str csip__str_trim(csip_str s)
{
    s = csip__str_trim_left(s);
    while (s.len > 0 && csip__char_is_lws(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool csip__str_starts_with(csip_str s, csip_str prefix);
bool csip__str_starts_with_nocase(csip_str s, csip_str prefix);

/** Index of the first `c`, or s.len. */
static inline size_t csip__str_find(csip_str s, char c)
{
    const char *found = s.len > 0 ? memchr(s.ptr, c, s.len) : NULL;
    return found ? (size_t)(found - s.ptr) : s.len;
}

/** Cut at the first `separator`: what stands before it; the rest (or absent) in `ret_rest`. */
static inline csip_str csip__str_cut(csip_str s, char separator, csip_str *ret_rest)
{
    size_t at = csip__str_find(s, separator);
    *ret_rest = at < s.len ? csip__str_skip(s, at + 1) : (csip_str){0};
    return (csip_str){s.ptr, at};
}

/** The whole of `s` as a decimal number of at most `max`.  False leaves `ret_value` untouched. */
bool csip__str_to_uint(csip_str s, uint64_t max, uint64_t *ret_value);

/** As memcmp over the common length, then by length. */
int csip__str_compare(csip_str a, csip_str b);

#endif
