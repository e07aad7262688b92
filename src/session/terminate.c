#include "session/session.h"

#include "sip/write.h"
#include "transaction/identity.h"

/** An application's reply, made into what a request or a response can carry. */
typedef struct parting {
    uint16_t status; /* 0: none given */
    csip_str reason;
    csip_str headers; /* a block */
    csip_str content_type;
    csip_str body;
    csip_cause cause; /* NONE: the verb's own */
} parting;

/* RFC 3326: why a CANCEL or a BYE is sent. */
static csip_str reason_header(csip__core *core, const parting *p)
{
    csip__buf *buf = csip__core_writer(core);
    csip__buf_str(buf, p->headers);
    if (p->status) {
        csip__write_header_begin(buf, CSIP_HEADER_REASON);
        CSIP__BUF_LIT(buf, "SIP;cause=");
        csip__buf_uint(buf, p->status);
        CSIP__BUF_LIT(buf, ";text=");
        csip__write_quoted(buf, p->reason.ptr ? p->reason : csip_status_reason(p->status));
        csip__write_crlf(buf);
    }
    return csip__core_written(core);
}

static void end(csip__session *session, const parting *p, csip_cause usual)
{
    csip_cause cause = p->cause != CSIP_CAUSE_NONE ? p->cause : usual;
    csip__session_end(session, &(csip__ending){CSIP_ORIGINATOR_LOCAL, cause, NULL});
}

static csip_error hang_up(csip__session *session, const parting *p)
{
    csip__core *core = csip__session_core(session);
    csip_str headers = reason_header(core, p);
    if (session->direction == CSIP_ORIGINATOR_LOCAL && !session->is_acknowledged)
        csip__ack_send(session, session->dialog);
    csip__bye_send(session, session->dialog, &(csip__farewell){headers, p->content_type, p->body});
    csip__core_release(core, (void *)headers.ptr);
    end(session, p,
        session->state == CSIP_SESSION_CONFIRMED ? CSIP_CAUSE_BYE : CSIP_CAUSE_CANCELED);
    return CSIP_OK;
}

static csip_error cancel(csip__session *session, const parting *p)
{
    csip__core *core = csip__session_core(session);
    if (p->status && p->status < 200)
        return CSIP_ERROR_ARGUMENT;
    if (session->dialog) /* a 2xx has come, though nobody was told yet */
        return hang_up(session, p);
    if (session->invite) {
        csip_str headers = reason_header(core, p);
        csip__request_cancel(session->invite, headers);
        csip__core_release(core, (void *)headers.ptr);
    }
    end(session, p, CSIP_CAUSE_CANCELED);
    return CSIP_OK;
}

static csip_error reject(csip__session *session, const parting *p)
{
    uint16_t status = p->status ? p->status : 480;
    if (status < 300 || status > 699)
        return CSIP_ERROR_ARGUMENT;
    csip__respond(session->server, &(csip__response){.status = status,
                                                     .reason = p->reason,
                                                     .headers = p->headers,
                                                     .content_type = p->content_type,
                                                     .body = p->body});
    end(session, p, CSIP_CAUSE_REJECTED);
    return CSIP_OK;
}

/* RFC 3261 15: the callee's BYE must not be sent before the ACK, or the end of its transaction. */
static csip_error hang_up_later(csip__session *session, const parting *p)
{
    session->is_bye_pending = true;
    end(session, p, CSIP_CAUSE_BYE);
    return CSIP_OK;
}

static csip_error (*const by_state[])(csip__session *, const parting *) = {
    [CSIP_SESSION_NULL] = cancel,
    [CSIP_SESSION_INVITE_SENT] = cancel,
    [CSIP_SESSION_1XX_RECEIVED] = cancel,
    [CSIP_SESSION_INVITE_RECEIVED] = reject,
    [CSIP_SESSION_WAITING_FOR_ANSWER] = reject,
    [CSIP_SESSION_ANSWERED] = reject,
    [CSIP_SESSION_WAITING_FOR_ACK] = hang_up_later,
    [CSIP_SESSION_CANCELED] = NULL,
    [CSIP_SESSION_TERMINATED] = NULL,
    [CSIP_SESSION_CONFIRMED] = hang_up,
};

csip_error csip__session_terminate(csip__session *session, const csip_reply *reply)
{
    csip__core *core = csip__session_core(session);
    csip__response response = {0};
    csip_str headers = {NULL, 0};
    if (!by_state[session->state])
        return CSIP_ERROR_STATE;
    if (reply && reply->status && (reply->status < 100 || reply->status > 699))
        return CSIP_ERROR_ARGUMENT;
    csip_error error = csip__identity_reply(core, reply, &response, &headers);
    if (error)
        return error;
    csip__session_use(session);
    error = by_state[session->state](session, &(parting){
                                                  .status = reply ? reply->status : 0,
                                                  .reason = response.reason,
                                                  .headers = headers,
                                                  .content_type = response.content_type,
                                                  .body = response.body,
                                                  .cause = reply ? reply->cause : CSIP_CAUSE_NONE,
                                              });
    csip__core_release(core, (void *)headers.ptr);
    csip__session_unuse(session);
    return error;
}
