#include "base/scan.h"

#ifdef __SSE2__

/* Eight to fifteen octets at once: the first and the last eight side by side in one register. */
static const char *scan_short(const char *at, const char *end, char a, char b)
{
    const char *last = end - CSIP__WORD;
    __m128i octets =
        _mm_set_epi64x((long long)csip__word_load(last), (long long)csip__word_load(at));
    unsigned marks = csip__vector_is_either(octets, a, b);
    if (!marks) {
        return end;
    }
    int first = __builtin_ctz(marks);
    return first < CSIP__WORD ? at + first : last + first - CSIP__WORD;
}

const char *csip__scan_either_on(const char *at, const char *end, char a, char b)
{
    if (end - at < CSIP__WORD) {
        return csip__scan_either_portable(at, end, a, b);
    }
    if (end - at < CSIP__VECTOR) {
        return scan_short(at, end, a, b);
    }
    unsigned marks;
    const char *last = end - CSIP__VECTOR;
    for (at += CSIP__VECTOR; last - at >= CSIP__VECTOR; at += 2 * CSIP__VECTOR) {
        marks = csip__vector_either(at, a, b) | csip__vector_either(at + CSIP__VECTOR, a, b)
                                                    << CSIP__VECTOR;
        if (marks) {
            return at + __builtin_ctz(marks);
        }
    }
    if (at < last) {
        marks = csip__vector_either(at, a, b);
        if (marks) {
            return at + __builtin_ctz(marks);
        }
    }
    marks = csip__vector_either(last, a, b);
    return marks ? last + __builtin_ctz(marks) : end;
}

#endif
