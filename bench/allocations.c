/* Stands before the C library's allocator and counts; libraries come through here too. */
#include "allocations.h"

#include <stddef.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *ptr, size_t size);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *ptr, size_t size);

static allocations made;

allocations allocations_made(void)
{
    return made;
}

void *malloc(size_t size)
{
    made.calls++;
    made.octets += size;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    made.calls++;
    made.octets += count * size;
    return __libc_calloc(count, size);
}

void *realloc(void *ptr, size_t size)
{
    made.calls++;
    made.octets += size;
    return __libc_realloc(ptr, size);
}
