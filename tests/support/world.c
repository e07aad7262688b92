#include "world.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

/* Its size stands before each block. */
enum { HEAD = 16 };

static void *world_reallocate(void *user, void *ptr, size_t size)
{
    world *w = user;
    char *old = ptr ? (char *)ptr - HEAD : NULL;
    size_t old_size = 0;
    if (old)
        memcpy(&old_size, old, sizeof(old_size));
    if (size == 0) {
        w->live_blocks -= old != NULL;
        w->live_bytes -= old_size;
        free(old);
        return NULL;
    }
    w->allocations++;
    if (w->fail_at && w->allocations == w->fail_at)
        return NULL;
    char *block = realloc(old, HEAD + size);
    assert(block);
    memcpy(block, &size, sizeof(size));
    w->live_blocks += old == NULL;
    w->live_bytes += size - old_size;
    return block + HEAD;
}

static void world_random(void *user, void *out, size_t len)
{
    world *w = user;
    unsigned char *octets = out;
    for (size_t i = 0; i < len; i++) {
        w->seed ^= w->seed << 13;
        w->seed ^= w->seed >> 7;
        w->seed ^= w->seed << 17;
        octets[i] = (unsigned char)(w->seed >> 32);
    }
}

static void world_hash(void *user, csip_hash hash, const csip_str *parts, size_t count,
                       uint8_t *out)
{
    const EVP_MD *digests[] = {EVP_md5(), EVP_sha256(), EVP_sha512_256()};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    (void)user;
    EVP_DigestInit_ex(context, digests[hash], NULL);
    for (size_t i = 0; i < count; i++) {
        EVP_DigestUpdate(context, parts[i].ptr, parts[i].len);
    }
    EVP_DigestFinal_ex(context, out, NULL);
    EVP_MD_CTX_free(context);
}

void world_init(world *w)
{
    *w = (world){.now_ms = 1000, .seed = 0x9e3779b97f4a7c15u};
    w->platform = (csip_platform){
        .reallocate = world_reallocate, .random = world_random, .hash = world_hash, .user = w};
}
