#include "world.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const csip_socket_config default_socket = {.url = "wss://sip.example.test/ws"};

void phone_init(phone *p, world *w, const char *user, void (*change)(csip_config *config))
{
    static char uri[128], password[128];
    *p = (phone){.world = w};
    snprintf(uri, sizeof(uri), "sip:%s@example.test", user);
    snprintf(password, sizeof(password), "%s-secret", user);
    csip_config config;
    csip_config_init(&config);
    config.sockets = &default_socket;
    config.socket_count = 1;
    config.uri = uri;
    config.password = password;
    if (change)
        change(&config);
    if (csip_agent_new(&w->platform, &config, &p->agent, NULL))
        p->agent = NULL;
    else
        csip_agent_set_interest(p->agent, CSIP_EVENT_BIT(CSIP_EVENT_NEW_RTC_SESSION) |
                                              CSIP_EVENT_BIT(CSIP_EVENT_NEW_MESSAGE));
}

/* A ">…" entry is written once its message is in the outbox. */
static const char *wire_of_entry(const phone *p, char sign)
{
    return sign == '>' && p->outbox_count > 0 ? p->outbox[p->outbox_count - 1] : NULL;
}

__attribute__((format(printf, 2, 3))) static void note(phone *p, const char *format, ...)
{
    va_list arguments;
    if (p->log_len > 0 && p->log_len + 1 < sizeof(p->log))
        p->log[p->log_len++] = ' ';
    va_start(arguments, format);
    int len = vsnprintf(p->log + p->log_len, sizeof(p->log) - p->log_len, format, arguments);
    va_end(arguments);
    assert(len >= 0 && p->log_len + (size_t)len < sizeof(p->log));
    p->log_len += (size_t)len;
    p->log[p->log_len] = '\0';
    if (p->on_entry)
        p->on_entry(p, p->log + p->log_len - (size_t)len,
                    wire_of_entry(p, p->log[p->log_len - (size_t)len]));
}

const char *phone_log(phone *p)
{
    static char copy[1 << 16];
    memcpy(copy, p->log, p->log_len);
    copy[p->log_len] = '\0';
    p->log_len = 0;
    return copy;
}

/* "METHOD" or "200/METHOD" */
static void note_message(phone *p, char sign, csip_str octets)
{
    csip_message m;
    if (csip_str_equal(octets, CSIP_STR("\r\n")))
        note(p, "%cCRLF", sign);
    else if (csip_message_parse(octets, &m, NULL))
        note(p, "%cgarbage", sign);
    else if (m.is_request)
        note(p, "%c%.*s", sign, CSIP_STR_ARG(m.method_name));
    else
        note(p, "%c%u/%.*s", sign, m.status, CSIP_STR_ARG(m.cseq_method_name));
}

static const char *const originators[] = {"local", "remote", "system"};

static bool has_originator(csip_event_kind kind)
{
    return kind == CSIP_EVENT_NEW_RTC_SESSION || kind == CSIP_EVENT_NEW_MESSAGE ||
           kind == CSIP_EVENT_NEW_OPTIONS || kind == CSIP_EVENT_SDP ||
           kind == CSIP_EVENT_REQUEST_FAILED || kind == CSIP_EVENT_TRANSFER_FAILED ||
           kind == CSIP_EVENT_NEW_INFO || kind == CSIP_EVENT_NEW_DTMF || kind == CSIP_EVENT_HOLD ||
           kind == CSIP_EVENT_UNHOLD ||
           (kind >= CSIP_EVENT_PROGRESS && kind <= CSIP_EVENT_FAILED) ||
           kind == CSIP_EVENT_MESSAGE_FAILED;
}

static size_t note_subscription(char *out, size_t size, const csip_event *event)
{
    size_t len = 0;
    switch (event->kind) {
    case CSIP_EVENT_NEW_SUBSCRIBE:
    case CSIP_EVENT_SIP_EVENT:
        return (size_t)snprintf(out, size, ",%.*s", CSIP_STR_ARG(event->subscription.event));
    case CSIP_EVENT_NOTIFY:
        return (size_t)snprintf(out, size, ",%s%.*s", event->subscription.is_final ? "final," : "",
                                CSIP_STR_ARG(event->subscription.body));
    case CSIP_EVENT_SUBSCRIBE:
        return event->subscription.is_unsubscribe ? (size_t)snprintf(out, size, ",unsubscribe") : 0;
    case CSIP_EVENT_TERMINATED:
        len += (size_t)snprintf(out, size, ",%u", event->subscription.code);
        if (event->subscription.reason_text.ptr)
            len += (size_t)snprintf(out + len, size - len, ",%.*s",
                                    CSIP_STR_ARG(event->subscription.reason_text));
        if (event->subscription.has_retry_after)
            len += (size_t)snprintf(out + len, size - len, ",retry-after=%u",
                                    event->subscription.retry_after_s);
        return len;
    default: return 0;
    }
}

static void note_event(phone *p, const csip_event *event)
{
    static const char *const types[] = {"offer", "answer", "pranswer"};
    char text[256] = "";
    size_t len = 0;
    if (has_originator(event->kind))
        len += (size_t)snprintf(text, sizeof(text), ",%s", originators[event->originator]);
    if (event->kind == CSIP_EVENT_SDP)
        len += (size_t)snprintf(text + len, sizeof(text) - len, ",%s", types[event->sdp.type]);
    if (event->kind == CSIP_EVENT_DISCONNECTED)
        len += (size_t)snprintf(text + len, sizeof(text) - len, ",%s",
                                csip_error_name(event->connection.error));
    if (event->kind == CSIP_EVENT_CONNECTING && event->connection.attempts)
        len += (size_t)snprintf(text + len, sizeof(text) - len, ",%u", event->connection.attempts);
    if (event->kind >= CSIP_EVENT_TRANSFER_TRYING && event->kind <= CSIP_EVENT_TRANSFER_FAILED)
        len += (size_t)snprintf(text + len, sizeof(text) - len, ",%u %.*s", event->transfer.status,
                                CSIP_STR_ARG(event->transfer.reason));
    if (event->kind == CSIP_EVENT_NEW_DTMF)
        len += (size_t)snprintf(text + len, sizeof(text) - len, ",%c/%u", event->dtmf.tone,
                                event->dtmf.duration_ms);
    if (event->kind == CSIP_EVENT_MUTED || event->kind == CSIP_EVENT_UNMUTED)
        len += (size_t)snprintf(text + len, sizeof(text) - len, ",%s%s",
                                event->muted.audio ? "a" : "", event->muted.video ? "v" : "");
    len += note_subscription(text + len, sizeof(text) - len, event);
    if (event->message && !event->message->is_request)
        len += (size_t)snprintf(text + len, sizeof(text) - len, ",%u", event->message->status);
    if (event->cause)
        snprintf(text + len, sizeof(text) - len, ",\"%s\"", csip_cause_text(event->cause));
    if (text[0])
        note(p, "*%s(%s)", csip_event_name(event->kind), text + 1);
    else
        note(p, "*%s", csip_event_name(event->kind));
}

static char *copy_of(csip_str s)
{
    char *copy = malloc(s.len + 1);
    assert(copy);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}

static const char *const op_names[] = {
#define OP_NAME(name) #name,
    CSIP_MEDIA_OP_MAP(OP_NAME)
#undef OP_NAME
};

static void take_op(phone *p, const csip_media_op *op)
{
    note(p, "!%s", op_names[op->kind]);
    if (op->kind == CSIP_MEDIA_OPEN || op->kind == CSIP_MEDIA_MUTE || op->kind == CSIP_MEDIA_CLOSE)
        return;
    assert(p->op_count < PHONE_OPS_MAX);
    p->op_sdps[p->op_count] = copy_of(op->sdp);
    p->ops[p->op_count++] = *op;
}

static void take_output(phone *p, const csip_output *output)
{
    switch (output->kind) {
    case CSIP_OUTPUT_CONNECT:
        p->flow = output->flow;
        note(p, "[connect]");
        break;
    case CSIP_OUTPUT_CLOSE: note(p, "[close]"); break;
    case CSIP_OUTPUT_MEDIA: take_op(p, &output->media); break;
    case CSIP_OUTPUT_SEND:
        if (p->outbox_count == PHONE_OUTBOX_MAX)
            phone_forget_sent(p);
        p->outbox[p->outbox_count++] = copy_of(output->octets);
        note_message(p, '>', output->octets);
        break;
    }
}

void phone_drain(phone *p)
{
    csip_step step;
    while (csip_agent_next(p->agent, &step) == CSIP_OK && step.kind != CSIP_STEP_NONE) {
        if (step.kind == CSIP_STEP_OUTPUT) {
            take_output(p, &step.output);
            continue;
        }
        note_event(p, &step.event);
        if (step.event.kind == CSIP_EVENT_NEW_RTC_SESSION)
            p->last_session = step.event.id;
        if (step.event.kind == CSIP_EVENT_NEW_MESSAGE || step.event.kind == CSIP_EVENT_NEW_OPTIONS)
            p->last_message = step.event.id;
        if (step.event.kind == CSIP_EVENT_NEW_SUBSCRIBE || step.event.kind == CSIP_EVENT_FORKED)
            p->last_subscription = step.event.id;
        if (step.event.kind == CSIP_EVENT_REFER)
            p->last_refer = step.event.refer.id;
        if (step.event.kind == CSIP_EVENT_REPLACES)
            p->last_replacing = step.event.session;
        if (p->on_event)
            p->on_event(p, &step.event);
        if (csip_agent_event_done(p->agent, step.event.event, p->world->now_ms))
            return;
    }
}

void phone_take(phone *p, csip_error error)
{
    assert(error == CSIP_OK || error == CSIP_ERROR_NOMEM || error == CSIP_ERROR_PARSE);
    phone_drain(p);
}

void phone_connected(phone *p)
{
    phone_take(p, csip_agent_connected(p->agent, p->flow, p->world->now_ms));
}

void phone_lost(phone *p)
{
    const csip_disconnect why = {CSIP_ERROR_CLOSED, 1006, CSIP_STR("")};
    phone_take(p, csip_agent_disconnected(p->agent, p->flow, &why, p->world->now_ms));
}

csip_error phone_receive(phone *p, const char *text)
{
    size_t len = strlen(text);
    char *wire = malloc(2 * len + 1);
    assert(wire);
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            wire[out++] = '\r';
        wire[out++] = text[i];
    }
    csip_str octets = {wire, out};
    note_message(p, '<', octets);
    csip_error error = csip_agent_receive(p->agent, p->flow, octets, p->world->now_ms);
    free(wire);
    phone_take(p, error);
    return error;
}

void phone_wait(phone *p, uint64_t ms)
{
    uint64_t end = p->world->now_ms + ms;
    uint64_t due;
    while ((due = csip_agent_deadline(p->agent)) <= end) {
        if (due > p->world->now_ms)
            p->world->now_ms = due;
        csip_error error = csip_agent_tick(p->agent, p->world->now_ms);
        phone_take(p, error);
        if (error)
            break;
    }
    p->world->now_ms = end;
}

void phone_next_timer(phone *p)
{
    uint64_t due = csip_agent_deadline(p->agent);
    assert(due != UINT64_MAX);
    phone_wait(p, due > p->world->now_ms ? due - p->world->now_ms : 0);
}

void phone_forget_sent(phone *p)
{
    while (p->outbox_count > 0) {
        free(p->outbox[--p->outbox_count]);
    }
}

void phone_done(phone *p)
{
    csip_agent_free(p->agent);
    phone_forget_sent(p);
    for (size_t i = 0; i < p->op_count; i++) {
        free(p->op_sdps[i]);
    }
}

const char *phone_last(const phone *p)
{
    assert(p->outbox_count > 0);
    return p->outbox[p->outbox_count - 1];
}

const char *phone_find_sent(const phone *p, const char *prefix)
{
    for (size_t i = p->outbox_count; i-- > 0;) {
        if (strncmp(p->outbox[i], prefix, strlen(prefix)) == 0)
            return p->outbox[i];
    }
    return NULL;
}

const char *header_of(const char *message, const char *name)
{
    static char values[8][1024];
    static size_t turn;
    char *value = values[turn++ % 8];
    csip_message m;
    value[0] = '\0';
    if (!message || csip_message_parse(csip_str_from(message), &m, NULL))
        return value;
    const csip_header *header = csip_message_header_named(&m, csip_str_from(name), 0);
    if (header)
        snprintf(value, 1024, "%.*s", CSIP_STR_ARG(header->value));
    return value;
}

void phone_respond(phone *p, const char *method, const char *status_line, const char *extra)
{
    char text[8192];
    const char *request = phone_find_sent(p, method);
    assert(request);
    const char *to = header_of(request, "To");
    bool needs_tag = !strstr(to, ";tag=") && strncmp(status_line, "100", 3) != 0;
    snprintf(
        text, sizeof(text), "SIP/2.0 %s\nVia: %s\nFrom: %s\nTo: %s%s\nCall-ID: %s\nCSeq: %s\n%s%s",
        status_line, header_of(request, "Via"), header_of(request, "From"), to,
        needs_tag ? ";tag=remote" : "", header_of(request, "Call-ID"), header_of(request, "CSeq"),
        extra ? extra : "", extra && strstr(extra, "\n\n") ? "" : "Content-Length: 0\n\n");
    phone_receive(p, text);
}

size_t phone_deliver(phone *from, phone *to)
{
    size_t count = from->outbox_count;
    for (size_t i = 0; i < count; i++) {
        phone_receive(to, from->outbox[i]);
        free(from->outbox[i]);
    }
    from->outbox_count -= count;
    memmove(from->outbox, from->outbox + count, from->outbox_count * sizeof(from->outbox[0]));
    return count;
}
