#include "transaction/transaction.h"

#include "base/trace.h"
#include "transaction/derive.h"

void csip__transactions_init(csip__transactions *transactions, csip__core *core)
{
    transactions->core = core;
    csip__map_init(&transactions->clients, &core->platform, core->hash_key);
    csip__map_init(&transactions->servers, &core->platform, core->hash_key);
    csip__map_init(&transactions->merged, &core->platform, core->hash_key);
}

static csip__transaction *of_node(const csip__map_node *node)
{
    return CSIP__CONTAINER(node, csip__transaction, node);
}

void csip__transaction_free(csip__transaction *transaction)
{
    csip__transactions *owner = transaction->owner;
    csip__timer_stop(&owner->core->timers, &transaction->timer);
    csip__map_remove(transaction->is_server ? &owner->servers : &owner->clients,
                     &transaction->node);
    csip__map_remove(&owner->merged, &transaction->merged);
    csip__core_release(owner->core, transaction->request);
    csip__core_release(owner->core, (void *)transaction->sent.ptr);
    csip__core_release(owner->core, transaction);
}

static void end(csip__transaction *transaction)
{
    csip__transaction_free(transaction);
    if (transaction->calls->ended)
        transaction->calls->ended(transaction->user);
}

void csip__transactions_done(csip__transactions *transactions)
{
    csip__map *maps[] = {&transactions->clients, &transactions->servers};
    for (size_t i = 0; i < 2; i++) {
        csip__map_node *node;
        while ((node = csip__map_any(maps[i])))
            end(of_node(node));
        csip__map_done(maps[i]);
    }
    csip__map_done(&transactions->merged);
}

size_t csip__transactions_count(const csip__transactions *transactions)
{
    return transactions->clients.count + transactions->servers.count;
}

bool csip__transactions_is_pending(const csip__transactions *transactions)
{
    const csip__map *maps[] = {&transactions->clients, &transactions->servers};
    for (size_t i = 0; i < 2; i++) {
        const csip__map_node *node = NULL;
        while ((node = csip__map_next(maps[i], node))) {
            if (of_node(node)->state < CSIP__STATE_COMPLETED)
                return true;
        }
    }
    return false;
}

void csip__transactions_lost(csip__transactions *transactions, csip_flow flow)
{
    const csip__map_node *node = NULL;
    while ((node = csip__map_next(&transactions->clients, node))) {
        csip__transaction *client = of_node(node);
        if (client->flow != flow)
            continue;
        client->flow = 0;
        csip__transaction_step(client, CSIP__INPUT_LOST, NULL);
        node = NULL; /* whoever was told may have changed the table */
    }
}

void csip__transaction_detach(csip__transaction *transaction)
{
    static const csip__transaction_user nobody;
    transaction->calls = &nobody;
    transaction->user = NULL;
}

csip__input csip__input_of_status(uint16_t status)
{
    return status < 200 ? CSIP__INPUT_1XX : status < 300 ? CSIP__INPUT_2XX : CSIP__INPUT_FAILURE;
}

static void timer_fired(csip__timer *timer)
{
    csip__transaction_step(CSIP__CONTAINER(timer, csip__transaction, timer), CSIP__INPUT_TIMER,
                           NULL);
}

void csip__transaction_start_timer(csip__transaction *transaction)
{
    csip__core *core = transaction->owner->core;
    csip__timer_start(&core->timers, &transaction->timer, core->now_ms + CSIP__TRANSACTION_MS,
                      timer_fired);
}

/* RFC 3261 17.1.1.3: the ACK of a failure is made by the transaction, and again for each repeat. */
static void acknowledge(csip__transaction *invite, const csip_message *response)
{
    csip__core *core = invite->owner->core;
    if (response) {
        csip_str request = invite->sent;
        invite->sent = csip__derive_ack(core, request, response);
        csip__core_release(core, (void *)request.ptr);
    }
    if (invite->sent.ptr && core->flow)
        csip__trace_send(core, core->flow, invite->sent);
}

static void run_timer(csip__transaction *transaction, unsigned actions)
{
    csip__core *core = transaction->owner->core;
    if (actions & CSIP__ACTION_STOP || transaction->state == CSIP__STATE_TERMINATED)
        csip__timer_stop(&core->timers, &transaction->timer);
    if (actions & CSIP__ACTION_WAIT)
        csip__transaction_start_timer(transaction);
}

void csip__transaction_step(csip__transaction *transaction, csip__input input,
                            const csip_message *response)
{
    const csip__move *move = &(*transaction->machine)[transaction->state][input];
    if (move->next == CSIP__STATE_NONE)
        return;
    csip__core *core = transaction->owner->core;
    bool is_first = transaction->state != (csip__state)move->next;
    transaction->state = move->next;
    run_timer(transaction, move->actions);
    if (move->actions & CSIP__ACTION_ACK)
        acknowledge(transaction, is_first ? response : NULL);
    if (move->actions & (CSIP__ACTION_SEND | CSIP__ACTION_REPEAT) && transaction->sent.ptr &&
        core->flow)
        csip__trace_send(core, core->flow, transaction->sent);
    if (move->actions & CSIP__ACTION_TELL && transaction->calls->response)
        transaction->calls->response(transaction->user, response);
    if (move->actions & CSIP__ACTION_FAIL && transaction->calls->failed)
        transaction->calls->failed(transaction->user, input == CSIP__INPUT_TIMER
                                                          ? CSIP_ERROR_TIMEOUT
                                                          : CSIP_ERROR_NOT_CONNECTED);
    if (move->next == CSIP__STATE_TERMINATED)
        end(transaction);
}
