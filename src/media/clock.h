#ifndef CSIP_MEDIA_CLOCK_H
#define CSIP_MEDIA_CLOCK_H

#include <stdint.h>

#define CSIP__NS_PER_S  UINT64_C(1000000000)
#define CSIP__NS_PER_MS UINT64_C(1000000)

/** Nanoseconds in ticks of a clock, without overflow for any age of the machine. */
static inline uint64_t csip__ns_to_ticks(uint64_t ns, uint32_t clock_hz)
{
    return ns / CSIP__NS_PER_S * clock_hz + ns % CSIP__NS_PER_S * clock_hz / CSIP__NS_PER_S;
}

/** An NTP timestamp (RFC 3550 section 4): seconds since 1900 in the upper half. */
static inline uint64_t csip__ns_to_ntp(uint64_t unix_ns)
{
    uint64_t seconds = unix_ns / CSIP__NS_PER_S + UINT64_C(2208988800);
    return seconds << 32 | ((unix_ns % CSIP__NS_PER_S << 32) / CSIP__NS_PER_S);
}

#endif
