#ifndef CSIP_BASE_MAP_H
#define CSIP_BASE_MAP_H

#include <csip/error.h>
#include <csip/platform.h>

/**
 * A hash map of objects that embed their node, so that putting one in never allocates once the
 * first buckets are there.  Keys come from peers: the hash is keyed (SipHash-2-4).
 */
typedef struct csip__map_node {
    struct csip__map_node *next;
    uint64_t hash;
    csip_str key; /* owned by the object */
} csip__map_node;

typedef struct csip__map {
    const csip_platform *platform;
    const uint64_t *hash_key; /* two words, for the life of the map */
    csip__map_node **buckets;
    size_t bucket_count; /* zero or a power of two */
    size_t count;
} csip__map;

/** Takes no memory until the first put. */
void csip__map_init(csip__map *map, const csip_platform *platform, const uint64_t hash_key[2]);
void csip__map_done(csip__map *map);

/** @return CSIP_OK; CSIP_ERROR_NOMEM: not put.  Several objects may share a key. */
CSIP_MUST_USE csip_error csip__map_put(csip__map *map, csip__map_node *node, csip_str key);
/** The newest of that key, or NULL. */
csip__map_node *csip__map_get(const csip__map *map, csip_str key);
/** Does nothing when the node is in no map. */
void csip__map_remove(csip__map *map, csip__map_node *node);

/** Any node, or NULL: to empty a map. */
csip__map_node *csip__map_any(const csip__map *map);
/** The node after `node` (NULL: the first); NULL at the end.  The map must not change meanwhile. */
csip__map_node *csip__map_next(const csip__map *map, const csip__map_node *node);

#endif
