#include "record.h"

#include "sip_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the agent's event is not called what stands behind the dot. */
static const char *const event_names[][2] = {
    {"RTCSession.connecting", "sessionConnecting"},
    {"Message.failed", "messageFailed"},
    {"Options.failed", "messageFailed"},
    {"DTMF.failed", "messageFailed"},
    {"Info.failed", "messageFailed"},
    {"Subscriber.accepted", "subscriptionAccepted"},
    {"ReferSubscriber.trying", "transferTrying"},
    {"ReferSubscriber.progress", "transferProgress"},
    {"ReferSubscriber.accepted", "transferAccepted"},
    {"ReferSubscriber.failed", "transferFailed"},
};

const char *record_event_name(const char *name)
{
    for (size_t i = 0; i < sizeof(event_names) / sizeof(event_names[0]); i++) {
        if (strcmp(name, event_names[i][0]) == 0)
            return event_names[i][1];
    }
    const char *dot = strchr(name, '.');
    return dot ? dot + 1 : name;
}

const char *record_datum(const record *r, const char *key)
{
    return json_string_value(json_object_get(r->data, key));
}

static record_kind kind_of(const char *direction, const char *name)
{
    if (strcmp(direction, "sent") == 0)
        return RECORD_SENT;
    if (strcmp(direction, "recv") == 0)
        return RECORD_RECV;
    if (strncmp(name, "app.", 4) == 0)
        return strstr(name, ".throws") ? RECORD_NOTE : RECORD_APP;
    if (strncmp(name, "note.", 5) == 0)
        return RECORD_NOTE;
    if (strcmp(name, "WebSocket.new") == 0)
        return RECORD_CONNECT;
    if (strcmp(name, "WebSocket.open") == 0)
        return RECORD_OPEN;
    return strcmp(name, "WebSocket.close") == 0 ? RECORD_CLOSE : RECORD_EVENT;
}

static const char *title_of(pool *p, const record *r)
{
    const char *originator = record_datum(r, "originator"), *cause = record_datum(r, "cause");
    switch (r->kind) {
    case RECORD_SENT: return pool_format(p, "sent %s", sip_text_title(p, r->text, r->text_len));
    case RECORD_RECV: return pool_format(p, "recv %s", sip_text_title(p, r->text, r->text_len));
    case RECORD_CONNECT: return "connect";
    case RECORD_EVENT:
        return pool_format(p, "event %s%s%s%s%s%s", record_event_name(r->name),
                           originator ? " " : "", originator ? originator : "", cause ? " \"" : "",
                           cause ? cause : "", cause ? "\"" : "");
    default: return r->name;
    }
}

static void read_record(recording *f, json_t *line, record *r)
{
    json_t *state = json_object_get(line, "status");
    state = state ? state : json_object_get(line, "state");
    r->t_ms = json_number_value(json_object_get(line, "t_ms"));
    r->ua = json_string_value(json_object_get(line, "ua"));
    r->name = json_string_value(json_object_get(line, "name"));
    r->text = json_string_value(json_object_get(line, "text"));
    r->text_len = json_string_length(json_object_get(line, "text"));
    r->object = json_string_value(json_object_get(line, "obj"));
    r->data = json_object_get(line, "data");
    r->state = json_is_integer(state) ? (int)json_integer_value(state) : -1;
    r->kind = kind_of(json_string_value(json_object_get(line, "dir")), r->name);
    r->title = title_of(&f->pool, r);
    for (size_t i = 0; i < f->ua_count; i++) {
        if (strcmp(f->uas[i], r->ua) == 0)
            return;
    }
    if (f->ua_count < sizeof(f->uas) / sizeof(f->uas[0]))
        f->uas[f->ua_count++] = r->ua;
}

static bool is_record(const json_t *line)
{
    return json_is_string(json_object_get(line, "ua")) &&
           json_is_string(json_object_get(line, "name")) &&
           json_is_string(json_object_get(line, "dir")) &&
           json_is_number(json_object_get(line, "t_ms")) &&
           json_is_string(json_object_get(line, "text"));
}

static bool read_lines(const char *path, FILE *file, json_t *lines)
{
    char *line = NULL;
    size_t room = 0;
    bool is_good = true;
    while (is_good && getline(&line, &room, file) > 0) {
        json_error_t problem;
        json_t *value = json_loads(line, JSON_ALLOW_NUL, &problem);
        is_good = value && is_record(value);
        if (!is_good)
            printf("# %s:%zu: no record: %s\n", path, json_array_size(lines) + 1,
                   value ? "a member is missing" : problem.text);
        if (value)
            json_array_append_new(lines, value);
    }
    free(line);
    return is_good;
}

bool recording_read(const char *path, recording *ret_recording)
{
    FILE *file = fopen(path, "r");
    const char *slash = strrchr(path, '/');
    *ret_recording = (recording){.lines = json_array()};
    ret_recording->name = slash ? slash + 1 : path;
    ret_recording->name = pool_copy(&ret_recording->pool, ret_recording->name,
                                    strlen(ret_recording->name) - strlen(".jsonl"));
    bool is_good = file && read_lines(path, file, ret_recording->lines);
    if (!file)
        printf("# %s: cannot be opened\n", path);
    else
        fclose(file);
    if (!is_good)
        return false;
    ret_recording->count = json_array_size(ret_recording->lines);
    ret_recording->records =
        pool_alloc(&ret_recording->pool, (ret_recording->count + 1) * sizeof(record));
    for (size_t i = 0; i < ret_recording->count; i++) {
        read_record(ret_recording, json_array_get(ret_recording->lines, i),
                    &ret_recording->records[i]);
    }
    return true;
}

void recording_done(recording *f)
{
    json_decref(f->lines);
    pool_done(&f->pool);
}
