#include "host/subject.h"

/* Transfers. */

csip_error csip_ua_refer(csip_ua *ua, csip_id session, const char *target,
                         const csip_ua_refer_options *options, csip_id *ret_id)
{
    static const csip_ua_refer_options defaults = {0};
    csip__gift gift;
    csip_id id = 0;

    if (!options)
        options = &defaults;
    csip_error error = csip__gift_init(&gift, options->handlers, options->handler_count, NULL);
    if (error)
        return error;
    error = csip_agent_refer(ua->agent, session, target, &options->refer,
                             csip_loop_now_ms(ua->loop), &id);
    if (error || options->handler_count == 0)
        csip__gift_done(&gift);
    else
        csip__gift_give(&gift, ua, id);
    if (!error && ret_id)
        *ret_id = id;
    return csip__ua_settled(ua, error);
}

csip_error csip_ua_accept_refer(csip_ua *ua, csip_id refer, const csip_ua_call_options *options,
                                csip_id *ret_session)
{
    csip_ua_call_options defaults;
    csip__gift gift;
    csip_id id = 0;

    csip_ua_call_options_init(&defaults);
    if (!options)
        options = &defaults;
    csip_error error =
        csip__gift_init(&gift, options->handlers, options->handler_count, &options->media);
    if (error)
        return error;
    error =
        csip_agent_accept_refer(ua->agent, refer, &options->call, csip_loop_now_ms(ua->loop), &id);
    if (error)
        csip__gift_done(&gift);
    else
        csip__gift_give(&gift, ua, id);
    if (!error && ret_session)
        *ret_session = id;
    return csip__ua_settled(ua, error);
}

csip_error csip_ua_reject_refer(csip_ua *ua, csip_id refer)
{
    return csip__ua_settled(ua,
                            csip_agent_reject_refer(ua->agent, refer, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_accept_replaces(csip_ua *ua, csip_id session)
{
    return csip__ua_settled(
        ua, csip_agent_accept_replaces(ua->agent, session, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_reject_replaces(csip_ua *ua, csip_id session, const csip_reply *reply)
{
    return csip__ua_settled(
        ua, csip_agent_reject_replaces(ua->agent, session, reply, csip_loop_now_ms(ua->loop)));
}
