#include "ua/agent.h"

#include "sip/write.h"
#include "transaction/response.h"

static void refuse_405(csip_agent *agent, csip__transaction *server)
{
    (void)agent;
    csip__respond_status(server, 405);
}

static void refuse_481(csip_agent *agent, csip__transaction *server)
{
    (void)agent;
    csip__respond_status(server, 481);
}

static void receive_message(csip_agent *agent, csip__transaction *server)
{
    if (csip__core_is_wanted(&agent->core, CSIP_EVENT_NEW_MESSAGE))
        csip__exchange_receive(&agent->exchanges, server);
    else
        csip__respond_status(server, 405);
}

static void receive_options(csip_agent *agent, csip__transaction *server)
{
    if (csip__core_is_wanted(&agent->core, CSIP_EVENT_NEW_OPTIONS))
        csip__exchange_receive(&agent->exchanges, server);
    else
        csip__exchange_tell_abilities(server);
}

/** What a request outside of dialogs gets; the rest 405. */
static void (*const out_of_dialog[CSIP_METHOD_COUNT])(csip_agent *, csip__transaction *) = {
    [CSIP_METHOD_BYE] = refuse_481,
    [CSIP_METHOD_CANCEL] = refuse_481,
    [CSIP_METHOD_MESSAGE] = receive_message,
    [CSIP_METHOD_OPTIONS] = receive_options,
};

/* RFC 3261 8.2.2.3: all that is not supported is named. */
static void refuse_420(csip__core *core)
{
    csip_list_cursor cursor = {0};
    csip_str option;
    csip__buf *buf = csip__core_writer(core);
    while (csip_message_next_element(core->received, CSIP_HEADER_REQUIRE, &cursor, &option)) {
        if (!csip__sanity_is_supported(option))
            csip__write_header(buf, CSIP_HEADER_UNSUPPORTED, option);
    }
    csip_str headers = csip__core_written(core);
    csip__respond_stateless(core, &(csip__response){.status = 420, .headers = headers});
    csip__core_release(core, (void *)headers.ptr);
}

/* A refused INVITE has a transaction too, since its ACK comes. */
static void refuse(csip_agent *agent, uint16_t status)
{
    csip__core *core = &agent->core;
    if (core->received->method == CSIP_METHOD_ACK)
        return;
    if (status == 420) {
        refuse_420(core);
        return;
    }
    csip__transaction *server = csip__server_new(&agent->uac.transactions);
    if (server)
        csip__respond_status(server, status);
}

void csip__dispatch_request(csip_agent *agent)
{
    csip__core *core = &agent->core;
    const csip_message *request = core->received;
    if (csip__server_receive(&agent->uac.transactions, request))
        return;
    uint16_t status = csip__sanity_check(agent, request);
    if (status) {
        refuse(agent, status);
        return;
    }
    if (request->method == CSIP_METHOD_ACK)
        return;
    csip__transaction *server = csip__server_new(&agent->uac.transactions);
    if (!server) {
        csip__respond_stateless(
            core, &(csip__response){.status = 503, .headers = CSIP_STR("Retry-After: 5\r\n")});
        return;
    }
    if (server->request->to.tag.ptr)
        refuse_481(agent, server);
    else if (out_of_dialog[server->method])
        out_of_dialog[server->method](agent, server);
    else
        refuse_405(agent, server);
}
