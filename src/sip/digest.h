#ifndef CSIP_SIP_DIGEST_H
#define CSIP_SIP_DIGEST_H

#include "sip/auth.h"

enum {
    CSIP__HASH_MAX = 32,
    CSIP__HASH_HEX_MAX = 2 * CSIP__HASH_MAX,
};

/** A hash as lower-case hexadecimal digits. */
typedef struct csip__hash_hex {
    char digits[CSIP__HASH_HEX_MAX];
    size_t len;
} csip__hash_hex;

static inline csip_str csip__hash_hex_get(const csip__hash_hex *hex)
{
    return (csip_str){hex->digits, hex->len};
}

/** Length of a hash's hexadecimal form. */
size_t csip__hash_hex_len(csip_hash hash);

/** The hash of the parts with ':' between them. */
csip__hash_hex csip__hash_joined(const csip_platform *platform, csip_hash hash,
                                 const csip_str *parts, size_t count);
#define CSIP__HASH_JOINED(platform, hash, ...)                                                     \
    csip__hash_joined((platform), (hash), (const csip_str[]){__VA_ARGS__},                         \
                      sizeof((const csip_str[]){__VA_ARGS__}) / sizeof(csip_str))

/** True when the HA1 of `credentials` is for the realm and algorithm of `digest`. */
bool csip__credentials_has_ha1(const csip__credentials *credentials, const csip__digest *digest);

/**
 * The response of RFC 7616 section 3.4.1.
 *
 * @param digest  with uri, qop (one or absent), cnonce and nc
 */
csip__hash_hex csip__digest_response(const csip_platform *platform,
                                     const csip__credentials *credentials,
                                     const csip__digest *digest, csip_str method, csip_str body);

/** The user as RFC 7616 section 3.4.4 hides it. */
csip__hash_hex csip__digest_userhash(const csip_platform *platform, const csip__digest *digest,
                                     csip_str user);

/** `begin` (", name=\""), a value in wire form (not escaped once more) and a quote; nothing if the
    value is absent. */
void csip__digest_write_field(csip__buf *buf, csip_str begin, csip_str value);

#endif
