#include "session/session.h"

bool csip__session_owns(const csip__transaction *invite)
{
    return invite->calls == &csip__session_invite_user ||
           invite->calls == &csip__session_reoffer_user;
}

void csip__session_receive_cancel(csip__transaction *invite, const csip_message *cancel)
{
    csip__session *session = invite->user;
    /* RFC 3261 9.2: no effect once the final response has been sent. */
    if (!invite->request)
        return;
    if (invite == session->reoffer) {
        csip__reoffer_cancel(session);
        return;
    }
    csip__respond_status(invite, 487);
    csip__session_end(session,
                      &(csip__ending){CSIP_ORIGINATOR_REMOTE, CSIP_CAUSE_CANCELED, cancel});
}
