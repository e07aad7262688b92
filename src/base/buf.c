#include "base/buf.h"

enum { FIRST_CAP = 256 };

void csip__buf_init_fixed(csip__buf *buf, void *storage, size_t cap)
{
    *buf = (csip__buf){.ptr = storage, .cap = cap, .max = cap};
}

void csip__buf_init(csip__buf *buf, const csip_platform *platform, size_t max)
{
    *buf = (csip__buf){.max = max, .platform = platform};
}

void csip__buf_done(csip__buf *buf)
{
    if (buf->platform && buf->ptr) {
        buf->platform->reallocate(buf->platform->user, buf->ptr, 0);
    }
    *buf = (csip__buf){.max = buf->max, .platform = buf->platform};
}

void csip__buf_clear(csip__buf *buf)
{
    buf->len = 0;
    buf->error = CSIP_OK;
}

static size_t grown_cap(const csip__buf *buf, size_t need)
{
    size_t cap = buf->cap < FIRST_CAP ? FIRST_CAP : buf->cap;
    while (cap < need) {
        cap = cap > buf->max / 2 ? buf->max : cap * 2;
    }
    return cap < buf->max ? cap : buf->max;
}

/* Make room for `len` more octets, or set the error. */
static bool reserve(csip__buf *buf, size_t len)
{
    if (buf->error != CSIP_OK) {
        return false;
    }
    if (len <= buf->cap - buf->len) {
        return true;
    }
    if (!buf->platform || len > buf->max - buf->len) {
        buf->error = CSIP_ERROR_LIMIT;
        return false;
    }
    size_t cap = grown_cap(buf, buf->len + len);
    char *grown = buf->platform->reallocate(buf->platform->user, buf->ptr, cap);
    if (!grown) {
        buf->error = CSIP_ERROR_NOMEM;
        return false;
    }
    buf->ptr = grown;
    buf->cap = cap;
    return true;
}

void csip__buf_put(csip__buf *buf, const void *octets, size_t len)
{
    if (len > 0 && reserve(buf, len)) {
        memcpy(buf->ptr + buf->len, octets, len);
        buf->len += len;
    }
}

void csip__buf_str(csip__buf *buf, csip_str s)
{
    csip__buf_put(buf, s.ptr, s.len);
}

void csip__buf_char(csip__buf *buf, char c)
{
    csip__buf_put(buf, &c, 1);
}

void csip__buf_uint(csip__buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    csip__buf_put(buf, digits + at, sizeof digits - at);
}

void csip__buf_hex(csip__buf *buf, const uint8_t *octets, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        char pair[2] = {digits[octets[i] >> 4], digits[octets[i] & 15]};
        csip__buf_put(buf, pair, sizeof pair);
    }
}

void csip__buf_strs(csip__buf *buf, const csip_str *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csip__buf_str(buf, parts[i]);
    }
}
