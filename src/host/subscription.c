#include "host/subject.h"

/* What an application has a phone do with subscriptions. */

/* Handlers are taken before the command, so that it cannot have succeeded when memory runs out. */
static csip_error wrap(csip__gift *gift, const csip_event_handler *handlers, size_t count)
{
    *gift = (csip__gift){0};
    return count > 0 ? csip__gift_init(gift, handlers, count, NULL) : CSIP_OK;
}

static csip_error hand_over(csip__gift *gift, csip_ua *ua, csip_id id, csip_error error)
{
    if (!error && gift->block)
        csip__gift_give(gift, ua, id);
    csip__gift_done(gift);
    return csip__ua_settled(ua, error);
}

csip_error csip_ua_subscribe(csip_ua *ua, const char *target,
                             const csip_ua_subscribe_options *options, csip_id *ret_id)
{
    csip__gift gift;

    if (!options)
        return CSIP_ERROR_ARGUMENT;
    csip_error error = wrap(&gift, options->handlers, options->handler_count);
    if (error)
        return error;
    error = csip_agent_subscribe(ua->agent, target, &options->subscribe, csip_loop_now_ms(ua->loop),
                                 ret_id);
    return hand_over(&gift, ua, error ? 0 : *ret_id, error);
}

csip_error csip_ua_subscriber_subscribe(csip_ua *ua, csip_id id, const char *body)
{
    return csip__ua_settled(ua, csip_agent_subscriber_subscribe(ua->agent, id, csip_str_from(body),
                                                                csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_subscriber_terminate(csip_ua *ua, csip_id id, const char *body)
{
    return csip__ua_settled(ua, csip_agent_subscriber_terminate(ua->agent, id, csip_str_from(body),
                                                                csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_notify(csip_ua *ua, csip_id id, const csip_ua_notify_options *options)
{
    static const csip_ua_notify_options defaults;
    csip__gift gift;

    if (!options)
        options = &defaults;
    csip_error error = wrap(&gift, options->handlers, options->handler_count);
    if (error)
        return error;
    error = csip_agent_notify(ua->agent, id, &options->notify, csip_loop_now_ms(ua->loop));
    return hand_over(&gift, ua, id, error);
}

csip_error csip_ua_notifier_start(csip_ua *ua, csip_id id)
{
    return csip__ua_settled(ua,
                            csip_agent_notifier_start(ua->agent, id, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_notifier_set_active_state(csip_ua *ua, csip_id id)
{
    return csip__ua_settled(
        ua, csip_agent_notifier_set_active_state(ua->agent, id, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_notifier_notify(csip_ua *ua, csip_id id, const char *body)
{
    return csip__ua_settled(ua, csip_agent_notifier_notify(ua->agent, id, csip_str_from(body),
                                                           csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_notifier_terminate(csip_ua *ua, csip_id id,
                                      const csip_notifier_farewell *farewell)
{
    return csip__ua_settled(
        ua, csip_agent_notifier_terminate(ua->agent, id, farewell, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_subscription(const csip_ua *ua, csip_id id, csip_subscription_info *ret_info)
{
    return csip_agent_subscription(ua->agent, id, ret_info);
}
