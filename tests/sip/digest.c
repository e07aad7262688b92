#include "../media/group.h"

#include "platform.h"
#include "sip/digest.h"

/* Responses of RFC 2617 section 3.5, RFC 7616 section 3.9, the errata of RFC 2069, and others
   reckoned independently. */
static const struct {
    const char *challenge;
    const char *user;
    const char *password;
    csip__digest_request request;
    const char *response;
} rows[] = {
    {"Digest realm=\"testrealm@host.com\", qop=\"auth\", "
     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
     "Mufasa",
     "Circle Of Life",
     {{"GET", 3}, {"/dir/index.html", 15}, {0}, {"0a4f113b", 8}, 1},
     "6629fae49393a05397450978507c4ef1"},
    {"Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
     "Mufasa",
     "CircleOfLife",
     {{"GET", 3}, {"/dir/index.html", 15}, {0}, {0}, 1},
     "1949323746fe6a43ef61f9606e7febea"},
    {"Digest realm=\"http-auth@example.org\", qop=\"auth\", algorithm=MD5, "
     "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"",
     "Mufasa",
     "Circle of Life",
     {{"GET", 3},
      {"/dir/index.html", 15},
      {0},
      {"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 44},
      1},
     "8ca523f5e9506fed4657c9700eebdbec"},
    {"DIGEST realm=\"http-auth@example.org\",qop=auth,algorithm=sha-256,"
     "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"",
     "Mufasa",
     "Circle of Life",
     {{"GET", 3},
      {"/dir/index.html", 15},
      {0},
      {"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 44},
      1},
     "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
    {"Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
     "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", userhash=true",
     "J\xc3\xa4s\xc3\xb8n Doe",
     "Secret, or not?",
     {{"GET", 3}, {"/doe.json", 9}, {0}, {"NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm", 32}, 1},
     "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c"},
    {"Digest realm=\"biloxi.com\", qop=\"auth,auth-int\", algorithm=MD5-sess, "
     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
     "bob",
     "zanzibar",
     {{"INVITE", 6}, {"sip:bob@biloxi.com", 18}, {"v=0\r\n", 5}, {"0a4f113b", 8}, 1},
     "8527c9ab1b4eed3fd75491f811944e26"},
    {"Digest realm=\"biloxi.com\", qop=\"auth-int, auth, x\", "
     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
     "bob",
     "zanzibar",
     {{"INVITE", 6}, {"sip:bob@biloxi.com", 18}, {"v=0\r\n", 5}, {"0a4f113b", 8}, 1},
     "77226bb823dc077c1ad3537415667bae"},
    {"Digest realm=\"biloxi.com\", qop=\"auth\", algorithm=SHA-256-sess, "
     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
     "bob",
     "zanzibar",
     {{"REGISTER", 8}, {"sip:biloxi.com", 14}, {0}, {"0a4f113b", 8}, 0x1f},
     "bac2c1d4f03772df493d00e70744cfa933fa68b3d05517634fe0d216b9d03995"},
    {"Digest realm=\"biloxi.com\", qop=\"auth-int\", algorithm=SHA-512-256-sess, nonce=\"n\"",
     "bob",
     "zanzibar",
     {{"MESSAGE", 7}, {"sip:bob@biloxi.com", 18}, {"hi", 2}, {"0a4f113b", 8}, 1},
     "85208f8dcb22101c504640204d50d816fa379cb7a626d2d50be8a25ef1e141e0"},
    {"Digest realm=\"biloxi.com\", algorithm=SHA-256-sess, nonce=\"n\"",
     "bob",
     "zanzibar",
     {{"REGISTER", 8}, {"sip:biloxi.com", 14}, {0}, {"0a4f113b", 8}, 1},
     "ef517392e0ce561ca4101542f96b1d5799dfaec1386b57fcdb215a432555d140"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static csip__credentials credentials_of(size_t row)
{
    return (csip__credentials){.user = csip_str_from(rows[row].user),
                               .password = csip_str_from(rows[row].password)};
}

/* The credentials for a row, written into `buf` and read again. */
static csip__digest answer(size_t row, csip__buf *buf, const csip__credentials *credentials)
{
    csip__digest challenge;
    csip__digest given;
    assert_int_equal(csip__digest_parse(csip_str_from(rows[row].challenge), &challenge), CSIP_OK);
    csip__authorization_write(buf, &platform, credentials, &challenge, &rows[row].request);
    assert_int_equal(buf->error, CSIP_OK);
    assert_int_equal(csip__digest_parse(csip__buf_get(buf), &given), CSIP_OK);
    return given;
}

static void credentials_known_vectors_give_known_responses(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char storage[1024];
        csip__buf buf;
        csip__buf_init_fixed(&buf, storage, sizeof storage);
        csip__credentials credentials = credentials_of(i);
        csip__digest given = answer(i, &buf, &credentials);
        if (!csip_str_equal(given.response, csip_str_from(rows[i].response))) {
            fail_msg("row %zu: %.*s", i, CSIP_STR_ARG(given.response));
        }
    }
}

static void verify_own_credentials_succeeds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char storage[1024];
        csip__buf buf;
        csip__buf_init_fixed(&buf, storage, sizeof storage);
        csip__credentials credentials = credentials_of(i);
        csip__digest given = answer(i, &buf, &credentials);
        csip_str method = rows[i].request.method;
        csip_str body = rows[i].request.body;
        assert_true(csip__authorization_verify(&platform, &credentials, &given, method, body));
    }
}

static void verify_anything_changed_fails(void **state)
{
    (void)state;
    char storage[1024];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__credentials good = credentials_of(5);
    csip__digest given = answer(5, &buf, &good);
    csip_str method = rows[5].request.method;
    csip_str body = rows[5].request.body;

    csip__credentials credentials = good;
    credentials.password = CSIP_STR("zanzibaR");
    assert_false(csip__authorization_verify(&platform, &credentials, &given, method, body));
    credentials = good;
    credentials.user = CSIP_STR("bo");
    assert_false(csip__authorization_verify(&platform, &credentials, &given, method, body));
    credentials = good;
    credentials.password = (csip_str){0};
    assert_false(csip__authorization_verify(&platform, &credentials, &given, method, body));
    credentials = good;
    credentials.refuse_md5 = true;
    assert_false(csip__authorization_verify(&platform, &credentials, &given, method, body));
    assert_false(csip__authorization_verify(&platform, &good, &given, CSIP_STR("BYE"), body));
    assert_false(csip__authorization_verify(&platform, &good, &given, method, CSIP_STR("v=1\r\n")));

    csip__digest changed = given;
    changed.response.len--;
    assert_false(csip__authorization_verify(&platform, &good, &changed, method, body));
    changed = given;
    changed.response = (csip_str){0};
    assert_false(csip__authorization_verify(&platform, &good, &changed, method, body));
    changed = given;
    changed.nc = CSIP_STR("00000002");
    assert_false(csip__authorization_verify(&platform, &good, &changed, method, body));
    changed = given;
    changed.cnonce = (csip_str){0};
    assert_false(csip__authorization_verify(&platform, &good, &changed, method, body));
    assert_true(csip__authorization_verify(&platform, &good, &given, method, body));
}

static void ha1_for_the_realm_replaces_password(void **state)
{
    (void)state;
    char storage[1024];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__credentials credentials = {.user = CSIP_STR("bob"),
                                     .ha1 = CSIP_STR("12af60467a33e8518da5c68bbff12b11"),
                                     .realm = CSIP_STR("biloxi.com")};
    csip__digest given = answer(6, &buf, &credentials);
    assert_true(csip_str_equal(given.response, csip_str_from(rows[6].response)));
    csip__credentials with_password = credentials_of(6);
    assert_true(csip__authorization_verify(&platform, &with_password, &given, CSIP_STR("INVITE"),
                                           CSIP_STR("v=0\r\n")));
}

static void userhash_hides_the_user(void **state)
{
    (void)state;
    char storage[1024];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__credentials credentials = credentials_of(4);
    csip__digest given = answer(4, &buf, &credentials);
    assert_true(csip_str_equal(
        given.username,
        CSIP_STR("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b")));
    assert_true(csip_str_equal(given.userhash, CSIP_STR("true")));
}

static void credentials_long_password_is_hashed_whole(void **state)
{
    (void)state;
    char storage[1024];
    char password[600];
    csip__buf buf;
    csip__digest given;
    csip__digest challenge = {.realm = CSIP_STR("biloxi.com"), .nonce = CSIP_STR("n")};
    csip__digest_request request = {.method = CSIP_STR("REGISTER"),
                                    .uri = CSIP_STR("sip:biloxi.com")};
    csip__credentials credentials = {.user = CSIP_STR("bob"), .password = {password, 600}};
    memset(password, 'x', sizeof password);
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__authorization_write(&buf, &platform, &credentials, &challenge, &request);
    assert_int_equal(csip__digest_parse(csip__buf_get(&buf), &given), CSIP_OK);
    assert_true(csip_str_equal(given.response, CSIP_STR("2c0d45edd37d37dfff66ac9df433350e")));
}

static void credentials_user_with_quotes_is_escaped(void **state)
{
    (void)state;
    char storage[1024];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__credentials credentials = {.user = CSIP_STR("b\"o\\b"), .password = CSIP_STR("x")};
    csip__digest given = answer(6, &buf, &credentials);
    assert_true(csip_str_equal(given.username, CSIP_STR("b\\\"o\\\\b")));
    assert_true(csip__authorization_verify(&platform, &credentials, &given, CSIP_STR("INVITE"),
                                           CSIP_STR("v=0\r\n")));
}

static void credentials_are_written_as_browsers_do(void **state)
{
    (void)state;
    char storage[1024];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__credentials credentials = credentials_of(0);
    answer(0, &buf, &credentials);
    csip_str expected = CSIP_STR(
        "Digest algorithm=MD5, username=\"Mufasa\", realm=\"testrealm@host.com\", "
        "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
        "response=\"6629fae49393a05397450978507c4ef1\", "
        "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", qop=auth, cnonce=\"0a4f113b\", nc=00000001");
    assert_true(csip_str_equal(csip__buf_get(&buf), expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials_known_vectors_give_known_responses),
        cmocka_unit_test(verify_own_credentials_succeeds),
        cmocka_unit_test(verify_anything_changed_fails),
        cmocka_unit_test(ha1_for_the_realm_replaces_password),
        cmocka_unit_test(userhash_hides_the_user),
        cmocka_unit_test(credentials_long_password_is_hashed_whole),
        cmocka_unit_test(credentials_user_with_quotes_is_escaped),
        cmocka_unit_test(credentials_are_written_as_browsers_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
