#include "session/session.h"

#include "base/str.h"
#include "sip/write.h"

/* Session timers (RFC 4028). */

enum {
    MIN_SE_S = 90,       /* RFC 4028 4: what is meant without Min-SE */
    MARGIN_MS = 32000,   /* RFC 4028 10: the BYE goes so much before the end, or a third */
    RETRY_MIN_MS = 1000, /* a refresh that failed is tried again after half of what is left */
};

static bool is_used(const csip__session *session)
{
    return csip__session_core(session)->settings->session_timers;
}

void csip__refresh_init(csip__session *session, const csip_call_options *options)
{
    csip__refresh *refresh = &session->refresh;
    refresh->min_se_s = options->min_se ? options->min_se : MIN_SE_S;
    refresh->expires_s = options->session_timers_expires;
    if (refresh->expires_s < refresh->min_se_s)
        refresh->expires_s = refresh->min_se_s > MIN_SE_S ? refresh->min_se_s : MIN_SE_S;
}

static void write_session_expires(csip__buf *buf, uint32_t interval_s, csip_str refresher)
{
    csip__write_header_begin(buf, CSIP_HEADER_SESSION_EXPIRES);
    csip__buf_uint(buf, interval_s);
    if (refresher.len > 0)
        CSIP__BUF_PUT(buf, CSIP_STR(";refresher="), refresher);
    csip__write_crlf(buf);
}

static void write_min_se(csip__buf *buf, uint32_t min_se_s)
{
    csip__write_header_begin(buf, CSIP_HEADER_MIN_SE);
    csip__buf_uint(buf, min_se_s);
    csip__write_crlf(buf);
}

void csip__refresh_propose(const csip__session *session, csip__buf *buf)
{
    const csip__refresh *refresh = &session->refresh;
    bool is_first = session->state != CSIP_SESSION_CONFIRMED;
    if (!is_used(session) || (!is_first && !refresh->interval_s))
        return;
    if (is_first)
        write_session_expires(buf, refresh->expires_s,
                              csip__session_core(session)->settings->force_refresher
                                  ? CSIP_STR("uac")
                                  : CSIP_STR(""));
    else
        write_session_expires(buf, refresh->interval_s,
                              refresh->is_refresher ? CSIP_STR("uac") : CSIP_STR("uas"));
    if (refresh->min_se_s > MIN_SE_S)
        write_min_se(buf, refresh->min_se_s);
}

/* ---- the timer ---- */

static void fired(csip__timer *timer);

void csip__refresh_stop(csip__session *session)
{
    session->refresh.interval_s = 0;
    csip__timer_stop(&csip__session_core(session)->timers, &session->refresh.timer);
}

static void agree(csip__session *session, uint32_t interval_s, bool is_refresher)
{
    csip__core *core = csip__session_core(session);
    csip__refresh *refresh = &session->refresh;
    uint64_t interval_ms = (uint64_t)interval_s * 1000;
    uint64_t margin_ms = interval_ms / 3 < MARGIN_MS ? interval_ms / 3 : MARGIN_MS;
    refresh->interval_s = interval_s;
    refresh->is_refresher = is_refresher;
    refresh->end_ms = core->now_ms + interval_ms - margin_ms;
    csip__timer_start(&core->timers, &refresh->timer,
                      is_refresher ? core->now_ms + interval_ms / 2 : refresh->end_ms, fired);
}

static csip_str refresher_of(const csip_message *message)
{
    csip_str params, refresher = {NULL, 0};
    csip__str_cut(csip_message_value(message, CSIP_HEADER_SESSION_EXPIRES), ';', &params);
    csip_param_find(params, CSIP_STR("refresher"), &refresher);
    return refresher;
}

/* ---- requests of the peer ---- */

static bool is_supported(const csip_message *message)
{
    return csip_message_lists(message, CSIP_HEADER_SUPPORTED, CSIP_STR("timer"));
}

bool csip__refresh_refuse(csip__transaction *server, uint32_t min_se_s)
{
    csip__core *core = server->owner->core;
    uint32_t expires_s;
    if (!min_se_s)
        min_se_s = MIN_SE_S;
    if (!core->settings->session_timers || !is_supported(server->request) ||
        csip_message_number(server->request, CSIP_HEADER_SESSION_EXPIRES, &expires_s) ||
        expires_s >= min_se_s)
        return false;
    csip__buf *buf = csip__core_writer(core);
    write_min_se(buf, min_se_s);
    csip_str headers = csip__core_written(core);
    /* RFC 4028 9: an interval below our minimum. */
    csip__respond(server, &(csip__response){.status = 422, .headers = headers});
    csip__core_release(core, (void *)headers.ptr);
    return true;
}

/* RFC 4028 9: as the request says; else as before; else the peer need not do anything. */
static bool are_we_refresher(const csip__session *session, const csip_message *request)
{
    csip_str refresher = refresher_of(request);
    if (csip_str_equal_nocase(refresher, CSIP_STR("uac")))
        return false;
    return csip_str_equal_nocase(refresher, CSIP_STR("uas")) || !session->refresh.interval_s ||
           session->refresh.is_refresher;
}

void csip__refresh_accept(csip__session *session, csip__buf *buf, const csip_message *request)
{
    uint32_t interval_s, min_se_s;
    if (!is_used(session))
        return;
    if (!is_supported(request)) {
        csip__refresh_stop(session);
        return;
    }
    if (csip_message_number(request, CSIP_HEADER_SESSION_EXPIRES, &interval_s)) {
        interval_s = session->refresh.expires_s;
        if (csip_message_number(request, CSIP_HEADER_MIN_SE, &min_se_s) == CSIP_OK &&
            interval_s < min_se_s)
            interval_s = min_se_s;
    }
    bool is_refresher = are_we_refresher(session, request);
    write_session_expires(buf, interval_s, is_refresher ? CSIP_STR("uas") : CSIP_STR("uac"));
    if (!is_refresher)
        /* RFC 4028 9: the peer must know that it is to refresh. */
        csip__write_header(buf, CSIP_HEADER_REQUIRE, CSIP_STR("timer"));
    agree(session, interval_s, is_refresher);
}

/* ---- responses of the peer ---- */

void csip__refresh_agreed(csip__session *session, const csip_message *response)
{
    uint32_t interval_s;
    if (!is_used(session))
        return;
    if (csip_message_number(response, CSIP_HEADER_SESSION_EXPIRES, &interval_s)) {
        csip__refresh_stop(session);
        return;
    }
    if (interval_s < session->refresh.min_se_s)
        interval_s = session->refresh.min_se_s;
    agree(session, interval_s, !csip_str_equal_nocase(refresher_of(response), CSIP_STR("uas")));
}

bool csip__refresh_raise(csip__session *session, const csip_message *response)
{
    csip__refresh *refresh = &session->refresh;
    uint32_t min_se_s;
    if (response->status != 422 || !is_used(session) ||
        csip_message_number(response, CSIP_HEADER_MIN_SE, &min_se_s))
        return false;
    uint32_t *proposed =
        session->state == CSIP_SESSION_CONFIRMED ? &refresh->interval_s : &refresh->expires_s;
    /* RFC 4028 7.3; a minimum that we kept already would go on for ever. */
    if (min_se_s <= *proposed)
        return false;
    refresh->min_se_s = *proposed = min_se_s;
    return true;
}

/* ---- refreshing by UPDATE ---- */

typedef struct letter {
    csip__session *session;
    csip__request *request;
} letter;

static csip__draft draft_of(csip__session *session, csip_str headers)
{
    csip__draft draft = csip__dialog_draft(session->dialog, CSIP_METHOD_UPDATE);
    draft.headers = headers;
    return draft;
}

static void send_again(letter *l)
{
    csip__session *session = l->session;
    csip_str headers = csip__session_propose(session, CSIP_STR(""));
    csip__draft draft = draft_of(session, headers);
    if (csip__request_resend(l->request, &draft))
        session->refresh.is_under_way = false;
    csip__core_release(csip__session_core(session), (void *)headers.ptr);
}

static void response_came(void *user, const csip_message *response)
{
    letter *l = user;
    csip__session *session = l->session;
    if (response->status < 200 || csip__session_is_ended(session))
        return;
    if (csip__refresh_raise(session, response)) {
        send_again(l);
        return;
    }
    session->refresh.is_under_way = false;
    if (response->status < 300) {
        csip__session_learn(session, response);
        csip__refresh_agreed(session, response);
    } else if (response->status == 408 || response->status == 481) {
        csip__bye_end(session,
                      &(csip__ending){CSIP_ORIGINATOR_REMOTE, CSIP_CAUSE_DIALOG_ERROR, response});
    } else if (response->status == 405 || response->status == 501) {
        session->is_update_allowed = false;
        session->is_update_refused = true;
        csip__offer_refresh(session);
    }
}

static void request_failed(void *user, csip_error error)
{
    letter *l = user;
    csip__session *session = l->session;
    session->refresh.is_under_way = false;
    if (!csip__session_is_ended(session) && error == CSIP_ERROR_TIMEOUT)
        csip__bye_end(session,
                      &(csip__ending){CSIP_ORIGINATOR_SYSTEM, CSIP_CAUSE_REQUEST_TIMEOUT, NULL});
}

static void request_ended(void *user)
{
    letter *l = user;
    csip__session *session = l->session;
    csip__core_release(csip__session_core(session), l);
    csip__session_unuse(session);
}

static const csip__request_user request_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

static void send_update(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    letter *l = csip__core_allocate(core, sizeof(*l));
    if (!l)
        return;
    l->session = session;
    session->refresh.is_under_way = true;
    csip_str headers = csip__session_propose(session, CSIP_STR(""));
    csip__draft draft = draft_of(session, headers);
    csip__session_use(session);
    l->request = csip__request_send(session->owner->uac, &draft, &session->dialog->local_cseq,
                                    &request_calls, l);
    csip__core_release(core, (void *)headers.ptr);
    if (!l->request)
        request_ended(l);
}

static void fired(csip__timer *timer)
{
    csip__refresh *refresh = CSIP__CONTAINER(timer, csip__refresh, timer);
    csip__session *session = CSIP__CONTAINER(refresh, csip__session, refresh);
    csip__core *core = csip__session_core(session);
    if (core->now_ms >= refresh->end_ms) {
        csip__bye_send(
            session, session->dialog,
            &(csip__farewell){
                .headers = CSIP_STR("Reason: SIP;cause=408;text=\"Session Timer Expired\"\r\n")});
        csip__session_end(session,
                          &(csip__ending){CSIP_ORIGINATOR_LOCAL, CSIP_CAUSE_REQUEST_TIMEOUT, NULL});
        return;
    }
    uint64_t wait_ms = (refresh->end_ms - core->now_ms) / 2;
    csip__timer_start(&core->timers, timer,
                      wait_ms < RETRY_MIN_MS ? refresh->end_ms : core->now_ms + wait_ms, fired);
    if (refresh->is_under_way)
        return;
    if (session->is_update_allowed && !core->settings->refresh_by_invite)
        send_update(session);
    else
        csip__offer_refresh(session);
}
