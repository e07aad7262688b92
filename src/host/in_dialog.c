#include "host/subject.h"

/* What an application has a phone send within a call's dialog. */

typedef csip_error (*send_function)(csip_agent *agent, csip_id session,
                                    const csip_session_request *request, uint64_t now_ms,
                                    csip_id *ret_id);

typedef struct order {
    send_function send;
    csip_id session;
    const csip_ua_request_options *options;
} order;

static csip_error carry_out(csip_ua *ua, const order *it, csip_id *ret_id)
{
    const csip_ua_request_options *options = it->options;
    csip__gift gift;
    csip_id id = 0;

    csip_error error = csip__gift_init(&gift, options->handlers, options->handler_count, NULL);
    if (error)
        return error;
    error = it->send(ua->agent, it->session, &options->request, csip_loop_now_ms(ua->loop), &id);
    if (error || options->handler_count == 0)
        csip__gift_done(&gift);
    else
        csip__gift_give(&gift, ua, id);
    if (!error && ret_id)
        *ret_id = id;
    return csip__ua_settled(ua, error);
}

csip_error csip_ua_send_info(csip_ua *ua, csip_id session, const csip_ua_request_options *options,
                             csip_id *ret_id)
{
    return carry_out(ua, &(order){csip_agent_send_info, session, options}, ret_id);
}

csip_error csip_ua_send_request(csip_ua *ua, csip_id session,
                                const csip_ua_request_options *options, csip_id *ret_id)
{
    return carry_out(ua, &(order){csip_agent_send_request, session, options}, ret_id);
}

csip_error csip_ua_send_dtmf(csip_ua *ua, csip_id session, const char *tones,
                             const csip_dtmf_options *options, csip_id *ret_id)
{
    return csip__ua_settled(ua, csip_agent_send_dtmf(ua->agent, session, tones, options,
                                                     csip_loop_now_ms(ua->loop), ret_id));
}
