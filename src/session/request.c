#include "session/session.h"

#include "sip/chars.h"
#include "sip/write.h"
#include "transaction/identity.h"

/* Requests that an application has us send within the dialog (RFC 3261 section 12.2.1). */

/** One of them, until its last transaction ends. */
typedef struct question {
    csip__session *session;
    csip_id id;
    csip__session_setback failed;
} question;

static void tell(const question *it, csip_event event)
{
    event.id = it->id;
    csip__core_emit(csip__session_core(it->session), &event, NULL);
    if (event.kind == CSIP_EVENT_MESSAGE_FAILED && it->failed)
        it->failed(it->session);
}

static void response_came(void *user, const csip_message *response)
{
    bool is_success = response->status < 300;
    if (response->status < 200)
        return;
    tell(user, (csip_event){
                   .kind = is_success ? CSIP_EVENT_SUCCEEDED : CSIP_EVENT_MESSAGE_FAILED,
                   .originator = CSIP_ORIGINATOR_REMOTE,
                   .cause = is_success ? CSIP_CAUSE_NONE : csip_cause_from_status(response->status),
                   .message = response,
               });
}

static void request_failed(void *user, csip_error error)
{
    tell(user, (csip_event){.kind = CSIP_EVENT_MESSAGE_FAILED,
                            .originator = CSIP_ORIGINATOR_SYSTEM,
                            .cause = csip__cause_from_error(error)});
}

static void request_ended(void *user)
{
    question *it = user;
    csip__session *session = it->session;
    csip__core_release(csip__session_core(session), it);
    csip__session_unuse(session);
}

static const csip__request_user request_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

csip__dialog *csip__session_dialog(csip__session *session)
{
    csip__dialog *dialog = session->dialog ? session->dialog : session->dialogs;
    while (!session->dialog && dialog && dialog->next)
        dialog = dialog->next; /* of the forks the first */
    return dialog;
}

void csip__session_ask(csip__session *session, csip_id id, const csip__draft *draft,
                       csip__session_setback failed)
{
    csip__dialog *dialog = csip__session_dialog(session);
    question *it = csip__core_allocate(csip__session_core(session), sizeof(*it));
    if (!it)
        return;
    *it = (question){session, id, failed};
    csip__session_use(session);
    if (!csip__request_send(session->owner->uac, draft, &dialog->local_cseq, &request_calls, it))
        request_ended(it);
}

bool csip__session_can_ask(csip__session *session)
{
    bool is_open = session->state == CSIP_SESSION_1XX_RECEIVED ||
                   session->state == CSIP_SESSION_WAITING_FOR_ACK ||
                   session->state == CSIP_SESSION_CONFIRMED;
    return is_open && csip__session_dialog(session);
}

csip_error csip__session_draft(csip__session *session, const csip_session_request *request,
                               csip_method method, csip__draft *ret_draft)
{
    csip__core *core = csip__session_core(session);
    if (!csip__session_can_ask(session))
        return CSIP_ERROR_STATE;
    csip__buf *buf = csip__core_writer(core);
    csip__write_text(buf, csip_str_from(request->content_type));
    if (!buf->error)
        buf->len = 0;
    csip__write_extra_headers(buf, request->extra_headers, request->extra_header_count);
    csip_error error = buf->error;
    csip_str headers = csip__core_written(core);
    if (error)
        return error;
    *ret_draft = csip__dialog_draft(csip__session_dialog(session), method);
    ret_draft->method_name = csip_str_from(request->method);
    ret_draft->headers = headers;
    ret_draft->content_type = csip_str_from(request->content_type);
    ret_draft->body = request->body;
    return core->error;
}

/* Those that make, change or end what the session itself keeps account of. */
static bool is_the_sessions(csip_method method)
{
    return method == CSIP_METHOD_INVITE || method == CSIP_METHOD_ACK ||
           method == CSIP_METHOD_CANCEL || method == CSIP_METHOD_BYE ||
           method == CSIP_METHOD_PRACK || method == CSIP_METHOD_UPDATE;
}

csip_error csip__session_request(csip__session *session, const csip_session_request *request,
                                 csip_id *ret_id)
{
    csip__core *core = csip__session_core(session);
    csip_str name = csip_str_from(request->method);
    csip_method method = csip_method_from(name);
    csip__draft draft;
    if (!csip__str_is_token(name) || is_the_sessions(method))
        return CSIP_ERROR_ARGUMENT;
    csip_error error = csip__session_draft(session, request, method, &draft);
    if (error)
        return error;
    csip_id id = csip__core_next_id(core);
    if (ret_id)
        *ret_id = id;
    csip__session_ask(session, id, &draft, NULL);
    csip__core_release(core, (void *)draft.headers.ptr);
    return CSIP_OK;
}
