#include "ua/agent.h"

#include "base/steps.h"
#include "ua/config.h"

enum { STOP_WAIT_MS = 2000 };

csip_error csip_agent_new(const csip_platform *platform, const csip_config *config,
                          csip_agent **ret_agent, csip_config_problem *ret_problem)
{
    csip_agent *agent = platform->reallocate(platform->user, NULL, sizeof(*agent));
    if (!agent)
        return CSIP_ERROR_NOMEM;
    memset(agent, 0, sizeof(*agent));
    csip__core *core = &agent->core;
    csip__core_init(core, platform, &agent->settings);
    agent->uac.core = core;
    csip_error error = csip__settings_make(core, config, &agent->settings, ret_problem);
    csip__transactions_init(&agent->uac.transactions, core);
    csip__keyring_init(&agent->uac.keyring, core);
    csip__transport_init(&agent->transport, core);
    csip__registrar_init(&agent->registrar, &agent->uac);
    csip__exchanges_init(&agent->exchanges, &agent->uac);
    csip__sessions_init(&agent->sessions, &agent->uac);
    csip__subscriptions_init(&agent->subscriptions, &agent->uac);
    agent->wants_registration = agent->settings.auto_register;
    if (!error)
        error = core->error;
    if (error) {
        csip_agent_free(agent);
        return error;
    }
    *ret_agent = agent;
    return CSIP_OK;
}

void csip_agent_free(csip_agent *agent)
{
    if (!agent)
        return;
    csip_platform platform = agent->core.platform;
    agent->core.flow = 0; /* nothing more goes out */
    csip__exchanges_done(&agent->exchanges);
    csip__registrar_done(&agent->registrar);
    csip__transactions_done(&agent->uac.transactions);
    csip__sessions_done(&agent->sessions);
    csip__subscriptions_done(&agent->subscriptions);
    csip__keyring_done(&agent->uac.keyring);
    csip__settings_done(&agent->core, &agent->settings);
    csip__core_done(&agent->core);
    platform.reallocate(platform.user, agent, 0);
}

/* ---- output ---- */

csip_error csip_agent_next(csip_agent *agent, csip_step *ret_step)
{
    csip__steps_next(&agent->core, ret_step);
    return agent->core.error;
}

csip_error csip_agent_event_done(csip_agent *agent, uint64_t event, uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    csip_error error = csip__steps_event_done(&agent->core, event);
    csip__agent_settle(agent);
    return agent->core.error ? agent->core.error : error;
}

void csip_agent_set_interest(csip_agent *agent, uint64_t mask)
{
    agent->core.interest = mask;
}

/* ---- the user agent ---- */

static void stop_fired(csip__timer *timer)
{
    csip_agent *agent = CSIP__CONTAINER(timer, csip_agent, stop_timer);
    agent->is_stopping = false;
    csip__transport_close(&agent->transport);
}

void csip__agent_settle(csip_agent *agent)
{
    if (!agent->is_stopping || agent->core.first_step || agent->core.open_events ||
        csip__sessions_is_pending(&agent->sessions) ||
        csip__subscriptions_is_pending(&agent->subscriptions) ||
        csip__transactions_is_pending(&agent->uac.transactions))
        return;
    csip__timer_stop(&agent->core.timers, &agent->stop_timer);
    agent->is_stopping = false;
    csip__transport_close(&agent->transport);
}

csip_error csip_agent_start(csip_agent *agent, uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    if (agent->is_stopping) {
        csip__timer_stop(&agent->core.timers, &agent->stop_timer);
        agent->is_stopping = false;
        csip__transport_close(&agent->transport);
    }
    agent->is_started = true;
    csip__transport_connect(&agent->transport);
    return agent->core.error;
}

csip_error csip_agent_stop(csip_agent *agent, uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    if (!agent->is_started)
        return agent->core.error;
    agent->is_started = false;
    agent->is_stopping = true;
    agent->transport.is_wanted = false;
    csip__registrar_unregister(&agent->registrar, false);
    csip__sessions_terminate(&agent->sessions);
    csip__subscriptions_stop(&agent->subscriptions);
    csip__timer_start(&agent->core.timers, &agent->stop_timer, now_ms + STOP_WAIT_MS, stop_fired);
    csip__agent_settle(agent);
    return agent->core.error;
}

csip_error csip_agent_register(csip_agent *agent, uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    agent->wants_registration = true;
    csip__registrar_register(&agent->registrar);
    return agent->core.error;
}

csip_error csip_agent_unregister(csip_agent *agent, bool all, uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    agent->wants_registration = false;
    csip__registrar_unregister(&agent->registrar, all);
    return agent->core.error;
}

bool csip_agent_is_registered(const csip_agent *agent)
{
    return agent->registrar.is_registered;
}

bool csip_agent_is_connected(const csip_agent *agent)
{
    return agent->core.flow != 0;
}

bool csip_agent_is_active(const csip_agent *agent)
{
    return agent->is_started || agent->is_stopping ||
           agent->transport.state != CSIP__TRANSPORT_IDLE || agent->core.first_step ||
           agent->core.open_events;
}

/* ---- messages and options ---- */

static csip_error send(csip_agent *agent, const csip__outgoing *outgoing, uint64_t now_ms,
                       csip_id *ret_id)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    csip_error error = csip__exchange_send(&agent->exchanges, outgoing, ret_id);
    return agent->core.error ? agent->core.error : error;
}

csip_error csip_agent_send_message(csip_agent *agent, const char *target, csip_str body,
                                   const csip_request_options *options, uint64_t now_ms,
                                   csip_id *ret_id)
{
    return send(agent, &(csip__outgoing){CSIP_METHOD_MESSAGE, target, body, options}, now_ms,
                ret_id);
}

csip_error csip_agent_send_options(csip_agent *agent, const char *target, csip_str body,
                                   const csip_request_options *options, uint64_t now_ms,
                                   csip_id *ret_id)
{
    return send(agent, &(csip__outgoing){CSIP_METHOD_OPTIONS, target, body, options}, now_ms,
                ret_id);
}

/* A SUBSCRIBE is refused in the same way; csip_agent_notify() accepts it. */
static csip_error answer_subscribe(csip_agent *agent, csip_id id, uint16_t status,
                                   const csip_reply *reply)
{
    csip__subscription *it = csip__subscription_get(&agent->subscriptions, id);
    if (!it)
        return CSIP_ERROR_NOT_FOUND;
    if (it->role != &csip__notifier_role || status < 300)
        return CSIP_ERROR_STATE;
    return csip__notifier_reject(csip__notifier_of(it), status, reply);
}

static csip_error answer(csip_agent *agent, csip_id id, uint16_t status, const csip_reply *reply)
{
    if (agent->core.error)
        return agent->core.error;
    csip__exchange *exchange = csip__exchange_get(&agent->exchanges, id);
    if (!exchange)
        return answer_subscribe(agent, id, status, reply);
    if (exchange->is_over || !exchange->server)
        return CSIP_ERROR_STATE;
    csip_error error = csip__exchange_answer(exchange, status, reply);
    return agent->core.error ? agent->core.error : error;
}

csip_error csip_agent_accept(csip_agent *agent, csip_id id, const csip_reply *reply,
                             uint64_t now_ms)
{
    agent->core.now_ms = now_ms;
    return answer(agent, id, 200, reply);
}

csip_error csip_agent_reject(csip_agent *agent, csip_id id, const csip_reply *reply,
                             uint64_t now_ms)
{
    uint16_t status = reply && reply->status ? reply->status : 480;
    csip__session *session = csip__session_get(&agent->sessions, id);
    agent->core.now_ms = now_ms;
    if (session && !agent->core.error) {
        csip_error error = csip__reoffer_reject(session, reply);
        return agent->core.error ? agent->core.error : error;
    }
    if (status < 300 || status > 699)
        return CSIP_ERROR_ARGUMENT;
    return answer(agent, id, status, reply);
}

csip_str csip_agent_contact(const csip_agent *agent)
{
    csip_str gruu = agent->core.gruus.public_gruu;
    return gruu.ptr ? gruu : agent->settings.contact_uri;
}
