#include "server/proxy.h"

#include "sip/auth.h"
#include "sip/write.h"

enum { PAUSE_STEP_MS = 100, PAUSE_MAX_MS = 5000 };

typedef struct csip__scheme {
    uint16_t status;
    csip_header_id challenge;
    csip_header_id credentials;
} csip__scheme;

static const csip__scheme registrar_scheme = {401, CSIP_HEADER_WWW_AUTHENTICATE,
                                              CSIP_HEADER_AUTHORIZATION};
static const csip__scheme proxy_scheme = {407, CSIP_HEADER_PROXY_AUTHENTICATE,
                                          CSIP_HEADER_PROXY_AUTHORIZATION};

static bool is_offered(const csip__visit *visit, const csip__account *account, csip_hash hash)
{
    csip_server_digest digest = visit->proxy->config->digest;
    if (account && !account->password && account->ha1_hash != hash) {
        return false; /* of this account we have the hash by the other algorithm alone */
    }
    return (hash == CSIP_HASH_SHA256 && digest != CSIP_SERVER_DIGEST_MD5) ||
           (hash == CSIP_HASH_MD5 && digest != CSIP_SERVER_DIGEST_SHA256);
}

static void challenge(const csip__visit *visit, const csip__scheme *scheme,
                      const csip__account *account, bool is_stale)
{
    static const csip_hash preference[] = {CSIP_HASH_SHA256, CSIP_HASH_MD5};
    char nonce[CSIP__NONCE_LEN], text[1024];
    csip__buf lines;
    csip__buf_init_fixed(&lines, text, sizeof text);
    csip__token_nonce(&visit->proxy->mac, visit->now_ms / 1000, visit->flow->id, nonce);
    for (size_t i = 0; i < sizeof preference / sizeof *preference; i++) {
        if (!is_offered(visit, account, preference[i])) {
            continue;
        }
        /* RFC 8760 2.4: a field for each algorithm, the preferred one topmost. */
        csip__write_header_begin(&lines, scheme->challenge);
        csip__challenge_write(&lines, &(csip__digest){
                                          .realm = csip_str_from(visit->proxy->config->domain),
                                          .nonce = {nonce, sizeof nonce},
                                          .algorithm = csip__digest_algorithm(preference[i], false),
                                          .qop = CSIP_STR("auth"),
                                          .stale = is_stale ? CSIP_STR("true") : (csip_str){0},
                                          .hash = preference[i],
                                      });
        csip__write_crlf(&lines);
    }
    csip__reply(visit, scheme->status, csip__buf_get(&lines));
}

/* The credentials for our realm, if there are some that we can read. */
static bool find_credentials(const csip__visit *visit, const csip__scheme *scheme,
                             csip__digest *ret_given)
{
    const csip_header *line;
    for (size_t n = 0; (line = csip_message_header(visit->message, scheme->credentials, n)); n++) {
        if (csip__digest_parse(line->value, ret_given) == CSIP_OK &&
            csip_str_equal(ret_given->realm, csip_str_from(visit->proxy->config->domain))) {
            return true;
        }
    }
    return false;
}

static bool is_proof(const csip__visit *visit, const csip__account *account,
                     const csip__digest *given)
{
    if (!account || !is_offered(visit, account, given->hash)) {
        return false;
    }
    csip__credentials known = {
        .user = csip_str_from(account->name),
        .password = csip_str_from(account->password),
        .ha1 = csip_str_from(account->ha1),
        .realm = csip_str_from(visit->proxy->config->domain),
    };
    return csip_str_equal(given->uri, visit->message->request_uri_text) && /* RFC 7616 3.4.6 */
           csip__authorization_verify(visit->proxy->platform, &known, given,
                                      visit->message->method_name, visit->message->body);
}

/* Guessing gets slower for everybody who guesses, on whatever connection. */
static void count_failure(const csip__visit *visit)
{
    csip__proxy *proxy = visit->proxy;
    uint64_t quiet_s = (visit->now_ms - proxy->failures_at_ms) / 1000;
    proxy->failures = quiet_s < proxy->failures ? proxy->failures - (unsigned)quiet_s : 0;
    proxy->failures++;
    proxy->failures_at_ms = visit->now_ms;
    proxy->counters.credentials_wrong++;
    visit->flow->pause_ms = proxy->failures < PAUSE_MAX_MS / PAUSE_STEP_MS
                                ? proxy->failures * PAUSE_STEP_MS
                                : PAUSE_MAX_MS;
    csip__proxy_log(proxy, CSIP_LOG_WARNING, "wrong credentials from %s:%u", visit->flow->peer,
                    visit->flow->peer_port);
}

static bool is_fresh(const csip__visit *visit, csip_str nonce)
{
    uint64_t made_s;
    return csip__token_read_nonce(&visit->proxy->mac, nonce, visit->flow->id, &made_s) &&
           visit->now_ms / 1000 - made_s <= visit->proxy->config->nonce_lifetime_s;
}

/* Whoever is named must be the one who proved himself; anonymous calls name nobody. */
static bool may_be(const csip__visit *visit, const csip_name_addr *identity,
                   const csip__account *account)
{
    if (csip_str_equal_nocase(identity->uri.host, CSIP_STR("anonymous.invalid"))) {
        return visit->message->method != CSIP_METHOD_REGISTER;
    }
    return csip__proxy_is_ours(visit, identity->uri.host) &&
           csip__accounts_find(&visit->proxy->accounts, identity->uri.user) == account;
}

csip__account *csip__authenticate(const csip__visit *visit, const csip_name_addr *identity)
{
    const csip__accounts *accounts = &visit->proxy->accounts;
    const csip__scheme *scheme =
        visit->message->method == CSIP_METHOD_REGISTER ? &registrar_scheme : &proxy_scheme;
    csip__account *named = csip__accounts_find(accounts, identity->uri.user);
    csip__digest given;
    if (!find_credentials(visit, scheme, &given)) {
        challenge(visit, scheme, named, false);
        return NULL;
    }
    csip__account *account = csip__accounts_find_name(accounts, given.username);
    if (!is_proof(visit, account, &given)) {
        count_failure(visit);
        challenge(visit, scheme, named, false);
        return NULL;
    }
    if (!is_fresh(visit, given.nonce)) { /* RFC 7616 3.3: stale only when the digest was right */
        challenge(visit, scheme, account, true);
        return NULL;
    }
    if (!may_be(visit, identity, account)) {
        csip__reply(visit, 403, (csip_str){0});
        return NULL;
    }
    visit->flow->has_authenticated = true;
    return account;
}
