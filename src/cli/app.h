#ifndef CSIP_CLI_APP_H
#define CSIP_CLI_APP_H

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/settings.h"

/**
 * What every command that is a phone shares: a loop, one phone, its events printed, signals, and
 * an orderly end.
 */
typedef struct csip__cli_app csip__cli_app;

typedef struct csip__cli_app_handler {
    /** After the event is printed.  May be NULL. */
    void (*on_event)(void *user, const csip_event *event);
    /** SIGINT, SIGTERM, or nobody reads the output any more.  NULL: the app ends, DONE. */
    void (*on_interrupt)(void *user);
    /** The app is about to end: the place to cancel timers.  May be NULL. */
    void (*on_end)(void *user);
    /** All has come to rest: the place to close handles of one's own.  May be NULL. */
    void (*on_close)(void *user);
} csip__cli_app_handler;

struct csip__cli_app {
    const char *command;
    uv_loop_t uv;
    csip_loop *loop;
    csip_ua *ua; /* NULL: none yet */
    csip__cli_printer printer;
    uv_signal_t signals[2];
    const csip__cli_app_handler *handler;
    void *user;
    bool shows_steps;
    bool shows_trace;
    bool is_ending;
    /* of the phone there is */
    bool was_connected;
    bool was_registered;
    size_t connect_failures;
    size_t server_count;
    size_t session_count; /* calls that are not over */
    csip__cli_exit code;
};

/** @return false: said on standard error what is wrong */
bool csip__cli_app_open(csip__cli_app *app, const char *command, const csip__cli_settings *settings,
                        const csip__cli_app_handler *handler, void *user);

/**
 * Make the phone and start it; one that is there is stopped and goes.
 *
 * @return CSIP_OK; CSIP_ERROR_CONFIG: `ret_problem` says what; CSIP_ERROR_STATE: the one that is
 *         there has calls; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__cli_app_phone(csip__cli_app *app, csip__cli_settings *settings,
                                             csip_config_problem *ret_problem);

/** Run until csip__cli_app_end(), stop the phone in good order, free all; the exit code. */
int csip__cli_app_run(csip__cli_app *app);

/** Have the app end with that code; the first call counts. */
void csip__cli_app_end(csip__cli_app *app, csip__cli_exit code);

/** End with a line on standard error, with --json an `error` event. */
void csip__cli_app_fail(csip__cli_app *app, csip__cli_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Fail because of what the event tells: cause, status, reason. */
void csip__cli_app_fail_event(csip__cli_app *app, const char *what, const csip_event *event);

/** True when REGISTRATION_FAILED is final: the server said no, or there was no registration yet. */
bool csip__cli_app_is_refused(const csip__cli_app *app, const csip_event *event);

/** The exit code that a cause stands for. */
csip__cli_exit csip__cli_exit_from_cause(csip_cause cause);

/**
 * For commands that do not wait for better times: fails, with NO_CONNECTION, when the event tells
 * that every server was tried once in vain, or that a connection was lost.
 *
 * @return true: it failed
 */
bool csip__cli_app_check_connection(csip__cli_app *app, const csip_event *event);

#endif
