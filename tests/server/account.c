#include "server/account.h"
#include "server/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

static void write_users(const char *text)
{
    snprintf(path, sizeof path, "/tmp/csip-users-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static csip_error read_users(const char *text, csip__accounts *accounts,
                             csip_config_problem *problem)
{
    csip_server_config config;
    csip_server_config_init(&config);
    write_users(text);
    config.domain = "example.test";
    config.users_file = path;
    csip_error error = csip__accounts_init(accounts, &config, problem);
    unlink(path);
    return error;
}

static void users_file_good_lines_are_read(void **state)
{
    csip__accounts accounts;
    csip_config_problem problem;
    (void)state;
    assert_int_equal(read_users("# accounts\n\n  \nbob:b o b\r\n"
                                "alice:example.test:0123456789abcdef0123456789ABCDEF\n"
                                "carol:last line",
                                &accounts, &problem),
                     CSIP_OK);
    assert_int_equal(accounts.count, 3);
    assert_string_equal(csip__accounts_find(&accounts, CSIP_STR("bob"))->password, "b o b");
    assert_string_equal(csip__accounts_find(&accounts, CSIP_STR("c%61rol"))->password, "last line");
    csip__account *alice = csip__accounts_find(&accounts, CSIP_STR("alice"));
    assert_null(alice->password);
    assert_int_equal(alice->ha1_hash, CSIP_HASH_MD5);
    assert_null(csip__accounts_find(&accounts, CSIP_STR("dave")));
    assert_null(csip__accounts_find(&accounts, CSIP_STR("bob%")));
    assert_null(csip__accounts_find(&accounts, CSIP_STR("bob%00")));
    csip__accounts_done(&accounts);
}

static void users_file_bad_line_is_named(void **state)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"alice:a\nbob\n", "line 2: expected user:password"},
        {"alice:\n", "line 1: the password is empty"},
        {"\n:secret\n", "line 2: a user without a name"},
        {"alice:example.test:123\n", "line 1: an HA1 has 32"},
        {"alice:other.test:0123456789abcdef0123456789abcdef\n", "line 1: the HA1 is for another"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        csip__accounts accounts;
        csip_config_problem problem = {0};
        assert_int_equal(read_users(cases[i].text, &accounts, &problem), CSIP_ERROR_CONFIG);
        assert_string_equal(problem.parameter, "users_file");
        assert_ptr_equal(strstr(problem.reason, cases[i].reason), problem.reason);
        csip__accounts_done(&accounts);
    }
}

static void users_file_overlong_line_is_named(void **state)
{
    char text[3000];
    csip__accounts accounts;
    csip_config_problem problem = {0};
    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text, "alice:", 6);
    text[sizeof text - 1] = '\0';
    assert_int_equal(read_users(text, &accounts, &problem), CSIP_ERROR_CONFIG);
    assert_non_null(strstr(problem.reason, "line 1: longer"));
    csip__accounts_done(&accounts);
}

static void user_twice_is_refused(void **state)
{
    csip__accounts accounts;
    csip_config_problem problem = {0};
    (void)state;
    assert_int_equal(read_users("bob:1\nalice:2\nbob:3\n", &accounts, &problem), CSIP_ERROR_CONFIG);
    assert_string_equal(problem.value, "bob");
    csip__accounts_done(&accounts);
}

static void users_file_missing_is_io(void **state)
{
    csip__accounts accounts = {0};
    csip_config_problem problem = {0};
    (void)state;
    assert_int_equal(csip__users_read(&accounts, "/nonexistent/users", "x", &problem),
                     CSIP_ERROR_IO);
    assert_string_equal(problem.reason, "No such file or directory");
}

static void binding_keeps_parameters_but_expires(void **state)
{
    csip__binding binding = {0};
    csip_name_addr contact;
    (void)state;
    assert_int_equal(
        csip_name_addr_parse(
            CSIP_STR("<sip:a@b.invalid>;+sip.ice;expires=9;reg-id=1;+sip.instance=\"<urn:x;y>\""),
            &contact),
        CSIP_OK);
    assert_int_equal(csip__binding_set(&binding, &(csip__binding_terms){.flow = 1,
                                                                        .expires_at_ms = 10,
                                                                        .call_id = CSIP_STR("c"),
                                                                        .contact = &contact}),
                     CSIP_OK);
    assert_true(
        csip_str_equal(binding.params, CSIP_STR(";+sip.ice;reg-id=1;+sip.instance=\"<urn:x;y>\"")));
    assert_true(csip__binding_is_live(&binding, 9));
    assert_false(csip__binding_is_live(&binding, 10));
    csip__binding_clear(&binding);
}

static void config_bad_setting_is_named(void **state)
{
    csip_server_config config;
    csip_config_problem problem;
    (void)state;
    csip_server_config_init(&config);
    assert_int_equal(csip__server_config_check(&config, &problem), CSIP_OK);
    config.max_connections = 0;
    assert_int_equal(csip__server_config_check(&config, &problem), CSIP_ERROR_CONFIG);
    assert_string_equal(problem.parameter, "max_connections");
    csip_server_config_init(&config);
    config.domain = "two words";
    assert_int_equal(csip__server_config_check(&config, &problem), CSIP_ERROR_CONFIG);
    assert_string_equal(problem.parameter, "domain");
    csip_server_config_init(&config);
    config.cert_file = "cert.pem";
    assert_int_equal(csip__server_config_check(&config, &problem), CSIP_ERROR_CONFIG);
    assert_string_equal(problem.parameter, "key_file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_file_good_lines_are_read),
        cmocka_unit_test(users_file_bad_line_is_named),
        cmocka_unit_test(users_file_overlong_line_is_named),
        cmocka_unit_test(user_twice_is_refused),
        cmocka_unit_test(users_file_missing_is_io),
        cmocka_unit_test(binding_keeps_parameters_but_expires),
        cmocka_unit_test(config_bad_setting_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
