#include "session/session.h"

void csip__ack_send(csip__session *session, csip__dialog *dialog)
{
    csip__draft draft = csip__dialog_draft(dialog, CSIP_METHOD_ACK);
    /* RFC 3261 13.2.2.4: the CSeq number and the credentials are those of the INVITE. */
    csip_str authorization = session->invite ? session->invite->authorization : CSIP_STR("");
    uint32_t cseq = session->invite ? session->invite->cseq : session->cseq;
    if (session->is_offer_late && session->is_acknowledged) {
        draft.content_type = CSIP_STR("application/sdp");
        draft.body = session->local_sdp;
    }
    csip__request_ack(session->owner->uac, &draft, cseq, authorization);
}

static void stop_awaiting(csip__session *session)
{
    session->is_ack_awaited = false;
    session->unacknowledged = NULL;
    csip__timer_stop(&csip__session_core(session)->timers, &session->repeat_timer);
}

/* RFC 3261 13.3.1.4: no ACK in 64·T1: the dialog is there, but the session should be ended. */
static void no_ack(csip__session *session)
{
    bool was_ended = csip__session_is_ended(session);
    bool is_bye_due = !was_ended || session->is_bye_pending;
    stop_awaiting(session);
    session->is_bye_pending = false;
    csip__session_use(session);
    if (is_bye_due)
        csip__bye_send(session, session->dialog, &(csip__farewell){0});
    if (!was_ended)
        csip__session_end(session,
                          &(csip__ending){CSIP_ORIGINATOR_REMOTE, CSIP_CAUSE_NO_ACK, NULL});
    csip__session_unuse(session);
}

static void repeat_fired(csip__timer *timer)
{
    csip__session *session = CSIP__CONTAINER(timer, csip__session, repeat_timer);
    csip__core *core = csip__session_core(session);
    if (core->now_ms >= session->ack_deadline_ms || !session->unacknowledged) {
        no_ack(session);
        return;
    }
    csip__server_repeat(session->unacknowledged);
    session->repeat_ms =
        session->repeat_ms * 2 < CSIP__T2_MS ? session->repeat_ms * 2 : CSIP__T2_MS;
    uint64_t next_ms = core->now_ms + session->repeat_ms;
    if (next_ms > session->ack_deadline_ms)
        next_ms = session->ack_deadline_ms;
    csip__timer_start(&core->timers, timer, next_ms, repeat_fired);
}

void csip__ack_await(csip__session *session, csip__transaction *server, uint32_t cseq)
{
    csip__core *core = csip__session_core(session);
    session->unacknowledged = server;
    session->awaited_cseq = cseq;
    session->is_ack_awaited = true;
    session->repeat_ms = CSIP__T1_MS;
    session->ack_deadline_ms = core->now_ms + CSIP__TRANSACTION_MS;
    csip__timer_start(&core->timers, &session->repeat_timer, core->now_ms + CSIP__T1_MS,
                      repeat_fired);
}

static csip_event tell_confirmed(csip__session *session)
{
    return (csip_event){.kind = CSIP_EVENT_CONFIRMED,
                        .originator = CSIP_ORIGINATOR_REMOTE,
                        .message = session->held};
}

static void hang_up(csip__session *session, csip_str reason, csip_cause cause)
{
    csip__bye_send(session, session->dialog, &(csip__farewell){.headers = reason});
    csip__session_end(session, &(csip__ending){CSIP_ORIGINATOR_LOCAL, cause, session->held});
}

static void answer_failed(csip__session *session, csip_media_op_kind op,
                          const csip_media_result *result)
{
    hang_up(session, CSIP_STR("Reason: SIP;cause=488;text=\"Not Acceptable Here\"\r\n"),
            CSIP_CAUSE_BAD_MEDIA_DESCRIPTION);
    csip__session_emit(session, csip__tell_media_failed(op, result));
}

/** The first ACK confirms the session. */
static const csip__procedure confirmed = {
    .tasks = (const csip__task[]){CSIP__TELL(tell_confirmed), CSIP__DO(csip__replaces_complete),
                                  CSIP__END},
    .failed = answer_failed,
};

static const csip__procedure confirmed_with_answer = {
    .tasks = (const csip__task[]){CSIP__TELL(csip__tell_remote_answer),
                                  CSIP__MEDIA_SET(REMOTE, ANSWER), CSIP__TELL(tell_confirmed),
                                  CSIP__DO(csip__replaces_complete), CSIP__END},
    .failed = answer_failed,
};

/** The ACK of a later offer of ours. */
static const csip__procedure reoffer_answered = {
    .tasks = (const csip__task[]){CSIP__TELL(csip__tell_remote_answer),
                                  CSIP__MEDIA_SET(REMOTE, ANSWER), CSIP__END},
    .failed = answer_failed,
};

static const csip__procedure *procedure_of(const csip__session *session, bool has_answer)
{
    bool is_first = session->state == CSIP_SESSION_WAITING_FOR_ACK;
    if (has_answer)
        return is_first ? &confirmed_with_answer : &reoffer_answered;
    return is_first ? &confirmed : NULL;
}

void csip__ack_receive(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    if (!session->is_ack_awaited || core->received->cseq != session->awaited_cseq)
        return;
    bool has_answer = session->is_answer_awaited;
    stop_awaiting(session);
    session->is_answer_awaited = false;
    if (session->is_bye_pending) {
        session->is_bye_pending = false;
        csip__bye_send(session, session->dialog, &(csip__farewell){0});
    }
    if (csip__session_is_ended(session))
        return;
    csip__session_keep(session);
    if (has_answer && session->held->body.len == 0) {
        hang_up(session, CSIP_STR("Reason: SIP;cause=400;text=\"Missing SDP\"\r\n"),
                CSIP_CAUSE_MISSING_SDP);
        return;
    }
    if (has_answer)
        csip__session_set(session, &session->remote_sdp, csip__core_dup(core, session->held->body));
    const csip__procedure *procedure = procedure_of(session, has_answer);
    session->state = CSIP_SESSION_CONFIRMED;
    if (procedure)
        csip__procedure_start(session, procedure);
    else if (!session->run.procedure)
        csip__procedure_leave(session);
}
