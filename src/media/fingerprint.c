#include <media/certificate.h>

#include <openssl/crypto.h>

/* RFC 8122 section 5 names more; MD5 and SHA-1 no longer prove who the peer is. */
static const struct {
    csip_str name;
    const EVP_MD *(*digest)(void);
} hashes[] = {
    {{"sha-256", 7}, EVP_sha256},
    {{"sha-384", 7}, EVP_sha384},
    {{"sha-512", 7}, EVP_sha512},
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* *2UHEX *(":" 2UHEX) */
static bool parse_octets(csip_str text, uint8_t *out, size_t count)
{
    if (text.len != count * 3 - 1)
        return false;
    for (size_t i = 0; i < count; i++) {
        int high = hex_value(text.ptr[3 * i]);
        int low = hex_value(text.ptr[3 * i + 1]);
        if (high < 0 || low < 0 || (i + 1 < count && text.ptr[3 * i + 2] != ':'))
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

csip_error csip__fingerprint_parse(csip_str text, csip__fingerprint *ret_fingerprint)
{
    const char *space = text.len ? memchr(text.ptr, ' ', text.len) : NULL;
    if (!space)
        return CSIP_ERROR_PARSE;
    csip_str name = {text.ptr, (size_t)(space - text.ptr)};
    csip_str octets = {space + 1, text.len - name.len - 1};
    while (octets.len && octets.ptr[0] == ' ')
        octets = (csip_str){octets.ptr + 1, octets.len - 1};
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (!csip_str_equal_nocase(name, hashes[i].name))
            continue;
        csip__fingerprint result = {.digest = hashes[i].digest()};
        result.len = (size_t)EVP_MD_get_size(result.digest);
        if (!parse_octets(octets, result.octets, result.len))
            return CSIP_ERROR_PARSE;
        *ret_fingerprint = result;
        return CSIP_OK;
    }
    return CSIP_ERROR_UNSUPPORTED;
}

bool csip__fingerprint_equal(const csip__fingerprint *a, const csip__fingerprint *b)
{
    return a->digest == b->digest && memcmp(a->octets, b->octets, a->len) == 0;
}

bool csip__fingerprint_matches(const csip__fingerprint *fingerprint, const X509 *certificate)
{
    uint8_t octets[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    return X509_digest(certificate, fingerprint->digest, octets, &len) == 1 &&
           len == fingerprint->len && CRYPTO_memcmp(octets, fingerprint->octets, len) == 0;
}
