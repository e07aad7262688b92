#include "cli/phone.h"

#include "cli/command.h"
#include "cli/text.h"

#include <stdio.h>
#include <unistd.h>

static const csip__cli_group *const groups[] = {&csip__cli_account_group, &csip__cli_tls_group,
                                                &csip__cli_ice_group, &csip__cli_output_group,
                                                NULL};

static const csip__cli_usage usage = {
    .name = "phone",
    .arguments = "",
    .text =
        "A phone that another program drives: a JSON command a line on standard input (register, "
        "unregister, call, answer, reject, hangup, message, options, dtmf, info, mute, unmute, "
        "stats, quit), "
        "with --json a JSON event a line on standard output. It hangs up, unregisters and ends "
        "at quit, at the end of input and on SIGINT and SIGTERM. With --server and --uri it "
        "registers at once. docs/json.md has every command, field and event.",
    .examples = "  $ csip phone --json\n"
                "  {\"command\":\"register\",\"server\":\"wss://sip.example.com\",\n"
                "   \"uri\":\"sip:alice@example.com\",\"password\":\"wonder\"}     (on one line)\n"
                "  {\"command\":\"call\",\"target\":\"bob\",\"tone\":440,\"wav\":\"heard.wav\"}\n"
                "  {\"command\":\"stats\",\"session\":1,\"id\":\"mine\"}\n"
                "  {\"command\":\"quit\"}\n",
    .groups = groups,
};

/* ---- replies ---- */

/* The name of a configuration parameter as a field: "user", "register_expires". */
static void name_field(csip__cli_outcome *it)
{
    const char *name = csip__cli_parameter_name(it->problem.parameter);

    snprintf(it->problem.parameter, sizeof it->problem.parameter, "%s", name);
    for (char *at = it->problem.parameter; *at; at++)
        *at = *at == '-' ? '_' : *at;
    it->field = it->problem.parameter;
    it->value = it->problem.value[0] ? it->problem.value : NULL;
    it->reason = it->problem.reason;
}

static void print_error(csip__cli_json_phone *phone, csip__cli_outcome *it, json_t *reply)
{
    if (it->error == CSIP_ERROR_CONFIG && !it->field)
        name_field(it);
    json_object_set_new(reply, "event", json_string("error"));
    json_object_set_new(reply, "error", json_string(csip_error_name(it->error)));
    json_object_set_new(reply, "reason",
                        json_string(it->reason ? it->reason : csip_error_text(it->error)));
    if (it->field)
        json_object_set_new(reply, "field", csip__cli_text_json(csip_str_from(it->field)));
    if (it->value)
        json_object_set_new(reply, "value", csip__cli_text_json(csip_str_from(it->value)));
    csip__cli_print(&phone->app.printer, reply);
}

/* ---- commands ---- */

/* What is wrong may be told with a text that `texts` keeps. */
static csip__cli_outcome run(csip__cli_json_phone *phone, const csip__cli_phone_command *command,
                             const json_t *object, json_t *texts, json_t *reply)
{
    csip__cli_settings settings;

    csip__cli_settings_init(&settings);
    csip__cli_outcome it = csip__cli_phone_fields(command, object, &settings, texts);
    if (!it.error && command->needs_phone && !phone->app.ua)
        it = (csip__cli_outcome){.error = CSIP_ERROR_STATE, .reason = "register first"};
    if (!it.error)
        it = command->run(phone, &settings, reply);
    csip__cli_settings_done(&settings);
    return it;
}

static void execute(csip__cli_json_phone *phone, const json_t *object, unsigned long line)
{
    const char *name = json_string_value(json_object_get(object, "command"));
    const csip__cli_phone_command *command = name ? csip__cli_phone_command_find(name) : NULL;
    json_t *id = json_object_get(object, "id");
    json_t *reply = json_pack("{s:s}", "event", "ok");
    json_t *texts = json_array();
    csip__cli_outcome it = {
        CSIP_ERROR_ARGUMENT, "command", name, name ? "unknown command" : "missing", {.reason = ""}};

    if (name)
        json_object_set_new(reply, "command", json_string(name));
    if (id)
        json_object_set(reply, "id", id);
    if (command)
        it = run(phone, command, object, texts, reply);
    if (it.error) {
        json_object_set_new(reply, "line", json_integer((json_int_t)line));
        print_error(phone, &it, reply);
    } else {
        csip__cli_print(&phone->app.printer, reply);
    }
    json_decref(texts);
}

/* Neither the line nor a part of it is repeated: it may hold a password. */
static void print_bad_json(csip__cli_json_phone *phone, const json_error_t *error,
                           unsigned long line)
{
    csip__cli_outcome it = {.error = CSIP_ERROR_PARSE};
    char reason[JSON_ERROR_TEXT_LENGTH];
    const char *near = strstr(error->text, " near ");
    int len = near ? (int)(near - error->text) : (int)strlen(error->text);
    json_t *reply = json_pack("{s:s,s:I}", "event", "error", "line", (json_int_t)line);

    snprintf(reason, sizeof reason, "no JSON object%s%.*s", len > 0 ? ": " : "", len, error->text);
    it.reason = reason;
    if (error->column > 0)
        json_object_set_new(reply, "column", json_integer(error->column));
    print_error(phone, &it, reply);
}

static void on_line(void *user, const char *line, size_t len, unsigned long number)
{
    csip__cli_json_phone *phone = user;
    json_error_t error = {.text = "the line is longer than 262144 octets"};

    if (phone->app.is_ending || (line && len == strspn(line, " \t\r")))
        return;
    json_t *object = line ? json_loadb(line, len, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (json_is_object(object))
        execute(phone, object, number);
    else
        print_bad_json(phone, &error, number);
    json_decref(object);
}

static void on_input_end(void *user)
{
    csip__cli_json_phone *phone = user;

    csip__cli_app_end(&phone->app, CSIP__CLI_DONE);
}

/* ---- the phone ---- */

static void close_input(void *user)
{
    csip__cli_json_phone *phone = user;

    csip__cli_input_free(phone->input);
    phone->input = NULL;
}

static int run_phone(csip__cli_json_phone *phone, csip__cli_settings *settings)
{
    static const csip__cli_input_handler input_handler = {on_line, on_input_end};

    phone->input = csip__cli_input_new(&phone->app.uv, STDIN_FILENO, &input_handler, phone);
    if (!phone->input)
        csip__cli_app_fail(&phone->app, CSIP__CLI_USAGE, "standard input cannot be read");
    else if (settings->config.socket_count > 0 || settings->config.uri)
        return csip__cli_command_run(&phone->app, settings);
    return csip__cli_app_run(&phone->app);
}

int csip__cli_phone(int argc, char **argv)
{
    static const csip__cli_app_handler handler = {.on_close = close_input};
    csip__cli_settings settings;
    csip__cli_json_phone phone = {.input = NULL};
    char **arguments;

    int code = csip__cli_command_parse(&usage, argc, argv, &settings, &arguments);
    if (code == CSIP__CLI_GO_ON)
        code = csip__cli_app_open(&phone.app, usage.name, &settings, &handler, &phone)
                   ? run_phone(&phone, &settings)
                   : CSIP__CLI_USAGE;
    csip__cli_settings_done(&settings);
    return code;
}
