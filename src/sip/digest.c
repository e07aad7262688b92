#include "sip/digest.h"

#include "base/str.h"
#include "base/trap.h"

size_t csip__hash_hex_len(csip_hash hash)
{
    return hash == CSIP_HASH_MD5 ? 32 : 64;
}

enum { PARTS_MAX = 6, TEXT_MAX = 512 };

/* Too long for one piece. */
static void hash_pieces(const csip_platform *platform, csip_hash hash, const csip_str *parts,
                        size_t count, uint8_t *out)
{
    csip_str joined[2 * PARTS_MAX];
    for (size_t i = 0; i < count; i++) {
        joined[2 * i] = parts[i];
        joined[2 * i + 1] = CSIP_STR(":");
    }
    platform->hash(platform->user, hash, joined, 2 * count - 1, out);
}

csip__hash_hex csip__hash_joined(const csip_platform *platform, csip_hash hash,
                                 const csip_str *parts, size_t count)
{
    char text[TEXT_MAX];
    uint8_t octets[CSIP__HASH_MAX];
    csip__hash_hex hex = {.len = csip__hash_hex_len(hash)};
    csip__buf buf;
    CSIP__ASSERT(count > 0 && count <= PARTS_MAX);
    csip__buf_init_fixed(&buf, text, sizeof text);
    for (size_t i = 0; i < count; i++) {
        csip__buf_str(&buf, parts[i]);
        csip__buf_char(&buf, ':');
    }
    /* One piece is hashed quicker than many. */
    if (buf.error == CSIP_OK) {
        platform->hash(platform->user, hash, &(csip_str){text, buf.len - 1}, 1, octets);
    } else {
        hash_pieces(platform, hash, parts, count, octets);
    }
    csip__buf_init_fixed(&buf, hex.digits, sizeof hex.digits);
    csip__buf_hex(&buf, octets, hex.len / 2);
    return hex;
}

bool csip__credentials_has_ha1(const csip__credentials *credentials, const csip__digest *digest)
{
    return credentials->ha1.len == csip__hash_hex_len(digest->hash) &&
           csip_str_equal(credentials->realm, digest->realm);
}

/* H(user:realm:password), given or made, and for -sess hashed again with the nonces. */
static csip__hash_hex make_ha1(const csip_platform *platform, const csip__credentials *credentials,
                               const csip__digest *digest)
{
    csip__hash_hex ha1;
    if (csip__credentials_has_ha1(credentials, digest)) {
        ha1.len = credentials->ha1.len;
        memcpy(ha1.digits, credentials->ha1.ptr, ha1.len);
    } else {
        ha1 = CSIP__HASH_JOINED(platform, digest->hash, credentials->user, digest->realm,
                                credentials->password);
    }
    if (!digest->is_sess) {
        return ha1;
    }
    return CSIP__HASH_JOINED(platform, digest->hash, csip__hash_hex_get(&ha1), digest->nonce,
                             digest->cnonce);
}

static csip__hash_hex make_ha2(const csip_platform *platform, const csip__digest *digest,
                               csip_str method, csip_str body)
{
    if (!csip__str_is_name(digest->qop, CSIP_STR("auth-int"))) {
        return CSIP__HASH_JOINED(platform, digest->hash, method, digest->uri);
    }
    csip__hash_hex entity = CSIP__HASH_JOINED(platform, digest->hash, body);
    return CSIP__HASH_JOINED(platform, digest->hash, method, digest->uri,
                             csip__hash_hex_get(&entity));
}

csip__hash_hex csip__digest_response(const csip_platform *platform,
                                     const csip__credentials *credentials,
                                     const csip__digest *digest, csip_str method, csip_str body)
{
    csip__hash_hex ha1 = make_ha1(platform, credentials, digest);
    csip__hash_hex ha2 = make_ha2(platform, digest, method, body);
    csip_str ha1_text = csip__hash_hex_get(&ha1);
    csip_str ha2_text = csip__hash_hex_get(&ha2);
    if (!digest->qop.ptr) {
        return CSIP__HASH_JOINED(platform, digest->hash, ha1_text, digest->nonce, ha2_text);
    }
    return CSIP__HASH_JOINED(platform, digest->hash, ha1_text, digest->nonce, digest->nc,
                             digest->cnonce, digest->qop, ha2_text);
}

csip__hash_hex csip__digest_userhash(const csip_platform *platform, const csip__digest *digest,
                                     csip_str user)
{
    return CSIP__HASH_JOINED(platform, digest->hash, user, digest->realm);
}
