#ifndef CSIP_BASE_BUF_H
#define CSIP_BASE_BUF_H

#include <csip/error.h>
#include <csip/platform.h>

/**
 * A writer with a hard maximum.  The first failure sticks: later puts do nothing, and the caller
 * looks once, at the end.  Storage is the caller's (fixed) or grows through the platform.
 */
typedef struct csip__buf {
    char *ptr;
    size_t len;
    size_t cap;                    /* octets at ptr */
    size_t max;                    /* never grows past this */
    const csip_platform *platform; /* NULL: fixed storage */
    csip_error error;
} csip__buf;

void csip__buf_init_fixed(csip__buf *buf, void *storage, size_t cap);
void csip__buf_init(csip__buf *buf, const csip_platform *platform, size_t max);
void csip__buf_done(csip__buf *buf);  /* frees grown storage */
void csip__buf_clear(csip__buf *buf); /* len = 0, error forgotten, storage kept */

/** Make room for `len` more octets; false: an error sticks. */
bool csip__buf_reserve(csip__buf *buf, size_t len);

static inline void csip__buf_put(csip__buf *buf, const void *octets, size_t len)
{
    bool has_room = buf->error == CSIP_OK && len <= buf->cap - buf->len;
    if (len > 0 && (has_room || csip__buf_reserve(buf, len))) {
        memcpy(buf->ptr + buf->len, octets, len);
        buf->len += len;
    }
}

static inline void csip__buf_str(csip__buf *buf, csip_str s)
{
    csip__buf_put(buf, s.ptr, s.len);
}

static inline void csip__buf_char(csip__buf *buf, char c)
{
    csip__buf_put(buf, &c, 1);
}

void csip__buf_uint(csip__buf *buf, uint64_t value);                   /* decimal */
void csip__buf_hex(csip__buf *buf, const uint8_t *octets, size_t len); /* lower case */
/** Each of `count` slices in turn. */
void csip__buf_strs(csip__buf *buf, const csip_str *parts, size_t count);
#define CSIP__BUF_PUT(buf, ...)                                                                    \
    csip__buf_strs((buf), (const csip_str[]){__VA_ARGS__},                                         \
                   sizeof((const csip_str[]){__VA_ARGS__}) / sizeof(csip_str))
#define CSIP__BUF_LIT(buf, literal) csip__buf_put((buf), (literal), sizeof(literal) - 1)

/** Make `error` stick, unless an earlier one does. */
static inline void csip__buf_fail(csip__buf *buf, csip_error error)
{
    if (buf->error == CSIP_OK) {
        buf->error = error;
    }
}

static inline csip_str csip__buf_get(const csip__buf *buf)
{
    return (csip_str){buf->ptr, buf->len};
}

#endif
