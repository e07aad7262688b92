#include "cli/command.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const csip__cli_group *const groups[] = {&csip__cli_account_group,
                                                &csip__cli_answer_group,
                                                &csip__cli_media_group,
                                                &csip__cli_tls_group,
                                                &csip__cli_ice_group,
                                                &csip__cli_output_group,
                                                NULL};

static const csip__cli_usage usage = {
    .name = "answer",
    .arguments = "",
    .text = "Register and answer every call (or refuse it, with --reject), until interrupted or "
            "--count calls are over. Calls may come at the same time; the first has the files of "
            "--audio-out and --video-out, the second heard-2.wav instead of heard.wav, and so on. "
            "Messages that come are shown.",
    .examples = "  csip answer --server wss://sip.example.com --uri sip:bob@example.com\n"
                "  csip answer … --audio-in music.wav,loop --audio-out heard.wav --count 1\n"
                "  csip answer … --reject 486\n",
    .groups = groups,
};

typedef struct command command;

/* A call whose time is limited. */
typedef struct limit {
    struct limit *next;
    command *command;
    csip_id session;
    uint64_t timer;
} limit;

struct command {
    csip__cli_app app;
    const csip__cli_settings *settings;
    limit *limits;
    unsigned calls;
    double calls_over;
};

/* FILE.wav of the first call is FILE-2.wav of the second: none writes into another's. */
static const char *number_file(const char *path, unsigned number, char out[CSIP__CLI_PATH_MAX])
{
    const char *name = path ? strrchr(path, '/') : NULL;
    const char *suffix = path ? strrchr(name ? name : path, '.') : NULL;
    size_t len = !path ? 0 : suffix ? (size_t)(suffix - path) : strlen(path);

    if (!path || number == 1)
        return path;
    snprintf(out, CSIP__CLI_PATH_MAX, "%.*s-%u%s", (int)len, path, number, suffix ? suffix : "");
    return out;
}

static void answer(command *it, csip_id session)
{
    char wav[CSIP__CLI_PATH_MAX], png[CSIP__CLI_PATH_MAX];
    csip_ua_call_options options = csip__cli_settings_call(it->settings);
    csip_audio_sink audio_sink = it->settings->audio_sink;
    csip_video_sink video_sink = it->settings->video_sink;

    it->calls++;
    audio_sink.wav_path = number_file(audio_sink.wav_path, it->calls, wav);
    video_sink.png_path = number_file(video_sink.png_path, it->calls, png);
    options.media.audio_sink = audio_sink.wav_path ? &audio_sink : NULL;
    options.media.video_sink = video_sink.png_path ? &video_sink : NULL;
    const csip_reply reply = {.status = (uint16_t)it->settings->status};
    csip_error error = reply.status ? csip_ua_terminate(it->app.ua, session, &reply)
                                    : csip_ua_answer(it->app.ua, session, &options);

    if (error && error != CSIP_ERROR_STATE)
        csip__cli_app_fail(&it->app, CSIP__CLI_REFUSED, "%s", csip_error_text(error));
}

static void remove_limit(limit *it)
{
    limit **link = &it->command->limits;

    while (*link != it)
        link = &(*link)->next;
    *link = it->next;
    csip_loop_cancel(it->command->app.loop, it->timer);
    free(it);
}

static void hang_up(void *user)
{
    limit *it = user;
    command *owner = it->command;
    csip_error error = csip_ua_terminate(owner->app.ua, it->session, NULL);

    remove_limit(it);
    if (csip_error_is_fatal(error))
        csip__cli_app_fail(&owner->app, CSIP__CLI_REFUSED, "%s", csip_error_text(error));
}

static void limit_call(command *it, csip_id session)
{
    double seconds = it->settings->duration_s;

    if (isnan(seconds))
        return;
    limit *end = malloc(sizeof *end);
    if (!end) {
        csip__cli_app_fail(&it->app, CSIP__CLI_REFUSED, "%s", csip_error_text(CSIP_ERROR_NOMEM));
        return;
    }
    *end = (limit){it->limits, it, session, 0};
    it->limits = end;
    end->timer = csip_loop_after(it->app.loop, (unsigned)(seconds * 1000), hang_up, end);
    if (!end->timer)
        hang_up(end);
}

static void remove_limit_of(command *it, csip_id session)
{
    for (limit *at = it->limits; at; at = at->next)
        if (at->session == session) {
            remove_limit(at);
            return;
        }
}

static void remove_limits(void *user)
{
    command *it = user;

    while (it->limits)
        remove_limit(it->limits);
}

static void count_call(command *it)
{
    it->calls_over++;
    if (it->calls_over >= it->settings->count) /* never when it is NaN */
        csip__cli_app_end(&it->app, CSIP__CLI_DONE);
}

static void on_event(void *user, const csip_event *event)
{
    command *it = user;

    switch (event->kind) {
    case CSIP_EVENT_NEW_RTC_SESSION:
        if (event->originator == CSIP_ORIGINATOR_REMOTE)
            answer(it, event->id);
        break;
    case CSIP_EVENT_CONFIRMED: limit_call(it, event->id); break;
    case CSIP_EVENT_ENDED:
    case CSIP_EVENT_FAILED:
        remove_limit_of(it, event->id);
        count_call(it);
        break;
    case CSIP_EVENT_REGISTRATION_FAILED:
        if (csip__cli_app_is_refused(&it->app, event))
            csip__cli_app_fail_event(&it->app, "not registered", event);
        break;
    case CSIP_EVENT_DISCONNECTED:
        if (!it->app.was_connected)
            csip__cli_app_check_connection(&it->app, event);
        break;
    default: break;
    }
}

int csip__cli_answer(int argc, char **argv)
{
    static const csip__cli_app_handler handler = {.on_event = on_event, .on_end = remove_limits};
    csip__cli_settings settings;
    command it = {.settings = &settings};
    char **arguments;

    int code = csip__cli_command_parse(&usage, argc, argv, &settings, &arguments);
    if (code == CSIP__CLI_GO_ON)
        code = csip__cli_app_open(&it.app, usage.name, &settings, &handler, &it)
                   ? csip__cli_command_run(&it.app, &settings)
                   : CSIP__CLI_USAGE;
    csip__cli_settings_done(&settings);
    return code;
}
