#include "session/session.h"

#include "sip/write.h"
#include "transaction/identity.h"

/* The one who is transferred: hears REFER, calls, tells how it goes with NOTIFY. */

enum { EXPIRES_MS = 300000 };

static csip__referral *get(const csip__sessions *sessions, csip_id id)
{
    csip__map_node *node =
        csip__map_get(&sessions->referrals, (csip_str){(const char *)&id, sizeof(id)});
    return node ? CSIP__CONTAINER(node, csip__referral, node) : NULL;
}

static void referral_free(csip__referral *referral)
{
    csip__core *core = csip__session_core(referral->session);
    csip__referral **link = &referral->session->referrals;
    while (*link != referral)
        link = &(*link)->next;
    *link = referral->next;
    csip__timer_stop(&core->timers, &referral->timer);
    csip__map_remove(&referral->session->owner->referrals, &referral->node);
    csip__core_release(core, (void *)referral->target.ptr);
    csip__core_release(core, (void *)referral->headers.ptr);
    csip__core_release(core, referral);
}

static void settle(csip__referral *referral)
{
    csip__session *session = referral->session;
    if (!referral->is_over || referral->requests > 0)
        return;
    referral_free(referral);
    csip__session_unuse(session);
}

static void finish(csip__referral *referral)
{
    referral->is_over = true;
    csip__timer_stop(&csip__session_core(referral->session)->timers, &referral->timer);
    settle(referral);
}

/* ---- NOTIFY ---- */

/* RFC 6665 4.2.2: one that is refused ends the subscription; the call may go on. */
static void unsubscribed(csip__referral *referral)
{
    referral->is_unsubscribed = true;
    if (referral->is_decided)
        referral->is_over = true;
}

static void response_came(void *user, const csip_message *response)
{
    if (response->status >= 300)
        unsubscribed(user);
}

static void request_failed(void *user, csip_error error)
{
    if (error != CSIP_ERROR_NOT_CONNECTED) /* the next one may get through */
        unsubscribed(user);
}

static void request_ended(void *user)
{
    csip__referral *referral = user;
    referral->requests--;
    settle(referral);
}

static const csip__request_user notify_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

static csip_str write_headers(csip__referral *referral, csip_str last_reason)
{
    csip__core *core = csip__session_core(referral->session);
    csip__buf *buf = csip__core_writer(core);
    csip__write_header_begin(buf, CSIP_HEADER_EVENT);
    CSIP__BUF_LIT(buf, "refer;id=");
    csip__buf_uint(buf, referral->cseq);
    csip__write_crlf(buf);
    csip__write_header_begin(buf, CSIP_HEADER_SUBSCRIPTION_STATE);
    if (last_reason.len > 0) {
        CSIP__BUF_PUT(buf, CSIP_STR("terminated;reason="), last_reason);
    } else {
        CSIP__BUF_LIT(buf, "active;expires=");
        csip__buf_uint(buf, (referral->expires_at_ms - core->now_ms + 999) / 1000);
    }
    csip__write_crlf(buf);
    csip__session_write_contact(referral->session, buf);
    return csip__core_written(core);
}

static csip_str write_fragment(csip__core *core, uint16_t status, csip_str reason)
{
    csip__buf *buf = csip__core_writer(core);
    CSIP__BUF_LIT(buf, "SIP/2.0 ");
    csip__buf_uint(buf, status);
    CSIP__BUF_PUT(buf, CSIP_STR(" "), reason.len > 0 ? reason : csip_status_reason(status));
    return csip__core_written(core);
}

/** @param last_reason  why it is the last one; empty: it is not */
static void notify(csip__referral *referral, csip_str reason, csip_str last_reason)
{
    csip__session *session = referral->session;
    csip__core *core = csip__session_core(session);
    if (referral->is_unsubscribed)
        return;
    csip__draft draft = csip__dialog_draft(session->dialog, CSIP_METHOD_NOTIFY);
    draft.headers = write_headers(referral, last_reason);
    draft.content_type = CSIP_STR("message/sipfrag;version=2.0");
    draft.body = write_fragment(core, referral->status, reason);
    if (csip__request_send(session->owner->uac, &draft, &session->dialog->local_cseq, &notify_calls,
                           referral))
        referral->requests++;
    csip__core_release(core, (void *)draft.headers.ptr);
    csip__core_release(core, (void *)draft.body.ptr);
}

static void notify_last(csip__referral *referral, uint16_t status, csip_str reason)
{
    referral->status = status;
    referral->is_decided = true;
    notify(referral, reason, CSIP_STR("noresource"));
    finish(referral);
}

static void timer_fired(csip__timer *timer)
{
    csip__referral *referral = CSIP__CONTAINER(timer, csip__referral, timer);
    if (!referral->is_decided) {
        notify_last(referral, 603, CSIP_STR(""));
        return;
    }
    notify(referral, CSIP_STR(""), CSIP_STR("timeout"));
    finish(referral);
}

void csip__referral_report(csip__session *call, uint16_t status, csip_str reason)
{
    csip__referral *referral = call->referral ? get(call->owner, call->referral) : NULL;
    if (!referral || referral->is_over || status <= 100)
        return;
    if (status >= 200) {
        notify_last(referral, status, reason);
        return;
    }
    referral->status = status;
    notify(referral, reason, CSIP_STR(""));
}

/* ---- REFER ---- */

static uint16_t check(const csip__session *session)
{
    size_t count = 0;
    for (const csip__referral *it = session->referrals; it; it = it->next)
        count++;
    if (session->state != CSIP_SESSION_CONFIRMED && session->state != CSIP_SESSION_WAITING_FOR_ACK)
        return 403;
    return count >= CSIP__REFERRALS_MAX ? 503 : 0;
}

/* What goes into the INVITE: Replaces, and who wanted it (RFC 3892 2.2). */
static csip_str write_call_headers(csip__core *core, csip_str replaces, const csip_message *refer)
{
    const csip_header *by = csip_message_header(refer, CSIP_HEADER_REFERRED_BY, 0);
    csip__buf *buf = csip__core_writer(core);
    csip__buf_str(buf, replaces);
    if (by)
        csip__write_header_copy(buf, by);
    return csip__core_written(core);
}

static csip__referral *referral_new(csip__session *session, const csip_message *refer,
                                    const csip__refer_to *to)
{
    csip__core *core = csip__session_core(session);
    csip__referral *referral = csip__core_allocate(core, sizeof(*referral));
    if (!referral)
        return NULL;
    referral->session = session;
    referral->id = csip__core_next_id(core);
    referral->cseq = refer->cseq;
    referral->expires_at_ms = core->now_ms + EXPIRES_MS;
    referral->target = to->target;
    referral->headers = write_call_headers(core, to->replaces, refer);
    referral->status = 100;
    referral->next = session->referrals;
    session->referrals = referral;
    csip__session_use(session);
    if (csip__map_put(&session->owner->referrals, &referral->node,
                      (csip_str){(const char *)&referral->id, sizeof(referral->id)}))
        core->error = CSIP_ERROR_NOMEM;
    return referral;
}

static void respond_202(csip__session *session, csip__transaction *server)
{
    csip_str headers = csip__session_contact(session, CSIP_STR(""));
    csip__respond(server, &(csip__response){.status = 202, .headers = headers});
    csip__core_release(csip__session_core(session), (void *)headers.ptr);
}

void csip__refer_receive(csip__session *session, csip__transaction *server)
{
    csip__core *core = csip__session_core(session);
    const csip_message *refer = server->request; /* readable until the next input */
    csip__refer_to to = {0};
    uint16_t status = check(session);
    if (!status)
        status = csip__refer_to_parse(core, refer, &to);
    csip__referral *referral = status ? NULL : referral_new(session, refer, &to);
    csip__core_release(core, (void *)to.replaces.ptr);
    if (!referral) {
        csip__core_release(core, (void *)to.target.ptr);
        csip__respond_status(server, status ? status : 500);
        return;
    }
    respond_202(session, server);
    notify(referral, CSIP_STR(""), CSIP_STR(""));
    csip__timer_start(&core->timers, &referral->timer, core->now_ms + core->settings->no_answer_ms,
                      timer_fired);
    csip__session_emit(session,
                       (csip_event){.kind = CSIP_EVENT_REFER,
                                    .originator = CSIP_ORIGINATOR_REMOTE,
                                    .message = refer,
                                    .refer = {.id = referral->id, .target = referral->target}});
}

/* ---- the decision ---- */

static csip_error find_undecided(const csip__sessions *sessions, csip_id id,
                                 csip__referral **ret_referral)
{
    *ret_referral = get(sessions, id);
    if (!*ret_referral)
        return CSIP_ERROR_NOT_FOUND;
    return (*ret_referral)->is_decided || (*ret_referral)->is_over ? CSIP_ERROR_STATE : CSIP_OK;
}

csip_error csip__referral_accept(csip__sessions *sessions, csip_id id,
                                 const csip_call_options *options, csip_id *ret_session)
{
    csip__core *core = sessions->uac->core;
    csip__referral *referral;
    csip_error error = find_undecided(sessions, id, &referral);
    if (error)
        return error;
    const csip__callee callee = {csip__core_dup(core, referral->target), referral->headers, id};
    error = csip__session_call_to(sessions, &callee, options, ret_session);
    if (error)
        return error;
    referral->is_decided = true;
    if (referral->is_unsubscribed)
        finish(referral);
    else if (!csip__session_is_ended(referral->session))
        csip__timer_start(&core->timers, &referral->timer, referral->expires_at_ms, timer_fired);
    return CSIP_OK;
}

csip_error csip__referral_reject(csip__sessions *sessions, csip_id id)
{
    csip__referral *referral;
    csip_error error = find_undecided(sessions, id, &referral);
    if (!error)
        notify_last(referral, 603, CSIP_STR(""));
    return error;
}

/* ---- with the session ---- */

void csip__refer_session_ended(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    uint64_t latest_ms = core->now_ms + CSIP__TRANSACTION_MS;
    for (csip__referral *it = session->referrals; it; it = it->next) {
        if (it->timer.is_running && it->timer.due_ms > latest_ms)
            csip__timer_start(&core->timers, &it->timer, latest_ms, timer_fired);
    }
    csip__transfers_end(session);
}

void csip__refer_session_done(csip__session *session)
{
    while (session->referrals)
        referral_free(session->referrals);
    csip__transfers_done(session);
}
