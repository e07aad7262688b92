#include "ua/agent.h"

#include "base/steps.h"

/* Commands on the message that an open event tells of. */

static csip_error find(csip_agent *agent, uint64_t number, csip_event_kind kind,
                       const csip_event **ret_event, csip__session **ret_session)
{
    if (agent->core.error)
        return agent->core.error;
    const csip_event *event = csip__steps_open_event(&agent->core, number);
    if (!event)
        return CSIP_ERROR_NOT_FOUND;
    csip__session *session = csip__session_get(&agent->sessions, event->id);
    if (event->kind != kind || !session || csip__session_is_ended(session))
        return CSIP_ERROR_STATE;
    *ret_event = event;
    *ret_session = session;
    return CSIP_OK;
}

csip_error csip_agent_set_sdp(csip_agent *agent, uint64_t number, csip_str sdp)
{
    const csip_event *event;
    csip__session *session;
    csip_error error = find(agent, number, CSIP_EVENT_SDP, &event, &session);
    return error ? error
                 : csip__agent_told(agent, csip__change_sdp(session, event->originator, sdp));
}

csip_error csip_agent_set_body(csip_agent *agent, uint64_t number, const char *content_type,
                               csip_str body)
{
    const csip_event *event;
    csip__session *session;
    csip_error error = find(agent, number, CSIP_EVENT_SENDING, &event, &session);
    return error ? error : csip__agent_told(agent, csip__change_body(session, content_type, body));
}

csip_error csip_agent_add_header(csip_agent *agent, uint64_t number, const char *line)
{
    const csip_event *event;
    csip__session *session;
    csip_error error = find(agent, number, CSIP_EVENT_SENDING, &event, &session);
    return error ? error : csip__agent_told(agent, csip__change_headers(session, line));
}
