#include "transaction/identity.h"
#include "ua/exchange.h"

static void transaction_ended(void *user)
{
    csip__exchange *exchange = user;
    exchange->server = NULL;
    csip__exchange_free(exchange);
}

static const csip__transaction_user transaction_calls = {.ended = transaction_ended};

static void decided(void *owner, const csip_event *event)
{
    csip__exchange *exchange = csip__exchange_get(owner, event->id);
    if (exchange && !exchange->is_over && csip__exchange_answer(exchange, 200, NULL))
        csip__respond_status(exchange->server, 500); /* cannot be: the default is no bad answer */
}

void csip__exchange_receive(csip__exchanges *exchanges, csip__transaction *server)
{
    csip__core *core = exchanges->uac->core;
    csip__exchange *exchange = csip__exchange_new(exchanges, server->method);
    if (!exchange) {
        csip__respond(server,
                      &(csip__response){.status = 503, .headers = CSIP_STR("Retry-After: 5\r\n")});
        return;
    }
    exchange->server = server;
    server->calls = &transaction_calls;
    server->user = exchange;
    csip__core_emit(core,
                    &(csip_event){.kind = server->method == CSIP_METHOD_MESSAGE
                                              ? CSIP_EVENT_NEW_MESSAGE
                                              : CSIP_EVENT_NEW_OPTIONS,
                                  .id = exchange->id,
                                  .originator = CSIP_ORIGINATOR_REMOTE,
                                  .message = server->request},
                    &(csip__then){decided, exchanges});
}

csip_error csip__exchange_answer(csip__exchange *exchange, uint16_t status, const csip_reply *reply)
{
    csip__core *core = exchange->owner->uac->core;
    csip__response response = {.status = status};
    csip_str headers = {NULL, 0};
    csip_error error = csip__identity_reply(core, reply, &response, &headers);
    if (!error) {
        exchange->is_over = true;
        response.headers = headers;
        if (exchange->method == CSIP_METHOD_OPTIONS && status == 200 && !reply)
            csip__respond_abilities(exchange->server);
        else
            csip__respond(exchange->server, &response);
    }
    csip__core_release(core, (void *)headers.ptr);
    return error;
}
