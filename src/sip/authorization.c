#include "sip/chars.h"
#include "sip/digest.h"
#include "sip/list.h"
#include "sip/write.h"

static bool is_true(csip_str value)
{
    return csip__str_is_name(value, CSIP_STR("true"));
}

/* One qop of those offered: the one that protects more. */
static csip_str choose_qop(csip_str offered)
{
    csip_str element;
    csip_str chosen = {0};
    size_t offset = 0;
    while (csip__list_next(offered, &offset, &element)) {
        if (csip__str_is_name(element, CSIP_STR("auth-int"))) {
            return CSIP_STR("auth-int");
        }
        if (csip__str_is_name(element, CSIP_STR("auth"))) {
            chosen = CSIP_STR("auth");
        }
    }
    return chosen;
}

static void put_nc(char out[8], uint32_t nc)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 7; i >= 0; i--, nc >>= 4) {
        out[i] = digits[nc & 15];
    }
}

static void write_username(csip__buf *buf, const csip_platform *platform,
                           const csip__digest *digest, csip_str user)
{
    CSIP__BUF_LIT(buf, ", username=");
    if (is_true(digest->userhash)) {
        csip__hash_hex hidden = csip__digest_userhash(platform, digest, user);
        csip__write_quoted(buf, csip__hash_hex_get(&hidden));
    } else {
        csip__write_quoted(buf, user);
    }
}

void csip__authorization_write(csip__buf *buf, const csip_platform *platform,
                               const csip__credentials *credentials, const csip__digest *challenge,
                               const csip__digest_request *request)
{
    char nc[8];
    csip__digest digest = *challenge;
    put_nc(nc, request->nc);
    digest.qop = choose_qop(challenge->qop);
    digest.uri = request->uri;
    digest.cnonce = request->cnonce;
    digest.nc = (csip_str){nc, sizeof nc};
    csip__hash_hex response =
        csip__digest_response(platform, credentials, &digest, request->method, request->body);

    CSIP__BUF_LIT(buf, "Digest algorithm=");
    csip__buf_str(buf, csip__digest_algorithm(digest.hash, digest.is_sess));
    write_username(buf, platform, &digest, credentials->user);
    csip__digest_write_field(buf, CSIP_STR(", realm=\""), digest.realm);
    csip__digest_write_field(buf, CSIP_STR(", nonce=\""), digest.nonce);
    csip__digest_write_field(buf, CSIP_STR(", uri=\""), digest.uri);
    csip__digest_write_field(buf, CSIP_STR(", response=\""), csip__hash_hex_get(&response));
    csip__digest_write_field(buf, CSIP_STR(", opaque=\""), digest.opaque);
    if (digest.qop.ptr) {
        CSIP__BUF_LIT(buf, ", qop=");
        csip__buf_str(buf, digest.qop);
    }
    if (digest.qop.ptr || digest.is_sess) {
        csip__digest_write_field(buf, CSIP_STR(", cnonce=\""), digest.cnonce);
    }
    if (digest.qop.ptr) {
        CSIP__BUF_LIT(buf, ", nc=");
        csip__buf_str(buf, digest.nc);
    }
    if (is_true(digest.userhash)) {
        CSIP__BUF_LIT(buf, ", userhash=true");
    }
}

/* Without a way out that depends on where two texts differ; `b` is lower case. */
static bool equal_in_constant_time(csip_str a, csip_str b)
{
    unsigned difference = a.len != b.len;
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        difference |= (unsigned)(uint8_t)(csip__char_lower(a.ptr[i]) ^ b.ptr[i]);
    }
    return difference == 0;
}

/* The received user, whose escapes were kept, against a plain one. */
static bool equal_unescaped(csip_str given, csip_str user)
{
    size_t n = 0;
    for (size_t i = 0; i < given.len; i++, n++) {
        i += given.ptr[i] == '\\' && i + 1 < given.len;
        if (n == user.len || given.ptr[i] != user.ptr[n]) {
            return false;
        }
    }
    return n == user.len;
}

static bool is_user(const csip_platform *platform, const csip__digest *given, csip_str user)
{
    if (!is_true(given->userhash)) {
        return equal_unescaped(given->username, user);
    }
    csip__hash_hex hidden = csip__digest_userhash(platform, given, user);
    return csip_str_equal_nocase(given->username, csip__hash_hex_get(&hidden));
}

bool csip__authorization_verify(const csip_platform *platform, const csip__credentials *credentials,
                                const csip__digest *given, csip_str method, csip_str body)
{
    bool has_secret = credentials->password.ptr || csip__credentials_has_ha1(credentials, given);
    bool is_complete = given->uri.ptr && given->response.ptr &&
                       (!given->qop.ptr || (given->cnonce.ptr && given->nc.ptr)) &&
                       (!given->is_sess || given->cnonce.ptr);
    if (!has_secret || !is_complete || !is_user(platform, given, credentials->user)) {
        return false;
    }
    if (credentials->refuse_md5 && given->hash == CSIP_HASH_MD5) {
        return false;
    }
    csip__hash_hex expected = csip__digest_response(platform, credentials, given, method, body);
    return equal_in_constant_time(given->response, csip__hash_hex_get(&expected));
}
