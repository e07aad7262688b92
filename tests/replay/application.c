#include "application.h"

#include <stdlib.h>

/* The calls of an application, by JsSIP's name. */

json_t *argument_get(const arguments *a, size_t n)
{
    return json_array_get(a->record->data, n);
}

const char *argument_text(const arguments *a, size_t n)
{
    json_t *value = argument_get(a, n);
    if (json_is_integer(value))
        return pool_format(a->player->pool, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return json_string_value(value);
}

const char *argument_option(const arguments *a, size_t n, const char *key)
{
    return json_string_value(json_object_get(argument_get(a, n), key));
}

unsigned argument_number(const arguments *a, size_t n, const char *key)
{
    return (unsigned)json_integer_value(json_object_get(argument_get(a, n), key));
}

static size_t read_texts(arguments *a, json_t *list)
{
    size_t count = 0;
    for (; count < ARGUMENT_TEXTS_MAX && count < json_array_size(list); count++) {
        a->texts[count] = json_string_value(json_array_get(list, count));
    }
    return count;
}

size_t argument_headers(arguments *a, size_t n)
{
    return read_texts(a, json_object_get(argument_get(a, n), "extraHeaders"));
}

static bool boolean(json_t *object, const char *key, bool otherwise)
{
    json_t *value = json_object_get(object, key);
    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

/* ---- the user agent ---- */

typedef enum parameter_kind { TEXT, NUMBER, BOOLEAN, NOTHING } parameter_kind;

/* `__noMessage` is the recorder's own: which listeners it sets stands in app.UA.start. */
static const struct {
    const char *name;
    parameter_kind kind;
    size_t offset;
} parameters[] = {
    {"uri", TEXT, offsetof(csip_config, uri)},
    {"password", TEXT, offsetof(csip_config, password)},
    {"authorization_user", TEXT, offsetof(csip_config, authorization_user)},
    {"realm", TEXT, offsetof(csip_config, realm)},
    {"ha1", TEXT, offsetof(csip_config, ha1)},
    {"authorization_jwt", TEXT, offsetof(csip_config, authorization_jwt)},
    {"display_name", TEXT, offsetof(csip_config, display_name)},
    {"contact_uri", TEXT, offsetof(csip_config, contact_uri)},
    {"instance_id", TEXT, offsetof(csip_config, instance_id)},
    {"registrar_server", TEXT, offsetof(csip_config, registrar_server)},
    {"user_agent", TEXT, offsetof(csip_config, user_agent)},
    {"use_preloaded_route", BOOLEAN, offsetof(csip_config, use_preloaded_route)},
    {"register", BOOLEAN, offsetof(csip_config, auto_register)},
    {"session_timers", BOOLEAN, offsetof(csip_config, session_timers)},
    {"session_timers_refresh_method", TEXT, offsetof(csip_config, session_timers_refresh_method)},
    {"session_timers_force_refresher", BOOLEAN,
     offsetof(csip_config, session_timers_force_refresher)},
    {"no_answer_timeout", NUMBER, offsetof(csip_config, no_answer_timeout)},
    {"register_expires", NUMBER, offsetof(csip_config, register_expires)},
    {"connection_recovery_min_interval", NUMBER,
     offsetof(csip_config, connection_recovery_min_interval)},
    {"connection_recovery_max_interval", NUMBER,
     offsetof(csip_config, connection_recovery_max_interval)},
    {"sockets", NOTHING, 0},
    {"extra_headers", NOTHING, 0},
    {"__noMessage", NOTHING, 0},
};

static bool set_parameter(csip_config *config, const char *name, json_t *value)
{
    for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
        void *at = (char *)config + parameters[i].offset;
        if (strcmp(parameters[i].name, name))
            continue;
        if (parameters[i].kind == TEXT)
            *(const char **)at = json_string_value(value);
        else if (parameters[i].kind == NUMBER)
            *(double *)at = json_number_value(value);
        else if (parameters[i].kind == BOOLEAN)
            *(bool *)at = json_is_true(value);
        return true;
    }
    return false;
}

static size_t read_sockets(json_t *list, csip_socket_config sockets[ARGUMENT_TEXTS_MAX])
{
    size_t count = 0;
    for (; count < ARGUMENT_TEXTS_MAX && count < json_array_size(list); count++) {
        json_t *socket = json_array_get(list, count);
        json_t *url = json_is_object(socket) ? json_object_get(socket, "url") : socket;
        sockets[count] = (csip_socket_config){
            .url = json_string_value(url),
            .weight = (unsigned)json_integer_value(json_object_get(socket, "weight"))};
    }
    return count;
}

static csip_error ua_new(arguments *a)
{
    player *p = a->player;
    csip_socket_config sockets[ARGUMENT_TEXTS_MAX];
    csip_config config;
    csip_config_problem problem = {.reason = ""};
    const char *key;
    json_t *value;
    csip_config_init(&config);
    config.sockets = sockets;
    config.socket_count = read_sockets(json_object_get(argument_get(a, 0), "sockets"), sockets);
    config.extra_header_count = read_texts(a, json_object_get(argument_get(a, 0), "extra_headers"));
    config.extra_headers = a->texts;
    json_object_foreach(argument_get(a, 0), key, value)
    {
        if (!set_parameter(&config, key, value)) {
            player_fail(p, "CSIP has no parameter %s", key);
            return CSIP_OK;
        }
    }
    p->password = config.password;
    p->user_agent = config.user_agent;
    if (p->agent) {
        player_fail(p, "a second UA of the same name");
        return CSIP_OK;
    }
    csip_error error = csip_agent_new(&p->world.platform, &config, &p->agent, &problem);
    if (error)
        player_fail(p, "configuration: %s %s", problem.parameter, problem.reason);
    p->host.agent = p->agent;
    return CSIP_OK;
}

static csip_error ua_start(arguments *a)
{
    json_t *listeners = json_object_get(argument_get(a, 0), "listeners");
    a->player->interest = 0;
    for (size_t i = 0; i < json_array_size(listeners); i++) {
        const char *name = json_string_value(json_array_get(listeners, i));
        for (csip_event_kind kind = 0; name && kind < CSIP_EVENT_COUNT; kind++) {
            if (strcmp(csip_event_name(kind), name) == 0)
                a->player->interest |= CSIP_EVENT_BIT(kind);
        }
    }
    csip_agent_set_interest(a->player->agent, a->player->interest);
    return csip_agent_start(a->player->agent, a->player->world.now_ms);
}

static csip_error ua_stop(arguments *a)
{
    return csip_agent_stop(a->player->agent, a->player->world.now_ms);
}

static csip_error ua_register(arguments *a)
{
    return csip_agent_register(a->player->agent, a->player->world.now_ms);
}

static csip_error ua_unregister(arguments *a)
{
    return csip_agent_unregister(a->player->agent, boolean(argument_get(a, 0), "all", false),
                                 a->player->world.now_ms);
}

/* ---- messages ---- */

typedef csip_error request_call(csip_agent *agent, const char *target, csip_str body,
                                const csip_request_options *options, uint64_t now_ms,
                                csip_id *ret_id);

static csip_error send_request(arguments *a, request_call *call)
{
    csip_request_options options = {.content_type = argument_option(a, 2, "contentType"),
                                    .from_user_name = argument_option(a, 2, "fromUserName"),
                                    .from_display_name = argument_option(a, 2, "fromDisplayName"),
                                    .extra_headers = a->texts};
    csip_id id;
    options.extra_header_count = argument_headers(a, 2);
    return call(a->player->agent, argument_text(a, 0), csip_str_from(argument_text(a, 1)), &options,
                a->player->world.now_ms, &id);
}

static csip_error ua_send_message(arguments *a)
{
    return send_request(a, csip_agent_send_message);
}

static csip_error ua_send_options(arguments *a)
{
    return send_request(a, csip_agent_send_options);
}

static csip_reply read_reply(arguments *a)
{
    json_t *options = argument_get(a, 0);
    return (csip_reply){
        .status = (uint16_t)json_integer_value(json_object_get(options, "status_code")),
        .reason = argument_option(a, 0, "reason_phrase"),
        .extra_headers = a->texts,
        .extra_header_count = read_texts(a, json_object_get(options, "extraHeaders")),
        .body = csip_str_from(argument_option(a, 0, "body"))};
}

static csip_error message_accept(arguments *a)
{
    csip_reply reply = read_reply(a);
    return csip_agent_accept(a->player->agent, a->id, &reply, a->player->world.now_ms);
}

static csip_error message_reject(arguments *a)
{
    csip_reply reply = read_reply(a);
    return csip_agent_reject(a->player->agent, a->id, &reply, a->player->world.now_ms);
}

/* ---- sessions ---- */

static csip_call_options read_options(arguments *a, size_t n)
{
    csip_call_options options;
    json_t *from = argument_get(a, n), *constraints = json_object_get(from, "mediaConstraints");
    csip_call_options_init(&options);
    options.audio = boolean(constraints, "audio", options.audio);
    options.video = boolean(constraints, "video", options.video);
    options.anonymous = boolean(from, "anonymous", false);
    options.from_user_name = argument_option(a, n, "fromUserName");
    options.from_display_name = argument_option(a, n, "fromDisplayName");
    options.session_timers_expires =
        (unsigned)json_integer_value(json_object_get(from, "sessionTimersExpires"));
    options.min_se = 60; /* JsSIP's */
    options.extra_headers = a->texts;
    options.extra_header_count = read_texts(a, json_object_get(from, "extraHeaders"));
    return options;
}

static csip_error ua_call(arguments *a)
{
    csip_call_options options = read_options(a, 1);
    csip_id id;
    return csip_agent_call(a->player->agent, argument_text(a, 0), &options, a->player->world.now_ms,
                           &id);
}

static csip_error session_answer(arguments *a)
{
    csip_call_options options = read_options(a, 0);
    return csip_agent_answer(a->player->agent, a->id, &options, a->player->world.now_ms);
}

static csip_error session_terminate(arguments *a)
{
    csip_reply reply = read_reply(a);
    return csip_agent_terminate(a->player->agent, a->id, &reply, a->player->world.now_ms);
}

static csip_error session_mute(arguments *a)
{
    bool is_bare = json_array_size(a->record->data) == 0;
    return csip_agent_mute(a->player->agent, a->id, boolean(argument_get(a, 0), "audio", is_bare),
                           boolean(argument_get(a, 0), "video", false), a->player->world.now_ms);
}

static csip_error session_unmute(arguments *a)
{
    bool is_bare = json_array_size(a->record->data) == 0;
    return csip_agent_unmute(a->player->agent, a->id, boolean(argument_get(a, 0), "audio", is_bare),
                             boolean(argument_get(a, 0), "video", is_bare),
                             a->player->world.now_ms);
}

static csip_error session_send_info(arguments *a)
{
    csip_session_request request = {.content_type = argument_text(a, 0),
                                    .body = csip_str_from(argument_text(a, 1)),
                                    .extra_headers = a->texts};
    request.extra_header_count = argument_headers(a, 2);
    return csip_agent_send_info(a->player->agent, a->id, &request, a->player->world.now_ms, NULL);
}

static csip_error session_send_dtmf(arguments *a)
{
    json_t *from = argument_get(a, 1);
    const char *transport = argument_option(a, 1, "transportType");
    csip_dtmf_options options = {
        .transport =
            transport && strcmp(transport, "RFC2833") == 0 ? CSIP_DTMF_RFC4733 : CSIP_DTMF_INFO,
        .duration_ms = (unsigned)json_integer_value(json_object_get(from, "duration")),
        .gap_ms = (unsigned)json_integer_value(json_object_get(from, "interToneGap")),
        .extra_headers = a->texts,
        .extra_header_count = read_texts(a, json_object_get(from, "extraHeaders"))};
    return csip_agent_send_dtmf(a->player->agent, a->id, argument_text(a, 0), &options,
                                a->player->world.now_ms, NULL);
}

typedef csip_error reoffer_call(csip_agent *agent, csip_id session,
                                const csip_reoffer_options *options, uint64_t now_ms,
                                csip_id *ret_id);

static csip_error reoffer(arguments *a, reoffer_call *call)
{
    csip_reoffer_options options = {.use_update = boolean(argument_get(a, 0), "useUpdate", false),
                                    .extra_headers = a->texts,
                                    .extra_header_count = argument_headers(a, 0)};
    options.restart_ice =
        boolean(json_object_get(argument_get(a, 0), "rtcOfferConstraints"), "iceRestart", false);
    player_settle(a->player);
    return call(a->player->agent, a->id, &options, a->player->world.now_ms, NULL);
}

static csip_error session_hold(arguments *a)
{
    return reoffer(a, csip_agent_hold);
}

static csip_error session_unhold(arguments *a)
{
    return reoffer(a, csip_agent_unhold);
}

static csip_error session_renegotiate(arguments *a)
{
    return reoffer(a, csip_agent_renegotiate);
}

static csip_error session_refer(arguments *a)
{
    const char *replaces = argument_option(a, 1, "replaces");
    csip_refer_options options = {.extra_headers = a->texts,
                                  .extra_header_count = argument_headers(a, 1)};
    if (replaces && *replaces == '<')
        options.replaces =
            player_id(a->player, pool_copy(a->player->pool, replaces + 1, strlen(replaces) - 2));
    return csip_agent_refer(a->player->agent, a->id, argument_text(a, 0), &options,
                            a->player->world.now_ms, NULL);
}

static csip_error refer_accept(arguments *a)
{
    csip_call_options options = read_options(a, 1);
    csip_id id;
    return csip_agent_accept_refer(a->player->agent, a->player->made, &options,
                                   a->player->world.now_ms, &id);
}

static csip_error refer_reject(arguments *a)
{
    return csip_agent_reject_refer(a->player->agent, a->player->made, a->player->world.now_ms);
}

static csip_error replaces_accept(arguments *a)
{
    return csip_agent_accept_replaces(a->player->agent, a->player->made, a->player->world.now_ms);
}

static csip_error replaces_reject(arguments *a)
{
    return csip_agent_reject_replaces(a->player->agent, a->player->made, NULL,
                                      a->player->world.now_ms);
}

static const application_row calls[] = {
    {"app.UA.new", ua_new},
    {"app.UA.start", ua_start},
    {"app.UA.stop", ua_stop},
    {"app.UA.register", ua_register},
    {"app.UA.unregister", ua_unregister},
    {"app.UA.sendMessage", ua_send_message},
    {"app.UA.sendOptions", ua_send_options},
    {"app.UA.call", ua_call},
    {"app.Message.accept", message_accept},
    {"app.Message.reject", message_reject},
    {"app.Options.accept", message_accept},
    {"app.Options.reject", message_reject},
    {"app.RTCSession.answer", session_answer},
    {"app.RTCSession.terminate", session_terminate},
    {"app.RTCSession.hold", session_hold},
    {"app.RTCSession.unhold", session_unhold},
    {"app.RTCSession.renegotiate", session_renegotiate},
    {"app.RTCSession.refer", session_refer},
    {"app.RTCSession.refer.accept", refer_accept},
    {"app.RTCSession.refer.reject", refer_reject},
    {"app.RTCSession.replaces.accept", replaces_accept},
    {"app.RTCSession.replaces.reject", replaces_reject},
    {"app.RTCSession.sendInfo", session_send_info},
    {"app.RTCSession.sendDTMF", session_send_dtmf},
    {"app.RTCSession.mute", session_mute},
    {"app.RTCSession.unmute", session_unmute},
    {NULL, NULL},
};

/* The recording says that the call threw: the next record names it. */
static bool threw(const player *p, const record *r)
{
    for (const record *next = r + 1; next < p->flow->records + p->flow->count; next++) {
        if (strcmp(next->ua, p->ua) == 0)
            return strncmp(next->name, r->name, strlen(r->name)) == 0 &&
                   strcmp(next->name + strlen(r->name), ".throws") == 0;
    }
    return false;
}

static const application_row *find_row(const application_row *rows, const char *name)
{
    while (rows->name && strcmp(rows->name, name)) {
        rows++;
    }
    return rows->name ? rows : NULL;
}

void application_call(player *p, const record *r)
{
    arguments a = {.player = p, .record = r, .id = player_id(p, r->object)};
    const application_row *row = find_row(calls, r->name);
    row = row ? row : find_row(application_subscription_rows, r->name);
    if (!row) {
        player_fail(p, "CSIP has no call for %s", r->name);
        return;
    }
    if (!p->agent && row->call != ua_new) {
        player_fail(p, "%s before app.UA.new", r->name);
        return;
    }
    csip_error error = row->call(&a);
    if (!p->failure && (error != CSIP_OK) != threw(p, r))
        player_fail(p, "%s: %s", r->name, csip_error_name(error));
}
