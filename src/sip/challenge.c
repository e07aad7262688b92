#include "sip/auth.h"

#include "sip/chars.h"
#include "sip/digest.h"
#include "sip/list.h"
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
        if (csip__str_is_name(wanted, algorithms[i].name)) {
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
        if (csip__str_is_name(element, wanted)) {
            return true;
        }
    }
    return false;
}

/* Just behind the value at `at`: a quoted-string, or text that can be written in quotes as it is.
 */
static const char *parse_value(const char *at, const char *end, csip_str *ret_value)
{
    if (at < end && *at == '"') {
        const char *close = csip__chars_quoted_end(at, end);
        *ret_value = csip__str_between(at + 1, close ? close - 1 : at + 1);
        return close;
    }
    const char *comma = csip__scan_for(at, end, ',');
    *ret_value = csip__str_trim(csip__str_between(at, comma));
    return csip__scan_either(at, comma, '"', '\\') == comma ? comma : NULL;
}

/* A name that stands twice is refused. */
static bool set_field(csip__digest *digest, csip_str name, csip_str value)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (csip__str_is_name(name, fields[i].name)) {
            csip_str *field = (csip_str *)((char *)digest + fields[i].offset);
            bool is_first = !field->ptr;
            *field = value;
            return is_first;
        }
    }
    return true;
}

/* name EQUAL (token / quoted-string): just behind it, at the end or a comma, or NULL. */
static const char *parse_param(const char *at, const char *end, csip__digest *digest)
{
    csip_str value;
    const char *name = at;
    at = csip__chars_span(at, end, CSIP__CHAR_TOKEN);
    csip_str found = csip__str_between(name, at);
    at = csip__chars_skip_lws(at, end);
    if (found.len == 0 || at == end || *at != '=') {
        return NULL;
    }
    at = parse_value(csip__chars_skip_lws(at + 1, end), end, &value);
    if (!at || !set_field(digest, found, value)) {
        return NULL;
    }
    at = csip__chars_skip_lws(at, end);
    return at == end || *at == ',' ? at : NULL;
}

/* Parameters between commas; empty places are passed over. */
static bool parse_params(csip_str text, csip__digest *digest)
{
    const char *end = csip__str_end(text);
    const char *at = text.ptr;
    while (at && at < end) {
        if (*at == ',' || csip__char_is_lws(*at)) {
            at++;
        } else {
            at = parse_param(at, end, digest);
        }
    }
    return at != NULL;
}

csip_error csip__digest_parse(csip_str value, csip__digest *ret_digest)
{
    csip__digest digest = {0};
    value = csip__str_trim(value);
    if (!csip__str_starts_with_nocase(value, CSIP_STR("Digest")) || value.len == 6 ||
        !csip__char_is_lws(value.ptr[6])) {
        return CSIP_ERROR_UNSUPPORTED;
    }
    if (!parse_params(csip__str_skip(value, 6), &digest)) {
        return CSIP_ERROR_PARSE;
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

void csip__digest_write_field(csip__buf *buf, csip_str begin, csip_str value)
{
    if (value.ptr) {
        csip__buf_str(buf, begin);
        csip__write_text(buf, value);
        csip__buf_char(buf, '"');
    }
}

void csip__challenge_write(csip__buf *buf, const csip__digest *challenge)
{
    CSIP__BUF_LIT(buf, "Digest realm=\"");
    csip__write_text(buf, challenge->realm);
    csip__buf_char(buf, '"');
    csip__digest_write_field(buf, CSIP_STR(", nonce=\""), challenge->nonce);
    CSIP__BUF_PUT(buf, CSIP_STR(", algorithm="),
                  csip__digest_algorithm(challenge->hash, challenge->is_sess));
    csip__digest_write_field(buf, CSIP_STR(", opaque=\""), challenge->opaque);
    csip__digest_write_field(buf, CSIP_STR(", qop=\""), challenge->qop);
    if (csip__challenge_is_stale(challenge)) {
        CSIP__BUF_LIT(buf, ", stale=true");
    }
    if (csip_str_equal_nocase(challenge->userhash, CSIP_STR("true"))) {
        CSIP__BUF_LIT(buf, ", userhash=true");
    }
}
