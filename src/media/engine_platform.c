#include <media/engine_platform.h>

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>

static void *reallocate(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size > 0)
        return realloc(ptr, size);
    free(ptr);
    return NULL;
}

/* A system without random octets cannot keep a secret: there is no way on. */
static void fill_random(void *user, void *out, size_t len)
{
    (void)user;
    if (RAND_bytes(out, (int)len) != 1)
        abort();
}

static void hash_parts(void *user, csip_hash hash, const csip_str *parts, size_t count,
                       uint8_t *out)
{
    (void)user;
    const EVP_MD *digests[] = {
        [CSIP_HASH_MD5] = EVP_md5(),
        [CSIP_HASH_SHA256] = EVP_sha256(),
        [CSIP_HASH_SHA512_256] = EVP_sha512_256(),
    };
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || EVP_DigestInit_ex(context, digests[hash], NULL) != 1)
        abort();
    for (size_t i = 0; i < count; i++)
        EVP_DigestUpdate(context, parts[i].ptr, parts[i].len);
    EVP_DigestFinal_ex(context, out, NULL);
    EVP_MD_CTX_free(context);
}

const csip_platform csip__engine_platform = {reallocate, fill_random, hash_parts, NULL};
