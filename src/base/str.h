#ifndef CSIP_BASE_STR_H
#define CSIP_BASE_STR_H

#include <csip/error.h>
#include <csip/str.h>

#include "base/scan.h"

/** Cutting, trimming and reading of slices.  Nothing is copied; results point into the argument. */

/** SP, HTAB, CR and LF: in a header value CR and LF stand in folds only. */
static inline bool csip__char_is_lws(char c)
{
    return (uint8_t)c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

/** SP and HTAB. */
static inline bool csip__char_is_blank(char c)
{
    return c == ' ' || c == '\t';
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
    const char *end = csip__str_end(s);
    const char *begin = s.ptr;
    while (begin < end && csip__char_is_lws(*begin)) {
        begin++;
    }
    return csip__str_between(begin, end);
}

static inline csip_str csip__str_trim(csip_str s)
{
    const char *end = csip__str_end(s);
    const char *begin = s.ptr;
    while (begin < end && csip__char_is_lws(*begin)) {
        begin++;
    }
    while (end > begin && csip__char_is_lws(end[-1])) {
        end--;
    }
    return csip__str_between(begin, end);
}

/** memcmp() == 0 for short texts: in words, of which the last overlaps those before it. */
static inline bool csip__octets_equal(const char *a, const char *b, size_t len)
{
    uint64_t difference = 0;
    if (len >= 8) {
        for (size_t at = 0; at + 8 < len; at += 8) {
            difference |= csip__word_load(a + at) ^ csip__word_load(b + at);
        }
        difference |= csip__word_load(a + len - 8) ^ csip__word_load(b + len - 8);
    } else if (len >= 4) {
        difference = (csip__half_load(a) ^ csip__half_load(b)) |
                     (csip__half_load(a + len - 4) ^ csip__half_load(b + len - 4));
    } else {
        for (size_t at = 0; at < len; at++) {
            difference |= (uint8_t)(a[at] ^ b[at]);
        }
    }
    return difference == 0;
}

/** As csip_str_equal(), quicker for short texts. */
static inline bool csip__str_is(csip_str s, csip_str text)
{
    return s.len == text.len && csip__octets_equal(s.ptr, text.ptr, s.len);
}

/** As csip_str_equal_nocase(), quicker for a `name` that is mostly spelled so. */
static inline bool csip__str_is_name(csip_str s, csip_str name)
{
    return csip__str_is(s, name) || (s.len == name.len && csip_str_equal_nocase(s, name));
}

bool csip__str_starts_with(csip_str s, csip_str prefix);
bool csip__str_starts_with_nocase(csip_str s, csip_str prefix);

/** Index of the first `c`, or s.len. */
static inline size_t csip__str_find(csip_str s, char c)
{
    return (size_t)(csip__scan_for(s.ptr, csip__str_end(s), c) - s.ptr);
}

/** Cut at the first `separator`: what stands before it; the rest (or absent) in `ret_rest`. */
static inline csip_str csip__str_cut(csip_str s, char separator, csip_str *ret_rest)
{
    const char *end = csip__str_end(s);
    const char *at = csip__scan_for(s.ptr, end, separator);
    *ret_rest = at < end ? csip__str_between(at + 1, end) : (csip_str){0};
    return csip__str_between(s.ptr, at);
}

/** The whole of `s` as a decimal number of at most `max`.  False leaves `ret_value` untouched. */
bool csip__str_to_uint(csip_str s, uint64_t max, uint64_t *ret_value);

/** As memcmp over the common length, then by length. */
int csip__str_compare(csip_str a, csip_str b);

#endif
