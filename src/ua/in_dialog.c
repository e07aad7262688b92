#include "ua/agent.h"

/* Commands that send requests within a session's dialog. */

csip_error csip_agent_send_info(csip_agent *agent, csip_id id, const csip_session_request *request,
                                uint64_t now_ms, csip_id *ret_id)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error
                 : csip__agent_told(agent, csip__session_send_info(session, request, ret_id));
}

csip_error csip_agent_send_dtmf(csip_agent *agent, csip_id id, const char *tones,
                                const csip_dtmf_options *options, uint64_t now_ms, csip_id *ret_id)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error
                 : csip__agent_told(agent, csip__dtmf_send(session, tones, options, ret_id));
}

csip_error csip_agent_send_request(csip_agent *agent, csip_id id,
                                   const csip_session_request *request, uint64_t now_ms,
                                   csip_id *ret_id)
{
    csip__session *session;
    csip_error error = csip__agent_find(agent, id, now_ms, &session);
    return error ? error : csip__agent_told(agent, csip__session_request(session, request, ret_id));
}
