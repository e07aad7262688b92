#include "websocket/url.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static csip__ws_url parse(const char *text)
{
    csip__ws_url url;
    const char *reason = NULL;

    assert_int_equal(csip__ws_url_parse(text, &url, &reason), CSIP_OK);
    assert_null(reason);
    return url;
}

static void url_plain_takes_port_80(void **state)
{
    (void)state;
    csip__ws_url url = parse("ws://sip.example.com");

    assert_false(url.is_secure);
    assert_int_equal(url.port, 80);
    assert_string_equal(url.host, "sip.example.com");
    assert_string_equal(url.authority, "sip.example.com");
    assert_string_equal(url.path, "/");
}

static void url_secure_takes_port_443(void **state)
{
    (void)state;
    csip__ws_url url = parse("WSS://Sip.Example.com:443/ws?a=b");

    assert_true(url.is_secure);
    assert_int_equal(url.port, 443);
    assert_string_equal(url.authority, "Sip.Example.com");
    assert_string_equal(url.path, "/ws?a=b");
}

static void url_with_port_keeps_it_in_authority(void **state)
{
    (void)state;
    csip__ws_url url = parse("ws://127.0.0.1:5060?x");

    assert_int_equal(url.port, 5060);
    assert_string_equal(url.authority, "127.0.0.1:5060");
    assert_string_equal(url.path, "/?x");
}

static void url_with_ipv6_loses_brackets(void **state)
{
    (void)state;
    csip__ws_url url = parse("wss://[2001:db8::1]:8443/");

    assert_true(url.is_ipv6);
    assert_string_equal(url.host, "2001:db8::1");
    assert_string_equal(url.authority, "[2001:db8::1]:8443");
}

static void url_malformed_says_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *reason;
    } rows[] = {
        {"", "must begin with"},
        {"http://example.com", "must begin with"},
        {"ws:/example.com", "must begin with"},
        {"ws://", "host is missing"},
        {"ws://:80", "host is missing"},
        {"ws:///path", "host is missing"},
        {"ws://[::1", "end with ']'"},
        {"ws://[]", "host is missing"},
        {"ws://a:", "port"},
        {"ws://a:0", "port"},
        {"ws://a:65536", "port"},
        {"ws://a:99999999999999999999", "port"},
        {"ws://a:8x", "octet behind the host"},
        {"ws://user:secret@a", "port"},
        {"ws://user@a", "user and password"},
        {"ws://a/#x", "fragment"},
        {"ws://a/b c", "blank"},
        {"ws://a/\xC3\xA4", "non-ASCII"},
        {"ws://a b", "octet behind the host"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__ws_url url;
        const char *reason = NULL;
        csip_error error = csip__ws_url_parse(rows[i].text, &url, &reason);
        if (error != CSIP_ERROR_ARGUMENT || !reason || !strstr(reason, rows[i].reason))
            fail_msg("%s: %d %s", rows[i].text, error, reason ? reason : "");
    }
}

static void url_too_long_is_refused(void **state)
{
    char text[2048] = "ws://";
    csip__ws_url url;
    const char *reason = NULL;

    (void)state;
    memset(text + 5, 'a', CSIP__WS_HOST_MAX);
    assert_int_equal(csip__ws_url_parse(text, &url, &reason), CSIP_OK);
    text[5 + CSIP__WS_HOST_MAX] = 'a';
    assert_int_equal(csip__ws_url_parse(text, &url, &reason), CSIP_ERROR_ARGUMENT);
    memcpy(text, "ws://a/", 7);
    memset(text + 7, 'b', CSIP__WS_PATH_MAX - 1);
    assert_int_equal(csip__ws_url_parse(text, &url, &reason), CSIP_OK);
    text[6 + CSIP__WS_PATH_MAX] = 'b';
    assert_int_equal(csip__ws_url_parse(text, &url, &reason), CSIP_ERROR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(url_plain_takes_port_80),
        cmocka_unit_test(url_secure_takes_port_443),
        cmocka_unit_test(url_with_port_keeps_it_in_authority),
        cmocka_unit_test(url_with_ipv6_loses_brackets),
        cmocka_unit_test(url_malformed_says_what_is_wrong),
        cmocka_unit_test(url_too_long_is_refused),
    };

    return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
