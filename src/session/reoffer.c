#include "session/session.h"

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
    csip__respond(server, response);
}

static void send_200(csip__session *session)
{
    csip__transaction *server = session->reoffer;
    bool is_invite = server->method == CSIP_METHOD_INVITE;
    uint32_t cseq = server->request->cseq;
    csip_str headers = csip__session_contact(session, CSIP_STR(""));
    respond(session, &(csip__response){.status = 200,
                                       .headers = headers,
                                       .content_type = CSIP_STR("application/sdp"),
                                       .body = session->local_sdp});
    csip__core_release(csip__session_core(session), (void *)headers.ptr);
    if (is_invite)
        csip__ack_await(session, server, cseq);
}

/* RFC 3261 14.2: the session goes on as it was. */
static void media_failed(csip__session *session, csip_media_op_kind op,
                         const csip_media_result *result)
{
    bool is_offer_bad = op == CSIP_MEDIA_SET_REMOTE;
    respond(session, &(csip__response){.status = is_offer_bad ? 488 : 500});
    session->is_answer_awaited = false;
    csip__session_emit(session, csip__tell_media_failed(op, result));
}

static const csip__procedure answer = {
    .tasks =
        (const csip__task[]){
            CSIP__TELL(csip__tell_remote_offer),
            CSIP__MEDIA_SET(REMOTE, OFFER),
            CSIP__MEDIA(CREATE_ANSWER),
            CSIP__MEDIA_SET(LOCAL, ANSWER),
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
            CSIP__MEDIA(CREATE_OFFER),
            CSIP__MEDIA_SET(LOCAL, OFFER),
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_offer),
            CSIP__DO(send_200),
            CSIP__END,
        },
    .failed = media_failed,
};

/* RFC 3261 14.2, RFC 3311 5.2: one offer at a time; it may be tried again in a moment. */
static bool is_busy(const csip__session *session)
{
    return session->state != CSIP_SESSION_CONFIRMED || session->run.procedure || session->reoffer ||
           session->is_answer_awaited;
}

static void refuse_for_now(csip__session *session, csip__transaction *server)
{
    csip__core *core = csip__session_core(session);
    csip__buf *buf = csip__core_writer(core);
    CSIP__BUF_LIT(buf, "Retry-After: ");
    csip__buf_uint(buf, 1 + csip__core_random_u32(core) % 10);
    CSIP__BUF_LIT(buf, "\r\n");
    csip_str headers = csip__core_written(core);
    csip__respond(server, &(csip__response){.status = 500, .headers = headers});
    csip__core_release(core, (void *)headers.ptr);
}

void csip__reoffer_receive(csip__session *session, csip__transaction *server)
{
    csip__core *core = csip__session_core(session);
    const csip_message *request = server->request;
    uint16_t status = csip__offer_check(request);
    if (server->method == CSIP_METHOD_INVITE)
        csip__respond_status(server, 100);
    if (status) {
        csip__respond(server,
                      &(csip__response){.status = status,
                                        .headers = CSIP_STR("Accept: application/sdp\r\n")});
        return;
    }
    if (is_busy(session) && (request->body.len > 0 || server->method == CSIP_METHOD_INVITE)) {
        refuse_for_now(session, server);
        return;
    }
    csip__dialog_refresh_target(session->dialog, request);
    if (request->body.len == 0 && server->method == CSIP_METHOD_UPDATE) {
        csip_str headers = csip__session_contact(session, CSIP_STR(""));
        csip__respond(server, &(csip__response){.status = 200, .headers = headers});
        csip__core_release(core, (void *)headers.ptr);
        return;
    }
    session->reoffer = server;
    server->calls = &csip__session_reoffer_user;
    server->user = session;
    csip__session_use(session);
    session->is_answer_awaited = request->body.len == 0;
    if (request->body.len > 0)
        csip__session_set(session, &session->remote_sdp, csip__core_dup(core, request->body));
    csip__procedure_start(session, request->body.len > 0 ? &answer : &offer);
}
