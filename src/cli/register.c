#include "cli/command.h"

static const csip__cli_group *const groups[] = {&csip__cli_account_group, &csip__cli_register_group,
                                                &csip__cli_tls_group, &csip__cli_output_group,
                                                NULL};

static const csip__cli_usage usage = {
    .name = "register",
    .arguments = "",
    .text = "Register an account at its server, say so, and end; with --stay remain registered, "
            "take messages and show them, until interrupted (Ctrl-C).",
    .examples =
        "  csip register --server wss://sip.example.com --uri sip:alice@example.com \\\n"
        "      --password-file alice.secret\n"
        "  CSIP_PASSWORD=wonder csip register --server ws://localhost:8080 --uri alice@localhost\n"
        "  csip register --stay --trace …           # see each SIP message\n",
    .groups = groups,
};

typedef struct command {
    csip__cli_app app;
    bool stays;
} command;

static void on_event(void *user, const csip_event *event)
{
    command *it = user;

    switch (event->kind) {
    case CSIP_EVENT_REGISTERED:
        if (!it->stays)
            csip__cli_app_end(&it->app, CSIP__CLI_DONE);
        break;
    case CSIP_EVENT_REGISTRATION_FAILED:
        if (csip__cli_app_is_refused(&it->app, event))
            csip__cli_app_fail_event(&it->app, "not registered", event);
        break;
    case CSIP_EVENT_DISCONNECTED:
        if (!it->stays || !it->app.was_connected)
            csip__cli_app_check_connection(&it->app, event);
        break;
    default: break;
    }
}

int csip__cli_register(int argc, char **argv)
{
    static const csip__cli_app_handler handler = {.on_event = on_event};
    csip__cli_settings settings;
    command it = {0};
    char **arguments;

    int code = csip__cli_command_parse(&usage, argc, argv, &settings, &arguments);
    if (code == CSIP__CLI_GO_ON) {
        it.stays = settings.stays;
        code = csip__cli_app_open(&it.app, usage.name, &settings, &handler, &it)
                   ? csip__cli_command_run(&it.app, &settings)
                   : CSIP__CLI_USAGE;
    }
    csip__cli_settings_done(&settings);
    return code;
}
