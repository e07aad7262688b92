#include "transaction/keyring.h"

#include "sip/write.h"

static const size_t text_fields[] = {
    offsetof(csip__digest, realm),  offsetof(csip__digest, nonce),
    offsetof(csip__digest, opaque), offsetof(csip__digest, algorithm),
    offsetof(csip__digest, qop),    offsetof(csip__digest, userhash),
};

enum { TEXT_FIELD_COUNT = sizeof(text_fields) / sizeof(text_fields[0]) };

void csip__keyring_init(csip__keyring *keyring, csip__core *core)
{
    *keyring = (csip__keyring){.core = core};
}

static void key_done(csip__core *core, csip__key *key)
{
    csip__core_release(core, (void *)key->text.ptr);
    csip__core_release(core, (void *)key->uri.ptr);
    *key = (csip__key){0};
}

void csip__keyring_done(csip__keyring *keyring)
{
    for (size_t i = 0; i < CSIP__KEYRING_MAX; i++) {
        key_done(keyring->core, &keyring->keys[i]);
    }
}

static csip__credentials credentials_of(const csip__settings *settings)
{
    return (csip__credentials){
        .user = settings->authorization_user,
        .password = settings->password,
        .ha1 = settings->ha1,
        .realm = settings->realm,
        .refuse_md5 = settings->refuse_md5,
    };
}

static csip_str *field(csip__digest *digest, size_t n)
{
    return (csip_str *)(void *)((char *)digest + text_fields[n]);
}

static bool key_set(csip__core *core, csip__key *key, const csip__digest *challenge)
{
    csip__digest copy = *challenge;
    size_t size = 1;
    for (size_t n = 0; n < TEXT_FIELD_COUNT; n++) {
        size += field(&copy, n)->len;
    }
    char *text = csip__core_allocate(core, size);
    if (!text)
        return false;
    key_done(core, key);
    key->text = (csip_str){text, size};
    for (size_t n = 0; n < TEXT_FIELD_COUNT; n++) {
        csip_str *slice = field(&copy, n);
        if (!slice->ptr)
            continue;
        memcpy(text, slice->ptr, slice->len);
        slice->ptr = text;
        text += slice->len;
    }
    copy.stale = (csip_str){NULL, 0};
    key->challenge = copy;
    return true;
}

/* The key of that realm, or the one that has to give way. */
static size_t key_index(csip__keyring *keyring, csip_str realm, bool is_proxy)
{
    for (size_t i = 0; i < CSIP__KEYRING_MAX; i++) {
        const csip__key *key = &keyring->keys[i];
        if (key->text.ptr && key->is_proxy == is_proxy &&
            csip_str_equal(key->challenge.realm, realm))
            return i;
    }
    return keyring->oldest++ % CSIP__KEYRING_MAX;
}

/* One answer a realm, and one more when only the nonce was too old. */
static bool may_answer(csip__asked *asked, uint8_t bit, const csip__digest *challenge)
{
    if (asked->answered & bit) {
        if (!csip__challenge_is_stale(challenge) || asked->stale & bit)
            return false;
        asked->stale |= bit;
    }
    asked->answered |= bit;
    return true;
}

bool csip__keyring_learn(csip__keyring *keyring, const csip_message *response, csip_str uri,
                         csip__asked *asked)
{
    csip__core *core = keyring->core;
    bool is_proxy = response->status == 407;
    csip__credentials credentials = credentials_of(core->settings);
    csip__digest challenge;
    if (!credentials.password.ptr && !credentials.ha1.ptr)
        return false;
    if (csip__challenge_choose(
            response, is_proxy ? CSIP_HEADER_PROXY_AUTHENTICATE : CSIP_HEADER_WWW_AUTHENTICATE,
            &credentials, &challenge))
        return false;
    size_t index = key_index(keyring, challenge.realm, is_proxy);
    if (!may_answer(asked, (uint8_t)(1u << index), &challenge))
        return false;
    csip__key *key = &keyring->keys[index];
    if (!key_set(core, key, &challenge))
        return false;
    key->is_proxy = is_proxy;
    if (!is_proxy)
        key->uri = csip__core_dup(core, uri);
    return true;
}

static void key_write(csip__keyring *keyring, csip__buf *buf, csip__key *key,
                      const csip__digest_request *request)
{
    csip__core *core = keyring->core;
    csip__credentials credentials = credentials_of(core->settings);
    csip__digest_request once = *request;
    char cnonce[12];
    csip__core_random_token(core, cnonce, sizeof(cnonce));
    once.cnonce = (csip_str){cnonce, sizeof(cnonce)};
    once.nc = ++key->nc;
    csip__write_header_begin(buf, key->is_proxy ? CSIP_HEADER_PROXY_AUTHORIZATION
                                                : CSIP_HEADER_AUTHORIZATION);
    csip__authorization_write(buf, &core->platform, &credentials, &key->challenge, &once);
    csip__write_crlf(buf);
}

void csip__keyring_write(csip__keyring *keyring, csip__buf *buf,
                         const csip__digest_request *request)
{
    if (keyring->core->settings->jwt.ptr)
        csip__write_header(buf, CSIP_HEADER_AUTHORIZATION, keyring->core->settings->jwt);
    for (size_t i = 0; i < CSIP__KEYRING_MAX; i++) {
        csip__key *key = &keyring->keys[i];
        /* RFC 3261 22.3: a proxy's realm covers every request, a server's its own Request-URI. */
        if (key->text.ptr && (key->is_proxy || csip_str_equal(key->uri, request->uri)))
            key_write(keyring, buf, key, request);
    }
}
