#include "ua/agent.h"

#include "sip/write.h"
#include "transaction/response.h"

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
        csip__respond_abilities(server);
}

static void receive_invite(csip_agent *agent, csip__transaction *server)
{
    if (csip__core_is_wanted(&agent->core, CSIP_EVENT_NEW_RTC_SESSION))
        csip__session_receive_invite(&agent->sessions, server);
    else
        csip__respond_status(server, 405);
}

static void receive_subscribe(csip_agent *agent, csip__transaction *server)
{
    if (csip__core_is_wanted(&agent->core, CSIP_EVENT_NEW_SUBSCRIBE))
        csip__notifier_receive_first(&agent->subscriptions, server);
    else
        csip__respond_status(server, 405);
}

static void receive_notify(csip_agent *agent, csip__transaction *server)
{
    csip__subscriptions_receive_stray(&agent->subscriptions, server);
}

/* RFC 3261 9.2: answered 200 if there is such an INVITE, with the To tag of its responses. */
static void receive_cancel(csip_agent *agent, csip__transaction *server)
{
    csip__transaction *invite = csip__server_find_invite(&agent->uac.transactions, server->request);
    if (!invite) {
        csip__respond_status(server, 481);
        return;
    }
    const csip_message *cancel = server->request;
    csip__respond(server, &(csip__response){.status = 200,
                                            .to_tag = {invite->to_tag, sizeof(invite->to_tag)}});
    if (csip__session_owns(invite))
        csip__session_receive_cancel(invite, cancel);
}

/** What a request outside of dialogs gets; the rest 405. */
static void (*const out_of_dialog[CSIP_METHOD_COUNT])(csip_agent *, csip__transaction *) = {
    [CSIP_METHOD_BYE] = refuse_481,
    [CSIP_METHOD_CANCEL] = receive_cancel,
    [CSIP_METHOD_INVITE] = receive_invite,
    [CSIP_METHOD_MESSAGE] = receive_message,
    [CSIP_METHOD_NOTIFY] = receive_notify,
    [CSIP_METHOD_OPTIONS] = receive_options,
    [CSIP_METHOD_SUBSCRIBE] = receive_subscribe,
};

/* RFC 3261 8.2.2.3: all that is not supported is named. */
static void refuse_420(csip_agent *agent)
{
    csip__core *core = &agent->core;
    csip_list_cursor cursor = {0};
    csip_str option;
    csip__buf *buf = csip__core_writer(core);
    while (csip_message_next_element(core->received, CSIP_HEADER_REQUIRE, &cursor, &option)) {
        if (!csip__sanity_is_supported(agent, option))
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
        refuse_420(agent);
        return;
    }
    csip__transaction *server = csip__server_new(&agent->uac.transactions);
    if (server)
        csip__respond_status(server, status);
}

static void receive_in_subscription(csip_agent *agent, csip__transaction *server)
{
    if (!csip__subscriptions_receive(&agent->subscriptions, server))
        csip__respond_status(server, 481);
}

static void hand_on(csip_agent *agent, csip__dialog *dialog, csip__transaction *server)
{
    csip_method method = server->method;
    if (dialog && method != CSIP_METHOD_CANCEL)
        csip__session_receive(dialog, server);
    else if (server->request->to.tag.ptr && method != CSIP_METHOD_CANCEL)
        receive_in_subscription(agent, server);
    else if (out_of_dialog[method])
        out_of_dialog[method](agent, server);
    else
        csip__respond_status(server, 405);
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
    csip__dialog *dialog =
        request->to.tag.ptr ? csip__dialog_find_request(&agent->sessions.dialogs, request) : NULL;
    if (request->method == CSIP_METHOD_ACK) {
        if (dialog)
            csip__session_receive(dialog, NULL);
        return;
    }
    csip__transaction *server = csip__server_new(&agent->uac.transactions);
    if (!server)
        csip__respond_stateless(
            core, &(csip__response){.status = 503, .headers = CSIP_STR("Retry-After: 5\r\n")});
    else
        hand_on(agent, dialog, server);
}
