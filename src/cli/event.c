#include "cli/event.h"

#include "cli/text.h"

/* What each event carries: a table of kinds to fields, and a writer for each field. */

typedef void (*writer)(json_t *object, csip_ua *ua, const csip_event *event);

static void put(json_t *object, const char *name, csip_str text)
{
    if (text.ptr)
        json_object_set_new(object, name, csip__cli_text_json(text));
}

static void put_session(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->id)
        json_object_set_new(object, "session", json_integer((json_int_t)event->id));
}

static void put_request(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "request", json_integer((json_int_t)event->id));
}

static void put_originator(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const names[] = {[CSIP_ORIGINATOR_LOCAL] = "local",
                                        [CSIP_ORIGINATOR_REMOTE] = "remote",
                                        [CSIP_ORIGINATOR_SYSTEM] = "system"};

    (void)ua;
    json_object_set_new(object, "originator", json_string(names[event->originator]));
}

static void put_cause(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->cause != CSIP_CAUSE_NONE)
        json_object_set_new(object, "cause", json_string(csip_cause_text(event->cause)));
}

static void put_status(json_t *object, csip_ua *ua, const csip_event *event)
{
    const csip_message *message = event->message;

    (void)ua;
    if (!message || message->is_request)
        return;
    json_object_set_new(object, "status", json_integer(message->status));
    put(object, "reason", message->reason);
}

static csip_str unquoted(csip_str name)
{
    if (name.len >= 2 && name.ptr[0] == '"' && name.ptr[name.len - 1] == '"')
        return (csip_str){name.ptr + 1, name.len - 2};
    return name;
}

static void put_peer(json_t *object, csip_ua *ua, const csip_event *event)
{
    csip_session_info info;

    if (csip_ua_session(ua, event->id, &info) != CSIP_OK)
        return;
    put(object, "uri", info.remote_identity.uri.text);
    if (info.remote_identity.display_name.len > 0)
        put(object, "display_name", unquoted(info.remote_identity.display_name));
    put(object, "call_id", info.call_id);
}

static void put_from(json_t *object, csip_ua *ua, const csip_event *event)
{
    const csip_message *message = event->message;

    (void)ua;
    if (!message)
        return;
    put(object, "uri", message->from.uri.text);
    if (message->from.display_name.len > 0)
        put(object, "display_name", unquoted(message->from.display_name));
}

static void put_body(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (!event->message)
        return;
    put(object, "content_type", csip_message_value(event->message, CSIP_HEADER_CONTENT_TYPE));
    put(object, "body", event->message->body.ptr ? event->message->body : CSIP_STR(""));
}

static void put_subscription(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "subscription", json_integer((json_int_t)event->id));
}

static void put_event(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put(object, "package", event->subscription.event);
}

static void put_final(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "final", json_boolean(event->subscription.is_final));
}

static void put_unsubscribe(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "unsubscribe", json_boolean(event->subscription.is_unsubscribe));
}

static void put_termination(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "code", json_integer(event->subscription.code));
    put(object, "reason", event->subscription.reason_text);
    if (event->subscription.has_retry_after)
        json_object_set_new(object, "retry_after", json_integer(event->subscription.retry_after_s));
}

static void put_url(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put(object, "url", event->connection.url);
}

static void put_attempts(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "attempts", json_integer(event->connection.attempts));
}

static void put_disconnect(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->connection.error)
        json_object_set_new(object, "error", json_string(csip_error_name(event->connection.error)));
    json_object_set_new(object, "code", json_integer(event->connection.code));
    if (event->connection.reason.len > 0)
        put(object, "reason", event->connection.reason);
}

static void put_sdp(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const types[] = {
        [CSIP_SDP_OFFER] = "offer", [CSIP_SDP_ANSWER] = "answer", [CSIP_SDP_PRANSWER] = "pranswer"};

    (void)ua;
    json_object_set_new(object, "type", json_string(types[event->sdp.type]));
    put(object, "sdp", event->sdp.text);
}

static void put_candidate(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put(object, "candidate", event->candidate.text);
    put(object, "mid", event->candidate.mid);
}

static void put_sent(json_t *object, csip_id id)
{
    if (id)
        json_object_set_new(object, "request", json_integer((json_int_t)id));
}

static void put_dtmf(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const transports[] = {
        [CSIP_DTMF_INFO] = "info", [CSIP_DTMF_RFC4733] = "rfc4733"};

    (void)ua;
    put_sent(object, event->dtmf.id);
    put(object, "tone", (csip_str){&event->dtmf.tone, 1});
    json_object_set_new(object, "transport", json_string(transports[event->dtmf.transport]));
    json_object_set_new(object, "duration_ms", json_integer(event->dtmf.duration_ms));
}

static void put_info(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put_sent(object, event->info.id);
    put(object, "content_type", event->info.content_type);
    put(object, "body", event->info.body);
}

static void put_reoffer(json_t *object, csip_ua *ua, const csip_event *event)
{
    put_request(object, ua, event);
    json_object_set_new(object, "session", json_integer((json_int_t)event->session));
}

static void put_refer(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "request", json_integer((json_int_t)event->refer.id));
    put(object, "target", event->refer.target);
}

static void put_transfer(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->transfer.status == 0)
        return;
    json_object_set_new(object, "status", json_integer(event->transfer.status));
    put(object, "reason", event->transfer.reason);
}

static void put_muted(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "audio", json_boolean(event->muted.audio));
    json_object_set_new(object, "video", json_boolean(event->muted.video));
}

static void put_state(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const states[] = {
        [CSIP_CONNECTION_NEW] = "new",
        [CSIP_CONNECTION_CONNECTING] = "connecting",
        [CSIP_CONNECTION_CONNECTED] = "connected",
        [CSIP_CONNECTION_DISCONNECTED] = "disconnected",
        [CSIP_CONNECTION_FAILED] = "failed",
        [CSIP_CONNECTION_CLOSED] = "closed",
    };

    (void)ua;
    json_object_set_new(object, "state", json_string(states[event->connection_state]));
}

static void put_failure(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "error", json_string(csip_error_name(event->failure.error)));
    put(object, "reason", event->failure.detail);
}

static void put_log(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const levels[] = {[CSIP_LOG_ERROR] = "error",
                                         [CSIP_LOG_WARNING] = "warning",
                                         [CSIP_LOG_INFO] = "info",
                                         [CSIP_LOG_DEBUG] = "debug"};

    (void)ua;
    json_object_set_new(object, "level", json_string(levels[event->log.level]));
    put(object, "text", event->log.text);
}

static void put_raw(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put(object, "message", event->raw);
}

static void put_stats(json_t *object, csip_ua *ua, const csip_event *event)
{
    csip_media_stats stats;

    if (csip_ua_stats(ua, event->id, &stats) == CSIP_OK)
        csip__cli_stats_add(object, &stats);
}

enum { FIELDS_MAX = 5 };

static const struct {
    csip__cli_detail detail;
    writer fields[FIELDS_MAX];
} rows[CSIP_EVENT_COUNT] = {
    [CSIP_EVENT_LOG] = {CSIP__CLI_NORMAL, {put_session, put_log}},
    [CSIP_EVENT_CONNECTING] = {CSIP__CLI_NORMAL, {put_url, put_attempts}},
    [CSIP_EVENT_CONNECTED] = {CSIP__CLI_NORMAL, {put_url}},
    [CSIP_EVENT_DISCONNECTED] = {CSIP__CLI_NORMAL, {put_url, put_disconnect}},
    [CSIP_EVENT_REGISTERING] = {CSIP__CLI_STEPS, {NULL}},
    [CSIP_EVENT_REGISTERED] = {CSIP__CLI_NORMAL, {put_status}},
    [CSIP_EVENT_UNREGISTERED] = {CSIP__CLI_NORMAL, {put_cause, put_status}},
    [CSIP_EVENT_REGISTRATION_FAILED] = {CSIP__CLI_NORMAL, {put_cause, put_status}},
    [CSIP_EVENT_REGISTRATION_EXPIRING] = {CSIP__CLI_IGNORED, {NULL}},
    [CSIP_EVENT_NEW_RTC_SESSION] = {CSIP__CLI_NORMAL, {put_session, put_originator, put_peer}},
    [CSIP_EVENT_NEW_MESSAGE] = {CSIP__CLI_NORMAL,
                                {put_request, put_originator, put_from, put_body}},
    [CSIP_EVENT_NEW_OPTIONS] = {CSIP__CLI_NORMAL,
                                {put_request, put_originator, put_from, put_body}},
    [CSIP_EVENT_SUCCEEDED] = {CSIP__CLI_NORMAL, {put_request, put_status}},
    [CSIP_EVENT_MESSAGE_FAILED] = {CSIP__CLI_NORMAL, {put_request, put_cause, put_status}},
    [CSIP_EVENT_PEERCONNECTION] = {CSIP__CLI_STEPS, {put_session}},
    [CSIP_EVENT_SESSION_CONNECTING] = {CSIP__CLI_STEPS, {put_session}},
    [CSIP_EVENT_SENDING] = {CSIP__CLI_STEPS, {put_session}},
    [CSIP_EVENT_SDP] = {CSIP__CLI_STEPS, {put_session, put_originator, put_sdp}},
    [CSIP_EVENT_ICE_CANDIDATE] = {CSIP__CLI_STEPS, {put_session, put_candidate}},
    [CSIP_EVENT_CONNECTION_STATE] = {CSIP__CLI_NORMAL, {put_session, put_state}},
    [CSIP_EVENT_PROGRESS] = {CSIP__CLI_NORMAL, {put_session, put_originator, put_status}},
    [CSIP_EVENT_ACCEPTED] = {CSIP__CLI_NORMAL, {put_session, put_originator, put_status}},
    [CSIP_EVENT_CONFIRMED] = {CSIP__CLI_NORMAL, {put_session, put_originator}},
    [CSIP_EVENT_ENDED] = {CSIP__CLI_NORMAL,
                          {put_session, put_originator, put_cause, put_status, put_stats}},
    [CSIP_EVENT_FAILED] = {CSIP__CLI_NORMAL, {put_session, put_originator, put_cause, put_status}},
    [CSIP_EVENT_NEW_DTMF] = {CSIP__CLI_NORMAL, {put_session, put_originator, put_dtmf}},
    [CSIP_EVENT_NEW_INFO] = {CSIP__CLI_NORMAL, {put_session, put_originator, put_info}},
    [CSIP_EVENT_HOLD] = {CSIP__CLI_NORMAL, {put_session, put_originator}},
    [CSIP_EVENT_UNHOLD] = {CSIP__CLI_NORMAL, {put_session, put_originator}},
    [CSIP_EVENT_REINVITE] = {CSIP__CLI_STEPS, {put_session}},
    [CSIP_EVENT_UPDATE] = {CSIP__CLI_STEPS, {put_session}},
    [CSIP_EVENT_DONE] = {CSIP__CLI_NORMAL, {put_reoffer, put_cause, put_status}},
    [CSIP_EVENT_REFER] = {CSIP__CLI_NORMAL, {put_session, put_refer}},
    [CSIP_EVENT_REQUEST_SUCCEEDED] = {CSIP__CLI_NORMAL, {put_request, put_status}},
    [CSIP_EVENT_REQUEST_FAILED] = {CSIP__CLI_NORMAL, {put_request, put_cause, put_status}},
    [CSIP_EVENT_TRANSFER_TRYING] = {CSIP__CLI_NORMAL, {put_request, put_transfer}},
    [CSIP_EVENT_TRANSFER_PROGRESS] = {CSIP__CLI_NORMAL, {put_request, put_transfer}},
    [CSIP_EVENT_TRANSFER_ACCEPTED] = {CSIP__CLI_NORMAL, {put_request, put_transfer}},
    [CSIP_EVENT_TRANSFER_FAILED] = {CSIP__CLI_NORMAL, {put_request, put_cause, put_transfer}},
    [CSIP_EVENT_MUTED] = {CSIP__CLI_NORMAL, {put_session, put_muted}},
    [CSIP_EVENT_UNMUTED] = {CSIP__CLI_NORMAL, {put_session, put_muted}},
    [CSIP_EVENT_GET_USER_MEDIA_FAILED] = {CSIP__CLI_NORMAL, {put_session, put_failure}},
    [CSIP_EVENT_CREATE_OFFER_FAILED] = {CSIP__CLI_NORMAL, {put_session, put_failure}},
    [CSIP_EVENT_CREATE_ANSWER_FAILED] = {CSIP__CLI_NORMAL, {put_session, put_failure}},
    [CSIP_EVENT_SET_LOCAL_DESCRIPTION_FAILED] = {CSIP__CLI_NORMAL, {put_session, put_failure}},
    [CSIP_EVENT_SET_REMOTE_DESCRIPTION_FAILED] = {CSIP__CLI_NORMAL, {put_session, put_failure}},
    [CSIP_EVENT_NEW_SUBSCRIBE] = {CSIP__CLI_IGNORED, {NULL}},
    [CSIP_EVENT_SIP_EVENT] = {CSIP__CLI_NORMAL, {put_from, put_event, put_body}},
    [CSIP_EVENT_FORKED] = {CSIP__CLI_IGNORED, {NULL}},
    [CSIP_EVENT_SUBSCRIPTION_ACCEPTED] = {CSIP__CLI_NORMAL, {put_subscription, put_status}},
    [CSIP_EVENT_PENDING] = {CSIP__CLI_NORMAL, {put_subscription}},
    [CSIP_EVENT_ACTIVE] = {CSIP__CLI_NORMAL, {put_subscription}},
    [CSIP_EVENT_NOTIFY] = {CSIP__CLI_NORMAL, {put_subscription, put_final, put_body}},
    [CSIP_EVENT_SUBSCRIBE] = {CSIP__CLI_NORMAL, {put_subscription, put_unsubscribe, put_body}},
    [CSIP_EVENT_EXPIRED] = {CSIP__CLI_NORMAL, {put_subscription}},
    [CSIP_EVENT_TERMINATED] = {CSIP__CLI_NORMAL, {put_subscription, put_termination}},
    [CSIP_EVENT_SIP_IN] = {CSIP__CLI_TRACE, {put_raw}},
    [CSIP_EVENT_SIP_OUT] = {CSIP__CLI_TRACE, {put_raw}},
};

csip__cli_detail csip__cli_event_detail(csip_event_kind kind)
{
    return rows[kind].detail;
}

json_t *csip__cli_event_json(csip_ua *ua, const csip_event *event)
{
    json_t *object = json_object();

    if (!object)
        return NULL;
    json_object_set_new(object, "event", json_string(csip_event_name(event->kind)));
    for (size_t i = 0; i < FIELDS_MAX && rows[event->kind].fields[i]; i++)
        rows[event->kind].fields[i](object, ua, event);
    return object;
}
