#include "session/session.h"

#include "transaction/identity.h"

enum {
    ATTEMPTS_MAX = 10,      /* of one offer */
    RETRY_AFTER_MAX_S = 10, /* RFC 3261 14.2: what a 500 for an overlapping offer says */
};

/** One re-INVITE or UPDATE of ours; it may outlive the offer and the session's life. */
typedef struct letter {
    csip__session *session;
    csip__request *request;
    bool is_over; /* its final response has been dealt with */
} letter;

/* ---- the outcome ---- */

static void finish(csip__session *session, csip_cause cause, const csip_message *message)
{
    csip__core *core = csip__session_core(session);
    csip_id id = session->offer.id;
    csip__timer_stop(&core->timers, &session->offer_timer);
    csip__core_release(core, (void *)session->offer.headers.ptr);
    session->offer = (csip__offer){0};
    if (id)
        csip__core_emit(core,
                        &(csip_event){.kind = CSIP_EVENT_DONE,
                                      .id = id,
                                      .cause = cause,
                                      .message = message,
                                      .session = session->id},
                        NULL);
}

void csip__offer_end(csip__session *session, csip_cause cause)
{
    csip__request *request = session->offer.request;
    /* So that a peer that never answers does not keep it for good. */
    if (request && request->method == CSIP_METHOD_INVITE)
        csip__request_cancel(request, CSIP_STR(""));
    if (session->offer.phase != CSIP__OFFER_NONE)
        finish(session, cause, NULL);
}

static void retry_fired(csip__timer *timer)
{
    csip__session *session = CSIP__CONTAINER(timer, csip__session, offer_timer);
    session->offer.phase = CSIP__OFFER_DUE;
    csip__offer_resume(session);
}

void csip__offer_settle(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    csip__offer *offer = &session->offer;
    if (offer->phase != CSIP__OFFER_SETTLING)
        return;
    if (offer->cause) {
        finish(session, offer->cause, offer->has_response ? session->held : NULL);
        return;
    }
    offer->phase = CSIP__OFFER_WAITING;
    csip__timer_start(&core->timers, &session->offer_timer, core->now_ms + offer->wait_ms,
                      retry_fired);
}

/* The session goes on as it was (RFC 3261 14.1, RFC 3311 5.3). */
static void give_back(csip__session *session, csip_cause cause, bool is_open)
{
    csip__offer *offer = &session->offer;
    offer->phase = CSIP__OFFER_SETTLING;
    offer->cause = cause;
    offer->request = NULL;
    csip__wishes before = offer->before;
    before.is_held_remotely = session->is_held_remotely;
    csip__roll_back(session, &before, is_open);
}

static void try_again_later(csip__session *session, uint64_t wait_ms)
{
    session->offer.phase = CSIP__OFFER_SETTLING;
    session->offer.request = NULL;
    session->offer.wait_ms = wait_ms;
    csip__roll_back(session, NULL, true);
}

/* ---- the request ---- */

/* To be released by its headers. */
static csip__draft draft_of(csip__session *session, csip_method method)
{
    csip__draft draft = csip__dialog_draft(session->dialog, method);
    draft.headers = csip__session_propose(session, session->offer.headers);
    draft.content_type = CSIP_STR("application/sdp");
    draft.body = session->local_sdp;
    return draft;
}

/* RFC 4028 7.4: the same offer with the interval that the peer wants. */
static bool send_again(letter *l)
{
    csip__draft draft = draft_of(l->session, l->request->method);
    csip_error error = csip__request_resend(l->request, &draft);
    csip__core_release(csip__session_core(l->session), (void *)draft.headers.ptr);
    return error == CSIP_OK;
}

/* ---- the responses ---- */

static void agreed(csip__session *session)
{
    finish(session, CSIP_CAUSE_NONE, session->held);
}

static void answer_failed(csip__session *session, csip_media_op_kind op,
                          const csip_media_result *result)
{
    csip__session_emit(session, csip__tell_media_failed(op, result));
    session->offer.has_response = true;
    give_back(session, CSIP_CAUSE_BAD_MEDIA_DESCRIPTION, true);
}

static const csip__procedure answered = {
    .tasks = (const csip__task[]){CSIP__TELL(csip__tell_remote_answer),
                                  CSIP__MEDIA_SET(REMOTE, ANSWER), CSIP__DO(agreed), CSIP__END},
    .failed = answer_failed,
};

static void accepted(csip__session *session)
{
    csip__session_keep(session);
    if (session->held->body.len == 0) {
        session->offer.has_response = true;
        give_back(session, CSIP_CAUSE_MISSING_SDP, true);
        return;
    }
    csip__session_set(session, &session->remote_sdp,
                      csip__core_dup(csip__session_core(session), session->held->body));
    session->offer.phase = CSIP__OFFER_SETTLING;
    session->offer.request = NULL;
    csip__procedure_start(session, &answered);
}

/* RFC 3261 12.2.1.2: the dialog is no more, or nobody is there: so the session ends. */
static void hang_up(csip__session *session, const csip__ending *ending)
{
    session->offer.request = NULL;
    csip__bye_end(session, ending);
}

/* RFC 3261 14.1: whose call it is waits longer, in steps of 10 ms, so that the two part. */
static uint64_t glare_ms(csip__session *session)
{
    uint32_t random = csip__core_random_u32(csip__session_core(session));
    return session->direction == CSIP_ORIGINATOR_LOCAL ? 2100 + random % 191 * 10
                                                       : random % 201 * 10;
}

/* Whether it only came at the wrong moment. */
static bool may_retry(csip__session *session, const csip_message *response, uint64_t *ret_wait_ms)
{
    uint32_t after_s;
    if (session->offer.attempts >= ATTEMPTS_MAX)
        return false;
    if (response->status == 491) {
        *ret_wait_ms = glare_ms(session);
        return true;
    }
    if (response->status != 500 ||
        csip_message_number(response, CSIP_HEADER_RETRY_AFTER, &after_s) ||
        after_s > RETRY_AFTER_MAX_S)
        return false;
    *ret_wait_ms = (uint64_t)after_s * 1000;
    return true;
}

static void send(csip__session *session);

/* A peer that has not said what it allows does not know UPDATE: so by INVITE. */
static bool send_by_invite(csip__session *session, const csip_message *response)
{
    if (!session->offer.uses_update || (response->status != 405 && response->status != 501))
        return false;
    session->is_update_allowed = session->offer.uses_update = false;
    session->is_update_refused = true;
    send(session);
    return true;
}

static void refused(csip__session *session, const csip_message *response)
{
    uint64_t wait_ms;
    if (send_by_invite(session, response))
        return;
    if (response->status == 408 || response->status == 481) {
        hang_up(session,
                &(csip__ending){CSIP_ORIGINATOR_REMOTE, CSIP_CAUSE_DIALOG_ERROR, response});
    } else if (may_retry(session, response, &wait_ms)) {
        try_again_later(session, wait_ms);
    } else {
        csip_cause cause = csip_cause_from_status(response->status);
        csip__session_keep(session);
        session->offer.has_response = true;
        give_back(session, cause, true);
    }
}

static void acknowledge(const letter *l)
{
    csip__draft draft = csip__dialog_draft(l->session->dialog, CSIP_METHOD_ACK);
    csip__request_ack(l->session->owner->uac, &draft, l->request->cseq, l->request->authorization);
}

static void response_came(void *user, const csip_message *response)
{
    letter *l = user;
    csip__session *session = l->session;
    bool is_success = response->status >= 200 && response->status < 300;
    if (response->status < 200)
        return;
    if (is_success)
        csip__session_learn(session, response);
    if (is_success && !csip__session_is_ended(session))
        csip__refresh_agreed(session, response);
    if (is_success && l->request->method == CSIP_METHOD_INVITE)
        acknowledge(l);
    if (l->is_over || csip__session_is_ended(session))
        return;
    if (csip__refresh_raise(session, response) && send_again(l))
        return;
    l->is_over = true;
    if (is_success)
        accepted(session);
    else
        refused(session, response);
}

/* A lost connection is not the end of the session; silence is (RFC 3261 12.2.1.2). */
static void request_failed(void *user, csip_error error)
{
    letter *l = user;
    csip__session *session = l->session;
    if (l->is_over || csip__session_is_ended(session))
        return;
    l->is_over = true;
    if (error == CSIP_ERROR_TIMEOUT)
        hang_up(session, &(csip__ending){CSIP_ORIGINATOR_SYSTEM, CSIP_CAUSE_REQUEST_TIMEOUT, NULL});
    else
        give_back(session, csip__cause_from_error(error), true);
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

/* ---- the offer ---- */

static void send(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    csip__offer *offer = &session->offer;
    letter *l = csip__core_allocate(core, sizeof(*l));
    if (!l)
        return;
    l->session = session;
    offer->phase = CSIP__OFFER_SENT;
    offer->attempts++;
    csip__draft draft =
        draft_of(session, offer->uses_update ? CSIP_METHOD_UPDATE : CSIP_METHOD_INVITE);
    csip__procedure_stop(session); /* the next one begins with the outcome */
    csip__session_use(session);
    l->request = csip__request_send(session->owner->uac, &draft, &session->dialog->local_cseq,
                                    &request_calls, l);
    csip__core_release(core, (void *)draft.headers.ptr);
    if (l->request)
        offer->request = l->request;
    else
        request_ended(l);
}

static void making_failed(csip__session *session, csip_media_op_kind op,
                          const csip_media_result *result)
{
    csip__session_emit(session, csip__tell_media_failed(op, result));
    give_back(session,
              op == CSIP_MEDIA_ACQUIRE ? CSIP_CAUSE_USER_DENIED_MEDIA_ACCESS
                                       : CSIP_CAUSE_WEBRTC_ERROR,
              op == CSIP_MEDIA_DESCRIBE);
}

static const csip__procedure making = {
    .tasks =
        (const csip__task[]){
            CSIP__MEDIA(ACQUIRE),
            CSIP__MEDIA(RELEASE),
            CSIP__MEDIA(SET_DIRECTIONS),
            CSIP__MEDIA(RESTART_ICE),
            CSIP__MEDIA(CREATE_OFFER),
            CSIP__MEDIA_SET(LOCAL, OFFER),
            CSIP__GATHER,
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_offer),
            CSIP__DO(send),
            CSIP__END,
        },
    .failed = making_failed,
};

static bool is_free(const csip__session *session)
{
    return session->state == CSIP_SESSION_CONFIRMED && !session->reoffer &&
           !session->is_ack_awaited && !session->is_answer_awaited && !session->pending;
}

bool csip__offer_is_ready(const csip__session *session)
{
    return is_free(session) && session->offer.phase == CSIP__OFFER_NONE &&
           csip__procedure_is_finishing(session);
}

bool csip__offer_is_open(const csip__session *session)
{
    return session->offer.phase == CSIP__OFFER_MAKING || session->offer.phase == CSIP__OFFER_SENT;
}

void csip__offer_resume(csip__session *session)
{
    if (session->offer.phase != CSIP__OFFER_DUE || session->run.procedure || !is_free(session))
        return;
    session->offer.phase = CSIP__OFFER_MAKING;
    csip__procedure_start(session, &making);
}
