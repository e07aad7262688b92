#ifndef CSIP_HOST_PLATFORM_H
#define CSIP_HOST_PLATFORM_H

#include <csip/platform.h>

/** The C library's allocator, the kernel's randomness, OpenSSL's hashes. */
const csip_platform *csip__platform_native(void);

#endif
