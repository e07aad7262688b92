#include "host.h"

#include "sip_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Media takes its time in a browser; no recorded wait for it is longer. */
enum { PATIENCE_MS = 300 };

static void push(host *h, const host_action *action, uint64_t due_ms)
{
    if (h->action_count == HOST_ACTIONS_MAX)
        abort();
    h->actions[h->action_count] = *action;
    h->actions[h->action_count++].due_ms = due_ms;
}

static host_session *session_of(host *h, csip_id id)
{
    for (size_t i = 0; i < h->session_count; i++) {
        if (h->sessions[i].id == id)
            return &h->sessions[i];
    }
    if (h->session_count == HOST_SESSIONS_MAX)
        abort();
    h->sessions[h->session_count] = (host_session){.id = id};
    return &h->sessions[h->session_count++];
}

void host_connect(host *h, csip_flow flow)
{
    if (h->flow_count == HOST_FLOWS_MAX)
        abort();
    h->flows[h->flow_count++] = (host_flow){flow, HOST_CONNECTING};
}

void host_close(host *h, csip_flow flow, uint64_t now_ms)
{
    push(h, &(host_action){.kind = HOST_CLOSED, .flow = flow}, now_ms + PATIENCE_MS);
}

/* The peer's "sendonly" is our "recvonly". */
static csip_direction mirrored(const char *direction)
{
    if (strcmp(direction, "sendonly") == 0)
        return CSIP_DIRECTION_RECVONLY;
    if (strcmp(direction, "recvonly") == 0)
        return CSIP_DIRECTION_SENDONLY;
    return strcmp(direction, "sendrecv") == 0 ? CSIP_DIRECTION_SENDRECV : CSIP_DIRECTION_INACTIVE;
}

static void take_remote(host *h, host_session *session, const char *sdp, size_t len)
{
    char *save = NULL, *text = sip_text_directions(h->pool, sdp, len);
    size_t count = 0;
    for (char *line = strtok_r(text, ",", &save); line && count < HOST_LINES_MAX;
         line = strtok_r(NULL, ",", &save)) {
        char kind[16] = "", direction[16] = "";
        if (sscanf(line, " %15s %15s", kind, direction) != 2)
            continue;
        host_line *into = &session->lines[count++];
        snprintf(into->kind, sizeof(into->kind), "%s", kind);
        into->remote = mirrored(direction);
        into->is_rejected = strcmp(direction, "rejected") == 0;
    }
    session->line_count = count > session->line_count ? count : session->line_count;
}

static void add_line(host_session *session, const char *kind, bool is_answer)
{
    for (size_t i = 0; i < session->line_count; i++) {
        if (strcmp(session->lines[i].kind, kind))
            continue;
        session->lines[i].is_rejected &= is_answer;
        return;
    }
    host_line *line = &session->lines[session->line_count++];
    snprintf(line->kind, sizeof(line->kind), "%s", kind);
    line->remote = CSIP_DIRECTION_SENDRECV;
}

static const char *direction_name(unsigned direction)
{
    static const char *const names[] = {"inactive", "sendonly", "recvonly", "sendrecv"};
    return names[direction & 3];
}

/* A description as a browser would word it, without what nobody looks at here. */
static csip_str describe(host *h, host_session *session, bool is_answer)
{
    char *sdp = pool_format(h->pool,
                            "v=0\r\no=- 1 %u IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                            "a=group:BUNDLE 0 1\r\na=fingerprint:sha-256 00:01\r\n"
                            "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n",
                            ++session->version);
    if (session->audio)
        add_line(session, "audio", is_answer);
    if (session->video)
        add_line(session, "video", is_answer);
    for (size_t i = 0; i < session->line_count; i++) {
        const host_line *line = &session->lines[i];
        bool is_video = strcmp(line->kind, "video") == 0;
        bool has_source = is_video ? session->video : session->audio;
        unsigned direction = session->directions[is_video];
        if (!has_source)
            direction &= CSIP_DIRECTION_RECVONLY;
        if (is_answer)
            direction &= line->remote;
        sdp = pool_format(h->pool,
                          "%sm=%s %d UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:%zu\r\n"
                          "a=setup:%s\r\na=rtcp-mux\r\na=rtpmap:96 %s\r\na=%s\r\n",
                          sdp, line->kind, line->is_rejected ? 0 : 9, i,
                          is_answer ? "active" : "actpass", is_video ? "VP8/90000" : "opus/48000/2",
                          direction_name(direction));
    }
    return csip_str_from(sdp);
}

static void release(host_session *session, const csip_media_op *op)
{
    for (size_t i = 0; i < session->line_count; i++) {
        host_line *line = &session->lines[i];
        line->is_rejected |= strcmp(line->kind, "video") ? op->audio : op->video;
    }
}

static uint64_t duration_ms(const csip_media_op *op)
{
    if (op->kind != CSIP_MEDIA_TONES)
        return PATIENCE_MS;
    return (uint64_t)op->tones.len * (op->duration_ms + op->gap_ms);
}

void host_media(host *h, const csip_media_op *op, uint64_t now_ms)
{
    host_session *session = session_of(h, op->session);
    host_action action = {.kind = HOST_MEDIA_DONE, .op = *op};
    action.op.sdp.ptr = op->sdp.ptr ? pool_copy(h->pool, op->sdp.ptr, op->sdp.len) : NULL;
    if (op->kind == CSIP_MEDIA_OPEN || op->kind == CSIP_MEDIA_ACQUIRE) {
        session->audio = op->audio;
        session->video = op->video;
    }
    if (op->kind == CSIP_MEDIA_OPEN)
        session->directions[0] = session->directions[1] = CSIP_DIRECTION_SENDRECV;
    if (op->kind == CSIP_MEDIA_SET_DIRECTIONS) {
        session->directions[0] = op->audio_direction;
        session->directions[1] = op->video_direction;
    }
    if (op->kind == CSIP_MEDIA_RELEASE) {
        session->audio &= !op->audio;
        session->video &= !op->video;
        release(session, op);
    }
    if (op->kind == CSIP_MEDIA_OPEN || op->kind == CSIP_MEDIA_MUTE || op->kind == CSIP_MEDIA_CLOSE)
        return;
    push(h, &action, now_ms + duration_ms(op));
}

uint64_t host_due(const host *h)
{
    uint64_t due_ms = UINT64_MAX;
    for (size_t i = 0; i < h->action_count; i++) {
        due_ms = h->actions[i].due_ms < due_ms ? h->actions[i].due_ms : due_ms;
    }
    return due_ms;
}

/* Tones take their time, everything else can be done before it is due. */
static const host_action *next_action(const host *h, uint64_t now_ms)
{
    for (size_t i = 0; i < h->action_count; i++) {
        const host_action *action = &h->actions[i];
        if (action->due_ms <= now_ms || action->kind != HOST_MEDIA_DONE ||
            action->op.kind != CSIP_MEDIA_TONES)
            return action;
    }
    return NULL;
}

bool host_can_act(const host *h, uint64_t now_ms)
{
    return next_action(h, now_ms) != NULL;
}

int host_next_op(const host *h, uint64_t now_ms)
{
    const host_action *action = next_action(h, now_ms);
    return action && action->kind == HOST_MEDIA_DONE ? (int)action->op.kind : -1;
}

static host_flow *flow_of(host *h, csip_flow flow)
{
    for (size_t i = 0; i < h->flow_count; i++) {
        if (h->flows[i].flow == flow)
            return &h->flows[i];
    }
    abort();
}

static csip_error answer(host *h, const csip_media_op *op, csip_error error, uint64_t now_ms)
{
    host_session *session = session_of(h, op->session);
    csip_media_result result = {.error = error};
    bool has_peer_offer = op->kind == CSIP_MEDIA_CREATE_ANSWER;
    if (error)
        result.detail = CSIP_STR("as recorded");
    else if (op->kind == CSIP_MEDIA_SET_REMOTE)
        take_remote(h, session, op->sdp.ptr, op->sdp.len);
    else if (op->kind == CSIP_MEDIA_CREATE_OFFER || has_peer_offer)
        result.sdp = describe(h, session, has_peer_offer);
    else if (op->kind == CSIP_MEDIA_DESCRIBE)
        result.sdp = session->local;
    if (!error && op->kind == CSIP_MEDIA_SET_LOCAL) {
        session->local = op->sdp;
        push(h, &(host_action){.kind = HOST_GATHERED, .op = *op}, now_ms + PATIENCE_MS);
    }
    return csip_agent_media_done(h->agent, op->op, &result, now_ms);
}

csip_error host_act(host *h, csip_error error, uint64_t now_ms)
{
    static const csip_media_fact gathered = {.kind = CSIP_FACT_GATHERING_COMPLETE};
    host_action *next = h->actions + (next_action(h, now_ms) - h->actions), action = *next;
    h->action_count--;
    memmove(next, next + 1, (size_t)(h->actions + h->action_count - next) * sizeof(*next));
    if (action.kind == HOST_MEDIA_DONE)
        return answer(h, &action.op, error, now_ms);
    if (action.kind == HOST_GATHERED)
        return csip_agent_media_fact(h->agent, action.op.session, &gathered, now_ms);
    host_flow *flow = flow_of(h, action.flow);
    if (flow->state >= HOST_TOLD_CLOSED)
        return CSIP_OK;
    flow->state = HOST_TOLD_CLOSED;
    return csip_agent_disconnected(h->agent, action.flow, &(csip_disconnect){.code = 1000}, now_ms);
}

csip_error host_opened(host *h, uint64_t now_ms)
{
    for (size_t i = 0; i < h->flow_count; i++) {
        if (h->flows[i].state != HOST_CONNECTING)
            continue;
        h->flows[i].state = HOST_OPEN;
        return csip_agent_connected(h->agent, h->flows[i].flow, now_ms);
    }
    return CSIP_ERROR_NOT_CONNECTED;
}

csip_error host_closed(host *h, const char *text, uint64_t now_ms)
{
    for (size_t i = 0; i < h->flow_count; i++) {
        host_flow *flow = &h->flows[i];
        host_flow_state state = flow->state;
        if (state == HOST_GONE)
            continue;
        flow->state = HOST_GONE;
        if (state == HOST_TOLD_CLOSED)
            return CSIP_OK;
        json_t *event = json_loads(text, 0, NULL);
        csip_disconnect why = {
            .error = json_is_true(json_object_get(event, "wasClean")) ? CSIP_OK
                     : state == HOST_CONNECTING                       ? CSIP_ERROR_CONNECT
                                                                      : CSIP_ERROR_CLOSED,
            .code = (uint16_t)json_integer_value(json_object_get(event, "code")),
            .reason = csip_str_from(json_string_value(json_object_get(event, "reason")))};
        csip_error error = csip_agent_disconnected(h->agent, flow->flow, &why, now_ms);
        json_decref(event);
        return error;
    }
    return CSIP_ERROR_NOT_CONNECTED;
}

csip_flow host_current(const host *h)
{
    for (size_t i = h->flow_count; i-- > 0;) {
        if (h->flows[i].state == HOST_OPEN)
            return h->flows[i].flow;
    }
    return 0;
}
