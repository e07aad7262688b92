#ifndef CSIP_REPLAY_POOL_H
#define CSIP_REPLAY_POOL_H

#include <stddef.h>

/** Memory that dies at once; running out of it ends the program. */
typedef struct pool_block pool_block;
typedef struct pool {
    pool_block *blocks;
} pool;

void *pool_alloc(pool *p, size_t size);
char *pool_copy(pool *p, const char *text, size_t len);
char *pool_format(pool *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pool_done(pool *p);

#endif
