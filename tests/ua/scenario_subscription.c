#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

/* Commands on subscriptions. */

/* "TARGET EVENT [SECONDS]": make a subscriber, and subscribe. */
csip_error scenario_subscribe(const char *text)
{
    char target[64] = "", package[64] = "";
    unsigned seconds = 0;
    sscanf(text, "%63s %63s %u", target, package, &seconds);
    const csip_subscribe_options options = {
        .event = package, .accept = "text/plain", .expires_s = seconds};
    csip_error error = csip_agent_subscribe(run.phone.agent, target, &options, run.world.now_ms,
                                            &run.phone.last_subscription);
    return error ? error : scenario_resubscribe("");
}

csip_error scenario_resubscribe(const char *body)
{
    return csip_agent_subscriber_subscribe(run.phone.agent, run.phone.last_subscription,
                                           csip_str_from(body), run.world.now_ms);
}

csip_error scenario_unsubscribe(const char *body)
{
    return csip_agent_subscriber_terminate(run.phone.agent, run.phone.last_subscription,
                                           csip_str_from(body), run.world.now_ms);
}

/* "[pending] [manual] [idle]": accept the SUBSCRIBE and, unless idle, start. */
csip_error scenario_notifier(const char *text)
{
    const csip_notify_options options = {.content_type = "text/plain",
                                         .allow_events = "weather",
                                         .pending = strstr(text, "pending") != NULL,
                                         .is_manual = strstr(text, "manual") != NULL};
    csip_error error =
        csip_agent_notify(run.phone.agent, run.phone.last_subscription, &options, run.world.now_ms);
    if (error || strstr(text, "idle"))
        return error;
    return csip_agent_notifier_start(run.phone.agent, run.phone.last_subscription,
                                     run.world.now_ms);
}

csip_error scenario_refuse(const char *status)
{
    const csip_reply reply = {.status = (uint16_t)atoi(status)};
    return csip_agent_reject(run.phone.agent, run.phone.last_subscription, &reply,
                             run.world.now_ms);
}

csip_error scenario_activate(const char *text)
{
    (void)text;
    return csip_agent_notifier_set_active_state(run.phone.agent, run.phone.last_subscription,
                                                run.world.now_ms);
}

csip_error scenario_notify(const char *body)
{
    return csip_agent_notifier_notify(run.phone.agent, run.phone.last_subscription,
                                      csip_str_from(body), run.world.now_ms);
}

/* "[REASON [SECONDS]]" */
csip_error scenario_finish(const char *text)
{
    char name[32] = "";
    csip_notifier_farewell farewell = {.body = CSIP_STR("last")};
    sscanf(text, "%31s %u", name, &farewell.retry_after_s);
    while (strcmp(csip_subscription_reason_text(farewell.reason), name) != 0 &&
           farewell.reason < CSIP_SUBSCRIPTION_REASON_INVARIANT)
        farewell.reason++;
    return csip_agent_notifier_terminate(run.phone.agent, run.phone.last_subscription, &farewell,
                                         run.world.now_ms);
}
