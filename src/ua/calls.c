#include "ua/agent.h"

/* Commands on sessions: find it, do it, tell whether memory held out. */

csip_error csip__agent_find(csip_agent *agent, csip_id id, uint64_t now_ms,
                            csip__session **ret_session)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    *ret_session = csip__session_get(&agent->sessions, id);
    return *ret_session ? CSIP_OK : CSIP_ERROR_NOT_FOUND;
}

csip_error csip_agent_call(csip_agent *agent, const char *target, const csip_call_options *options,
                           uint64_t now_ms, csip_id *ret_session)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    return csip__agent_told(agent,
                            csip__session_call(&agent->sessions, target, options, ret_session));
}

csip_error csip_agent_answer(csip_agent *agent, csip_id id, const csip_call_options *options,
                             uint64_t now_ms)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    if (error)
        return error;
    return csip__agent_told(agent, session->asked ? csip__reoffer_answer(session, options)
                                                  : csip__session_answer(session, options));
}

csip_error csip_agent_hold(csip_agent *agent, csip_id id, const csip_reoffer_options *options,
                           uint64_t now_ms, csip_id *ret_id)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error
                 : csip__agent_told(agent, csip__offer_hold(session, true, options, ret_id));
}

csip_error csip_agent_unhold(csip_agent *agent, csip_id id, const csip_reoffer_options *options,
                             uint64_t now_ms, csip_id *ret_id)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error
                 : csip__agent_told(agent, csip__offer_hold(session, false, options, ret_id));
}

csip_error csip_agent_renegotiate(csip_agent *agent, csip_id id,
                                  const csip_reoffer_options *options, uint64_t now_ms,
                                  csip_id *ret_id)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error
                 : csip__agent_told(agent, csip__offer_renegotiate(session, options, ret_id));
}

csip_error csip_agent_terminate(csip_agent *agent, csip_id id, const csip_reply *reply,
                                uint64_t now_ms)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error : csip__agent_told(agent, csip__session_terminate(session, reply));
}

csip_error csip_agent_ready(csip_agent *agent, csip_id id, uint64_t now_ms)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    if (error)
        return error;
    if (csip__session_is_ended(session))
        return CSIP_ERROR_STATE;
    csip__procedure_gathered(session);
    return csip__agent_told(agent, CSIP_OK);
}

static csip_error mute(csip_agent *agent, csip__session *session, bool audio, bool video,
                       bool is_muted)
{
    if (csip__session_is_ended(session))
        return CSIP_ERROR_STATE;
    csip__session_mute(session, audio, video, is_muted);
    return csip__agent_told(agent, CSIP_OK);
}

csip_error csip_agent_mute(csip_agent *agent, csip_id id, bool audio, bool video, uint64_t now_ms)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error : mute(agent, session, audio, video, true);
}

csip_error csip_agent_unmute(csip_agent *agent, csip_id id, bool audio, bool video, uint64_t now_ms)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error : mute(agent, session, audio, video, false);
}

csip_error csip_agent_session(const csip_agent *agent, csip_id id, csip_session_info *ret_info)
{
    const csip__session *session = csip__session_get(&agent->sessions, id);
    if (!session)
        return CSIP_ERROR_NOT_FOUND;
    csip__session_info(session, ret_info);
    return CSIP_OK;
}
