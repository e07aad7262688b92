#ifndef CSIP_BASE_SCAN_H
#define CSIP_BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/**
 * Searching octets many at a time.  Each search has a portable form, eight octets in a word, and
 * one with SSE2, sixteen in a register; tests/base/scan.c holds them equal.  Nothing outside of
 * [at, end) is read: the last look goes at the last eight or sixteen octets, of which those seen
 * before are known not to be what is sought.
 */

/* ---- portable: the top bit of an octet of a word marks it ---- */

enum { CSIP__WORD = 8 };
#define CSIP__WORD_ONES UINT64_C(0x0101010101010101)
#define CSIP__WORD_TOPS (CSIP__WORD_ONES << 7)

static inline uint64_t csip__word_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint32_t csip__half_load(const char *at)
{
    uint32_t half;
    memcpy(&half, at, sizeof half);
    return half;
}

/** Marks the octets less than `limit` (at most 0x80). */
static inline uint64_t csip__word_below(uint64_t word, uint8_t limit)
{
    return ~(((word & ~CSIP__WORD_TOPS) + (uint64_t)(0x80 - limit) * CSIP__WORD_ONES) | word) &
           CSIP__WORD_TOPS;
}

static inline uint64_t csip__word_either(uint64_t word, char a, char b)
{
    return csip__word_below(word ^ (uint8_t)a * CSIP__WORD_ONES, 1) |
           csip__word_below(word ^ (uint8_t)b * CSIP__WORD_ONES, 1);
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

static inline const char *csip__scan_below_portable(const char *at, const char *end, uint8_t limit)
{
    if (end - at < CSIP__WORD) {
        while (at < end && (uint8_t)*at >= limit) {
            at++;
        }
        return at;
    }
    uint64_t marks;
    const char *last = end - CSIP__WORD;
    for (; at < last; at += CSIP__WORD) {
        marks = csip__word_below(csip__word_load(at), limit);
        if (marks) {
            return at + csip__word_first(marks);
        }
    }
    marks = csip__word_below(csip__word_load(last), limit);
    return marks ? last + csip__word_first(marks) : end;
}

static inline const char *csip__scan_either_portable(const char *at, const char *end, char a,
                                                     char b)
{
    if (end - at < CSIP__WORD) {
        while (at < end && *at != a && *at != b) {
            at++;
        }
        return at;
    }
    uint64_t marks;
    const char *last = end - CSIP__WORD;
    for (; at < last; at += CSIP__WORD) {
        marks = csip__word_either(csip__word_load(at), a, b);
        if (marks) {
            return at + csip__word_first(marks);
        }
    }
    marks = csip__word_either(csip__word_load(last), a, b);
    return marks ? last + csip__word_first(marks) : end;
}

#ifdef __SSE2__

/* ---- SSE2: a bit of a mask marks an octet ---- */

enum { CSIP__VECTOR = 16 };

static inline __m128i csip__vector_load(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/** Marks the octets that are at most those of `most`. */
static inline unsigned csip__vector_at_most(const char *at, __m128i most)
{
    __m128i octets = csip__vector_load(at);
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(octets, most), octets));
}

static inline unsigned csip__vector_is_either(__m128i octets, char a, char b)
{
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(octets, _mm_set1_epi8(a)),
                                                    _mm_cmpeq_epi8(octets, _mm_set1_epi8(b))));
}

static inline unsigned csip__vector_either(const char *at, char a, char b)
{
    return csip__vector_is_either(csip__vector_load(at), a, b);
}

/** Marks what is no letter, no digit, no '-' and no '.'. */
static inline unsigned csip__vector_not_plain(const char *at)
{
    __m128i octets = csip__vector_load(at);
    __m128i from_a = _mm_sub_epi8(_mm_or_si128(octets, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i from_hyphen = _mm_sub_epi8(octets, _mm_set1_epi8('-')); /* "-./0123456789" */
    __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8('z' - 'a')), from_a);
    __m128i is_other =
        _mm_cmpeq_epi8(_mm_min_epu8(from_hyphen, _mm_set1_epi8('9' - '-')), from_hyphen);
    __m128i is_slash = _mm_cmpeq_epi8(octets, _mm_set1_epi8('/'));
    __m128i is_plain = _mm_andnot_si128(is_slash, _mm_or_si128(is_letter, is_other));
    return (unsigned)_mm_movemask_epi8(is_plain) ^ 0xffff;
}

/** The first octet less than `limit` (1 to 0x80), or `end`. */
static inline const char *csip__scan_below(const char *at, const char *end, uint8_t limit)
{
    const __m128i most = _mm_set1_epi8((char)(limit - 1));
    if (end - at >= 2 * CSIP__VECTOR) {
        const char *last = end - 2 * CSIP__VECTOR;
        do {
            unsigned marks = csip__vector_at_most(at, most) |
                             csip__vector_at_most(at + CSIP__VECTOR, most) << CSIP__VECTOR;
            if (marks) {
                return at + __builtin_ctz(marks);
            }
            at += 2 * CSIP__VECTOR;
        } while (at <= last);
    }
    return csip__scan_below_portable(at, end, limit);
}

/** csip__scan_either() when the first sixteen octets hold neither, or are not all there. */
const char *csip__scan_either_on(const char *at, const char *end, char a, char b);

/** The first `a` or `b`, or `end`. */
static inline const char *csip__scan_either(const char *at, const char *end, char a, char b)
{
    if (end - at >= CSIP__VECTOR) {
        unsigned marks = csip__vector_either(at, a, b);
        if (marks) {
            return at + __builtin_ctz(marks);
        }
    }
    return csip__scan_either_on(at, end, a, b);
}

#else

#define csip__scan_below  csip__scan_below_portable
#define csip__scan_either csip__scan_either_portable

#endif

/** The first `c`, or `end`. */
static inline const char *csip__scan_for(const char *at, const char *end, char c)
{
    return csip__scan_either(at, end, c, c);
}

#endif
