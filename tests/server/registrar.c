#include "bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HOME "sip:example.test"

static int setup(void **state)
{
    bench *b = test_malloc(sizeof *b);
    bench_init(b, NULL);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench_done(*state);
    test_free(*state);
    return 0;
}

static bool contains(const phone *p, const char *text)
{
    return strstr(p->last, text) != NULL;
}

/* A REGISTER whose only Contact and Expires are the given lines. */
static void register_with(bench *b, phone *p, const char *lines)
{
    p->has_no_contact = true;
    bench_request(b, p, "REGISTER", HOME, lines);
    p->has_no_contact = false;
}

static void register_is_challenged_sha256_first(void **state)
{
    bench *b = *state;
    bench_send(b, &b->alice,
               "REGISTER sip:example.test SIP/2.0\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
               "From: <sip:alice@example.test>;tag=1\nTo: <sip:alice@example.test>\n"
               "Call-ID: c1\nCSeq: 1 REGISTER\nContent-Length: 0\n\n");
    assert_int_equal(bench_status(&b->alice), 401);
    const char *first = strstr(b->alice.last, "WWW-Authenticate: Digest");
    const char *second = strstr(first + 1, "WWW-Authenticate: Digest");
    assert_true(strstr(first, "SHA-256") < second);
    assert_non_null(strstr(second, "MD5"));
}

static void register_good_password_binds_and_echoes_contact(void **state)
{
    bench *b = *state;
    bench_register(b, &b->alice);
    assert_true(contains(&b->alice, "Contact: <sip:alice@alice.invalid;transport=ws>;+sip.ice;"
                                    "expires=600\r\n"));
    assert_int_equal(b->proxy.counters.bindings, 1);
}

static void register_md5_alone_is_accepted_for_an_ha1(void **state)
{
    bench *b = *state;
    b->alice.name = "dave";
    b->alice.password = "wrong";
    bench_request(b, &b->alice, "REGISTER", HOME, "");
    assert_int_equal(bench_status(&b->alice), 401);
    assert_false(contains(&b->alice, "SHA-256"));
}

static void register_wrong_password_is_challenged_and_slowed(void **state)
{
    bench *b = *state;
    b->alice.password = "wrong";
    bench_request(b, &b->alice, "REGISTER", HOME, "");
    assert_int_equal(bench_status(&b->alice), 401);
    assert_false(contains(&b->alice, "stale"));
    unsigned first_ms = b->alice.flow.pause_ms;
    assert_true(first_ms > 0);
    bench_answer(b, &b->alice, "REGISTER", HOME, "");
    assert_true(b->alice.flow.pause_ms > first_ms);
    assert_int_equal(b->proxy.counters.credentials_wrong, 2);
    assert_int_equal(b->proxy.counters.bindings, 0);
}

static void register_old_nonce_is_stale_and_works_again(void **state)
{
    bench *b = *state;
    bench_send(b, &b->alice,
               "REGISTER sip:example.test SIP/2.0\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
               "From: <sip:alice@example.test>;tag=1\nTo: <sip:alice@example.test>\n"
               "Call-ID: c1\nCSeq: 1 REGISTER\nContent-Length: 0\n\n");
    b->now_ms += 301000;
    bench_answer(b, &b->alice, "REGISTER", HOME, "");
    assert_int_equal(bench_status(&b->alice), 401);
    assert_true(contains(&b->alice, "stale=true"));
    bench_answer(b, &b->alice, "REGISTER", HOME, "");
    assert_int_equal(bench_status(&b->alice), 200);
}

static void register_of_another_account_is_forbidden(void **state)
{
    bench *b = *state;
    b->alice.claims = "bob";
    bench_request(b, &b->alice, "REGISTER", HOME, "");
    assert_int_equal(bench_status(&b->alice), 403);
}

static void register_too_brief_is_423(void **state)
{
    bench *b = *state;
    register_with(b, &b->alice, "Contact: <sip:a@a.invalid>\nExpires: 5\n");
    assert_int_equal(bench_status(&b->alice), 423);
    assert_true(contains(&b->alice, "Min-Expires: 30\r\n"));
}

static void register_newest_contact_replaces(void **state)
{
    bench *b = *state;
    register_with(b, &b->alice, "Contact: <sip:one@a.invalid>\nExpires: 60\n");
    register_with(b, &b->alice, "Contact: <sip:two@a.invalid>\nExpires: 99999\n");
    assert_false(contains(&b->alice, "sip:one@"));
    assert_true(contains(&b->alice, "Contact: <sip:two@a.invalid>;expires=3600\r\n"));
    assert_int_equal(b->proxy.counters.bindings, 1);
}

static void register_zero_expires_unbinds_that_contact_only(void **state)
{
    bench *b = *state;
    register_with(b, &b->alice, "Contact: <sip:one@a.invalid>\n");
    register_with(b, &b->alice, "Contact: <sip:two@a.invalid>;expires=0\n");
    assert_int_equal(b->proxy.counters.bindings, 1);
    register_with(b, &b->alice, "Contact: <sip:one@a.invalid>;expires=0\n");
    assert_int_equal(bench_status(&b->alice), 200);
    assert_int_equal(b->proxy.counters.bindings, 0);
}

static void register_star_unbinds_with_expires_zero_only(void **state)
{
    bench *b = *state;
    register_with(b, &b->alice, "Contact: <sip:one@a.invalid>\n");
    register_with(b, &b->alice, "Contact: *\n");
    assert_int_equal(bench_status(&b->alice), 400);
    register_with(b, &b->alice, "Contact: *\nExpires: 0\n");
    assert_int_equal(bench_status(&b->alice), 200);
    assert_int_equal(b->proxy.counters.bindings, 0);
}

static void register_contact_that_is_no_sip_uri_is_400(void **state)
{
    bench *b = *state;
    register_with(b, &b->alice, "Contact: <mailto:alice@example.test>\n");
    assert_int_equal(bench_status(&b->alice), 400);
    register_with(b, &b->alice, "Contact: <sip:one@a.invalid>, <mailto:alice@example.test>\n");
    assert_int_equal(bench_status(&b->alice), 400);
    assert_int_equal(b->proxy.counters.bindings, 0);
}

static void register_expires_that_is_no_number_is_400(void **state)
{
    bench *b = *state;
    static const char *const contacts[] = {
        "Contact: <sip:one@a.invalid>;expires=-1\n",
        "Contact: <sip:one@a.invalid>;expires=soon\n",
        "Contact: <sip:one@a.invalid>;expires=4294967296\n",
    };
    for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++) {
        register_with(b, &b->alice, contacts[i]);
        assert_int_equal(bench_status(&b->alice), 400);
    }
    assert_int_equal(b->proxy.counters.bindings, 0);
}

static void binding_ends_when_its_time_is_over(void **state)
{
    bench *b = *state;
    bench_register(b, &b->bob);
    b->now_ms += 600000;
    bench_request(b, &b->alice, "MESSAGE", "sip:bob@example.test", "");
    assert_int_equal(bench_status(&b->alice), 480);
}

static void binding_ends_with_its_connection(void **state)
{
    bench *b = *state;
    bench_register(b, &b->bob);
    bench_close(b, &b->bob);
    assert_int_equal(b->proxy.counters.bindings, 0);
}

static void register_older_cseq_changes_nothing(void **state)
{
    bench *b = *state;
    bench_register(b, &b->alice);
    b->alice.cseq = 0;
    bench_request(b, &b->alice, "REGISTER", HOME, "");
    assert_int_equal(bench_status(&b->alice), 500);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(register_is_challenged_sha256_first),
        TEST(register_good_password_binds_and_echoes_contact),
        TEST(register_md5_alone_is_accepted_for_an_ha1),
        TEST(register_wrong_password_is_challenged_and_slowed),
        TEST(register_old_nonce_is_stale_and_works_again),
        TEST(register_of_another_account_is_forbidden),
        TEST(register_too_brief_is_423),
        TEST(register_newest_contact_replaces),
        TEST(register_zero_expires_unbinds_that_contact_only),
        TEST(register_star_unbinds_with_expires_zero_only),
        TEST(register_contact_that_is_no_sip_uri_is_400),
        TEST(register_expires_that_is_no_number_is_400),
        TEST(binding_ends_when_its_time_is_over),
        TEST(binding_ends_with_its_connection),
        TEST(register_older_cseq_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
