#include "../media/group.h"

#include "sip/auth.h"

#include <stdio.h>

static void digest_parse_table(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        csip_error error;
    } rows[] = {
        {"Digest realm=\"r\",nonce=\"n\"", CSIP_OK},
        {"digest\r\n realm=\"r\" ,\r\n\tNONCE = \"n\", x=y", CSIP_OK},
        {"Digest realm=\"a, \\\"b\\\"\", nonce=n, qop=\"auth\"", CSIP_OK},
        {"Digest realm=\"\", nonce=\"\"", CSIP_OK},
        {"Digest realm=\"r\",nonce=\"n\",algorithm=\"SHA-256\",qop=\"x,auth-int\"", CSIP_OK},
        {"Basic realm=\"r\"", CSIP_ERROR_UNSUPPORTED},
        {"Digest", CSIP_ERROR_UNSUPPORTED},
        {"Digestrealm=\"r\",nonce=\"n\"", CSIP_ERROR_UNSUPPORTED},
        {"Digest realm=\"r\",nonce=\"n\",algorithm=SHA-1", CSIP_ERROR_UNSUPPORTED},
        {"Digest realm=\"r\",nonce=\"n\",qop=\"x\"", CSIP_ERROR_UNSUPPORTED},
        {"Digest realm=\"r\",nonce=\"n\",qop=\"\"", CSIP_ERROR_UNSUPPORTED},
        {"Digest realm=\"r\"", CSIP_ERROR_PARSE},
        {"Digest nonce=\"n\"", CSIP_ERROR_PARSE},
        {"Digest realm=\"r\",nonce=\"n", CSIP_ERROR_PARSE},
        {"Digest realm=\"r\",nonce=\"n\"x", CSIP_ERROR_PARSE},
        {"Digest realm=\"r\",nonce=\"n\",realm=\"s\"", CSIP_ERROR_PARSE},
        {"Digest realm=\"r\",nonce=n\"n", CSIP_ERROR_PARSE},
        {"Digest realm=\"r\",nonce=n\\", CSIP_ERROR_PARSE},
        {"Digest realm=\"r\",nonce=\"n\",flag", CSIP_ERROR_PARSE},
        {"Digest realm=\"r\",nonce=\"n\",a b=c", CSIP_ERROR_PARSE},
        {"", CSIP_ERROR_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__digest digest;
        csip_error error = csip__digest_parse(csip_str_from(rows[i].value), &digest);
        if (error != rows[i].error) {
            fail_msg("row %zu: %s: %d", i, rows[i].value, error);
        }
    }
}

static void challenge_written_is_read_back(void **state)
{
    (void)state;
    char storage[512];
    csip__buf buf;
    csip__digest challenge = {.realm = CSIP_STR("a \\\"b\\\""),
                              .nonce = CSIP_STR("n=="),
                              .opaque = CSIP_STR("o"),
                              .qop = CSIP_STR("auth,auth-int"),
                              .stale = CSIP_STR("TRUE"),
                              .userhash = CSIP_STR("true"),
                              .hash = CSIP_HASH_SHA512_256,
                              .is_sess = true};
    csip__digest parsed;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__challenge_write(&buf, &challenge);
    assert_int_equal(buf.error, CSIP_OK);
    assert_int_equal(csip__digest_parse(csip__buf_get(&buf), &parsed), CSIP_OK);
    assert_true(csip_str_equal(parsed.realm, challenge.realm));
    assert_true(csip_str_equal(parsed.nonce, challenge.nonce));
    assert_true(csip_str_equal(parsed.opaque, challenge.opaque));
    assert_true(csip_str_equal(parsed.qop, challenge.qop));
    assert_true(csip__challenge_is_stale(&parsed));
    assert_true(csip_str_equal(parsed.userhash, CSIP_STR("true")));
    assert_int_equal(parsed.hash, CSIP_HASH_SHA512_256);
    assert_true(parsed.is_sess);
}

/* The nonce of the challenge that is chosen among `lines`, or the error. */
static csip_error choose(const char *lines, const csip__credentials *credentials,
                         csip__digest *ret_challenge)
{
    static csip_message response;
    static char text[1024];
    snprintf(text, sizeof text,
             "SIP/2.0 407 Auth\r\nVia: SIP/2.0/WS a\r\nFrom: <sip:a@x>;tag=1\r\n"
             "To: <sip:b@x>;tag=2\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n%s\r\n",
             lines);
    assert_int_equal(csip_message_parse(csip_str_from(text), &response, NULL), CSIP_OK);
    return csip__challenge_choose(&response, CSIP_HEADER_PROXY_AUTHENTICATE, credentials,
                                  ret_challenge);
}

#define LINE(rest) "Proxy-Authenticate: Digest realm=\"r\"," rest "\r\n"
#define ALL                                                                                        \
    "Proxy-Authenticate: Bearer scope=\"x\"\r\n" LINE("nonce=\"0\",algorithm=SHA-1")               \
        LINE("nonce=\"1\"") LINE("nonce=\"2\",algorithm=SHA-256") "WWW-Authenticate: x\r\n"

static void challenge_choose_table(void **state)
{
    (void)state;
    static const csip__credentials password = {.user = {"u", 1}, .password = {"p", 1}};
    static const csip__credentials no_md5 = {
        .user = {"u", 1}, .password = {"p", 1}, .refuse_md5 = true};
    static const csip__credentials long_ha1 = {
        .user = {"u", 1},
        .ha1 = {"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 64},
        .realm = {"r", 1}};
    static const csip__credentials other_realm = {
        .user = {"u", 1}, .ha1 = {"0123456789abcdef0123456789abcdef", 32}, .realm = {"s", 1}};
    static const struct {
        const char *lines;
        const csip__credentials *credentials;
        csip_error error;
        const char *nonce;
    } rows[] = {
        {ALL, &password, CSIP_OK, "1"},
        {ALL, &no_md5, CSIP_OK, "2"},
        {ALL, &long_ha1, CSIP_OK, "2"},
        {ALL, &other_realm, CSIP_ERROR_UNSUPPORTED, ""},
        {LINE("nonce=\"1\""), &no_md5, CSIP_ERROR_UNSUPPORTED, ""},
        {"Proxy-Authenticate: Bearer x=y\r\n", &password, CSIP_ERROR_UNSUPPORTED, ""},
        {"", &password, CSIP_ERROR_NOT_FOUND, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__digest challenge = {0};
        csip_error error = choose(rows[i].lines, rows[i].credentials, &challenge);
        if (error != rows[i].error ||
            !csip_str_equal(challenge.nonce, csip_str_from(rows[i].nonce))) {
            fail_msg("row %zu: %d %.*s", i, error, CSIP_STR_ARG(challenge.nonce));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_parse_table),
        cmocka_unit_test(challenge_written_is_read_back),
        cmocka_unit_test(challenge_choose_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
