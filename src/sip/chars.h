#ifndef CSIP_SIP_CHARS_H
#define CSIP_SIP_CHARS_H

#include "base/scan.h"
#include "base/str.h"

/** Character classes of RFC 3261 section 25.1.  Octets from 0x80 on are UTF-8 and pass in URIs. */
enum {
    CSIP__CHAR_TOKEN = 0x01,      /* token */
    CSIP__CHAR_UNRESERVED = 0x02, /* unreserved */
    CSIP__CHAR_USER = 0x04,       /* user and password, but for '%' */
    CSIP__CHAR_HOST = 0x08,    /* hostname and IPv4address, with the '_' that is met in practice */
    CSIP__CHAR_HEADERS = 0x10, /* headers of a URI with separators, but for '%' */
    CSIP__CHAR_VALUE = 0x20,   /* unquoted value of a header parameter, generously */
    CSIP__CHAR_PARAMS = 0x40,  /* parameters of a URI with separators, but for '%': no '?' */
};

extern const uint8_t csip__chars[256];

static inline bool csip__char_is(char c, unsigned classes)
{
    return (csip__chars[(uint8_t)c] & classes) != 0;
}

/** The first octet from `at` on that is in none of `classes`, or `end`. */
static inline const char *csip__chars_span(const char *at, const char *end, unsigned classes)
{
    /* Four octets a round, since this is where most octets of a message pass. */
    for (; end - at >= 4; at += 4) {
        if (!csip__char_is(at[0], classes)) {
            return at;
        }
        if (!csip__char_is(at[1], classes)) {
            return at + 1;
        }
        if (!csip__char_is(at[2], classes)) {
            return at + 2;
        }
        if (!csip__char_is(at[3], classes)) {
            return at + 3;
        }
    }
    while (at < end && csip__char_is(*at, classes)) {
        at++;
    }
    return at;
}

#ifdef __SSE2__

/** As csip__chars_span(), quicker for long runs.  Letters, digits, '-' and '.' are in every class;
    only other octets need the table. */
static inline const char *csip__chars_span_long(const char *at, const char *end, unsigned classes)
{
    for (; end - at >= CSIP__VECTOR; at += CSIP__VECTOR) {
        unsigned marks = csip__vector_not_plain(at);
        for (; marks; marks &= marks - 1) {
            const char *doubtful = at + __builtin_ctz(marks);
            if (!csip__char_is(*doubtful, classes)) {
                return doubtful;
            }
        }
    }
    return csip__chars_span(at, end, classes);
}

#else
#define csip__chars_span_long csip__chars_span
#endif

static inline const char *csip__chars_skip_lws(const char *at, const char *end)
{
    while (at < end && csip__char_is_lws(*at)) {
        at++;
    }
    return at;
}

static inline const char *csip__chars_skip_digits(const char *at, const char *end)
{
    while (at < end && csip__char_is_digit(*at)) {
        at++;
    }
    return at;
}

/** Just behind the quoted-string that begins at `at`; NULL when it does not end. */
const char *csip__chars_quoted_end(const char *at, const char *end);

/** True for one or more token characters and nothing else. */
bool csip__str_is_token(csip_str s);

#endif
