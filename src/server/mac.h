#ifndef CSIP_SERVER_MAC_H
#define CSIP_SERVER_MAC_H

#include <csip/str.h>

#include <openssl/evp.h>
#include <stdint.h>

/**
 * HMAC-SHA-256 under a secret made at start: what the stateless server hands out (nonces, branches,
 * Record-Route tokens, To tags) and later takes back only when it made it itself.
 */
typedef struct csip__mac {
    EVP_MAC_CTX *context;
} csip__mac;

enum { CSIP__MAC_BYTES = 32 };

/** Draws the secret; false: OpenSSL failed. */
bool csip__mac_init(csip__mac *mac);
void csip__mac_done(csip__mac *mac);

/** Over `count` slices, each with its length, so that none can reach into the next. */
void csip__mac_sum(csip__mac *mac, const csip_str *parts, size_t count,
                   uint8_t out[CSIP__MAC_BYTES]);

/** The first `octets` (≤ 32) of the sum in lower-case hexadecimal, 2·octets characters, no NUL. */
void csip__mac_hex(csip__mac *mac, const csip_str *parts, size_t count, size_t octets, char *out);

/** Is `text` the hexadecimal sum of the parts, cut or whole?  Takes the same time either way. */
bool csip__mac_matches(csip__mac *mac, const csip_str *parts, size_t count, csip_str text);

#endif
