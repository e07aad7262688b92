#ifndef CSIP_MEDIA_PACKET_STORE_H
#define CSIP_MEDIA_PACKET_STORE_H

#include <csip/str.h>

#include <stdint.h>
#include <stdlib.h>

/** A packet kept for a while; its memory is used again.  Zero it to begin. */
typedef struct csip__packet_store {
    uint8_t *ptr;
    size_t len, cap;
} csip__packet_store;

enum { CSIP__PACKET_STORE_MAX = 2048 }; /* more than any datagram path carries */

/** false: too long, or no memory; nothing is kept then. */
static inline bool csip__packet_store_set(csip__packet_store *store, const void *octets, size_t len)
{
    store->len = 0;
    if (len > CSIP__PACKET_STORE_MAX)
        return false;
    if (len > store->cap) {
        uint8_t *grown = realloc(store->ptr, len);
        if (!grown)
            return false;
        store->ptr = grown;
        store->cap = len;
    }
    if (len > 0)
        memcpy(store->ptr, octets, len);
    store->len = len;
    return true;
}

static inline csip_str csip__packet_store_get(const csip__packet_store *store)
{
    return (csip_str){(const char *)store->ptr, store->len};
}

static inline void csip__packet_store_done(csip__packet_store *store)
{
    free(store->ptr);
    *store = (csip__packet_store){0};
}

#endif
