#include "session/session.h"

static void receive_options(csip__session *session, csip__transaction *server)
{
    (void)session;
    csip__respond_abilities(server);
}

static void (*const by_method[CSIP_METHOD_COUNT])(csip__session *, csip__transaction *) = {
    [CSIP_METHOD_BYE] = csip__bye_receive,        [CSIP_METHOD_INVITE] = csip__reoffer_receive,
    [CSIP_METHOD_UPDATE] = csip__reoffer_receive, [CSIP_METHOD_OPTIONS] = receive_options,
    [CSIP_METHOD_INFO] = csip__info_receive,      [CSIP_METHOD_REFER] = csip__refer_receive,
    [CSIP_METHOD_NOTIFY] = csip__refer_notified,
};

void csip__session_receive(csip__dialog *dialog, csip__transaction *server)
{
    csip__session *session = dialog->user;
    if (!server) {
        csip__session_use(session);
        csip__ack_receive(session);
        csip__session_unuse(session);
        return;
    }
    /* RFC 3261 12.2.2: a request that comes after a later one. */
    if (!csip__dialog_accept_cseq(dialog, server->request)) {
        csip__respond_status(server, 500);
        return;
    }
    bool is_bye = server->method == CSIP_METHOD_BYE;
    bool is_late = csip__session_is_ended(session) && !is_bye &&
                   !(server->method == CSIP_METHOD_NOTIFY && session->transfers);
    if (dialog != session->dialog || is_late) {
        bool is_early = dialog->is_early && !csip__session_is_ended(session);
        if (is_early && server->method == CSIP_METHOD_UPDATE)
            csip__reoffer_receive_early(session, dialog, server);
        else
            csip__respond_status(server, is_bye ? 200 : is_early ? 500 : 481);
        return;
    }
    if (by_method[server->method])
        by_method[server->method](session, server);
    else
        csip__respond_status(server, 405);
}
