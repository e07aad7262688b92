#include "host/platform.h"

#include <openssl/evp.h>

#include <errno.h>
#include <pthread.h>
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

/*
 * OpenSSL looks an algorithm up, and makes a context for it, at twice the price of a short hash:
 * the algorithms are kept for good, a context for as long as its thread lives.
 */
static EVP_MD *digests[3]; /* by csip_hash */
static pthread_key_t context_key;
static pthread_once_t is_prepared = PTHREAD_ONCE_INIT;

static void free_context(void *context)
{
    EVP_MD_CTX_free(context);
}

static void prepare_hashes(void)
{
    digests[CSIP_HASH_MD5] = EVP_MD_fetch(NULL, "MD5", NULL);
    digests[CSIP_HASH_SHA256] = EVP_MD_fetch(NULL, "SHA256", NULL);
    digests[CSIP_HASH_SHA512_256] = EVP_MD_fetch(NULL, "SHA512-256", NULL);
    if (pthread_key_create(&context_key, free_context) != 0)
        abort();
}

static EVP_MD_CTX *thread_context(void)
{
    EVP_MD_CTX *context = pthread_getspecific(context_key);

    if (!context) {
        context = EVP_MD_CTX_new();
        if (pthread_setspecific(context_key, context) != 0) {
            EVP_MD_CTX_free(context);
            return NULL;
        }
    }
    return context;
}

static void hash_parts(void *user, csip_hash hash, const csip_str *parts, size_t count,
                       uint8_t *out)
{
    (void)user;
    pthread_once(&is_prepared, prepare_hashes);
    EVP_MD_CTX *context = thread_context();
    bool is_ok = context && digests[hash] && EVP_DigestInit_ex2(context, digests[hash], NULL) == 1;

    for (size_t i = 0; is_ok && i < count; i++)
        is_ok = EVP_DigestUpdate(context, parts[i].ptr, parts[i].len) == 1;
    if (!is_ok || EVP_DigestFinal_ex(context, out, NULL) != 1) /* a wrong response, to be refused */
        memset(out, 0, hash == CSIP_HASH_MD5 ? 16 : 32);
}

const csip_platform *csip__platform_native(void)
{
    static const csip_platform platform = {reallocate, fill_random, hash_parts, NULL};

    return &platform;
}
