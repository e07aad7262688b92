#include "session/session.h"

#include "transaction/identity.h"

static void send_200(csip__session *session)
{
    csip__transaction *server = session->server;
    csip_str headers = csip__session_accept(session, session->headers, server->request);
    uint32_t cseq = server->request->cseq;
    session->state = CSIP_SESSION_WAITING_FOR_ACK;
    session->dialog->is_early = false;
    csip__respond(server, &(csip__response){.status = 200,
                                            .headers = headers,
                                            .content_type = CSIP_STR("application/sdp"),
                                            .body = session->local_sdp});
    csip__core_release(csip__session_core(session), (void *)headers.ptr);
    csip__ack_await(session, server, cseq);
}

static csip_event tell_accepted(csip__session *session)
{
    (void)session;
    return (csip_event){.kind = CSIP_EVENT_ACCEPTED, .originator = CSIP_ORIGINATOR_LOCAL};
}

/** What each failing operation means for the caller and for us. */
static const struct {
    uint16_t status;
    csip_originator originator;
    csip_cause cause;
    bool is_told_first;
} failures[] = {
    [CSIP_MEDIA_ACQUIRE] = {480, CSIP_ORIGINATOR_LOCAL, CSIP_CAUSE_USER_DENIED_MEDIA_ACCESS, false},
    [CSIP_MEDIA_CREATE_OFFER] = {500, CSIP_ORIGINATOR_LOCAL, CSIP_CAUSE_WEBRTC_ERROR, true},
    [CSIP_MEDIA_CREATE_ANSWER] = {500, CSIP_ORIGINATOR_LOCAL, CSIP_CAUSE_WEBRTC_ERROR, true},
    [CSIP_MEDIA_SET_LOCAL] = {500, CSIP_ORIGINATOR_LOCAL, CSIP_CAUSE_WEBRTC_ERROR, true},
    [CSIP_MEDIA_SET_REMOTE] = {488, CSIP_ORIGINATOR_SYSTEM, CSIP_CAUSE_BAD_MEDIA_DESCRIPTION,
                               false},
    [CSIP_MEDIA_DESCRIBE] = {500, CSIP_ORIGINATOR_LOCAL, CSIP_CAUSE_WEBRTC_ERROR, true},
};

static void media_failed(csip__session *session, csip_media_op_kind op,
                         const csip_media_result *result)
{
    const csip__ending ending = {failures[op].originator, failures[op].cause, NULL};
    if (failures[op].is_told_first)
        csip__session_emit(session, csip__tell_media_failed(op, result));
    csip__respond_status(session->server, failures[op].status);
    csip__session_end(session, &ending);
    if (!failures[op].is_told_first)
        csip__session_emit(session, csip__tell_media_failed(op, result));
}

static const csip__procedure answer = {
    .tasks =
        (const csip__task[]){
            CSIP__MEDIA(OPEN),
            CSIP__TELL(csip__tell_peerconnection),
            CSIP__MEDIA(ACQUIRE),
            CSIP__TELL(csip__tell_remote_offer),
            CSIP__MEDIA_SET(REMOTE, OFFER),
            CSIP__TELL(csip__tell_connecting),
            CSIP__MEDIA(CREATE_ANSWER),
            CSIP__MEDIA_SET(LOCAL, ANSWER),
            CSIP__GATHER,
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_answer),
            CSIP__DO(send_200),
            CSIP__TELL(tell_accepted),
            CSIP__END,
        },
    .failed = media_failed,
};

/** The INVITE had no offer: ours goes in the 200, and the answer comes in the ACK. */
static const csip__procedure answer_with_offer = {
    .tasks =
        (const csip__task[]){
            CSIP__MEDIA(OPEN),
            CSIP__TELL(csip__tell_peerconnection),
            CSIP__MEDIA(ACQUIRE),
            CSIP__TELL(csip__tell_connecting),
            CSIP__MEDIA(CREATE_OFFER),
            CSIP__MEDIA_SET(LOCAL, OFFER),
            CSIP__GATHER,
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_offer),
            CSIP__DO(send_200),
            CSIP__TELL(tell_accepted),
            CSIP__END,
        },
    .failed = media_failed,
};

csip_error csip__session_answer(csip__session *session, const csip_call_options *options)
{
    csip__core *core = csip__session_core(session);
    csip_call_options defaults;
    csip_call_options_init(&defaults);
    if (session->state != CSIP_SESSION_WAITING_FOR_ANSWER)
        return CSIP_ERROR_STATE;
    if (!options)
        options = &defaults;
    csip_str lines;
    csip_error error =
        csip__session_lines(session, options->extra_headers, options->extra_header_count, &lines);
    if (error)
        return error;
    csip__session_set(session, &session->headers, lines);
    bool has_offer = session->remote_sdp.ptr != NULL;
    session->audio =
        options->audio && (!has_offer || csip__offer_has(session->remote_sdp, CSIP_STR("audio")));
    session->video =
        options->video && (!has_offer || csip__offer_has(session->remote_sdp, CSIP_STR("video")));
    csip__refresh_init(session, options);
    session->state = CSIP_SESSION_ANSWERED;
    session->is_answer_awaited = !has_offer;
    csip__timer_stop(&core->timers, &session->no_answer_timer);
    csip__timer_stop(&core->timers, &session->expires_timer);
    csip__procedure_start(session, has_offer ? &answer : &answer_with_offer);
    return CSIP_OK;
}
