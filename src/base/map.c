#include "base/map.h"

enum { FIRST_BUCKETS = 8 };

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static void sip_rounds(uint64_t v[4], unsigned count)
{
    while (count-- > 0) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

/* SipHash-2-4 of Aumasson and Bernstein; words in the machine's order, which is never sent. */
static uint64_t hash_of(const uint64_t key[2], csip_str s)
{
    uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
                     key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
    size_t at = 0;
    for (; at + 8 <= s.len; at += 8) {
        uint64_t word;
        memcpy(&word, s.ptr + at, 8);
        v[3] ^= word;
        sip_rounds(v, 2);
        v[0] ^= word;
    }
    uint64_t last = (uint64_t)s.len << 56;
    if (at < s.len)
        memcpy(&last, s.ptr + at, s.len - at);
    last ^= (uint64_t)s.len << 56;
    v[3] ^= last;
    sip_rounds(v, 2);
    v[0] ^= last;
    v[2] ^= 0xff;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void csip__map_init(csip__map *map, const csip_platform *platform, const uint64_t hash_key[2])
{
    *map = (csip__map){.platform = platform, .hash_key = hash_key};
}

void csip__map_done(csip__map *map)
{
    if (map->buckets)
        map->platform->reallocate(map->platform->user, map->buckets, 0);
    map->buckets = NULL;
    map->bucket_count = map->count = 0;
}

static csip__map_node **bucket_of(const csip__map *map, uint64_t hash)
{
    return &map->buckets[hash & (map->bucket_count - 1)];
}

/* Growth that fails leaves longer chains, so only the very first allocation can be an error. */
static void grow(csip__map *map)
{
    size_t count = map->bucket_count ? map->bucket_count * 2 : FIRST_BUCKETS;
    csip__map_node **old = map->buckets;
    size_t old_count = map->bucket_count;
    csip__map_node **buckets =
        map->platform->reallocate(map->platform->user, NULL, count * sizeof(*buckets));
    if (!buckets)
        return;
    memset(buckets, 0, count * sizeof(*buckets));
    map->buckets = buckets;
    map->bucket_count = count;
    for (size_t i = 0; i < old_count; i++) {
        while (old[i]) {
            csip__map_node *node = old[i];
            old[i] = node->next;
            csip__map_node **bucket = bucket_of(map, node->hash);
            node->next = *bucket;
            *bucket = node;
        }
    }
    if (old)
        map->platform->reallocate(map->platform->user, old, 0);
}

csip_error csip__map_put(csip__map *map, csip__map_node *node, csip_str key)
{
    if (map->count >= map->bucket_count)
        grow(map);
    if (!map->buckets)
        return CSIP_ERROR_NOMEM;
    node->key = key;
    node->hash = hash_of(map->hash_key, key);
    csip__map_node **bucket = bucket_of(map, node->hash);
    node->next = *bucket;
    *bucket = node;
    map->count++;
    return CSIP_OK;
}

csip__map_node *csip__map_get(const csip__map *map, csip_str key)
{
    if (map->count == 0)
        return NULL;
    uint64_t hash = hash_of(map->hash_key, key);
    csip__map_node *node = *bucket_of(map, hash);
    while (node && (node->hash != hash || !csip_str_equal(node->key, key)))
        node = node->next;
    return node;
}

void csip__map_remove(csip__map *map, csip__map_node *node)
{
    if (map->count == 0)
        return;
    csip__map_node **at = bucket_of(map, node->hash);
    while (*at && *at != node)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = node->next;
    map->count--;
}

csip__map_node *csip__map_next(const csip__map *map, const csip__map_node *node)
{
    if (node && node->next)
        return node->next;
    size_t i = node ? (node->hash & (map->bucket_count - 1)) + 1 : 0;
    for (; i < map->bucket_count; i++) {
        if (map->buckets[i])
            return map->buckets[i];
    }
    return NULL;
}

csip__map_node *csip__map_any(const csip__map *map)
{
    return csip__map_next(map, NULL);
}
