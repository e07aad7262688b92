#ifndef CSIP_SIP_CHARS_H
#define CSIP_SIP_CHARS_H

#include "base/str.h"

/** Character classes of RFC 3261 section 25.1.  Octets from 0x80 on are UTF-8 and pass in URIs. */
enum {
    CSIP__CHAR_TOKEN = 0x01,      /* token */
    CSIP__CHAR_UNRESERVED = 0x02, /* unreserved */
    CSIP__CHAR_USER = 0x04,       /* user and password, but for '%' */
    CSIP__CHAR_HOST = 0x08,  /* hostname and IPv4address, with the '_' that is met in practice */
    CSIP__CHAR_TAIL = 0x10,  /* uri-parameters and headers with separators, but for '%' */
    CSIP__CHAR_VALUE = 0x20, /* unquoted value of a header parameter, generously */
};

extern const uint8_t csip__chars[256];

static inline bool csip__char_is(char c, unsigned classes)
{
    return (csip__chars[(uint8_t)c] & classes) != 0;
}

/** The first octet from `at` on that is in none of `classes`, or `end`. */
static inline const char *csip__chars_span(const char *at, const char *end, unsigned classes)
{
    while (at < end && csip__char_is(*at, classes)) {
        at++;
    }
    return at;
}

static inline const char *csip__chars_skip_lws(const char *at, const char *end)
{
    while (at < end && csip__char_is_lws(*at)) {
        at++;
    }
    return at;
}

/** The top bit of each octet at `at`, eight of them, that is less than `limit` (at most 0x80). */
static inline uint64_t csip__word_below(const char *at, uint8_t limit)
{
    const uint64_t ones = 0x0101010101010101;
    const uint64_t tops = ones << 7;
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return ~(((word & ~tops) + (0x80 - limit) * ones) | word) & tops;
}

/** How many octets stand before the first marked one. */
static inline int csip__word_first(uint64_t marks)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_ctzll(marks) / 8;
#else
    return __builtin_clzll(marks) / 8;
#endif
}

/** The first octet from `at` on that is less than `limit` (at most 0x80), or `end`. */
static inline const char *csip__chars_find_below(const char *at, const char *end, uint8_t limit)
{
    for (; end - at >= 8; at += 8) {
        uint64_t marks = csip__word_below(at, limit);
        if (marks) {
            return at + csip__word_first(marks);
        }
    }
    while (at < end && (uint8_t)*at >= limit) {
        at++;
    }
    return at;
}

/** Just behind the quoted-string that begins at `at`; NULL when it does not end. */
const char *csip__chars_quoted_end(const char *at, const char *end);

/** True for one or more token characters and nothing else. */
bool csip__str_is_token(csip_str s);

#endif
