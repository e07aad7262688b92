#include "cli/event_field.h"

#include "cli/event.h"
#include "cli/text.h"

static void put(json_t *object, const char *name, csip_str text)
{
    if (text.ptr)
        json_object_set_new(object, name, csip__cli_text_json(text));
}

void csip__cli_put_session(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->id)
        json_object_set_new(object, "session", json_integer((json_int_t)event->id));
}

void csip__cli_put_request(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "request", json_integer((json_int_t)event->id));
}

void csip__cli_put_originator(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const names[] = {[CSIP_ORIGINATOR_LOCAL] = "local",
                                        [CSIP_ORIGINATOR_REMOTE] = "remote",
                                        [CSIP_ORIGINATOR_SYSTEM] = "system"};

    (void)ua;
    json_object_set_new(object, "originator", json_string(names[event->originator]));
}

void csip__cli_put_cause(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->cause != CSIP_CAUSE_NONE)
        json_object_set_new(object, "cause", json_string(csip_cause_text(event->cause)));
}

void csip__cli_put_status(json_t *object, csip_ua *ua, const csip_event *event)
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

void csip__cli_put_peer(json_t *object, csip_ua *ua, const csip_event *event)
{
    csip_session_info info;

    if (csip_ua_session(ua, event->id, &info) != CSIP_OK)
        return;
    put(object, "uri", info.remote_identity.uri.text);
    if (info.remote_identity.display_name.len > 0)
        put(object, "display_name", unquoted(info.remote_identity.display_name));
    put(object, "call_id", info.call_id);
}

void csip__cli_put_from(json_t *object, csip_ua *ua, const csip_event *event)
{
    const csip_message *message = event->message;

    (void)ua;
    if (!message)
        return;
    put(object, "uri", message->from.uri.text);
    if (message->from.display_name.len > 0)
        put(object, "display_name", unquoted(message->from.display_name));
}

void csip__cli_put_body(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (!event->message)
        return;
    put(object, "content_type", csip_message_value(event->message, CSIP_HEADER_CONTENT_TYPE));
    put(object, "body", event->message->body.ptr ? event->message->body : CSIP_STR(""));
}

void csip__cli_put_subscription(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "subscription", json_integer((json_int_t)event->id));
}

void csip__cli_put_event(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put(object, "package", event->subscription.event);
}

void csip__cli_put_final(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "final", json_boolean(event->subscription.is_final));
}

void csip__cli_put_unsubscribe(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "unsubscribe", json_boolean(event->subscription.is_unsubscribe));
}

void csip__cli_put_termination(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "code", json_integer(event->subscription.code));
    put(object, "reason", event->subscription.reason_text);
    if (event->subscription.has_retry_after)
        json_object_set_new(object, "retry_after", json_integer(event->subscription.retry_after_s));
}

void csip__cli_put_url(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put(object, "url", event->connection.url);
}

void csip__cli_put_attempts(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "attempts", json_integer(event->connection.attempts));
}

void csip__cli_put_disconnect(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->connection.error)
        json_object_set_new(object, "error", json_string(csip_error_name(event->connection.error)));
    json_object_set_new(object, "code", json_integer(event->connection.code));
    if (event->connection.reason.len > 0)
        put(object, "reason", event->connection.reason);
}

void csip__cli_put_sdp(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const types[] = {
        [CSIP_SDP_OFFER] = "offer", [CSIP_SDP_ANSWER] = "answer", [CSIP_SDP_PRANSWER] = "pranswer"};

    (void)ua;
    json_object_set_new(object, "type", json_string(types[event->sdp.type]));
    put(object, "sdp", event->sdp.text);
}

void csip__cli_put_candidate(json_t *object, csip_ua *ua, const csip_event *event)
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

void csip__cli_put_dtmf(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const transports[] = {
        [CSIP_DTMF_INFO] = "info", [CSIP_DTMF_RFC4733] = "rfc4733"};

    (void)ua;
    put_sent(object, event->dtmf.id);
    put(object, "tone", (csip_str){&event->dtmf.tone, 1});
    json_object_set_new(object, "transport", json_string(transports[event->dtmf.transport]));
    json_object_set_new(object, "duration_ms", json_integer(event->dtmf.duration_ms));
}

void csip__cli_put_info(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put_sent(object, event->info.id);
    put(object, "content_type", event->info.content_type);
    put(object, "body", event->info.body);
}

void csip__cli_put_reoffer(json_t *object, csip_ua *ua, const csip_event *event)
{
    csip__cli_put_request(object, ua, event);
    json_object_set_new(object, "session", json_integer((json_int_t)event->session));
}

void csip__cli_put_refer(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "request", json_integer((json_int_t)event->refer.id));
    put(object, "target", event->refer.target);
}

void csip__cli_put_transfer(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    if (event->transfer.status == 0)
        return;
    json_object_set_new(object, "status", json_integer(event->transfer.status));
    put(object, "reason", event->transfer.reason);
}

void csip__cli_put_muted(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "audio", json_boolean(event->muted.audio));
    json_object_set_new(object, "video", json_boolean(event->muted.video));
}

void csip__cli_put_state(json_t *object, csip_ua *ua, const csip_event *event)
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

void csip__cli_put_failure(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    json_object_set_new(object, "error", json_string(csip_error_name(event->failure.error)));
    put(object, "reason", event->failure.detail);
}

void csip__cli_put_log(json_t *object, csip_ua *ua, const csip_event *event)
{
    static const char *const levels[] = {[CSIP_LOG_ERROR] = "error",
                                         [CSIP_LOG_WARNING] = "warning",
                                         [CSIP_LOG_INFO] = "info",
                                         [CSIP_LOG_DEBUG] = "debug"};

    (void)ua;
    json_object_set_new(object, "level", json_string(levels[event->log.level]));
    put(object, "text", event->log.text);
}

void csip__cli_put_raw(json_t *object, csip_ua *ua, const csip_event *event)
{
    (void)ua;
    put(object, "message", event->raw);
}

void csip__cli_put_stats(json_t *object, csip_ua *ua, const csip_event *event)
{
    csip_media_stats stats;

    if (csip_ua_stats(ua, event->id, &stats) == CSIP_OK)
        csip__cli_stats_add(object, &stats);
}
