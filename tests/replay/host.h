#ifndef CSIP_REPLAY_HOST_H
#define CSIP_REPLAY_HOST_H

#include <csip/agent.h>

#include "record.h"

/**
 * The agent's surroundings: connections and a media host.  What it asks for is answered when the
 * recording shows that it was answered, or a short time later.
 */

enum { HOST_ACTIONS_MAX = 64, HOST_SESSIONS_MAX = 32, HOST_FLOWS_MAX = 32, HOST_LINES_MAX = 8 };

typedef enum host_action_kind { HOST_MEDIA_DONE, HOST_GATHERED, HOST_CLOSED } host_action_kind;

typedef struct host_action {
    host_action_kind kind;
    csip_media_op op; /* its sdp is a copy */
    csip_flow flow;
    uint64_t due_ms;
} host_action;

typedef struct host_line {
    char kind[16];
    csip_direction remote; /* what the peer's description said, seen from us */
    bool is_rejected;
} host_line;

typedef struct host_session {
    csip_id id;
    bool audio, video;
    csip_direction directions[2]; /* of audio and video, as the agent wants them */
    unsigned version;
    csip_str local; /* the description set last */
    host_line lines[HOST_LINES_MAX];
    size_t line_count;
} host_session;

typedef enum host_flow_state {
    HOST_CONNECTING,
    HOST_OPEN,
    HOST_TOLD_CLOSED,
    HOST_GONE
} host_flow_state;

typedef struct host_flow {
    csip_flow flow;
    host_flow_state state;
} host_flow;

typedef struct host {
    pool *pool;
    csip_agent *agent;
    host_action actions[HOST_ACTIONS_MAX];
    size_t action_count;
    host_session sessions[HOST_SESSIONS_MAX];
    size_t session_count;
    host_flow flows[HOST_FLOWS_MAX];
    size_t flow_count;
} host;

void host_connect(host *h, csip_flow flow);
void host_close(host *h, csip_flow flow, uint64_t now_ms);
void host_media(host *h, const csip_media_op *op, uint64_t now_ms);

/** When the next action falls due, UINT64_MAX: there is none. */
uint64_t host_due(const host *h);
/** There is an action that is due or need not wait. */
bool host_can_act(const host *h, uint64_t now_ms);
/** Do the oldest such action; `error` is the outcome of a media operation. */
csip_error host_act(host *h, csip_error error, uint64_t now_ms);
/** What that action answers, -1: no media operation. */
int host_next_op(const host *h, uint64_t now_ms);

csip_error host_opened(host *h, uint64_t now_ms);
/** @param text  the recorded close event */
csip_error host_closed(host *h, const char *text, uint64_t now_ms);
/** The connection messages come on, 0: none. */
csip_flow host_current(const host *h);

#endif
