#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const csip__cli_group *const groups[] = {&csip__cli_account_group, &csip__cli_message_group,
                                                &csip__cli_tls_group, &csip__cli_output_group,
                                                NULL};

static const csip__cli_usage usage = {
    .name = "message",
    .arguments = "TARGET TEXT",
    .argument_count = 2,
    .text = "Send TEXT to TARGET, a SIP URI, user@host or a user of the account's domain, and say "
            "whether it was taken. TEXT - is read from standard input.",
    .examples =
        "  csip message --server wss://sip.example.com --uri alice@example.com bob \"Hello Bob!\"\n"
        "  date | csip message … bob@example.com -\n",
    .groups = groups,
};

enum { TEXT_MAX = 60 * 1024 };

typedef struct command {
    csip__cli_app app;
    const csip__cli_settings *settings;
    const char *target;
    const char *text;
    bool is_sent;
} command;

static void send_text(command *it)
{
    const csip_ua_message_options options = {.request.content_type = it->settings->content_type};

    if (it->is_sent)
        return;
    it->is_sent = true;
    csip_error error = csip_ua_send_message(it->app.ua, it->target, it->text, &options, NULL);
    if (error)
        csip__cli_app_fail(&it->app, CSIP__CLI_USAGE, "not sent: %s", csip_error_text(error));
}

static void on_event(void *user, const csip_event *event)
{
    command *it = user;

    switch (event->kind) {
    case CSIP_EVENT_CONNECTED:
        if (it->settings->has_no_register)
            send_text(it);
        break;
    case CSIP_EVENT_REGISTERED: send_text(it); break;
    case CSIP_EVENT_REGISTRATION_FAILED:
        csip__cli_app_fail_event(&it->app, "not registered", event);
        break;
    case CSIP_EVENT_SUCCEEDED: csip__cli_app_end(&it->app, CSIP__CLI_DONE); break;
    case CSIP_EVENT_MESSAGE_FAILED:
        csip__cli_app_fail_event(&it->app, "message failed", event);
        break;
    case CSIP_EVENT_DISCONNECTED: csip__cli_app_check_connection(&it->app, event); break;
    default: break;
    }
}

static const char *read_text(char *out, size_t size)
{
    size_t len = fread(out, 1, size, stdin);

    if (ferror(stdin))
        return strerrordesc_np(errno);
    if (len == size)
        return "it is longer than 61439 octets";
    if (memchr(out, '\0', len))
        return "it holds a NUL octet";
    out[len] = '\0';
    return NULL;
}

static int run(command *it, csip__cli_settings *settings)
{
    static const csip__cli_app_handler handler = {.on_event = on_event};
    char text[TEXT_MAX];

    if (strcmp(it->text, "-") == 0) {
        const char *problem = read_text(text, sizeof text);
        if (problem)
            return csip__cli_usage_error(usage.name, "standard input: %s", problem);
        it->text = text;
    }
    settings->config.auto_register = !settings->has_no_register;
    return csip__cli_app_open(&it->app, usage.name, settings, &handler, it)
               ? csip__cli_command_run(&it->app, settings)
               : CSIP__CLI_USAGE;
}

int csip__cli_message(int argc, char **argv)
{
    csip__cli_settings settings;
    command it = {.settings = &settings};
    char **arguments;

    int code = csip__cli_command_parse(&usage, argc, argv, &settings, &arguments);
    if (code == CSIP__CLI_GO_ON)
        code = csip__cli_command_check_target(usage.name, arguments[0]);
    if (code == CSIP__CLI_GO_ON) {
        it.target = arguments[0];
        it.text = arguments[1];
        code = run(&it, &settings);
    }
    csip__cli_settings_done(&settings);
    return code;
}
