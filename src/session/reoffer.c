#include "session/session.h"

#include "transaction/identity.h"

static void transaction_ended(void *user)
{
    csip__session *session = user;
    csip__session_unuse(session);
}

/* The transaction is forgotten with its final response, so only its end is left to hear. */
const csip__transaction_user csip__session_reoffer_user = {.ended = transaction_ended};

static void respond(csip__session *session, const csip__response *response)
{
    csip__transaction *server = session->reoffer;
    session->reoffer = NULL;
    session->is_reoffer_due = false;
    csip__respond(server, response);
}

static void send_200(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    csip__transaction *server = session->reoffer;
    bool is_invite = server->method == CSIP_METHOD_INVITE;
    uint32_t cseq = server->request->cseq;
    csip__session_learn(session, server->request);
    csip_str headers = csip__session_accept(session, session->reoffer_headers, server->request);
    respond(session, &(csip__response){.status = 200,
                                       .headers = headers,
                                       .content_type = CSIP_STR("application/sdp"),
                                       .body = session->local_sdp});
    csip__core_release(core, (void *)headers.ptr);
    if (is_invite)
        csip__ack_await(session, server, cseq);
}

/* ---- the event ---- */

static csip_event event_of(csip__session *session, csip__transaction *server)
{
    session->asked = server;
    return (csip_event){.kind = server->method == CSIP_METHOD_INVITE ? CSIP_EVENT_REINVITE
                                                                     : CSIP_EVENT_UPDATE,
                        .id = session->id,
                        .originator = CSIP_ORIGINATOR_REMOTE,
                        .message = server->request};
}

static csip_event tell_request(csip__session *session)
{
    return event_of(session, session->reoffer);
}

/* Unless the application has refused it. */
static void go_on(csip__session *session)
{
    session->asked = NULL;
    if (!session->reoffer)
        csip__procedure_leave(session);
}

csip_error csip__reoffer_reject(csip__session *session, const csip_reply *reply)
{
    csip__core *core = csip__session_core(session);
    csip__transaction *server = session->asked;
    csip__response response = {.status = reply && reply->status ? reply->status : 403};
    csip_str headers = {NULL, 0};
    if (!server)
        return CSIP_ERROR_STATE;
    if (response.status < 300 || response.status > 699)
        return CSIP_ERROR_ARGUMENT;
    csip_error error = csip__identity_reply(core, reply, &response, &headers);
    if (error)
        return error;
    response.headers = headers;
    session->asked = NULL;
    if (server == session->reoffer) {
        session->is_answer_awaited = false;
        respond(session, &response);
    } else {
        csip__respond(server, &response);
    }
    csip__core_release(core, (void *)headers.ptr);
    return CSIP_OK;
}

static bool is_offered(const csip__session *session, csip_str media)
{
    csip_str offer = session->reoffer->request->body;
    return offer.len == 0 || csip__offer_has(offer, media);
}

csip_error csip__reoffer_answer(csip__session *session, const csip_call_options *options)
{
    csip_call_options defaults;
    csip_str lines;
    csip_call_options_init(&defaults);
    if (!session->asked || session->asked != session->reoffer)
        return CSIP_ERROR_STATE;
    if (!options)
        options = &defaults;
    csip_error error =
        csip__session_lines(session, options->extra_headers, options->extra_header_count, &lines);
    if (error)
        return error;
    csip__session_set(session, &session->reoffer_headers, lines);
    session->audio = options->audio && is_offered(session, CSIP_STR("audio"));
    session->video = options->video && is_offered(session, CSIP_STR("video"));
    return CSIP_OK;
}

/* ---- with an offer, or asking for one ---- */

static void take_offer(csip__session *session)
{
    csip_str body = session->reoffer->request->body;
    session->is_gathered = !csip__offered_restart(session->remote_sdp, body);
    csip__session_set(session, &session->replaced_sdp, session->remote_sdp);
    session->remote_sdp = csip__core_dup(csip__session_core(session), body);
}

static void give_back(csip__session *session, bool is_open)
{
    if (session->replaced_sdp.ptr) {
        csip__session_set(session, &session->remote_sdp, session->replaced_sdp);
        session->replaced_sdp = (csip_str){NULL, 0};
    }
    csip__roll_back(session, &session->before, is_open);
}

static void take_hold(csip__session *session)
{
    csip__hold_set_remote(session, csip__offered_hold(session->remote_sdp));
}

/* RFC 3261 14.2: the session goes on as it was. */
static void media_failed(csip__session *session, csip_media_op_kind op,
                         const csip_media_result *result)
{
    bool is_offer_bad = op == CSIP_MEDIA_SET_REMOTE || result->error == CSIP_ERROR_INCOMPATIBLE;
    respond(session, &(csip__response){.status = is_offer_bad ? 488 : 500});
    session->is_answer_awaited = false;
    csip__session_emit(session, csip__tell_media_failed(op, result));
    give_back(session, op != CSIP_MEDIA_SET_REMOTE && op != CSIP_MEDIA_CREATE_OFFER);
}

static const csip__procedure answer = {
    .tasks =
        (const csip__task[]){
            CSIP__TELL(tell_request),
            CSIP__DO(go_on),
            CSIP__DO(take_offer),
            CSIP__TELL(csip__tell_remote_offer),
            CSIP__MEDIA_SET(REMOTE, OFFER),
            CSIP__DO(take_hold),
            CSIP__MEDIA(ACQUIRE),
            CSIP__MEDIA(RELEASE),
            CSIP__MEDIA(SET_DIRECTIONS),
            CSIP__MEDIA(CREATE_ANSWER),
            CSIP__MEDIA_SET(LOCAL, ANSWER),
            CSIP__GATHER,
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_answer),
            CSIP__DO(send_200),
            CSIP__END,
        },
    .failed = media_failed,
};

/** A re-INVITE without an offer gets ours. */
static const csip__procedure offer = {
    .tasks =
        (const csip__task[]){
            CSIP__TELL(tell_request),
            CSIP__DO(go_on),
            CSIP__MEDIA(ACQUIRE),
            CSIP__MEDIA(RELEASE),
            CSIP__MEDIA(SET_DIRECTIONS),
            CSIP__MEDIA(CREATE_OFFER),
            CSIP__MEDIA_SET(LOCAL, OFFER),
            CSIP__GATHER,
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_offer),
            CSIP__DO(send_200),
            CSIP__END,
        },
    .failed = media_failed,
};

void csip__reoffer_resume(csip__session *session)
{
    if (!session->is_reoffer_due || session->run.procedure || csip__session_is_ended(session))
        return;
    csip_str body = session->reoffer->request->body;
    session->is_reoffer_due = false;
    session->before = csip__wishes_get(session);
    session->is_answer_awaited = body.len == 0;
    csip__session_set(session, &session->reoffer_headers, (csip_str){NULL, 0});
    csip__session_set(session, &session->replaced_sdp, (csip_str){NULL, 0});
    csip__procedure_start(session, body.len > 0 ? &answer : &offer);
}

void csip__reoffer_cancel(csip__session *session)
{
    bool is_offer = session->reoffer->request->body.len > 0;
    bool has_begun = !session->is_reoffer_due;
    csip_media_op_kind op = session->run.op_kind;
    /* Our answer is in place already: RFC 3261 9.2 lets it go out. */
    if (has_begun && is_offer && (op == CSIP_MEDIA_SET_LOCAL || op == CSIP_MEDIA_DESCRIBE))
        return;
    respond(session, &(csip__response){.status = 487});
    session->is_answer_awaited = false;
    if (!has_begun)
        return;
    csip__procedure_stop(session);
    give_back(session, op != CSIP_MEDIA_CREATE_OFFER);
}

void csip__reoffer_end(csip__session *session)
{
    csip__transaction *asked = session->asked;
    session->asked = NULL;
    if (asked && asked != session->reoffer)
        csip__respond_status(asked, 487);
    if (session->reoffer)
        respond(session, &(csip__response){.status = 487});
}

/* ---- without a word on media ---- */

static void accept_update(csip__session *session, csip__transaction *server)
{
    csip__session_learn(session, server->request);
    csip_str headers = csip__session_accept(session, CSIP_STR(""), server->request);
    csip__respond(server, &(csip__response){.status = 200, .headers = headers});
    csip__core_release(csip__session_core(session), (void *)headers.ptr);
}

static void update_told(void *owner, const csip_event *event)
{
    csip__session *session = csip__session_get(owner, event->id);
    if (!session || !session->asked)
        return;
    csip__transaction *server = session->asked;
    session->asked = NULL;
    accept_update(session, server);
}

static void receive_update(csip__session *session, csip__transaction *server)
{
    csip_event event = event_of(session, server);
    csip__core_emit(csip__session_core(session), &event,
                    &(csip__then){update_told, session->owner});
}

/* ---- who comes first ---- */

/* RFC 3261 14.2, RFC 3311 5.2: one offer at a time; it may be tried again in a moment. */
static void refuse_for_now(csip__session *session, csip__transaction *server)
{
    csip__core *core = csip__session_core(session);
    csip__buf *buf = csip__core_writer(core);
    CSIP__BUF_LIT(buf, "Retry-After: ");
    csip__buf_uint(buf, csip__core_random_u32(core) % 11);
    CSIP__BUF_LIT(buf, "\r\n");
    csip_str headers = csip__core_written(core);
    csip__respond(server, &(csip__response){.status = 500, .headers = headers});
    csip__core_release(core, (void *)headers.ptr);
}

static bool is_busy(const csip__session *session)
{
    /* Their answer to our first offer is being set: a moment later it is the session's turn. */
    bool is_about_to_confirm =
        session->direction == CSIP_ORIGINATOR_LOCAL && session->run.procedure != NULL;
    return session->reoffer || session->is_answer_awaited || session->is_ack_awaited ||
           (session->state != CSIP_SESSION_CONFIRMED && !is_about_to_confirm);
}

static void receive_offer(csip__session *session, csip__transaction *server)
{
    if (csip__offer_is_open(session)) {
        /* RFC 3261 14.2, RFC 3311 5.2: an offer of ours is open. */
        csip__respond_status(server, 491);
        return;
    }
    if (is_busy(session)) {
        refuse_for_now(session, server);
        return;
    }
    session->reoffer = server;
    session->is_reoffer_due = true;
    server->calls = &csip__session_reoffer_user;
    server->user = session;
    csip__session_use(session);
    csip__reoffer_resume(session);
}

void csip__reoffer_receive(csip__session *session, csip__transaction *server)
{
    const csip_message *request = server->request;
    uint16_t status = csip__offer_check(request);
    if (server->method == CSIP_METHOD_INVITE)
        csip__respond_status(server, 100);
    if (csip__refresh_refuse(server, session->refresh.min_se_s))
        return;
    if (status)
        csip__respond(server,
                      &(csip__response){.status = status,
                                        .headers = CSIP_STR("Accept: application/sdp\r\n")});
    else if (request->body.len == 0 && server->method == CSIP_METHOD_UPDATE)
        receive_update(session, server);
    else
        receive_offer(session, server);
}

void csip__reoffer_receive_early(csip__session *session, csip__dialog *dialog,
                                 csip__transaction *server)
{
    (void)session;
    if (server->request->body.len > 0) {
        /* RFC 3311 5.2: our offer has no answer yet. */
        csip__respond_status(server, 491);
        return;
    }
    csip__dialog_refresh_target(dialog, server->request);
    csip_str headers = csip__session_contact(session, CSIP_STR(""));
    csip__respond(server, &(csip__response){.status = 200, .headers = headers});
    csip__core_release(csip__session_core(session), (void *)headers.ptr);
}
