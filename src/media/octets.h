#ifndef CSIP_MEDIA_OCTETS_H
#define CSIP_MEDIA_OCTETS_H

#include <stdint.h>

/** Numbers in network byte order. */

static inline uint16_t csip__read16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t csip__read24(const uint8_t *p)
{
    return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static inline uint32_t csip__read32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | csip__read24(p + 1);
}

static inline void csip__write16(uint8_t *p, uint16_t value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static inline void csip__write24(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)(value >> 16);
    csip__write16(p + 1, (uint16_t)value);
}

static inline void csip__write32(uint8_t *p, uint32_t value)
{
    csip__write16(p, (uint16_t)(value >> 16));
    csip__write16(p + 2, (uint16_t)value);
}

#endif
