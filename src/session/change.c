#include "session/session.h"

#include "sip/write.h"
#include "transaction/identity.h"

/* What the application changes while it hears of it. */

/* A provisional answer that was changed is still known again in the 2xx. */
static void keep_original(csip__session *session)
{
    if (session->state == CSIP_SESSION_CONFIRMED || session->replaced_sdp.ptr)
        return;
    session->replaced_sdp = session->remote_sdp;
    session->remote_sdp = (csip_str){NULL, 0};
}

csip_error csip__change_sdp(csip__session *session, csip_originator originator, csip_str sdp)
{
    csip__core *core = csip__session_core(session);
    if (sdp.len == 0)
        return CSIP_ERROR_ARGUMENT;
    csip_str copy = csip__core_dup(core, sdp);
    if (!copy.ptr)
        return CSIP_ERROR_NOMEM;
    if (originator == CSIP_ORIGINATOR_REMOTE)
        keep_original(session);
    csip__session_set(
        session, originator == CSIP_ORIGINATOR_LOCAL ? &session->local_sdp : &session->remote_sdp,
        copy);
    return CSIP_OK;
}

csip_error csip__change_body(csip__session *session, const char *content_type, csip_str body)
{
    csip__core *core = csip__session_core(session);
    csip__response response = {0};
    csip_str headers = {NULL, 0};
    const csip_reply checked = {.content_type = content_type};
    csip_error error = csip__identity_reply(core, &checked, &response, &headers);
    csip__core_release(core, (void *)headers.ptr);
    if (error)
        return error;
    csip__session_set(session, &session->local_sdp, csip__core_dup(core, body));
    if (content_type)
        csip__session_set(session, &session->content_type,
                          csip__core_dup(core, csip_str_from(content_type)));
    return core->error;
}

csip_error csip__change_headers(csip__session *session, const char *line)
{
    csip__core *core = csip__session_core(session);
    csip__buf *buf = csip__core_writer(core);
    csip__buf_str(buf, session->headers);
    csip__write_extra_headers(buf, &line, 1);
    if (buf->error)
        return buf->error;
    csip_str lines = csip__core_written(core);
    if (lines.ptr)
        csip__session_set(session, &session->headers, lines);
    return core->error;
}
