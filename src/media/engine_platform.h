#ifndef CSIP_MEDIA_ENGINE_PLATFORM_H
#define CSIP_MEDIA_ENGINE_PLATFORM_H

#include <csip/platform.h>

/** The C library's memory, OpenSSL's random octets and hashes: what JSEP asks of the engine. */
extern const csip_platform csip__engine_platform;

#endif
