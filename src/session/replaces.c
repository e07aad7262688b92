#include "session/session.h"

#include "base/str.h"
#include "sip/param.h"
#include "transaction/identity.h"

/* INVITE with Replaces (RFC 3891): a new session takes the place of one that there is. */

bool csip__replaces_parse(csip_str value, csip__replaces *ret_replaces)
{
    csip_str params, flag;
    csip__replaces it = {.call_id = csip__str_trim(csip__str_cut(value, ';', &params))};
    params = csip__str_trim(params);
    if (it.call_id.len == 0 || !csip__params_check(params, CSIP_STR("to-tag"), &it.to_tag) ||
        !csip__params_check(params, CSIP_STR("from-tag"), &it.from_tag))
        return false;
    it.is_early_only = csip_param_find(params, CSIP_STR("early-only"), &flag);
    *ret_replaces = it;
    return it.to_tag.len > 0 && it.from_tag.len > 0;
}

uint16_t csip__replaces_check(const csip__sessions *sessions, const csip_message *invite,
                              csip__session **ret_session)
{
    csip__replaces it;
    csip_str value = csip_message_value(invite, CSIP_HEADER_REPLACES);
    *ret_session = NULL;
    if (!value.ptr)
        return 0;
    if (!csip__replaces_parse(value, &it))
        return 400;
    csip__dialog *dialog =
        csip__dialog_find(&sessions->dialogs, it.call_id, it.to_tag, it.from_tag);
    if (!dialog)
        return 481;
    csip__session *session = dialog->user;
    if (csip__session_is_ended(session))
        return 603;
    /* RFC 3891 3: an early dialog only if we have begun it. */
    if (dialog->is_early && session->direction == CSIP_ORIGINATOR_REMOTE)
        return 481;
    if (!dialog->is_early && it.is_early_only)
        return 486;
    *ret_session = session;
    return 0;
}

static csip_error find_undecided(const csip__sessions *sessions, csip_id id,
                                 csip__session **ret_session)
{
    *ret_session = csip__session_get(sessions, id);
    if (!*ret_session)
        return CSIP_ERROR_NOT_FOUND;
    return (*ret_session)->state == CSIP_SESSION_INVITE_RECEIVED ? CSIP_OK : CSIP_ERROR_STATE;
}

csip_error csip__replaces_accept(csip__sessions *sessions, csip_id id)
{
    csip__session *session;
    csip_error error = find_undecided(sessions, id, &session);
    if (error)
        return error;
    session->state = CSIP_SESSION_WAITING_FOR_ANSWER;
    csip__session_announce(session);
    return CSIP_OK;
}

csip_error csip__replaces_reject(csip__sessions *sessions, csip_id id, const csip_reply *reply)
{
    csip__session *session;
    csip__response response = {.status = reply && reply->status ? reply->status : 486};
    csip_str headers = {NULL, 0};
    csip_error error = find_undecided(sessions, id, &session);
    if (error)
        return error;
    if (response.status < 300 || response.status > 699)
        return CSIP_ERROR_ARGUMENT;
    error = csip__identity_reply(sessions->uac->core, reply, &response, &headers);
    if (error)
        return error;
    response.headers = headers;
    csip__session_use(session);
    csip__respond(session->server, &response);
    csip__session_finish(session); /* nobody has heard of it as a session */
    csip__session_unuse(session);
    csip__core_release(sessions->uac->core, (void *)headers.ptr);
    return CSIP_OK;
}

void csip__replaces_complete(csip__session *session)
{
    csip__session *replaced =
        session->replaced ? csip__session_get(session->owner, session->replaced) : NULL;
    session->replaced = 0;
    if (!replaced || csip__session_is_ended(replaced))
        return;
    if (csip__session_terminate(replaced, NULL))
        csip__core_log(csip__session_core(session), CSIP_LOG_WARNING,
                       CSIP_STR("the session that was replaced cannot be ended"));
}
