#ifndef CSIP_BASE_CORE_H
#define CSIP_BASE_CORE_H

#include "base/buf.h"
#include "base/map.h"
#include "base/settings.h"
#include "base/timer.h"
#include "base/trap.h"

#include <csip/agent.h>

/**
 * What every layer shares: the platform, the time, timers, the queue of steps, and memory.
 *
 * Memory given back with csip__core_release() stays readable until the next input is taken, when
 * by contract no step waits and no event is open.  So steps and events borrow from the objects
 * they tell of, and nothing is copied for them.
 *
 * Running out of memory is fatal: it is remembered here, whatever was under way goes on as far as
 * it can, and each call into the agent tells it.
 */
typedef struct csip__core csip__core;

/** What goes on once an event is done; objects are looked up by its id, since they can end. */
typedef struct csip__then {
    void (*run)(void *owner, const csip_event *event);
    void *owner;
} csip__then;

typedef struct csip__step {
    struct csip__step *next;
    csip_step step;
    csip__then then;
} csip__step;

/** Globally routable names of this agent (RFC 5627), granted by the registrar; absent: none. */
typedef struct csip__gruus {
    csip_str public_gruu;
    csip_str temporary_gruu;
} csip__gruus;

struct csip__core {
    csip_platform platform;
    const csip__settings *settings;
    uint64_t now_ms;
    uint64_t interest; /* CSIP_EVENT_BITs */
    uint64_t last_id;
    uint64_t last_event;
    uint64_t hash_key[2];
    csip_error error; /* CSIP_OK or CSIP_ERROR_NOMEM, for good */
    csip__timers timers;
    csip__step *first_step; /* waiting */
    csip__step *last_step;
    csip__step *open_events; /* told and not done, newest first */
    csip__step *spare_steps;
    void *released;         /* blocks to be freed at the next input */
    csip_message *received; /* the message that is being handled; NULL when taken or none */
    csip_flow flow;         /* the open one; 0: none */
    csip__gruus gruus;
    csip_str via_transport; /* of that flow */
    csip_str route;         /* of that flow's server, when it is to be preloaded */
    csip__buf scratch;      /* for writing a message before its size is known */
};

/** Largest message that is written or read, octets. */
enum { CSIP__CORE_MESSAGE_MAX = 131072 };

void csip__core_init(csip__core *core, const csip_platform *platform,
                     const csip__settings *settings);
void csip__core_done(csip__core *core);

/* ---- memory ---- */

/** Zeroed; NULL: no memory, remembered in core->error. */
void *csip__core_allocate(csip__core *core, size_t size);
/** Freed at the next input.  NULL is fine. */
void csip__core_release(csip__core *core, void *block);
/** A copy, to be released by its ptr.  The copy of nothing is absent. */
csip_str csip__core_dup(csip__core *core, csip_str text);
/** An empty scratch writer for one message. */
csip__buf *csip__core_writer(csip__core *core);
/** What has been written, as a block of its own; absent on failure, which is remembered. */
csip_str csip__core_written(csip__core *core);

/** Keep a copy of `octets` as the message being handled. */
csip_error csip__core_receive(csip__core *core, csip_str octets, csip_parse_problem *ret_problem);
/** Keep the message being handled beyond this input; release it when done. */
csip_message *csip__core_take(csip__core *core);

/** `len` random lower-case letters and digits. */
void csip__core_random_token(csip__core *core, char *out, size_t len);
uint32_t csip__core_random_u32(csip__core *core);
csip_id csip__core_next_id(csip__core *core);

/* ---- steps ---- */

/** Starts an input: frees what was released.  CSIP_ERROR_BUSY: steps wait or an event is open. */
CSIP_MUST_USE csip_error csip__core_begin(csip__core *core, uint64_t now_ms);

/**
 * Queues an event; `then` runs when it is done, NULL: nothing waits for it.
 * @return its number, 0: no memory
 */
uint64_t csip__core_emit(csip__core *core, const csip_event *event, const csip__then *then);
/** Queues an output. */
void csip__core_output(csip__core *core, const csip_output *output);
/** Queues a log event; the text must be static or live until the next input. */
void csip__core_log(csip__core *core, csip_log_level level, csip_str text);

static inline bool csip__core_is_wanted(const csip__core *core, csip_event_kind kind)
{
    return (core->interest & CSIP_EVENT_BIT(kind)) != 0;
}

#endif
