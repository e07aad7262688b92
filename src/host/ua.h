#ifndef CSIP_HOST_UA_H
#define CSIP_HOST_UA_H

#include "host/handlers.h"
#include "host/input.h"
#include "host/loop.h"

typedef struct csip__flow csip__flow;

/** A phone.  Its work is in flow.c (sockets), media.c (peers), step.c (the agent's steps). */
struct csip_ua {
    csip__timer deadline; /* of the agent; first: fire() casts back */
    csip_loop *loop;
    csip_ua *next; /* in the loop's list */
    csip_agent *agent;
    csip_ua_options options;
    csip__handlers handlers;
    csip__flow *flows;
    csip__subject *subjects;
    csip__input *first_input, *last_input; /* came while an event was open */
    unsigned depth;                        /* how deep in steps and handlers */
    bool is_freed;                         /* inside a handler: destroyed when it returns */
    bool is_broken;                        /* no memory: only good for being freed */
};

/* ua.c */
void csip__ua_destroy(csip_ua *ua);
/** No connection, session or transaction is left, and nothing is held back. */
bool csip__ua_is_at_rest(const csip_ua *ua);

/* step.c: each of these may end the life of the phone when it is not inside a handler */
/** Gives the agent an input, now or when the open events are done, and does what follows. */
void csip__ua_feed(csip_ua *ua, const csip__input *input);
/** Does what the agent wants done; after every command. */
void csip__ua_settle(csip_ua *ua);
/** The same; returns `error`, the command's. */
csip_error csip__ua_settled(csip_ua *ua, csip_error error);
/** Tells an event to the handlers. */
void csip__ua_tell(csip_ua *ua, const csip_event *event);

/* flow.c */
void csip__flow_execute(csip_ua *ua, const csip_output *output);
/** Cuts every connection; nothing is told. */
void csip__flow_drop_all(csip_ua *ua);

#endif
