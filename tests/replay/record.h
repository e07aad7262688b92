#ifndef CSIP_REPLAY_RECORD_H
#define CSIP_REPLAY_RECORD_H

#include "pool.h"

#include <jansson.h>
#include <stdbool.h>

/** What a line of a recording is to the agent that takes its part. */
typedef enum record_kind {
    RECORD_NOTE,    /* prose */
    RECORD_APP,     /* a call to make */
    RECORD_RECV,    /* a message to feed */
    RECORD_OPEN,    /* the connection stands */
    RECORD_CLOSE,   /* the connection is gone */
    RECORD_CONNECT, /* expected: a connection is asked for */
    RECORD_SENT,    /* expected: a message */
    RECORD_EVENT,   /* expected: an event */
} record_kind;

typedef struct record {
    record_kind kind;
    double t_ms;
    const char *ua;
    const char *name;
    const char *text;
    size_t text_len;
    const char *object; /* "RTCSession#1" or NULL */
    json_t *data;
    int state;         /* the session's, -1: not said */
    const char *title; /* "sent INVITE", "event failed remote \"Busy\"", … */
    bool is_done;
    bool is_listed; /* met, or left out, by way of a listed difference */
} record;

typedef struct recording {
    pool pool;
    json_t *lines; /* owns every record's JSON */
    const char *name;
    record *records;
    size_t count;
    const char *uas[16];
    size_t ua_count;
} recording;

/** @return false: `path` cannot be read; says why on standard output as a TAP comment */
bool recording_read(const char *path, recording *ret_recording);
void recording_done(recording *f);

static inline bool record_is_expected(const record *r)
{
    return r->kind >= RECORD_CONNECT;
}

/** The agent's name of a recorded event: "sessionConnecting" for "RTCSession.connecting". */
const char *record_event_name(const char *name);
/** Text member of the record's data, or NULL. */
const char *record_datum(const record *r, const char *key);

#endif
