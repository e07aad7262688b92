#include "ua/agent.h"

#include "base/steps.h"
#include "base/trace.h"

/* Every input ends here: what it set free may let a stop go on. */
static csip_error finish(csip_agent *agent, csip_error error)
{
    csip__agent_settle(agent);
    return agent->core.error ? agent->core.error : error;
}

csip_error csip_agent_connected(csip_agent *agent, csip_flow flow, uint64_t now_ms)
{
    csip_error error = csip__core_begin(&agent->core, now_ms);
    if (error)
        return error;
    if (!csip__transport_is_current(&agent->transport, flow) ||
        agent->transport.state != CSIP__TRANSPORT_CONNECTING)
        return CSIP_OK;
    csip__transport_opened(&agent->transport);
    csip__subscriptions_connected(&agent->subscriptions);
    if (agent->wants_registration)
        csip__registrar_register(&agent->registrar);
    return finish(agent, CSIP_OK);
}

csip_error csip_agent_disconnected(csip_agent *agent, csip_flow flow, const csip_disconnect *why,
                                   uint64_t now_ms)
{
    csip_error error = csip__core_begin(&agent->core, now_ms);
    if (error)
        return error;
    if (!csip__transport_is_current(&agent->transport, flow))
        return CSIP_OK;
    agent->core.flow = 0;
    csip__transactions_lost(&agent->uac.transactions, flow);
    csip__transport_closed(&agent->transport, why);
    csip__registrar_lost(&agent->registrar);
    return finish(agent, CSIP_OK);
}

/* RFC 5626 3.5.1: a ping of two CRLF is answered with one; a lone CRLF is such an answer. */
static bool is_keep_alive(csip_agent *agent, csip_str octets)
{
    if (csip_str_equal(octets, CSIP_STR("\r\n\r\n")))
        csip__core_output(&agent->core, &(csip_output){.kind = CSIP_OUTPUT_SEND,
                                                       .flow = agent->core.flow,
                                                       .octets = CSIP_STR("\r\n")});
    else if (octets.len > 0 && !csip_str_equal(octets, CSIP_STR("\r\n")))
        return false;
    return true;
}

/* What can be answered is: a request whose Via, From, To, Call-ID and CSeq were readable. */
static csip_error refuse_malformed(csip_agent *agent, const csip_parse_problem *problem)
{
    csip__core *core = &agent->core;
    const csip_message *message = core->received;
    csip__core_log(core, CSIP_LOG_WARNING, csip_str_from(problem->rule));
    if (message->is_request && message->method != CSIP_METHOD_ACK && message->via.host.ptr &&
        message->from.uri.text.ptr && message->to.uri.text.ptr && message->call_id.ptr &&
        message->cseq_method_name.ptr)
        csip__respond_stateless(core, &(csip__response){.status = 400});
    return CSIP_ERROR_PARSE;
}

static void receive_response(csip_agent *agent)
{
    const csip_message *response = agent->core.received;
    uint32_t length;
    /* RFC 3261 18.1.2 and 16.7: more than one Via: it is not for us. */
    if (response->via_count > 1)
        return;
    if (csip_message_number(response, CSIP_HEADER_CONTENT_LENGTH, &length) == CSIP_OK &&
        length > response->body.len)
        return;
    csip__client_receive(&agent->uac.transactions, response);
}

csip_error csip_agent_receive(csip_agent *agent, csip_flow flow, csip_str octets, uint64_t now_ms)
{
    csip__core *core = &agent->core;
    csip_error error = csip__core_begin(core, now_ms);
    if (error)
        return error;
    if (flow == 0 || flow != core->flow || is_keep_alive(agent, octets))
        return CSIP_OK;
    csip_parse_problem problem = {0};
    if (octets.len > CSIP__CORE_MESSAGE_MAX) {
        csip__core_log(core, CSIP_LOG_WARNING, CSIP_STR("message too long"));
        return finish(agent, CSIP_ERROR_PARSE);
    }
    error = csip__core_receive(core, octets, &problem);
    if (core->error)
        return core->error;
    csip__trace(core, CSIP_EVENT_SIP_IN, octets);
    if (error)
        error = refuse_malformed(agent, &problem);
    else if (core->received->is_request)
        csip__dispatch_request(agent);
    else
        receive_response(agent);
    return finish(agent, error);
}

csip_error csip_agent_tick(csip_agent *agent, uint64_t now_ms)
{
    csip_error error = csip__core_begin(&agent->core, now_ms);
    if (error)
        return error;
    csip__timers_run(&agent->core.timers, now_ms);
    return finish(agent, CSIP_OK);
}

uint64_t csip_agent_deadline(const csip_agent *agent)
{
    return csip__timers_deadline(&agent->core.timers);
}
