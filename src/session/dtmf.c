#include "session/session.h"

#include "base/str.h"
#include "sip/write.h"

/* DTMF (RFC 2833's digits) in INFO or as telephone events, both directions. */

enum {
    DURATION_MS = 100,
    DURATION_MIN_MS = 70,
    DURATION_MAX_MS = 6000,
    GAP_MS = 500,
    GAP_MIN_MS = 50,
    GAP_MAX_MS = 6000,
    COMMA_MS = 2000,
};

/** The tones of one command; the text stands behind it. */
typedef struct csip__tones {
    struct csip__tones *next;
    csip_dtmf_transport transport;
    unsigned duration_ms;
    unsigned gap_ms;
    csip_id id; /* of the next tone */
    csip_str headers;
    size_t at;
    size_t len;
    char text[];
} csip__tones;

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_tone(char c)
{
    return csip__char_is_digit(c) || (c >= 'A' && c <= 'D') || c == '#' || c == '*' || c == 'R';
}

static void drop_first(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    csip__tones *tones = session->dtmf.first;
    session->dtmf.first = tones->next;
    csip__core_release(core, (void *)tones->headers.ptr);
    csip__core_release(core, tones);
}

static void tell_outcome(csip__session *session, csip_id id, csip_event event)
{
    event.id = id;
    csip__core_emit(csip__session_core(session), &event, NULL);
}

void csip__dtmf_stop(csip__session *session)
{
    csip__dtmf *dtmf = &session->dtmf;
    csip__timer_stop(&csip__session_core(session)->timers, &dtmf->timer);
    while (dtmf->first)
        drop_first(session);
    if (!dtmf->op)
        return;
    csip__map_remove(&session->owner->tones, &dtmf->node);
    dtmf->op = 0;
    tell_outcome(session, dtmf->op_tone,
                 (csip_event){.kind = CSIP_EVENT_MESSAGE_FAILED,
                              .originator = CSIP_ORIGINATOR_SYSTEM,
                              .cause = CSIP_CAUSE_CANCELED});
}

/* As JsSIP writes it: nothing behind the duration. */
static void send_info(csip__session *session, const csip__tones *tones, char tone)
{
    char storage[40];
    csip__buf body;
    csip__buf_init_fixed(&body, storage, sizeof(storage));
    CSIP__BUF_LIT(&body, "Signal=");
    csip__buf_char(&body, tone);
    CSIP__BUF_LIT(&body, "\r\nDuration=");
    csip__buf_uint(&body, tones->duration_ms);
    csip__draft draft = csip__dialog_draft(csip__session_dialog(session), CSIP_METHOD_INFO);
    draft.headers = tones->headers;
    draft.content_type = CSIP_STR("application/dtmf-relay");
    draft.body = csip__buf_get(&body);
    csip__session_ask(session, tones->id, &draft, csip__dtmf_stop);
}

/* The text must outlive the step: the tones do, until the next input. */
static void send_event(csip__session *session, const csip__tones *tones, const char *tone)
{
    csip__core *core = csip__session_core(session);
    csip__dtmf *dtmf = &session->dtmf;
    dtmf->op = csip__core_next_id(core);
    dtmf->op_tone = tones->id;
    csip__core_output(core, &(csip_output){.kind = CSIP_OUTPUT_MEDIA,
                                           .media = {.op = dtmf->op,
                                                     .session = session->id,
                                                     .kind = CSIP_MEDIA_TONES,
                                                     .tones = {tone, 1},
                                                     .duration_ms = tones->duration_ms,
                                                     .gap_ms = tones->gap_ms}});
    if (csip__map_put(&session->owner->tones, &dtmf->node,
                      (csip_str){(const char *)&dtmf->op, sizeof(dtmf->op)}))
        core->error = CSIP_ERROR_NOMEM;
}

static void timer_fired(csip__timer *timer);

static void wait(csip__session *session, unsigned ms)
{
    csip__core *core = csip__session_core(session);
    csip__timer_start(&core->timers, &session->dtmf.timer, core->now_ms + ms, timer_fired);
}

static void announce(csip__session *session, const csip__tones *tones, char tone)
{
    csip__session_emit(session, (csip_event){.kind = CSIP_EVENT_NEW_DTMF,
                                             .originator = CSIP_ORIGINATOR_LOCAL,
                                             .dtmf = {.id = tones->id,
                                                      .transport = tones->transport,
                                                      .tone = tone,
                                                      .duration_ms = tones->duration_ms}});
}

/* Sends the next tone; what comes after it waits for the gap, or for the media host. */
static void proceed(csip__session *session)
{
    csip__dtmf *dtmf = &session->dtmf;
    csip__tones *tones = dtmf->first;
    if (!tones)
        return;
    const char *tone = &tones->text[tones->at++];
    unsigned pause_ms = *tone == ',' ? COMMA_MS : tones->duration_ms + tones->gap_ms;
    bool is_event = *tone != ',' && tones->transport == CSIP_DTMF_RFC4733;
    if (*tone != ',') {
        announce(session, tones, *tone);
        if (is_event)
            send_event(session, tones, tone);
        else
            send_info(session, tones, *tone);
        tones->id++;
    }
    /* A failure at once has emptied the queue. */
    if (dtmf->first != tones)
        return;
    bool is_last = tones->at == tones->len;
    if (is_last)
        drop_first(session);
    if (!is_event && (dtmf->first || *tone == ','))
        wait(session, pause_ms);
}

static void timer_fired(csip__timer *timer)
{
    csip__session *session = CSIP__CONTAINER(timer, csip__session, dtmf.timer);
    csip__session_use(session);
    proceed(session);
    csip__session_unuse(session);
}

void csip__dtmf_media_done(csip__session *session, const csip_media_result *result)
{
    csip__dtmf *dtmf = &session->dtmf;
    csip__map_remove(&session->owner->tones, &dtmf->node);
    dtmf->op = 0;
    if (result->error) {
        tell_outcome(session, dtmf->op_tone,
                     (csip_event){.kind = CSIP_EVENT_MESSAGE_FAILED,
                                  .originator = CSIP_ORIGINATOR_LOCAL,
                                  .cause = CSIP_CAUSE_WEBRTC_ERROR});
        csip__dtmf_stop(session);
        return;
    }
    tell_outcome(session, dtmf->op_tone,
                 (csip_event){.kind = CSIP_EVENT_SUCCEEDED, .originator = CSIP_ORIGINATOR_LOCAL});
    proceed(session);
}

static unsigned within(unsigned value, unsigned standard, unsigned min, unsigned max)
{
    if (value == 0)
        return standard;
    return value < min ? min : value > max ? max : value;
}

/* Copies and checks the tones; false: one is none. */
static bool copy_tones(csip__tones *tones, csip_str text)
{
    for (; tones->len < text.len; tones->len++) {
        char tone = upper(text.ptr[tones->len]);
        /* RFC 4733 has no event for R (a register recall) that is sent as a digit. */
        if (!(is_tone(tone) || tone == ',') ||
            (tone == 'R' && tones->transport == CSIP_DTMF_RFC4733))
            return false;
        tones->text[tones->len] = tone;
    }
    return tones->len > 0;
}

static void append(csip__session *session, csip__tones *tones)
{
    csip__tones **end = &session->dtmf.first;
    csip__core *core = csip__session_core(session);
    while (*end)
        end = &(*end)->next;
    *end = tones;
    tones->id = csip__core_next_id(core);
    for (size_t i = 1; i < tones->len; i++)
        csip__core_next_id(core); /* the others' */
}

csip_error csip__dtmf_send(csip__session *session, const char *text,
                           const csip_dtmf_options *options, csip_id *ret_id)
{
    static const csip_dtmf_options defaults;
    csip__core *core = csip__session_core(session);
    csip__draft draft;
    if (!options)
        options = &defaults;
    csip_str given = csip_str_from(text);
    csip_error error = csip__session_draft(
        session,
        &(csip_session_request){.extra_headers = options->extra_headers,
                                .extra_header_count = options->extra_header_count},
        CSIP_METHOD_INFO, &draft);
    if (error)
        return error;
    csip__tones *tones = csip__core_allocate(core, sizeof(*tones) + given.len);
    if (!tones)
        return core->error;
    tones->headers = draft.headers;
    tones->transport = options->transport;
    tones->duration_ms =
        within(options->duration_ms, DURATION_MS, DURATION_MIN_MS, DURATION_MAX_MS);
    tones->gap_ms = within(options->gap_ms, GAP_MS, GAP_MIN_MS, GAP_MAX_MS);
    if (!copy_tones(tones, given)) {
        csip__core_release(core, (void *)tones->headers.ptr);
        csip__core_release(core, tones);
        return CSIP_ERROR_ARGUMENT;
    }
    bool is_busy = session->dtmf.first || session->dtmf.op || session->dtmf.timer.is_running;
    append(session, tones);
    if (ret_id)
        *ret_id = tones->id;
    if (!is_busy)
        proceed(session);
    return CSIP_OK;
}

/* ---- received ---- */

static csip_event told(char tone, uint64_t duration_ms, csip_dtmf_transport transport)
{
    return (csip_event){
        .kind = CSIP_EVENT_NEW_DTMF,
        .originator = CSIP_ORIGINATOR_REMOTE,
        .dtmf = {.transport = transport, .tone = tone, .duration_ms = (unsigned)duration_ms}};
}

/* "Signal=5" and "Duration=160" in lines of their own, spaces anywhere. */
static bool parse_relay(csip_str body, csip_event *event)
{
    uint64_t duration_ms = DURATION_MS;
    char tone = '\0';
    while (body.len > 0) {
        csip_str value;
        csip_str line = csip__str_cut(body, '\n', &body);
        csip_str name = csip__str_trim(csip__str_cut(line, '=', &value));
        value = csip__str_trim(value);
        if (csip_str_equal_nocase(name, CSIP_STR("Signal")) && value.len == 1)
            tone = upper(value.ptr[0]);
        if (csip_str_equal_nocase(name, CSIP_STR("Duration")) &&
            !csip__str_to_uint(value, UINT16_MAX, &duration_ms))
            return false;
    }
    *event = told(tone, duration_ms, CSIP_DTMF_INFO);
    return is_tone(tone);
}

bool csip__dtmf_receive(csip__session *session, csip__transaction *server)
{
    const csip_message *info = server->request; /* readable until the next input */
    csip_event event;
    csip_str type = csip_message_value(info, CSIP_HEADER_CONTENT_TYPE);
    type = csip__str_trim(csip__str_cut(type, ';', &(csip_str){0}));
    if (!csip_str_equal_nocase(type, CSIP_STR("application/dtmf-relay")))
        return false;
    if (!parse_relay(info->body, &event)) {
        csip__respond(server, &(csip__response){.status = 400, .reason = CSIP_STR("Bad DTMF")});
        return true;
    }
    csip__respond_status(server, 200);
    event.message = info;
    csip__session_emit(session, event);
    return true;
}

void csip__dtmf_heard(csip__session *session, char tone, unsigned duration_ms)
{
    csip__session_emit(session, told(tone, duration_ms, CSIP_DTMF_RFC4733));
}
