#ifndef CSIP_TEST_WORLD_H
#define CSIP_TEST_WORLD_H

#include <csip/agent.h>

/** A world for agents: virtual time, seeded randomness, counted memory. */
typedef struct world {
    uint64_t now_ms;
    uint64_t seed;
    size_t live_blocks;
    size_t live_bytes;
    size_t allocations;
    size_t fail_at; /* the allocation, from 1, that fails; 0: none */
    csip_platform platform;
} world;

void world_init(world *w);

enum { PHONE_OUTBOX_MAX = 256, PHONE_OPS_MAX = 64 };

/**
 * An agent with everything around it.  What it does is written in the short form of a ladder:
 * ">REGISTER" sent, "<401/REGISTER" received, "*registered(200)" told, "!OPEN" asked of the media.
 */
typedef struct phone {
    world *world;
    csip_agent *agent;
    csip_flow flow; /* of the last CONNECT */
    char log[1 << 16];
    size_t log_len;
    char *outbox[PHONE_OUTBOX_MAX]; /* SIP messages sent, oldest first */
    size_t outbox_count;
    csip_media_op ops[PHONE_OPS_MAX]; /* not answered yet */
    char *op_sdps[PHONE_OPS_MAX];
    size_t op_count;
    csip_id last_session;
    csip_id last_message;
    csip_id last_subscription;
    csip_id last_refer;
    csip_id last_replacing; /* the new session */
    /** Called inside each event; may give commands. */
    void (*on_event)(struct phone *p, const csip_event *event);
    /** Hears each entry of the ladder; `wire` is the message sent, or NULL. */
    void (*on_entry)(struct phone *p, const char *entry, const char *wire);
    void *user;
} phone;

/** Makes an agent for sip:USER@example.test; `change` may be NULL.  NULL agent: out of memory. */
void phone_init(phone *p, world *w, const char *user, void (*change)(csip_config *config));
void phone_done(phone *p);

/** Pull steps until there are none, closing each event. */
void phone_drain(phone *p);
/** The connection asked for is there. */
void phone_connected(phone *p);
/** The connection is lost (1006). */
void phone_lost(phone *p);
/** A message comes in, LF or CRLF; drains. */
csip_error phone_receive(phone *p, const char *text);
/** Time passes; due timers fire one after the other at their own time. */
void phone_wait(phone *p, uint64_t ms);
/** Until the next timer has fired. */
void phone_next_timer(phone *p);
/** After an input that returned `error`: drain. */
void phone_take(phone *p, csip_error error);

/** The ladder since the last call of this. */
const char *phone_log(phone *p);
/** The last message sent; fails the test when there is none. */
const char *phone_last(const phone *p);
/** What was sent is no longer looked at. */
void phone_forget_sent(phone *p);
/** A response to the last request sent that begins with `method`.  Lines end with LF. */
void phone_respond(phone *p, const char *method, const char *status_line, const char *extra);
/** The last message sent that begins with `prefix`, or NULL. */
const char *phone_find_sent(const phone *p, const char *prefix);
/** Value of a header in a message text, in a static buffer. */
const char *header_of(const char *message, const char *name);

/** Answer the oldest media operation that waits. */
void phone_media_done(phone *p, csip_error error, const char *sdp);
/** Answer operations and complete gathering until none waits. */
void phone_media_run(phone *p);
void phone_gathered(phone *p, csip_id session);

/** Deliver everything that `from` has sent and not yet delivered to `to`, as a proxy would. */
size_t phone_deliver(phone *from, phone *to);

#endif
