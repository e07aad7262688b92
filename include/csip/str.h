#ifndef CSIP_STR_H
#define CSIP_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A borrowed slice of octets, not NUL-terminated. {NULL, 0} means absent. */
typedef struct csip_str {
    const char *ptr;
    size_t len;
} csip_str;

/** A slice of a string literal. */
#define CSIP_STR(literal) ((csip_str){(literal), sizeof(literal) - 1})

/** printf arguments for "%.*s". */
#define CSIP_STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

/** A slice of a NUL-terminated string; NULL gives the absent slice. @since 0.1 */
static inline csip_str csip_str_from(const char *text)
{
    return (csip_str){text, text ? strlen(text) : 0};
}

/** Octet for octet. @since 0.1 */
static inline bool csip_str_equal(csip_str a, csip_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/** ASCII letters without regard to case (RFC 3261 section 7.3.1). @since 0.1 */
bool csip_str_equal_nocase(csip_str a, csip_str b);

#ifdef __cplusplus
}
#endif

#endif
