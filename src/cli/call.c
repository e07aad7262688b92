#include "cli/command.h"

#include <math.h>

static const csip__cli_group *const groups[] = {&csip__cli_account_group,
                                                &csip__cli_call_group,
                                                &csip__cli_media_group,
                                                &csip__cli_tls_group,
                                                &csip__cli_ice_group,
                                                &csip__cli_output_group,
                                                NULL};

static const csip__cli_usage usage = {
    .name = "call",
    .arguments = "TARGET",
    .argument_count = 1,
    .text = "Call TARGET (a SIP URI, user@host, a user of the account's domain or a phone number), "
            "with sound and picture, until the other side hangs up, --duration is over or Ctrl-C; "
            "then print what went over the wire.",
    .examples =
        "  csip call --server wss://sip.example.com --uri alice@example.com bob@example.com\n"
        "  csip call … --audio-in tone:440 --audio-out heard.wav --video-out seen.png \\\n"
        "      --duration 10 bob\n"
        "  csip call … --audio-in announcement.wav,loop --no-video +1-555-0100\n",
    .groups = groups,
};

typedef struct command {
    csip__cli_app app;
    const csip__cli_settings *settings;
    const char *target;
    csip_id session; /* 0: not called yet */
    uint64_t timer;  /* of --duration; 0: none */
    bool is_confirmed;
} command;

static void call(command *it)
{
    csip_ua_call_options options = csip__cli_settings_call(it->settings);
    csip_id session = 0;

    if (it->session)
        return;
    csip_error error = csip_ua_call(it->app.ua, it->target, &options, &session);
    if (error)
        csip__cli_app_fail(&it->app, CSIP__CLI_USAGE, "TARGET \"%s\": %s", it->target,
                           csip_error_text(error));
    it->session = session;
}

static void hang_up(void *user)
{
    command *it = user;

    if (!it->session || csip_ua_terminate(it->app.ua, it->session, NULL) != CSIP_OK)
        csip__cli_app_end(&it->app, it->is_confirmed ? CSIP__CLI_DONE : CSIP__CLI_REFUSED);
}

static void confirmed(command *it)
{
    double seconds = it->settings->duration_s;

    it->is_confirmed = true;
    if (isnan(seconds))
        return;
    it->timer = csip_loop_after(it->app.loop, (unsigned)(seconds * 1000), hang_up, it);
    if (!it->timer)
        hang_up(it);
}

static void cancel_timer(void *user)
{
    command *it = user;

    csip_loop_cancel(it->app.loop, it->timer);
}

static void ended(command *it, const csip_event *event)
{
    if (event->cause == CSIP_CAUSE_BYE)
        csip__cli_app_end(&it->app, CSIP__CLI_DONE);
    else
        csip__cli_app_fail_event(&it->app, "call ended", event);
}

static void on_event(void *user, const csip_event *event)
{
    command *it = user;

    switch (event->kind) {
    case CSIP_EVENT_CONNECTED:
        if (it->settings->has_no_register)
            call(it);
        break;
    case CSIP_EVENT_REGISTERED: call(it); break;
    case CSIP_EVENT_REGISTRATION_FAILED:
        if (!it->session)
            csip__cli_app_fail_event(&it->app, "not registered", event);
        break;
    case CSIP_EVENT_DISCONNECTED:
        if (!it->session)
            csip__cli_app_check_connection(&it->app, event);
        break;
    case CSIP_EVENT_CONFIRMED: confirmed(it); break;
    case CSIP_EVENT_ENDED: ended(it, event); break;
    case CSIP_EVENT_FAILED: csip__cli_app_fail_event(&it->app, "call failed", event); break;
    default: break;
    }
}

int csip__cli_call(int argc, char **argv)
{
    static const csip__cli_app_handler handler = {on_event, hang_up, cancel_timer};
    csip__cli_settings settings;
    command it = {.settings = &settings};
    char **arguments;

    int code = csip__cli_command_parse(&usage, argc, argv, &settings, &arguments);
    if (code == CSIP__CLI_GO_ON)
        code = csip__cli_command_check_target(usage.name, arguments[0]);
    if (code == CSIP__CLI_GO_ON) {
        it.target = arguments[0];
        settings.config.auto_register = !settings.has_no_register;
        code = csip__cli_app_open(&it.app, usage.name, &settings, &handler, &it)
                   ? csip__cli_command_run(&it.app, &settings)
                   : CSIP__CLI_USAGE;
    }
    csip__cli_settings_done(&settings);
    return code;
}
