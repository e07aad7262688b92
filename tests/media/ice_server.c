#include <media/ice_server.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void url_is_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        csip__ice_url url;
    } rows[] = {
        {"stun:stun.example.org", {.port = 3478, .host = "stun.example.org"}},
        {"STUN:192.0.2.1:19302", {.port = 19302, .host = "192.0.2.1"}},
        {"stun:[2001:db8::1]", {.port = 3478, .host = "2001:db8::1"}},
        {"turn:[2001:db8::1]:80", {.is_turn = true, .port = 80, .host = "2001:db8::1"}},
        {"turn:t.example?transport=udp", {.is_turn = true, .port = 3478, .host = "t.example"}},
        {"turn:t.example:5349?transport=tcp",
         {.is_turn = true, .is_tcp = true, .port = 5349, .host = "t.example"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__ice_url url;
        assert_int_equal(csip__ice_url_parse(csip_str_from(rows[i].text), &url), CSIP_OK);
        assert_int_equal(url.is_turn, rows[i].url.is_turn);
        assert_int_equal(url.is_tcp, rows[i].url.is_tcp);
        assert_int_equal(url.port, rows[i].url.port);
        assert_string_equal(url.host, rows[i].url.host);
    }
}

static void malformed_url_is_a_parse_error(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "stun:",
        "http://a",
        "stun:a:",
        "stun:a:0",
        "stun:a:65536",
        "stun:a:12x",
        "stun:[::1",
        "stun:[]",
        "stun:[::1]x",
        "stun:a?transport=udp",
        "turn:a?transport=sctp",
        "turn:a?",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__ice_url url;
        assert_int_equal(csip__ice_url_parse(csip_str_from(rows[i]), &url), CSIP_ERROR_PARSE);
    }
}

static void server_over_tls_is_unsupported(void **state)
{
    (void)state;
    csip__ice_url url;
    assert_int_equal(csip__ice_url_parse(CSIP_STR("turns:a"), &url), CSIP_ERROR_UNSUPPORTED);
    assert_int_equal(csip__ice_url_parse(CSIP_STR("stuns:a"), &url), CSIP_ERROR_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(url_is_taken_apart),
        cmocka_unit_test(malformed_url_is_a_parse_error),
        cmocka_unit_test(server_over_tls_is_unsupported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
