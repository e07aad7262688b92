#include "player.h"

#include <stdlib.h>

static const char *const originators[] = {"local", "remote", "system"};
static const char *const types[] = {"offer", "answer", "pranswer"};

/* The field of an event as text, NULL: it has none. */
static const char *text_of(player *p, const csip_event *event, const char *field)
{
    bool is_connection =
        event->kind >= CSIP_EVENT_CONNECTING && event->kind <= CSIP_EVENT_DISCONNECTED;
    bool is_mute = event->kind == CSIP_EVENT_MUTED || event->kind == CSIP_EVENT_UNMUTED;
    if (strcmp(field, "originator") == 0)
        return originators[event->originator];
    if (strcmp(field, "cause") == 0)
        return event->cause ? csip_cause_text(event->cause) : NULL;
    if (strcmp(field, "type") == 0)
        return event->kind == CSIP_EVENT_SDP ? types[event->sdp.type] : NULL;
    if (strcmp(field, "attempts") == 0)
        return is_connection ? pool_format(p->pool, "%u", event->connection.attempts) : NULL;
    if (strcmp(field, "code") == 0)
        return is_connection ? pool_format(p->pool, "%u", event->connection.code) : NULL;
    if (strcmp(field, "error") == 0)
        return is_connection && event->connection.error ? "true" : "false";
    if (strcmp(field, "audio") == 0)
        return is_mute && event->muted.audio ? "true" : "false";
    if (strcmp(field, "video") == 0)
        return is_mute && event->muted.video ? "true" : "false";
    return NULL;
}

/* A member of the recorded data as text, NULL: none. */
static const char *datum_text(player *p, const json_t *value)
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        return pool_format(p->pool, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return json_is_boolean(value) ? (json_is_true(value) ? "true" : "false") : NULL;
}

/*
 * "486" of "486 Busy Here (CSeq 2 INVITE)", "INVITE" of "INVITE sip:… (CSeq 2)".  JsSIP shows also
 * the requests that it is about to send.
 */
static const char *message_title(player *p, const record *r)
{
    static const char *const keys[] = {"response", "message", "ack", "request"};
    const char *originator = record_datum(r, "originator");
    bool is_remote = originator && strcmp(originator, "remote") == 0;
    for (size_t i = 0; i < (is_remote ? 4 : 3); i++) {
        const char *text = record_datum(r, keys[i]);
        if (text && *text != '<')
            return pool_copy(p->pool, text, strcspn(text, " "));
    }
    return NULL;
}

/* JsSIP's events of subscriptions do not show what came. */
static bool shows_message(const record *r)
{
    return json_object_get(r->data, "response") || json_object_get(r->data, "message") ||
           json_object_get(r->data, "ack") || json_object_get(r->data, "originator");
}

static const char *our_message_title(player *p, const record *r, const csip_event *event)
{
    bool has_request = record_datum(r, "request") != NULL;
    bool is_remote = strcmp(originators[event->originator], "remote") == 0;
    if (!event->message || (has_request && !is_remote))
        return NULL;
    if (!event->message->is_request)
        return pool_format(p->pool, "%u", event->message->status);
    return pool_copy(p->pool, event->message->method_name.ptr, event->message->method_name.len);
}

static bool is_equal(player *p, const record *r, sip_field recorded, const char *ours,
                     const char **ret_problem)
{
    if (recorded.value == ours || (recorded.value && ours && strcmp(recorded.value, ours) == 0))
        return true;
    return player_differs(p, r->title, &recorded, ours, ret_problem);
}

static bool data_is_equal(player *p, const record *r, const csip_event *event,
                          const char **ret_problem)
{
    static const char *const fields[] = {"originator", "cause", "type",  "attempts",
                                         "code",       "error", "audio", "video"};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const json_t *value = json_object_get(r->data, fields[i]);
        bool is_cause = strcmp(fields[i], "cause") == 0;
        if ((!value && !is_cause) || json_is_object(value))
            continue;
        if (!is_equal(p, r, (sip_field){fields[i], datum_text(p, value)},
                      text_of(p, event, fields[i]), ret_problem))
            return false;
    }
    return true;
}

/* The object that an event of the agent is about: "<RTCSession#1>" among its data. */
static const char *object_of(player *p, const record *r)
{
    const char *key;
    json_t *value;
    if (r->object && strncmp(r->object, "UA#", 3) != 0)
        return r->object;
    json_object_foreach(r->data, key, value)
    {
        const char *text = json_string_value(value);
        if (text && *text == '<' && strchr(text, '#') && !strchr(text, ' '))
            return pool_copy(p->pool, text + 1, strlen(text) - 2);
    }
    return NULL;
}

/* What the transferred call has come to. */
static bool progress_is_equal(const record *r, const csip_event *event)
{
    json_t *line = json_object_get(r->data, "status_line");
    bool is_transfer =
        event->kind >= CSIP_EVENT_TRANSFER_TRYING && event->kind <= CSIP_EVENT_TRANSFER_FAILED;
    return !is_transfer ||
           json_integer_value(json_object_get(line, "status_code")) == event->transfer.status;
}

/* A session's INFO or tone: its own id, by which its outcome is told. */
static bool part_is_equal(player *p, const record *r, const csip_event *event)
{
    csip_id id = event->kind == CSIP_EVENT_NEW_INFO   ? event->info.id
                 : event->kind == CSIP_EVENT_NEW_DTMF ? event->dtmf.id
                                                      : 0;
    const char *part = record_datum(r, event->kind == CSIP_EVENT_NEW_INFO ? "info" : "dtmf");
    if (id == 0 || !part || *part != '<')
        return true;
    return player_bind(p, pool_copy(p->pool, part + 1, strlen(part) - 2), id);
}

static const char *state_of(player *p, const record *r, csip_id id)
{
    csip_session_info info;
    csip_subscription_info subscription;
    if (strncmp(r->name, "RTCSession.", 11) != 0) {
        if (csip_agent_subscription(p->agent, id, &subscription))
            return "2";
        return pool_format(p->pool, "%d", (int)subscription.state);
    }
    if (csip_agent_session(p->agent, id, &info))
        return "8";
    return pool_format(p->pool, "%d", (int)info.state);
}

const char *compare_event(player *p, const record *r, const csip_event *event)
{
    const char *problem = NULL, *object = object_of(p, r);
    if (strcmp(record_event_name(r->name), csip_event_name(event->kind)))
        return "another event";
    if (object && !player_bind(p, object, event->id))
        return pool_format(p->pool, "another %s: ours has id %llu", object,
                           (unsigned long long)event->id);
    if (compare_subscription(p, r, event))
        return compare_subscription(p, r, event);
    if (!progress_is_equal(r, event))
        return "another status of the transfer";
    if (!part_is_equal(p, r, event))
        return "another INFO or tone";
    if (!data_is_equal(p, r, event, &problem) ||
        (shows_message(r) && !is_equal(p, r, (sip_field){"message", message_title(p, r)},
                                       our_message_title(p, r, event), &problem)))
        return problem;
    if (r->state >= 0)
        is_equal(p, r, (sip_field){"state", pool_format(p->pool, "%d", r->state)},
                 state_of(p, r, event->id), &problem);
    return problem;
}
