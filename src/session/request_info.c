#include "session/session.h"

/* INFO (RFC 6086), both directions. */

csip_error csip__session_send_info(csip__session *session, const csip_session_request *request,
                                   csip_id *ret_id)
{
    csip__core *core = csip__session_core(session);
    csip__draft draft;
    if (!request->content_type || !*request->content_type)
        return CSIP_ERROR_ARGUMENT;
    csip_error error = csip__session_draft(session, request, CSIP_METHOD_INFO, &draft);
    if (error)
        return error;
    csip_id id = csip__core_next_id(core);
    if (ret_id)
        *ret_id = id;
    csip__session_emit(session, (csip_event){.kind = CSIP_EVENT_NEW_INFO,
                                             .originator = CSIP_ORIGINATOR_LOCAL,
                                             .info = {.id = id}});
    csip__session_ask(session, id, &draft, NULL);
    csip__core_release(core, (void *)draft.headers.ptr);
    return CSIP_OK;
}

void csip__info_receive(csip__session *session, csip__transaction *server)
{
    const csip_message *info = server->request; /* readable until the next input */
    if (csip__dtmf_receive(session, server))
        return;
    csip__respond_status(server, 200);
    csip__session_emit(
        session,
        (csip_event){.kind = CSIP_EVENT_NEW_INFO,
                     .originator = CSIP_ORIGINATOR_REMOTE,
                     .message = info,
                     .info = {.content_type = csip_message_value(info, CSIP_HEADER_CONTENT_TYPE),
                              .body = info->body}});
}
