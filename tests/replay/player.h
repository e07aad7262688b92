#ifndef CSIP_REPLAY_PLAYER_H
#define CSIP_REPLAY_PLAYER_H

#include "difference.h"
#include "host.h"
#include "token.h"
#include "world.h"

/** Plays one agent's part of a flow with ours in its place. */

enum { PLAYER_OBJECTS_MAX = 128, PLAYER_LADDER_MAX = 8192, PLAYER_START_MS = 1000 };

typedef struct player_object {
    const char *name; /* "RTCSession#1" */
    csip_id id;
} player_object;

typedef struct player {
    recording *flow;
    const char *ua;
    differences *differences;
    pool *pool;
    world world;
    csip_agent *agent;
    host host;
    tokens tokens;
    int64_t skew_ms; /* how much later things happen here than they were recorded */
    unsigned events; /* open ones */
    bool is_timer;   /* what comes out now was caused by time alone */
    const char *user, *password, *user_agent;
    uint64_t interest;
    player_object objects[PLAYER_OBJECTS_MAX];
    size_t object_count;
    csip_id made;     /* the subscriber or notifier made last, the REFER or Replaces told last */
    const char *last; /* the two inputs last: messages as recorded, names of calls */
    const char *now;  /* the later of them */
    size_t at;        /* the record under work */
    const char *ladder[PLAYER_LADDER_MAX]; /* what happened, a line each */
    size_t ladder_len;
    const char *failure; /* the first difference, NULL: none */
    bool is_diverged;
    size_t messages, matched, listed;
} player;

/** Play `ua`'s part; `failure` says how it went, the counts how far. */
void player_run(player *p, recording *f, const char *ua, differences *d);
void player_done(player *p);

/* ---- for what the player is made of ---- */

uint64_t player_time(const player *p, const record *r);
/** Keep the first difference. Returns false, for the caller to return. */
bool player_fail(player *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void player_note(player *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Pull what the agent has to say until it has no more. */
void player_drain(player *p);
/** The recorded application saw that nothing was under way: finish what is, unless in an event. */
void player_settle(player *p);
/** The agent's id of a recorded object, 0: not met yet. */
csip_id player_id(const player *p, const char *object);
/** True if they are the same object; met for the first time they are. */
bool player_bind(player *p, const char *object, csip_id id);
/** A field differs: allowed by an entry? Else `ret_problem` is set. */
bool player_differs(player *p, const char *title, const sip_field *recorded, const char *ours,
                    const char **ret_problem);

bool player_owns(const player *p, const record *r);
/** The first record from there on that is expected and not met yet; NULL: none. */
record *player_next(player *p, record *from);
/** A record is met. */
void player_mark(player *p, record *r, bool is_listed);
/** The entry that allows it, NULL: none. */
difference *player_allows(player *p, difference_kind kind, const char *title);
/** An entry says that what follows is another conversation: it is not compared. */
bool player_diverges(player *p, record *due, const char *title);

/** The recorded request that `octets`, credentials in advance, stands for; NULL: `r` itself. */
record *advance_find(player *p, record *r, csip_str octets);

/** Make the call of an `app.` record. */
void application_call(player *p, const record *r);

/** Compare a message sent with a recorded one. @return NULL: equal, or what differs */
const char *compare_message(player *p, const record *r, csip_str octets);
/** What an event of a subscription tells. @return NULL: equal, or what differs */
const char *compare_subscription(player *p, const record *r, const csip_event *event);
/** The same with an event. */
const char *compare_event(player *p, const record *r, const csip_event *event);

/** The Digest credentials are right for that method and password. */
bool credentials_are_right(player *p, const char *value, const char *method);

#endif
