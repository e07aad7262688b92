#include "check.h"

#include <math.h>

static world w;

typedef struct wrong {
    const char *parameter;
    void (*change)(csip_config *config);
    const char *value; /* as told; NULL: anything */
} wrong;

static csip_config good(void)
{
    static const csip_socket_config socket = {.url = "wss://sip.example.test"};
    csip_config config;
    csip_config_init(&config);
    config.sockets = &socket;
    config.socket_count = 1;
    config.uri = "alice@example.test";
    return config;
}

static csip_error make(const csip_config *config, csip_config_problem *ret_problem)
{
    csip_agent *agent = NULL;
    world_init(&w);
    csip_error error = csip_agent_new(&w.platform, config, &agent, ret_problem);
    csip_agent_free(agent);
    assert_int_equal(w.live_blocks, 0);
    return error;
}

#define CHANGE(name, statement)                                                                    \
    static void name(csip_config *config)                                                          \
    {                                                                                              \
        statement;                                                                                 \
    }
static const csip_socket_config http = {.url = "http://x"}, no_host = {.url = "ws:///path"},
                                blank = {.url = "ws://host/a b"},
                                bad_via = {.url = "ws://host", .via_transport = "W S"};
static const char *const bad_header[] = {"X-Good: 1", "X-Bad: 1\r\nEvil: 2"};
CHANGE(no_sockets, config->socket_count = 0)
CHANGE(http_socket, config->sockets = &http)
CHANGE(socket_without_host, config->sockets = &no_host)
CHANGE(socket_with_blank, config->sockets = &blank)
CHANGE(socket_bad_via, config->sockets = &bad_via)
CHANGE(no_uri, config->uri = NULL)
CHANGE(empty_uri, config->uri = "")
CHANGE(uri_without_user, config->uri = "sip:example.test")
CHANGE(uri_garbage, config->uri = "sip:a@@ b")
CHANGE(uri_sips, config->uri = "sips:alice@example.test")
CHANGE(password_not_utf8, config->password = "\xff\xfe")
CHANGE(user_with_newline, config->authorization_user = "a\nb")
CHANGE(ha1_short, config->ha1 = "abc")
CHANGE(jwt_with_newline, config->authorization_jwt = "Bearer x\r\nEvil: 1")
CHANGE(name_with_newline, config->display_name = "a\r\nb")
CHANGE(contact_garbage, config->contact_uri = "nothing")
CHANGE(instance_garbage, config->instance_id = "uuid:123")
CHANGE(registrar_with_user, config->registrar_server = "sip:alice@example.test")
CHANGE(no_answer_zero, config->no_answer_timeout = 0)
CHANGE(expires_negative, config->register_expires = -1)
CHANGE(recovery_negative, config->connection_recovery_min_interval = -2)
CHANGE(recovery_infinite, config->connection_recovery_max_interval = INFINITY)
CHANGE(header_smuggling, config->extra_headers = bad_header; config->extra_header_count = 2)

static void bad_parameter_is_named_with_its_value(void **state)
{
    (void)state;
    static const wrong cases[] = {
        {"sockets", no_sockets, ""},
        {"sockets", http_socket, "http://x"},
        {"sockets", socket_without_host, "ws:///path"},
        {"sockets", socket_with_blank, NULL},
        {"sockets", socket_bad_via, "W S"},
        {"uri", no_uri, ""},
        {"uri", empty_uri, ""},
        {"uri", uri_without_user, "sip:example.test"},
        {"uri", uri_garbage, "sip:a@@ b"},
        {"uri", uri_sips, "sips:alice@example.test"},
        {"password", password_not_utf8, ""},
        {"authorization_user", user_with_newline, NULL},
        {"ha1", ha1_short, ""},
        {"authorization_jwt", jwt_with_newline, ""},
        {"display_name", name_with_newline, NULL},
        {"contact_uri", contact_garbage, "nothing"},
        {"instance_id", instance_garbage, "uuid:123"},
        {"registrar_server", registrar_with_user, "sip:alice@example.test"},
        {"no_answer_timeout", no_answer_zero, NULL},
        {"register_expires", expires_negative, NULL},
        {"connection_recovery_min_interval", recovery_negative, NULL},
        {"connection_recovery_max_interval", recovery_infinite, NULL},
        {"extra_headers", header_smuggling, NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        csip_config config = good();
        csip_config_problem problem;
        cases[i].change(&config);
        assert_int_equal(make(&config, &problem), CSIP_ERROR_CONFIG);
        assert_string_equal(problem.parameter, cases[i].parameter);
        assert_true(problem.reason[0] != '\0');
        if (cases[i].value)
            assert_string_equal(problem.value, cases[i].value);
    }
}

static void problem_may_be_null(void **state)
{
    (void)state;
    csip_config config = good();
    config.uri = NULL;
    assert_int_equal(make(&config, NULL), CSIP_ERROR_CONFIG);
}

static void nan_and_empty_mean_the_default(void **state)
{
    (void)state;
    csip_config config = good();
    config.no_answer_timeout = NAN;
    config.register_expires = NAN;
    config.connection_recovery_min_interval = NAN;
    config.display_name = config.contact_uri = config.instance_id = "";
    assert_int_equal(make(&config, NULL), CSIP_OK);
}

static void nothing_given_is_borrowed(void **state)
{
    (void)state;
    char uri[64] = "SIP:f%61ke@EXAMPLE.test:5070";
    char instance[64] = "UUID:00000000-1111-4222-8333-444444444444";
    csip_config config = good();
    csip_agent *agent;
    csip_step step;
    config.uri = uri;
    config.instance_id = instance;
    world_init(&w);
    assert_int_equal(csip_agent_new(&w.platform, &config, &agent, NULL), CSIP_OK);
    memset(uri, 'x', sizeof(uri));
    memset(instance, 'x', sizeof(instance));
    assert_int_equal(csip_agent_start(agent, 1), CSIP_OK);
    assert_int_equal(csip_agent_next(agent, &step), CSIP_OK);
    assert_int_equal(csip_agent_event_done(agent, step.event.event, 1), CSIP_OK);
    assert_int_equal(csip_agent_next(agent, &step), CSIP_OK);
    assert_int_equal(csip_agent_connected(agent, step.output.flow, 1), CSIP_OK);
    do {
        assert_int_equal(csip_agent_next(agent, &step), CSIP_OK);
        if (step.kind == CSIP_STEP_EVENT)
            assert_int_equal(csip_agent_event_done(agent, step.event.event, 1), CSIP_OK);
    } while (step.kind == CSIP_STEP_EVENT);
    assert_int_equal(step.kind, CSIP_STEP_OUTPUT);
    char text[4096];
    snprintf(text, sizeof(text), "%.*s", CSIP_STR_ARG(step.output.octets));
    assert_contains(text, "REGISTER sip:example.test:5070 SIP/2.0\r\n");
    assert_contains(text, "To: <sip:fake@example.test:5070>\r\n");
    assert_contains(text, "<urn:uuid:00000000-1111-4222-8333-444444444444>");
    csip_agent_free(agent);
    assert_int_equal(w.live_blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_parameter_is_named_with_its_value),
        cmocka_unit_test(problem_may_be_null),
        cmocka_unit_test(nan_and_empty_mean_the_default),
        cmocka_unit_test(nothing_given_is_borrowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
