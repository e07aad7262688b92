#include "server/mac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <assert.h>

bool csip__mac_init(csip__mac *mac)
{
    unsigned char secret[CSIP__MAC_BYTES];
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    mac->context = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
    EVP_MAC_free(hmac);
    bool is_ready = mac->context && RAND_bytes(secret, sizeof secret) == 1 &&
                    EVP_MAC_init(mac->context, secret, sizeof secret, params) == 1;
    OPENSSL_cleanse(secret, sizeof secret);
    return is_ready;
}

void csip__mac_done(csip__mac *mac)
{
    EVP_MAC_CTX_free(mac->context);
    mac->context = NULL;
}

void csip__mac_sum(csip__mac *mac, const csip_str *parts, size_t count,
                   uint8_t out[CSIP__MAC_BYTES])
{
    size_t written = 0;
    int is_done = EVP_MAC_init(mac->context, NULL, 0, NULL); /* the same key again */
    for (size_t i = 0; i < count; i++) {
        uint64_t len = parts[i].len;
        is_done &= EVP_MAC_update(mac->context, (const unsigned char *)&len, sizeof len);
        if (len > 0) {
            is_done &= EVP_MAC_update(mac->context, (const unsigned char *)parts[i].ptr, len);
        }
    }
    is_done &= EVP_MAC_final(mac->context, out, &written, CSIP__MAC_BYTES);
    assert(is_done == 1 && written == CSIP__MAC_BYTES);
    (void)is_done;
}

void csip__mac_hex(csip__mac *mac, const csip_str *parts, size_t count, size_t octets, char *out)
{
    uint8_t sum[CSIP__MAC_BYTES];
    assert(octets <= sizeof sum);
    csip__mac_sum(mac, parts, count, sum);
    for (size_t i = 0; i < octets; i++) {
        out[2 * i] = "0123456789abcdef"[sum[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[sum[i] & 15];
    }
}

bool csip__mac_matches(csip__mac *mac, const csip_str *parts, size_t count, csip_str text)
{
    char wanted[2 * CSIP__MAC_BYTES];
    if (text.len == 0 || text.len > sizeof wanted || text.len % 2 != 0) {
        return false;
    }
    csip__mac_hex(mac, parts, count, text.len / 2, wanted);
    return CRYPTO_memcmp(wanted, text.ptr, text.len) == 0;
}
