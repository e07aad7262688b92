#include "support.h"

#include "sdp/candidate.h"

static void candidate_of_chrome_gives_its_fields(void **state)
{
    (void)state;
    csip__candidate candidate;

    assert_true(csip__candidate_parse(
        CSIP_STR("candidate:977308784 1 udp 2122063615 192.0.2.2 43476 typ host generation 0"),
        &candidate));

    assert_true(candidate.is_udp);
    assert_int_equal(candidate.component, 1);
    assert_int_equal(candidate.port, 43476);
    assert_true(csip_str_equal(candidate.address, CSIP_STR("192.0.2.2")));
    assert_true(csip_str_equal(candidate.type, CSIP_STR("host")));
}

static void candidate_with_a_broken_field_is_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "candidate:",
        "candidat:1 1 udp 1 192.0.2.2 1 typ host",
        "candidate:1 256 udp 1 192.0.2.2 1 typ host",
        "candidate:1 1 udp 4294967296 192.0.2.2 1 typ host",
        "candidate:1 1 udp 1 192.0.2.2 65536 typ host",
        "candidate:1 1 udp 1 192.0.2.2 1 type host",
        "candidate:1 1 udp 1 192.0.2.2 1 typ",
    };
    (void)state;
    csip__candidate candidate;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        assert_false(csip__candidate_parse(csip_str_from(rows[i]), &candidate));
}

static void default_prefers_ipv4_and_passes_over_names_and_tcp(void **state)
{
    (void)state;
    const csip_str candidates[] = {
        CSIP_STR("candidate:1 1 udp 1 4d5f-8f0e.local 1001 typ host"),
        CSIP_STR("candidate:2 1 tcp 1 192.0.2.1 9 typ host tcptype active"),
        CSIP_STR("candidate:3 2 udp 1 192.0.2.1 1003 typ host"),
        CSIP_STR("candidate:4 1 udp 1 198.51.100.1 1004 typ srflx raddr 192.0.2.1 rport 1"),
        CSIP_STR("candidate:5 1 udp 1 2001:db8::1 1005 typ host"),
        CSIP_STR("candidate:6 1 udp 1 192.0.2.1 1006 typ host"),
    };

    assert_int_equal(csip__candidate_default(candidates, 6).port, 1006);
    assert_int_equal(csip__candidate_default(candidates, 5).port, 1005);
    assert_int_equal(csip__candidate_default(candidates, 4).port, 9);
    assert_true(csip_str_equal(csip__candidate_default(NULL, 0).address, CSIP_STR("0.0.0.0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidate_of_chrome_gives_its_fields),
        cmocka_unit_test(candidate_with_a_broken_field_is_refused),
        cmocka_unit_test(default_prefers_ipv4_and_passes_over_names_and_tcp),
    };
    return cmocka_run_group_tests_name("sdp/candidate", tests, NULL, NULL);
}
