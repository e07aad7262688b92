#include "cli/serve_options.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool parse(csip__serve_options *options, const char *const *words)
{
    char *argv[16] = {(char *)"serve"};
    int argc = 1;
    for (; words[argc - 1]; argc++) {
        argv[argc] = (char *)words[argc - 1];
    }
    return csip__serve_options_parse(argc, argv, options);
}

#define PARSE(options, ...) parse(options, (const char *const[]){__VA_ARGS__, NULL})

static void serve_options_good_ones_are_set(void **state)
{
    csip__serve_options options;
    (void)state;
    assert_true(PARSE(&options, "--users", "u", "--ca-file", "c", "--no-ws", "--wss-port=0",
                      "--digest", "sha-256", "--max-connections", "7", "--json"));
    assert_string_equal(options.config.users_file, "u");
    assert_string_equal(options.config.ca_file, "c");
    assert_int_equal(options.config.ws_port, CSIP_SERVER_PORT_NONE);
    assert_int_equal(options.config.wss_port, 0);
    assert_int_equal(options.config.digest, CSIP_SERVER_DIGEST_SHA256);
    assert_int_equal(options.config.max_connections, 7);
    assert_true(options.is_json);
    assert_string_equal(options.config.listen, "127.0.0.1");
}

static void serve_options_wrong_ones_are_refused(void **state)
{
    csip__serve_options options;
    (void)state;
    assert_false(PARSE(&options, "--ca-file", "c"));
    assert_false(PARSE(&options, "--users", "u"));
    assert_true(PARSE(&options, "--users", "u", "--no-wss"));
    assert_false(PARSE(&options, "--users", "u", "--no-wss", "--ws-port", "65536"));
    assert_false(PARSE(&options, "--users", "u", "--no-wss", "--ws-port", "-1"));
    assert_false(PARSE(&options, "--users", "u", "--no-wss", "--ws-port", "80x"));
    assert_false(PARSE(&options, "--users", "u", "--no-wss", "--digest", "md4"));
    assert_false(PARSE(&options, "--users", "u", "--no-wss", "stray"));
    assert_false(PARSE(&options, "--no-wss", "--users"));
    assert_false(PARSE(&options, "--bogus"));
    assert_true(PARSE(&options, "--help"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serve_options_good_ones_are_set),
        cmocka_unit_test(serve_options_wrong_ones_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
