#include <media/certificate.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void certificate_matches_its_own_fingerprint_only(void **state)
{
    (void)state;
    csip__certificate *ours, *other;
    assert_int_equal(csip__certificate_new(&ours), CSIP_OK);
    assert_int_equal(csip__certificate_new(&other), CSIP_OK);
    csip__fingerprint fingerprint;
    assert_int_equal(csip__fingerprint_parse(csip__certificate_fingerprint(ours), &fingerprint),
                     CSIP_OK);

    const X509 *good = SSL_CTX_get0_certificate(csip__certificate_context(ours));
    const X509 *bad = SSL_CTX_get0_certificate(csip__certificate_context(other));

    assert_true(csip__fingerprint_matches(&fingerprint, good));
    assert_false(csip__fingerprint_matches(&fingerprint, bad));
    csip__certificate_free(ours);
    csip__certificate_free(other);
}

static const char sha256[] = "SHA-256 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:"
                             "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

static void hexadecimal_in_any_case_is_parsed(void **state)
{
    (void)state;
    csip__fingerprint fingerprint;

    assert_int_equal(csip__fingerprint_parse(csip_str_from(sha256), &fingerprint), CSIP_OK);

    assert_int_equal(fingerprint.len, 32);
    assert_int_equal(fingerprint.octets[10], 0xaa);
    assert_int_equal(fingerprint.octets[31], 0xff);
}

static void every_prefix_is_a_parse_error(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof sha256 - 1; len++) {
        char *exact = malloc(len ? len : 1);
        memcpy(exact, sha256, len);
        csip__fingerprint fingerprint;
        csip_error error = csip__fingerprint_parse((csip_str){exact, len}, &fingerprint);
        assert_int_equal(error, CSIP_ERROR_PARSE);
        free(exact);
    }
}

static void old_hash_function_is_unsupported(void **state)
{
    (void)state;
    csip__fingerprint fingerprint;
    assert_int_equal(csip__fingerprint_parse(CSIP_STR("md5 00:11"), &fingerprint),
                     CSIP_ERROR_UNSUPPORTED);
    assert_int_equal(csip__fingerprint_parse(CSIP_STR("sha-1 00:11"), &fingerprint),
                     CSIP_ERROR_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificate_matches_its_own_fingerprint_only),
        cmocka_unit_test(hexadecimal_in_any_case_is_parsed),
        cmocka_unit_test(every_prefix_is_a_parse_error),
        cmocka_unit_test(old_hash_function_is_unsupported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
