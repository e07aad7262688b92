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

bool csip__buf_reserve(csip__buf *buf, size_t len)
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

/* "000102…fdfeff" */
#define PAIRS(high)                                                                                \
    high "0" high "1" high "2" high "3" high "4" high "5" high "6" high "7" high "8" high "9" high \
         "a" high "b" high "c" high "d" high "e" high "f"
static const char hex_pairs[] =
    PAIRS("0") PAIRS("1") PAIRS("2") PAIRS("3") PAIRS("4") PAIRS("5") PAIRS("6") PAIRS("7")
        PAIRS("8") PAIRS("9") PAIRS("a") PAIRS("b") PAIRS("c") PAIRS("d") PAIRS("e") PAIRS("f");
#undef PAIRS

void csip__buf_hex(csip__buf *buf, const uint8_t *octets, size_t len)
{
    if (len > buf->max / 2) {
        csip__buf_fail(buf, CSIP_ERROR_LIMIT);
    }
    if (!csip__buf_reserve(buf, 2 * len)) {
        return;
    }
    char *out = buf->ptr + buf->len;
    for (size_t i = 0; i < len; i++) {
        memcpy(out + 2 * i, &hex_pairs[2 * octets[i]], 2);
    }
    buf->len += 2 * len;
}

/* All fit or none is put. */
void csip__buf_strs(csip__buf *buf, const csip_str *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        len += parts[i].len;
    }
    if (!csip__buf_reserve(buf, len)) {
        return;
    }
    char *out = buf->ptr + buf->len;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0) {
            memcpy(out, parts[i].ptr, parts[i].len);
            out += parts[i].len;
        }
    }
    buf->len += len;
}
