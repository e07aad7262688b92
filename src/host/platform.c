#include "host/platform.h"

#include <openssl/evp.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

static void *reallocate(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size > 0)
        return realloc(ptr, size);
    free(ptr);
    return NULL;
}

/* Without randomness no branch, tag or nonce is safe: there is no way to go on. */
static void fill_random(void *user, void *out, size_t len)
{
    (void)user;
    for (size_t done = 0; done < len;) {
        ssize_t n = getrandom((char *)out + done, len - done, 0);
        if (n > 0)
            done += (size_t)n;
        else if (errno != EINTR)
            abort();
    }
}

static void hash_parts(void *user, csip_hash hash, const csip_str *parts, size_t count,
                       uint8_t *out)
{
    const EVP_MD *digest = hash == CSIP_HASH_MD5      ? EVP_md5()
                           : hash == CSIP_HASH_SHA256 ? EVP_sha256()
                                                      : EVP_sha512_256();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_ok = context && EVP_DigestInit_ex(context, digest, NULL) == 1;

    (void)user;
    for (size_t i = 0; is_ok && i < count; i++)
        is_ok = EVP_DigestUpdate(context, parts[i].ptr, parts[i].len) == 1;
    if (!is_ok || EVP_DigestFinal_ex(context, out, NULL) != 1)
        memset(out, 0, (size_t)EVP_MD_get_size(digest)); /* a wrong response, refused by the peer */
    EVP_MD_CTX_free(context);
}

const csip_platform *csip__platform_native(void)
{
    static const csip_platform platform = {reallocate, fill_random, hash_parts, NULL};

    return &platform;
}
