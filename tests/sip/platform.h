#ifndef CSIP_TEST_SIP_PLATFORM_H
#define CSIP_TEST_SIP_PLATFORM_H

#include <assert.h>
#include <csip/platform.h>
#include <openssl/evp.h>

/** A platform that only hashes. */
static void platform_hash(void *user, csip_hash hash, const csip_str *parts, size_t count,
                          uint8_t *out)
{
    const EVP_MD *digests[] = {EVP_md5(), EVP_sha256(), EVP_sha512_256()};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    (void)user;
    assert(context && EVP_DigestInit_ex(context, digests[hash], NULL) == 1);
    for (size_t i = 0; i < count; i++) {
        assert(EVP_DigestUpdate(context, parts[i].ptr, parts[i].len) == 1);
    }
    assert(EVP_DigestFinal_ex(context, out, NULL) == 1);
    EVP_MD_CTX_free(context);
}

static const csip_platform platform = {.hash = platform_hash};

#endif
