#include "host/subject.h"

/* What an application has a phone do with calls, messages and options: each command is given to
 * the agent, then what follows from it is done. */

void csip_ua_call_options_init(csip_ua_call_options *options)
{
    *options = (csip_ua_call_options){0};
    csip_call_options_init(&options->call);
}

csip_error csip_ua_call(csip_ua *ua, const char *target, const csip_ua_call_options *options,
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
    error = csip_agent_call(ua->agent, target, &options->call, csip_loop_now_ms(ua->loop), &id);
    if (error) {
        csip__gift_done(&gift);
        return csip__ua_settled(ua, error);
    }
    csip__gift_give(&gift, ua, id);
    if (ret_session)
        *ret_session = id;
    return csip__ua_settled(ua, CSIP_OK);
}

/* The peer may be open already; what it takes from now on it takes before ACQUIRE. */
static void give_io(const csip__subject *subject)
{
    if (subject->peer == CSIP__PEER_OPEN && subject->io &&
        csip__engine_set_io(subject->ua->loop->engine, subject->key, &subject->io->get) != CSIP_OK)
        csip__ua_tell(
            subject->ua,
            &(csip_event){.kind = CSIP_EVENT_LOG,
                          .id = subject->id,
                          .log = {CSIP_LOG_WARNING, CSIP_STR("sources and sinks came too late")}});
}

csip_error csip_ua_answer(csip_ua *ua, csip_id session, const csip_ua_call_options *options)
{
    csip_ua_call_options defaults;
    csip__gift gift;

    csip_ua_call_options_init(&defaults);
    if (!options)
        options = &defaults;
    csip_error error =
        csip__gift_init(&gift, options->handlers, options->handler_count, &options->media);
    if (error)
        return error;
    error = csip_agent_answer(ua->agent, session, &options->call, csip_loop_now_ms(ua->loop));
    if (error) {
        csip__gift_done(&gift);
        return csip__ua_settled(ua, error);
    }
    give_io(csip__gift_give(&gift, ua, session));
    return csip__ua_settled(ua, CSIP_OK);
}

csip_error csip_ua_terminate(csip_ua *ua, csip_id session, const csip_reply *reply)
{
    return csip__ua_settled(
        ua, csip_agent_terminate(ua->agent, session, reply, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_mute(csip_ua *ua, csip_id session, bool audio, bool video)
{
    return csip__ua_settled(
        ua, csip_agent_mute(ua->agent, session, audio, video, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_unmute(csip_ua *ua, csip_id session, bool audio, bool video)
{
    return csip__ua_settled(
        ua, csip_agent_unmute(ua->agent, session, audio, video, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_set_sdp(csip_ua *ua, uint64_t event, csip_str sdp)
{
    return csip_agent_set_sdp(ua->agent, event, sdp);
}

csip_error csip_ua_set_body(csip_ua *ua, uint64_t event, const char *content_type, csip_str body)
{
    return csip_agent_set_body(ua->agent, event, content_type, body);
}

csip_error csip_ua_add_header(csip_ua *ua, uint64_t event, const char *line)
{
    return csip_agent_add_header(ua->agent, event, line);
}

csip_error csip_ua_hold(csip_ua *ua, csip_id session, const csip_reoffer_options *options,
                        csip_id *ret_id)
{
    return csip__ua_settled(
        ua, csip_agent_hold(ua->agent, session, options, csip_loop_now_ms(ua->loop), ret_id));
}

csip_error csip_ua_unhold(csip_ua *ua, csip_id session, const csip_reoffer_options *options,
                          csip_id *ret_id)
{
    return csip__ua_settled(
        ua, csip_agent_unhold(ua->agent, session, options, csip_loop_now_ms(ua->loop), ret_id));
}

csip_error csip_ua_renegotiate(csip_ua *ua, csip_id session, const csip_reoffer_options *options,
                               csip_id *ret_id)
{
    return csip__ua_settled(ua, csip_agent_renegotiate(ua->agent, session, options,
                                                       csip_loop_now_ms(ua->loop), ret_id));
}

csip_error csip_ua_session(const csip_ua *ua, csip_id session, csip_session_info *ret_info)
{
    return csip_agent_session(ua->agent, session, ret_info);
}

typedef csip_error (*send_function)(csip_agent *agent, const char *target, csip_str body,
                                    const csip_request_options *options, uint64_t now_ms,
                                    csip_id *ret_id);

typedef struct request {
    send_function send;
    const char *target;
    csip_str body;
    const csip_ua_message_options *options;
} request;

static csip_error send_request(csip_ua *ua, const request *it, csip_id *ret_id)
{
    static const csip_ua_message_options defaults = {0};
    const csip_ua_message_options *options = it->options ? it->options : &defaults;
    csip__gift gift = {0};
    csip_id id = 0;
    csip_error error = CSIP_OK;

    if (options->handler_count > 0)
        error = csip__gift_init(&gift, options->handlers, options->handler_count, NULL);
    if (error)
        return error;
    error = it->send(ua->agent, it->target, it->body, &options->request, csip_loop_now_ms(ua->loop),
                     &id);
    if (error) {
        csip__gift_done(&gift);
        return csip__ua_settled(ua, error);
    }
    if (options->handler_count > 0)
        csip__gift_give(&gift, ua, id);
    if (ret_id)
        *ret_id = id;
    return csip__ua_settled(ua, CSIP_OK);
}

csip_error csip_ua_send_message(csip_ua *ua, const char *target, const char *body,
                                const csip_ua_message_options *options, csip_id *ret_id)
{
    request it = {csip_agent_send_message, target, csip_str_from(body), options};

    return send_request(ua, &it, ret_id);
}

csip_error csip_ua_send_options(csip_ua *ua, const char *target,
                                const csip_ua_message_options *options, csip_id *ret_id)
{
    request it = {csip_agent_send_options, target, {0}, options};

    return send_request(ua, &it, ret_id);
}

csip_error csip_ua_accept(csip_ua *ua, csip_id id, const csip_reply *reply)
{
    return csip__ua_settled(ua,
                            csip_agent_accept(ua->agent, id, reply, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_reject(csip_ua *ua, csip_id id, const csip_reply *reply)
{
    return csip__ua_settled(ua,
                            csip_agent_reject(ua->agent, id, reply, csip_loop_now_ms(ua->loop)));
}
