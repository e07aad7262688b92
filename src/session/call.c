#include "session/session.h"

#include "sip/write.h"
#include "transaction/identity.h"

void csip_call_options_init(csip_call_options *options)
{
    *options = (csip_call_options){
        .audio = true, .video = true, .session_timers_expires = 90, .min_se = 90};
}

static csip_event tell_new_session(csip__session *session)
{
    (void)session;
    return (csip_event){.kind = CSIP_EVENT_NEW_RTC_SESSION, .originator = CSIP_ORIGINATOR_LOCAL};
}

static csip_event tell_sending(csip__session *session)
{
    session->state = CSIP_SESSION_INVITE_SENT;
    return (csip_event){.kind = CSIP_EVENT_SENDING,
                        .sdp = {.type = CSIP_SDP_OFFER, .text = session->local_sdp}};
}

static void media_failed(csip__session *session, csip_media_op_kind op,
                         const csip_media_result *result)
{
    bool is_denied = op == CSIP_MEDIA_ACQUIRE;
    const csip__ending ending = {
        .originator = CSIP_ORIGINATOR_LOCAL,
        .cause = is_denied ? CSIP_CAUSE_USER_DENIED_MEDIA_ACCESS : CSIP_CAUSE_WEBRTC_ERROR,
    };
    if (!is_denied)
        csip__session_emit(session, csip__tell_media_failed(op, result));
    csip__session_end(session, &ending);
    if (is_denied)
        csip__session_emit(session, csip__tell_media_failed(op, result));
}

static const csip__procedure call = {
    .tasks =
        (const csip__task[]){
            CSIP__MEDIA(OPEN),
            CSIP__TELL(csip__tell_peerconnection),
            CSIP__TELL(tell_new_session),
            CSIP__MEDIA(ACQUIRE),
            CSIP__TELL(csip__tell_connecting),
            CSIP__MEDIA(CREATE_OFFER),
            CSIP__MEDIA_SET(LOCAL, OFFER),
            CSIP__GATHER,
            CSIP__MEDIA(DESCRIBE),
            CSIP__TELL(csip__tell_local_offer),
            CSIP__TELL(tell_sending),
            CSIP__DO(csip__invite_send),
            CSIP__END,
        },
    .failed = media_failed,
};

/** The peer is asked for its offer (RFC 3261 13.2.1). */
static const csip__procedure call_without_offer = {
    .tasks =
        (const csip__task[]){
            CSIP__MEDIA(OPEN),
            CSIP__TELL(csip__tell_peerconnection),
            CSIP__TELL(tell_new_session),
            CSIP__MEDIA(ACQUIRE),
            CSIP__TELL(csip__tell_connecting),
            CSIP__TELL(tell_sending),
            CSIP__DO(csip__invite_send),
            CSIP__END,
        },
    .failed = media_failed,
};

/* RFC 3323: who does not want to be known says so; the server still needs to know (RFC 3325). */
static csip_error write_headers(csip__core *core, csip_str more, const csip_call_options *options,
                                csip_str *ret_headers)
{
    csip__buf *buf = csip__core_writer(core);
    csip__buf_str(buf, more);
    csip__write_extra_headers(buf, options->extra_headers, options->extra_header_count);
    if (options->anonymous)
        CSIP__BUF_PUT(buf, CSIP_STR("P-Preferred-Identity: <"), core->settings->aor,
                      CSIP_STR(">\r\nPrivacy: id\r\n"));
    csip_error error = buf->error;
    *ret_headers = csip__core_written(core);
    return error;
}

static csip_error write_from(csip__core *core, const csip_call_options *options, csip_str *ret_from)
{
    if (options->anonymous)
        return csip__identity_anonymous(core, ret_from);
    return csip__identity_from(core, options->from_user_name, options->from_display_name, ret_from);
}

static csip_error prepare(csip__session *session, const csip__callee *callee,
                          const csip_call_options *options)
{
    csip__core *core = csip__session_core(session);
    csip_name_addr from;
    session->target = callee->target;
    session->referral = callee->referral;
    csip_error error = write_from(core, options, &session->local);
    if (!error)
        error = csip_name_addr_parse(session->local, &from);
    if (!error)
        error = write_headers(core, callee->headers, options, &session->headers);
    if (error)
        return error;
    session->from_tag = csip__core_dup(core, from.tag);
    session->remote = csip__identity_to(core, session->target);
    session->call_id = csip__identity_call_id(core);
    session->cseq = csip__core_random_u32(core) % 10000;
    session->audio = options->audio;
    session->video = options->video;
    session->is_anonymous = options->anonymous;
    session->is_offer_late = options->late_offer;
    csip__refresh_init(session, options);
    return core->error;
}

csip_error csip__session_call(csip__sessions *sessions, const char *target,
                              const csip_call_options *options, csip_id *ret_id)
{
    csip__callee callee = {.target = {NULL, 0}};
    csip_error error = csip__identity_target(sessions->uac->core, target, &callee.target);
    return error ? error : csip__session_call_to(sessions, &callee, options, ret_id);
}

csip_error csip__session_call_to(csip__sessions *sessions, const csip__callee *callee,
                                 const csip_call_options *options, csip_id *ret_id)
{
    csip__core *core = sessions->uac->core;
    csip_call_options defaults;
    csip_call_options_init(&defaults);
    csip__session *session =
        core->error ? NULL : csip__session_new(sessions, CSIP_ORIGINATOR_LOCAL);
    if (!session) {
        csip__core_release(core, (void *)callee->target.ptr);
        return core->error ? core->error : CSIP_ERROR_LIMIT;
    }
    csip__session_use(session);
    csip_error error = prepare(session, callee, options ? options : &defaults);
    if (error) {
        csip__session_finish(session); /* never was */
    } else {
        *ret_id = session->id;
        csip__procedure_start(session, session->is_offer_late ? &call_without_offer : &call);
    }
    csip__session_unuse(session);
    return error;
}
