#include "session/session.h"

#include "transaction/identity.h"

static void accepted_failed(csip__session *session, csip_media_op_kind op,
                            const csip_media_result *result);

static csip_event tell_progress(csip__session *session)
{
    return (csip_event){.kind = CSIP_EVENT_PROGRESS,
                        .originator = CSIP_ORIGINATOR_REMOTE,
                        .message = session->held};
}

static csip_event tell_accepted(csip__session *session)
{
    return (csip_event){.kind = CSIP_EVENT_ACCEPTED,
                        .originator = CSIP_ORIGINATOR_REMOTE,
                        .message = session->held};
}

static void send_ack(csip__session *session)
{
    csip__referral_report(session, session->held->status, session->held->reason);
    session->is_acknowledged = true;
    csip__ack_send(session, session->dialog);
}

static csip_event tell_confirmed(csip__session *session)
{
    (void)session;
    return (csip_event){.kind = CSIP_EVENT_CONFIRMED, .originator = CSIP_ORIGINATOR_LOCAL};
}

static void report_progress(csip__session *session)
{
    csip__referral_report(session, session->held->status, session->held->reason);
}

/** An answer in a provisional response: early media. */
static const csip__procedure early = {
    .tasks =
        (const csip__task[]){CSIP__TELL(csip__tell_remote_answer), CSIP__MEDIA_SET(REMOTE, ANSWER),
                             CSIP__TELL(tell_progress), CSIP__DO(report_progress), CSIP__END},
    .failed = accepted_failed,
};

static const csip__procedure accepted = {
    .tasks =
        (const csip__task[]){
            CSIP__TELL(csip__tell_remote_answer),
            CSIP__MEDIA_SET(REMOTE, ANSWER),
            CSIP__TELL(tell_accepted),
            CSIP__DO(send_ack),
            CSIP__TELL(tell_confirmed),
            CSIP__END,
        },
    .failed = accepted_failed,
};

/** The answer is the one of the early media. */
static const csip__procedure accepted_after_early = {
    .tasks = (const csip__task[]){CSIP__TELL(csip__tell_remote_answer), CSIP__TELL(tell_accepted),
                                  CSIP__DO(send_ack), CSIP__TELL(tell_confirmed), CSIP__END},
    .failed = accepted_failed,
};

/** Our INVITE had no offer: theirs is in the 2xx, and the answer goes in the ACK. */
static const csip__procedure accepted_with_offer = {
    .tasks =
        (const csip__task[]){
            CSIP__TELL(csip__tell_remote_offer),
            CSIP__MEDIA_SET(REMOTE, OFFER),
            CSIP__MEDIA(CREATE_ANSWER),
            CSIP__MEDIA_SET(LOCAL, ANSWER),
            CSIP__GATHER,
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_answer),
            CSIP__TELL(tell_accepted),
            CSIP__DO(send_ack),
            CSIP__TELL(tell_confirmed),
            CSIP__END,
        },
    .failed = accepted_failed,
};

/** Another fork than that of the early media answers: the offer is made anew for its answer. */
static const csip__procedure accepted_by_another = {
    .tasks =
        (const csip__task[]){
            CSIP__TELL(csip__tell_remote_answer),
            CSIP__MEDIA(CREATE_OFFER),
            CSIP__MEDIA_SET(LOCAL, OFFER),
            CSIP__MEDIA_SET(REMOTE, ANSWER),
            CSIP__TELL(tell_accepted),
            CSIP__DO(send_ack),
            CSIP__TELL(tell_confirmed),
            CSIP__END,
        },
    .failed = accepted_failed,
};

/* RFC 3261 13.2.2.4: a 2xx that is of no use gets its ACK, then a BYE. */
static void hang_up(csip__session *session, csip__dialog *dialog, csip_str reason)
{
    csip__ack_send(session, dialog);
    csip__bye_send(session, dialog, &(csip__farewell){.headers = reason});
}

static void refuse_answer(csip__session *session, const csip_message *response, csip_str reason)
{
    if (session->dialog)
        hang_up(session, session->dialog, reason);
    else if (session->invite)
        csip__request_cancel(session->invite, reason);
    csip__session_end(session, &(csip__ending){CSIP_ORIGINATOR_REMOTE,
                                               CSIP_CAUSE_BAD_MEDIA_DESCRIPTION, response});
}

static void accepted_failed(csip__session *session, csip_media_op_kind op,
                            const csip_media_result *result)
{
    session->state = CSIP_SESSION_1XX_RECEIVED; /* never told as accepted, so it failed */
    refuse_answer(session, session->held,
                  CSIP_STR("Reason: SIP;cause=488;text=\"Not Acceptable Here\"\r\n"));
    csip__session_emit(session, csip__tell_media_failed(op, result));
}

/* The session's 2xx is in `held`. */
static void accept(csip__session *session)
{
    csip_str body = session->held->body;
    csip__session_learn(session, session->held);
    bool had_early = session->remote_sdp.ptr != NULL;
    if (body.len == 0 && !had_early) {
        refuse_answer(session, session->held,
                      CSIP_STR("Reason: SIP;cause=400;text=\"Missing SDP\"\r\n"));
        return;
    }
    session->state = CSIP_SESSION_CONFIRMED;
    csip__refresh_agreed(session, session->held);
    csip_str early_sdp = session->replaced_sdp.ptr ? session->replaced_sdp : session->remote_sdp;
    bool is_same = body.len == 0 || csip_str_equal(body, early_sdp);
    if (!is_same)
        csip__session_set(session, &session->remote_sdp,
                          csip__core_dup(csip__session_core(session), body));
    csip__procedure_start(session, session->is_offer_late ? &accepted_with_offer
                                   : !had_early           ? &accepted
                                   : is_same              ? &accepted_after_early
                                                          : &accepted_by_another);
}

void csip__invite_resume(csip__session *session)
{
    if (!session->pending || csip__session_is_ended(session))
        return;
    csip__core_release(csip__session_core(session), session->held);
    session->held = session->pending;
    session->pending = NULL;
    accept(session);
}

static csip__dialog *dialog_of(csip__session *session, const csip_message *response)
{
    csip__dialogs *dialogs = &session->owner->dialogs;
    csip__dialog *dialog = csip__dialog_find_response(dialogs, response);
    if (dialog)
        return dialog;
    size_t count = 0;
    for (const csip__dialog *other = session->dialogs; other; other = other->next) {
        count++;
    }
    if (count >= CSIP__SESSION_DIALOGS_MAX)
        return NULL;
    dialog = csip__dialog_new_uac(dialogs, response);
    if (dialog) {
        dialog->is_early = true;
        csip__session_add_dialog(session, dialog);
    }
    return dialog;
}

static void provisional(csip__session *session, const csip_message *response)
{
    csip__core *core = csip__session_core(session);
    if (csip__session_is_ended(session) || session->dialog)
        return;
    session->state = CSIP_SESSION_1XX_RECEIVED;
    if (response->status == 100 || !response->to.tag.ptr)
        return;
    dialog_of(session, response);
    /* RFC 3261 13.2.1: an offer does not come in an unreliable response. */
    if (response->body.len > 0 && !session->remote_sdp.ptr && !session->run.procedure &&
        !session->is_offer_late) {
        session->remote_sdp = csip__core_dup(core, response->body);
        csip__session_keep(session);
        csip__procedure_start(session, &early);
        return;
    }
    csip__session_emit(session, (csip_event){.kind = CSIP_EVENT_PROGRESS,
                                             .originator = CSIP_ORIGINATOR_REMOTE,
                                             .message = response});
    csip__referral_report(session, response->status, response->reason);
}

static void success(csip__session *session, const csip_message *response)
{
    csip__core *core = csip__session_core(session);
    csip__dialog *dialog = dialog_of(session, response);
    if (!dialog)
        return;
    bool is_first = dialog->is_early;
    if (is_first)
        csip__dialog_confirm_uac(dialog, response);
    /* RFC 3261 13.2.2.4: each 2xx is acknowledged, and the other forks' dialogs are ended. */
    if (csip__session_is_ended(session) || (session->dialog && session->dialog != dialog)) {
        if (is_first)
            hang_up(session, dialog, CSIP_STR(""));
        else
            csip__ack_send(session, dialog);
        return;
    }
    if (session->dialog) {
        if (session->is_acknowledged)
            csip__ack_send(session, dialog);
        return;
    }
    session->dialog = dialog;
    if (session->run.procedure) {
        session->pending = csip__core_take(core);
        return;
    }
    csip__session_keep(session);
    accept(session);
}

/* To be released by its headers. */
static csip__draft draft_of(csip__session *session)
{
    return (csip__draft){
        .method = CSIP_METHOD_INVITE,
        .uri = session->target,
        .to = session->remote,
        .from = session->local,
        .call_id = session->call_id,
        .routes = csip__session_core(session)->route,
        .headers = csip__session_propose(session, session->headers),
        .content_type = session->local_sdp.len == 0 ? CSIP_STR("")
                        : session->content_type.ptr ? session->content_type
                                                    : CSIP_STR("application/sdp"),
        .body = session->local_sdp,
    };
}

/* RFC 4028 7.3: a proxy or the peer wants a longer interval. */
static bool send_again(csip__session *session, const csip_message *response)
{
    if (session->invite->is_canceled || !csip__refresh_raise(session, response))
        return false;
    csip__draft draft = draft_of(session);
    csip_error error = csip__request_resend(session->invite, &draft);
    csip__core_release(csip__session_core(session), (void *)draft.headers.ptr);
    return error == CSIP_OK;
}

static void response_came(void *user, const csip_message *response)
{
    csip__session *session = user;
    if (response->status < 200)
        provisional(session, response);
    else if (response->status < 300)
        success(session, response);
    else if (!send_again(session, response))
        csip__session_end(session,
                          &(csip__ending){CSIP_ORIGINATOR_REMOTE,
                                          csip_cause_from_status(response->status), response});
}

static void request_failed(void *user, csip_error error)
{
    csip__session_end(user,
                      &(csip__ending){CSIP_ORIGINATOR_SYSTEM, csip__cause_from_error(error), NULL});
}

static void request_ended(void *user)
{
    csip__session *session = user;
    session->invite = NULL;
    csip__session_unuse(session);
}

static const csip__request_user request_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

void csip__invite_send(csip__session *session)
{
    csip__draft draft = draft_of(session);
    session->invite =
        csip__request_send(session->owner->uac, &draft, &session->cseq, &request_calls, session);
    if (session->invite)
        csip__session_use(session);
    csip__core_release(csip__session_core(session), (void *)draft.headers.ptr);
}
