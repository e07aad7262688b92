#include "ua/agent.h"

/* Commands of transfers. */

csip_error csip_agent_refer(csip_agent *agent, csip_id id, const char *target,
                            const csip_refer_options *options, uint64_t now_ms, csip_id *ret_id)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error
                 : csip__agent_told(agent, csip__refer_send(session, target, options, ret_id));
}

csip_error csip_agent_accept_refer(csip_agent *agent, csip_id refer,
                                   const csip_call_options *options, uint64_t now_ms,
                                   csip_id *ret_session)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    return csip__agent_told(agent,
                            csip__referral_accept(&agent->sessions, refer, options, ret_session));
}

csip_error csip_agent_reject_refer(csip_agent *agent, csip_id refer, uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    return csip__agent_told(agent, csip__referral_reject(&agent->sessions, refer));
}

csip_error csip_agent_accept_replaces(csip_agent *agent, csip_id id, uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    return csip__agent_told(agent, csip__replaces_accept(&agent->sessions, id));
}

csip_error csip_agent_reject_replaces(csip_agent *agent, csip_id id, const csip_reply *reply,
                                      uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    return csip__agent_told(agent, csip__replaces_reject(&agent->sessions, id, reply));
}
