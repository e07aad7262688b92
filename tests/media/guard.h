#ifndef CSIP_TEST_MEDIA_GUARD_H
#define CSIP_TEST_MEDIA_GUARD_H

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/** Memory whose end is an unreadable page: one octet too far is a crash. */
typedef struct guarded {
    uint8_t *base;
    size_t size;
    size_t page;
} guarded;

static inline guarded guard_new(size_t max)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = (max + page - 1) / page * page;
    uint8_t *base =
        mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert(base != MAP_FAILED);
    assert(mprotect(base + size, page, PROT_NONE) == 0);
    return (guarded){base, size, page};
}

static inline void guard_free(guarded *guard)
{
    munmap(guard->base, guard->size + guard->page);
}

/** A copy of `octets` that ends where the unreadable page begins. */
static inline uint8_t *guard_put(const guarded *guard, const void *octets, size_t len)
{
    uint8_t *at = guard->base + guard->size - len;
    memcpy(at, octets, len);
    return at;
}

#endif
