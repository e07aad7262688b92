#include "pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pool_block {
    pool_block *next;
    max_align_t octets[];
};

void *pool_alloc(pool *p, size_t size)
{
    pool_block *block = calloc(1, sizeof(*block) + size);
    if (!block)
        abort();
    block->next = p->blocks;
    p->blocks = block;
    return block->octets;
}

char *pool_copy(pool *p, const char *text, size_t len)
{
    char *copy = pool_alloc(p, len + 1);
    if (len)
        memcpy(copy, text, len);
    return copy;
}

char *pool_format(pool *p, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = pool_alloc(p, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

void pool_done(pool *p)
{
    while (p->blocks) {
        pool_block *next = p->blocks->next;
        free(p->blocks);
        p->blocks = next;
    }
}
