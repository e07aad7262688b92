#include "cli/phone.h"

#include "cli/command.h"
#include "cli/event.h"
#include "cli/password.h"

/* What the commands of the phone do. */

static csip__cli_outcome outcome(csip_error error)
{
    return (csip__cli_outcome){.error = error};
}

static csip__cli_outcome wrong_target(const char *target)
{
    return (csip__cli_outcome){
        CSIP_ERROR_ARGUMENT, "target", target, csip__cli_target_problem(target), {.reason = ""}};
}

static void put_id(json_t *reply, const char *name, csip_id id)
{
    json_object_set_new(reply, name, json_integer((json_int_t)id));
}

static csip_id session_of(const csip__cli_settings *settings)
{
    return (csip_id)settings->session;
}

/* An account makes a new phone; without any field the phone there is registers again. */
static csip__cli_outcome run_register(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                      json_t *reply)
{
    csip__cli_outcome it = {.error = CSIP_OK};

    (void)reply;
    if (phone->app.ua && settings->field_count == 0)
        return outcome(csip_ua_register(phone->app.ua));
    it.reason = csip__cli_passwords_fetch(settings, false, &it.value);
    if (it.reason) {
        it.error = CSIP_ERROR_CONFIG;
        it.field = "password_file";
        return it;
    }
    it.error = csip__cli_app_phone(&phone->app, settings, &it.problem);
    if (it.error == CSIP_ERROR_STATE)
        it.reason = "there are calls: hang up first";
    return it;
}

static csip__cli_outcome run_unregister(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                        json_t *reply)
{
    (void)reply;
    return outcome(csip_ua_unregister(phone->app.ua, settings->is_all));
}

static csip__cli_outcome run_call(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                  json_t *reply)
{
    csip_ua_call_options options = csip__cli_settings_call(settings);
    csip_id session = 0;

    if (csip__cli_target_problem(settings->target))
        return wrong_target(settings->target);
    csip_error error = csip_ua_call(phone->app.ua, settings->target, &options, &session);
    if (!error)
        put_id(reply, "session", session);
    return outcome(error);
}

static csip__cli_outcome run_answer(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                    json_t *reply)
{
    csip_ua_call_options options = csip__cli_settings_call(settings);

    put_id(reply, "session", session_of(settings));
    return outcome(csip_ua_answer(phone->app.ua, session_of(settings), &options));
}

static csip__cli_outcome run_hangup(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                    json_t *reply)
{
    const csip_reply options = {.status = (uint16_t)settings->status, .reason = settings->reason};

    put_id(reply, "session", session_of(settings));
    return outcome(csip_ua_terminate(phone->app.ua, session_of(settings), &options));
}

static csip__cli_outcome run_message(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                     json_t *reply)
{
    const csip_ua_message_options options = {.request.content_type = settings->content_type};
    csip_id request = 0;

    if (csip__cli_target_problem(settings->target))
        return wrong_target(settings->target);
    csip_error error =
        csip_ua_send_message(phone->app.ua, settings->target, settings->body, &options, &request);
    if (!error)
        put_id(reply, "request", request);
    return outcome(error);
}

static csip__cli_outcome run_options(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                     json_t *reply)
{
    csip_id request = 0;

    if (csip__cli_target_problem(settings->target))
        return wrong_target(settings->target);
    csip_error error = csip_ua_send_options(phone->app.ua, settings->target, NULL, &request);
    if (!error)
        put_id(reply, "request", request);
    return outcome(error);
}

static csip__cli_outcome run_info(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                  json_t *reply)
{
    const char *type = settings->content_type ? settings->content_type : "text/plain";
    const csip_ua_request_options options = {
        .request = {.content_type = type, .body = csip_str_from(settings->body)}};
    csip_id request = 0;
    csip_error error = csip_ua_send_info(phone->app.ua, session_of(settings), &options, &request);

    put_id(reply, "session", session_of(settings));
    if (!error)
        put_id(reply, "request", request);
    return outcome(error);
}

static csip__cli_outcome run_dtmf(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                  json_t *reply)
{
    const csip_dtmf_options options = {.transport = settings->uses_rfc4733 ? CSIP_DTMF_RFC4733
                                                                           : CSIP_DTMF_INFO};
    csip_id request = 0;
    csip_error error =
        csip_ua_send_dtmf(phone->app.ua, session_of(settings), settings->tones, &options, &request);

    put_id(reply, "session", session_of(settings));
    if (!error)
        put_id(reply, "request", request);
    return outcome(error);
}

static csip__cli_outcome run_mute(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                  json_t *reply)
{
    bool audio = settings->with_audio || !settings->with_video;

    put_id(reply, "session", session_of(settings));
    return outcome(csip_ua_mute(phone->app.ua, session_of(settings), audio, settings->with_video));
}

static csip__cli_outcome run_unmute(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                    json_t *reply)
{
    bool is_both = !settings->with_audio && !settings->with_video;

    put_id(reply, "session", session_of(settings));
    return outcome(csip_ua_unmute(phone->app.ua, session_of(settings),
                                  settings->with_audio || is_both,
                                  settings->with_video || is_both));
}

static csip__cli_outcome run_stats(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                   json_t *reply)
{
    csip_media_stats stats;
    csip_error error = csip_ua_stats(phone->app.ua, session_of(settings), &stats);

    put_id(reply, "session", session_of(settings));
    if (error)
        return outcome(error);
    json_object_set_new(reply, "event", json_string("stats"));
    csip__cli_stats_add(reply, &stats);
    return outcome(CSIP_OK);
}

static csip__cli_outcome run_quit(csip__cli_json_phone *phone, csip__cli_settings *settings,
                                  json_t *reply)
{
    (void)settings, (void)reply;
    csip__cli_app_end(&phone->app, CSIP__CLI_DONE);
    return outcome(CSIP_OK);
}

#define FIELDS(...) ((const csip__cli_group *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static const csip__cli_phone_command commands[] = {
    {"register", run_register,
     FIELDS(&csip__cli_account_group, &csip__cli_tls_group, &csip__cli_ice_group)},
    {"unregister", run_unregister, FIELDS(&csip__cli_unregister_group), .needs_phone = true},
    {"call", run_call, FIELDS(&csip__cli_target_group, &csip__cli_media_group), {"target"}, true},
    {"answer",
     run_answer,
     FIELDS(&csip__cli_session_group, &csip__cli_media_group),
     {"session"},
     true},
    {"reject",
     run_hangup,
     FIELDS(&csip__cli_session_group, &csip__cli_status_group),
     {"session"},
     true},
    {"hangup",
     run_hangup,
     FIELDS(&csip__cli_session_group, &csip__cli_status_group),
     {"session"},
     true},
    {"message",
     run_message,
     FIELDS(&csip__cli_target_group, &csip__cli_body_group),
     {"target", "body"},
     true},
    {"options", run_options, FIELDS(&csip__cli_target_group), {"target"}, true},
    {"info",
     run_info,
     FIELDS(&csip__cli_session_group, &csip__cli_body_group),
     {"session", "body"},
     true},
    {"dtmf",
     run_dtmf,
     FIELDS(&csip__cli_session_group, &csip__cli_dtmf_group),
     {"session", "tones"},
     true},
    {"mute", run_mute, FIELDS(&csip__cli_session_group, &csip__cli_mute_group), {"session"}, true},
    {"unmute",
     run_unmute,
     FIELDS(&csip__cli_session_group, &csip__cli_mute_group),
     {"session"},
     true},
    {"stats", run_stats, FIELDS(&csip__cli_session_group), {"session"}, true},
    {"quit", run_quit, FIELDS()},
};

const csip__cli_phone_command *csip__cli_phone_command_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}
