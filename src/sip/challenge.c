#include "sip/auth.h"

#include "sip/chars.h"
#include "sip/digest.h"
#include "sip/list.h"
#include "sip/param.h"
#include "sip/write.h"

static const struct {
    csip_str name;
    size_t offset;
} fields[] = {
#define FIELD(name)                                                                                \
    {                                                                                              \
        {#name, sizeof #name - 1}, offsetof(csip__digest, name)                                    \
    }
    FIELD(realm),    FIELD(nonce),    FIELD(opaque), FIELD(algorithm), FIELD(qop),    FIELD(stale),
    FIELD(userhash), FIELD(username), FIELD(uri),    FIELD(response),  FIELD(cnonce), FIELD(nc),
#undef FIELD
};

static const struct {
    csip_str name;
    csip_hash hash;
    bool is_sess;
} algorithms[] = {
    {{"MD5", 3}, CSIP_HASH_MD5, false},
    {{"MD5-sess", 8}, CSIP_HASH_MD5, true},
    {{"SHA-256", 7}, CSIP_HASH_SHA256, false},
    {{"SHA-256-sess", 12}, CSIP_HASH_SHA256, true},
    {{"SHA-512-256", 11}, CSIP_HASH_SHA512_256, false},
    {{"SHA-512-256-sess", 16}, CSIP_HASH_SHA512_256, true},
};

csip_str csip__digest_algorithm(csip_hash hash, bool is_sess)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (algorithms[i].hash == hash && algorithms[i].is_sess == is_sess) {
            return algorithms[i].name;
        }
    }
    return CSIP_STR("");
}

/* RFC 7616 3.3: a challenge with an algorithm that is not understood MUST be ignored. */
static bool find_algorithm(csip__digest *digest)
{
    csip_str wanted = digest->algorithm.ptr ? digest->algorithm : CSIP_STR("MD5");
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (csip_str_equal_nocase(algorithms[i].name, wanted)) {
            digest->hash = algorithms[i].hash;
            digest->is_sess = algorithms[i].is_sess;
            return true;
        }
    }
    return false;
}

static bool lists_qop(csip_str list, csip_str wanted)
{
    csip_str element;
    size_t offset = 0;
    while (csip__list_next(list, &offset, &element)) {
        if (csip_str_equal_nocase(element, wanted)) {
            return true;
        }
    }
    return false;
}

/* A quoted-string as a whole, or text that can be written in quotes as it is. */
static bool is_value(csip_str value)
{
    if (value.len > 0 && value.ptr[0] == '"') {
        const char *end = csip__str_end(value);
        return csip__chars_quoted_end(value.ptr, end) == end;
    }
    return csip__str_find(value, '"') == value.len && csip__str_find(value, '\\') == value.len;
}

/* name EQUAL (token / quoted-string); a name that stands twice is refused. */
static bool parse_param(csip_str element, csip__digest *digest)
{
    csip_str value;
    csip_str name = csip__str_trim(csip__str_cut(element, '=', &value));
    if (!value.ptr || !csip__str_is_token(name)) {
        return false;
    }
    value = csip__str_trim(value);
    if (!is_value(value)) {
        return false;
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (csip_str_equal_nocase(name, fields[i].name)) {
            csip_str *field = (csip_str *)((char *)digest + fields[i].offset);
            if (field->ptr) {
                return false;
            }
            *field = csip__param_unquote(value);
        }
    }
    return true;
}

csip_error csip__digest_parse(csip_str value, csip__digest *ret_digest)
{
    csip__digest digest = {0};
    csip_str element;
    size_t offset = 0;
    value = csip__str_trim(value);
    if (!csip__str_starts_with_nocase(value, CSIP_STR("Digest")) || value.len == 6 ||
        !csip__char_is_lws(value.ptr[6])) {
        return CSIP_ERROR_UNSUPPORTED;
    }
    value = csip__str_skip(value, 6);
    while (csip__list_next(value, &offset, &element)) {
        if (!parse_param(element, &digest)) {
            return CSIP_ERROR_PARSE;
        }
    }
    if (!digest.realm.ptr || !digest.nonce.ptr) {
        return CSIP_ERROR_PARSE;
    }
    if (!find_algorithm(&digest) || (digest.qop.ptr && !lists_qop(digest.qop, CSIP_STR("auth")) &&
                                     !lists_qop(digest.qop, CSIP_STR("auth-int")))) {
        return CSIP_ERROR_UNSUPPORTED;
    }
    *ret_digest = digest;
    return CSIP_OK;
}

bool csip__challenge_is_stale(const csip__digest *challenge)
{
    return csip_str_equal_nocase(challenge->stale, CSIP_STR("true"));
}

static bool can_answer(const csip__credentials *credentials, const csip__digest *challenge)
{
    if (credentials->refuse_md5 && challenge->hash == CSIP_HASH_MD5) {
        return false;
    }
    return credentials->password.ptr || csip__credentials_has_ha1(credentials, challenge);
}

csip_error csip__challenge_choose(const csip_message *response, csip_header_id id,
                                  const csip__credentials *credentials, csip__digest *ret_challenge)
{
    const csip_header *header;
    size_t n;
    for (n = 0; (header = csip_message_header(response, id, n)); n++) {
        csip__digest challenge;
        if (csip__digest_parse(header->value, &challenge) == CSIP_OK &&
            can_answer(credentials, &challenge)) {
            *ret_challenge = challenge;
            return CSIP_OK;
        }
    }
    return n == 0 ? CSIP_ERROR_NOT_FOUND : CSIP_ERROR_UNSUPPORTED;
}

void csip__digest_write_field(csip__buf *buf, csip_str name, csip_str value)
{
    if (value.ptr) {
        CSIP__BUF_PUT(buf, CSIP_STR(", "), name, CSIP_STR("=\""));
        csip__write_text(buf, value);
        csip__buf_char(buf, '"');
    }
}

void csip__challenge_write(csip__buf *buf, const csip__digest *challenge)
{
    CSIP__BUF_LIT(buf, "Digest realm=\"");
    csip__write_text(buf, challenge->realm);
    csip__buf_char(buf, '"');
    csip__digest_write_field(buf, CSIP_STR("nonce"), challenge->nonce);
    CSIP__BUF_PUT(buf, CSIP_STR(", algorithm="),
                  csip__digest_algorithm(challenge->hash, challenge->is_sess));
    csip__digest_write_field(buf, CSIP_STR("opaque"), challenge->opaque);
    csip__digest_write_field(buf, CSIP_STR("qop"), challenge->qop);
    if (csip__challenge_is_stale(challenge)) {
        CSIP__BUF_LIT(buf, ", stale=true");
    }
    if (csip_str_equal_nocase(challenge->userhash, CSIP_STR("true"))) {
        CSIP__BUF_LIT(buf, ", userhash=true");
    }
}
