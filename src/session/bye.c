#include "session/session.h"

static void request_ended(void *user)
{
    csip__session_unuse(user);
}

static const csip__request_user request_calls = {.ended = request_ended};

void csip__bye_send(csip__session *session, csip__dialog *dialog, const csip__farewell *farewell)
{
    csip__draft draft = csip__dialog_draft(dialog, CSIP_METHOD_BYE);
    draft.headers = farewell->headers;
    draft.content_type = farewell->content_type;
    draft.body = farewell->body;
    if (csip__request_send(session->owner->uac, &draft, &dialog->local_cseq, &request_calls,
                           session))
        csip__session_use(session);
}

void csip__bye_end(csip__session *session, const csip__ending *ending)
{
    csip__bye_send(session, session->dialog, &(csip__farewell){0});
    csip__session_end(session, ending);
}

/* RFC 3261 15.1.2: requests that are still pending get a 487. */
static void end_pending(csip__session *session)
{
    if (session->server && session->server->request)
        csip__respond_status(session->server, 487);
    csip__reoffer_end(session);
}

void csip__bye_receive(csip__session *session, csip__transaction *server)
{
    csip_message *bye = server->request;
    csip__respond_status(server, 200);
    end_pending(session);
    session->is_bye_pending = false;
    session->is_ack_awaited = false;
    csip__timer_stop(&csip__session_core(session)->timers, &session->repeat_timer);
    csip__session_end(session, &(csip__ending){CSIP_ORIGINATOR_REMOTE, CSIP_CAUSE_BYE, bye});
}
