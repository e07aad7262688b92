#include "ua/agent.h"

/* Commands on subscriptions: find it, do it, tell whether memory held out. */

static csip_error told(const csip_agent *agent, csip_error error)
{
    return agent->core.error ? agent->core.error : error;
}

static csip_error find(csip_agent *agent, csip_id id, const csip__subscription_role *role,
                       uint64_t now_ms, csip__subscription **ret_subscription)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    *ret_subscription = csip__subscription_get(&agent->subscriptions, id);
    return *ret_subscription && (*ret_subscription)->role == role ? CSIP_OK : CSIP_ERROR_NOT_FOUND;
}

csip_error csip_agent_subscription(const csip_agent *agent, csip_id id,
                                   csip_subscription_info *ret_info)
{
    const csip__subscription *it = csip__subscription_get(&agent->subscriptions, id);
    if (!it)
        return CSIP_ERROR_NOT_FOUND;
    csip__subscription_info(it, ret_info);
    return CSIP_OK;
}

/* ---- the subscriber's side ---- */

csip_error csip_agent_subscribe(csip_agent *agent, const char *target,
                                const csip_subscribe_options *options, uint64_t now_ms,
                                csip_id *ret_id)
{
    agent->core.now_ms = now_ms;
    if (agent->core.error)
        return agent->core.error;
    return told(agent, csip__subscriber_new(&agent->subscriptions, target, options, ret_id));
}

csip_error csip_agent_subscriber_subscribe(csip_agent *agent, csip_id id, csip_str body,
                                           uint64_t now_ms)
{
    csip__subscription *it;
    csip_error error = find(agent, id, &csip__subscriber_role, now_ms, &it);
    return error ? error : told(agent, csip__subscriber_subscribe(csip__subscriber_of(it), body));
}

csip_error csip_agent_subscriber_terminate(csip_agent *agent, csip_id id, csip_str body,
                                           uint64_t now_ms)
{
    csip__subscription *it;
    csip_error error = find(agent, id, &csip__subscriber_role, now_ms, &it);
    return error ? error : told(agent, csip__subscriber_terminate(csip__subscriber_of(it), body));
}

/* ---- the notifier's side ---- */

csip_error csip_agent_notify(csip_agent *agent, csip_id id, const csip_notify_options *options,
                             uint64_t now_ms)
{
    csip__subscription *it;
    csip_error error = find(agent, id, &csip__notifier_role, now_ms, &it);
    return error ? error : told(agent, csip__notifier_accept(csip__notifier_of(it), options));
}

csip_error csip_agent_notifier_start(csip_agent *agent, csip_id id, uint64_t now_ms)
{
    csip__subscription *it;
    csip_error error = find(agent, id, &csip__notifier_role, now_ms, &it);
    return error ? error : told(agent, csip__notifier_start(csip__notifier_of(it)));
}

csip_error csip_agent_notifier_set_active_state(csip_agent *agent, csip_id id, uint64_t now_ms)
{
    csip__subscription *it;
    csip_error error = find(agent, id, &csip__notifier_role, now_ms, &it);
    return error ? error : told(agent, csip__notifier_set_active(csip__notifier_of(it)));
}

csip_error csip_agent_notifier_notify(csip_agent *agent, csip_id id, csip_str body, uint64_t now_ms)
{
    csip__subscription *it;
    csip_error error = find(agent, id, &csip__notifier_role, now_ms, &it);
    return error ? error : told(agent, csip__notifier_notify(csip__notifier_of(it), body));
}

csip_error csip_agent_notifier_terminate(csip_agent *agent, csip_id id,
                                         const csip_notifier_farewell *farewell, uint64_t now_ms)
{
    csip__subscription *it;
    csip_error error = find(agent, id, &csip__notifier_role, now_ms, &it);
    return error ? error : told(agent, csip__notifier_terminate(csip__notifier_of(it), farewell));
}
