#ifndef CSIP_PLATFORM_H
#define CSIP_PLATFORM_H

#include <csip/str.h>

#include <stddef.h>
#include <stdint.h>

/** Digest algorithms of RFC 7616 and RFC 8760, and their result's length in octets. */
typedef enum csip_hash {
    CSIP_HASH_MD5,        /**< 16 octets */
    CSIP_HASH_SHA256,     /**< 32 octets */
    CSIP_HASH_SHA512_256, /**< 32 octets */
} csip_hash;

/**
 * Everything the core asks of its surroundings.  It calls nothing else: no clock, no I/O.
 * `user` is handed to each call; the struct is copied by whoever takes it.
 */
typedef struct csip_platform {
    /** As realloc: ptr NULL allocates, size 0 frees and returns NULL.  May return NULL. */
    void *(*reallocate)(void *user, void *ptr, size_t size);
    /** Fill `out` with `len` random octets.  Unpredictable in production, seeded in tests. */
    void (*random)(void *user, void *out, size_t len);
    /** Hash the concatenation of `count` slices into `out`. */
    void (*hash)(void *user, csip_hash hash, const csip_str *parts, size_t count, uint8_t *out);
    void *user;
} csip_platform;

#endif
