#include "cli/app.h"

#include "cli/event.h"
#include "cli/text.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { FLUSH_TIMEOUT_MS = 2000 };

static const int signal_numbers[] = {SIGINT, SIGTERM};

/* ---- events ---- */

static bool is_shown(const csip__cli_app *app, const csip_event *event)
{
    if (event->kind == CSIP_EVENT_LOG && event->log.level > CSIP_LOG_WARNING)
        return app->shows_steps;
    return true;
}

static void keep_account(csip__cli_app *app, const csip_event *event)
{
    switch (event->kind) {
    case CSIP_EVENT_CONNECTED: app->was_connected = true; break;
    case CSIP_EVENT_REGISTERED: app->was_registered = true; break;
    case CSIP_EVENT_DISCONNECTED:
        app->connect_failures += event->connection.error != CSIP_OK;
        break;
    case CSIP_EVENT_NEW_RTC_SESSION: app->session_count++; break;
    case CSIP_EVENT_ENDED:
    case CSIP_EVENT_FAILED: app->session_count--; break;
    default: break;
    }
}

static void on_event(csip_ua *ua, const csip_event *event, void *user)
{
    csip__cli_app *app = user;

    if (is_shown(app, event))
        csip__cli_print(&app->printer, csip__cli_event_json(ua, event));
    if (ua != app->ua) {
        if (event->kind == CSIP_EVENT_DISCONNECTED)
            csip_ua_free(ua); /* it was replaced */
        return;
    }
    keep_account(app, event);
    if (app->handler->on_event && !app->is_ending)
        app->handler->on_event(app->user, event);
}

static bool listen_to(csip__cli_app *app, csip_ua *ua)
{
    bool is_complete = true;

    for (int kind = 0; kind < CSIP_EVENT_COUNT; kind++) {
        csip__cli_detail detail = csip__cli_event_detail((csip_event_kind)kind);
        if (detail == CSIP__CLI_NORMAL || (detail == CSIP__CLI_STEPS && app->shows_steps) ||
            (detail == CSIP__CLI_TRACE && app->shows_trace))
            is_complete = csip_ua_on(ua, (csip_event_kind)kind, on_event, app) && is_complete;
    }
    return is_complete;
}

/* ---- beginning ---- */

static void interrupt(csip__cli_app *app)
{
    if (app->is_ending)
        csip_loop_stop(app->loop); /* a second time: do not wait for anybody */
    else if (app->handler->on_interrupt)
        app->handler->on_interrupt(app->user);
    else
        csip__cli_app_end(app, CSIP__CLI_DONE);
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    interrupt(handle->data);
}

static void on_broken(void *user)
{
    interrupt(user);
}

static bool start_handles(csip__cli_app *app)
{
    int error = csip__cli_output_open(&app->printer.output, &app->uv, STDOUT_FILENO);

    if (error) {
        fprintf(stderr, "csip %s: standard output: %s\n", app->command, uv_strerror(error));
        return false;
    }
    app->printer.output.on_broken = on_broken;
    app->printer.output.user = app;
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 2; i++) {
        uv_signal_init(&app->uv, &app->signals[i]);
        app->signals[i].data = app;
        uv_signal_start(&app->signals[i], on_signal, signal_numbers[i]);
    }
    return true;
}

bool csip__cli_app_open(csip__cli_app *app, const char *command, const csip__cli_settings *settings,
                        const csip__cli_app_handler *handler, void *user)
{
    const csip_loop_options options = {.uv_loop = &app->uv};

    *app = (csip__cli_app){.command = command, .handler = handler, .user = user};
    app->printer.is_json = settings->is_json;
    app->shows_steps = settings->is_json || settings->is_verbose;
    app->shows_trace = settings->has_trace;
    if (uv_loop_init(&app->uv) != 0)
        return false;
    csip_error error = csip_loop_new(&options, &app->loop);
    if (error)
        fprintf(stderr, "csip %s: %s\n", command, csip_error_text(error));
    else if (start_handles(app))
        return true;
    csip_loop_free(app->loop);
    uv_loop_close(&app->uv);
    return false;
}

static void complete(csip__cli_settings *settings)
{
    for (size_t i = 0; i < settings->ua_options.ice_server_count; i++) {
        settings->ice_servers[i].username = settings->turn_user;
        settings->ice_servers[i].credential = settings->turn_password;
    }
}

/* Unregisters first where that is possible. */
static void replace_phone(csip__cli_app *app, csip_ua *ua)
{
    csip_ua *old = app->ua;

    app->ua = ua;
    app->was_connected = app->was_registered = false;
    app->connect_failures = app->session_count = 0;
    if (old && (!csip_ua_is_connected(old) || csip_ua_stop(old) != CSIP_OK))
        csip_ua_free(old);
}

csip_error csip__cli_app_phone(csip__cli_app *app, csip__cli_settings *settings,
                               csip_config_problem *ret_problem)
{
    csip_ua *ua;

    if (app->session_count > 0)
        return CSIP_ERROR_STATE;
    complete(settings);
    csip_error error =
        csip_ua_new(app->loop, &settings->config, &settings->ua_options, &ua, ret_problem);
    if (error)
        return error;
    if (!listen_to(app, ua)) {
        csip_ua_free(ua);
        return CSIP_ERROR_NOMEM;
    }
    replace_phone(app, ua);
    app->server_count = settings->config.socket_count;
    return csip_ua_start(ua);
}

/* ---- the end ---- */

void csip__cli_app_end(csip__cli_app *app, csip__cli_exit code)
{
    if (app->is_ending)
        return;
    app->is_ending = true;
    app->code = code;
    if (app->handler->on_end)
        app->handler->on_end(app->user);
    csip_loop_stop(app->loop);
}

static void close_signals(csip__cli_app *app)
{
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&app->signals[i], NULL);
}

static csip_error run(csip__cli_app *app)
{
    /* The call that ended it may have come before: then this forgets its uv_stop(). */
    uv_run(&app->uv, app->is_ending ? UV_RUN_NOWAIT : UV_RUN_DEFAULT);
    csip_error error = app->ua ? csip_ua_stop(app->ua) : CSIP_OK;
    return error ? error : csip_loop_run(app->loop);
}

int csip__cli_app_run(csip__cli_app *app)
{
    csip_error error = run(app);

    csip_loop_free(app->loop);
    close_signals(app);
    if (app->handler->on_close)
        app->handler->on_close(app->user);
    csip__cli_output_close(&app->printer.output, FLUSH_TIMEOUT_MS);
    uv_run(&app->uv, UV_RUN_NOWAIT);
    uv_loop_close(&app->uv);
    if (error)
        fprintf(stderr, "csip %s: %s\n", app->command, csip_error_text(error));
    return error && app->code == CSIP__CLI_DONE ? CSIP__CLI_REFUSED : app->code;
}

/* ---- failures ---- */

csip__cli_exit csip__cli_exit_from_cause(csip_cause cause)
{
    return cause == CSIP_CAUSE_CONNECTION_ERROR || cause == CSIP_CAUSE_REQUEST_TIMEOUT
               ? CSIP__CLI_NO_CONNECTION
               : CSIP__CLI_REFUSED;
}

bool csip__cli_app_is_refused(const csip__cli_app *app, const csip_event *event)
{
    return !app->was_registered || csip__cli_exit_from_cause(event->cause) == CSIP__CLI_REFUSED;
}

static void tell(csip__cli_app *app, csip_str line)
{
    csip__cli_text safe = {0};

    if (app->printer.is_json) {
        json_t *event = json_object();
        json_object_set_new(event, "event", json_string("error"));
        json_object_set_new(event, "reason", csip__cli_text_json(line));
        csip__cli_print(&app->printer, event);
        return;
    }
    csip__cli_text_add_safe(&safe, line);
    fprintf(stderr, "csip %s: %.*s\n", app->command, (int)safe.len, safe.ptr ? safe.ptr : "");
    csip__cli_text_done(&safe);
}

void csip__cli_app_fail(csip__cli_app *app, csip__cli_exit code, const char *format, ...)
{
    char line[1024];
    va_list values;

    va_start(values, format);
    vsnprintf(line, sizeof line, format, values);
    va_end(values);
    tell(app, csip_str_from(line));
    csip__cli_app_end(app, code);
}

void csip__cli_app_fail_event(csip__cli_app *app, const char *what, const csip_event *event)
{
    const csip_message *message = event->message;
    csip__cli_exit code = csip__cli_exit_from_cause(event->cause);

    if (message && !message->is_request)
        csip__cli_app_fail(app, code, "%s: %s (%u %.*s)", what, csip_cause_text(event->cause),
                           message->status, CSIP_STR_ARG(message->reason));
    else
        csip__cli_app_fail(app, code, "%s: %s", what, csip_cause_text(event->cause));
}

bool csip__cli_app_check_connection(csip__cli_app *app, const csip_event *event)
{
    if (event->kind != CSIP_EVENT_DISCONNECTED || !event->connection.error)
        return false;
    if (!app->was_connected && app->connect_failures < app->server_count)
        return false;
    csip__cli_app_fail(app, CSIP__CLI_NO_CONNECTION, "%.*s: %.*s",
                       CSIP_STR_ARG(event->connection.url), CSIP_STR_ARG(event->connection.reason));
    return true;
}
