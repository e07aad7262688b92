#ifndef CSIP_UA_AGENT_H
#define CSIP_UA_AGENT_H

#include "session/session.h"
#include "subscription/notifier.h"
#include "subscription/subscriber.h"
#include "ua/exchange.h"
#include "ua/registrar.h"
#include "ua/transport.h"

/** The agent is the sum of its parts; its files only hand on to them. */
struct csip_agent {
    csip__core core;
    csip__settings settings;
    csip__uac uac;
    csip__transport transport;
    csip__registrar registrar;
    csip__exchanges exchanges;
    csip__sessions sessions;
    csip__subscriptions subscriptions;
    csip__timer stop_timer;
    bool is_started;
    bool is_stopping;
    bool wants_registration;
};

/** Begins a command on a session.  CSIP_ERROR_NOT_FOUND; CSIP_ERROR_NOMEM */
CSIP_MUST_USE csip_error csip__agent_find(csip_agent *agent, csip_id id, uint64_t now_ms,
                                          csip__session **ret_session);
/** The result of a command: `error`, unless memory has run out. */
static inline csip_error csip__agent_told(const csip_agent *agent, csip_error error)
{
    return agent->core.error ? agent->core.error : error;
}

/** Handle the request in core.received. */
void csip__dispatch_request(csip_agent *agent);
/** Status that a request must be refused with before anybody looks at it; 0: none. */
uint16_t csip__sanity_check(const csip_agent *agent, const csip_message *request);
/** An option tag that a Require may name. */
bool csip__sanity_is_supported(const csip_agent *agent, csip_str option);
/** Close the connection once nothing is under way, if the agent is being stopped. */
void csip__agent_settle(csip_agent *agent);

#endif
