#ifndef CSIP_UA_AGENT_H
#define CSIP_UA_AGENT_H

#include "session/session.h"
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
    csip__timer stop_timer;
    bool is_started;
    bool is_stopping;
    bool wants_registration;
};

/** Handle the request in core.received. */
void csip__dispatch_request(csip_agent *agent);
/** Status that a request must be refused with before anybody looks at it; 0: none. */
uint16_t csip__sanity_check(const csip_agent *agent, const csip_message *request);
/** An option tag that a Require may name. */
bool csip__sanity_is_supported(csip_str option);
/** Close the connection once nothing is under way, if the agent is being stopped. */
void csip__agent_settle(csip_agent *agent);

#endif
