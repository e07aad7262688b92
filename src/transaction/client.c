#include "base/trace.h"
#include "transaction/derive.h"
#include "transaction/transaction.h"

/* RFC 3261 17.1.3: a response belongs to the transaction of its branch and CSeq method. */
static csip_str key_write(char *out, csip_str branch, csip_method method)
{
    memcpy(out, branch.ptr, branch.len);
    out[branch.len] = (char)('A' + method);
    return (csip_str){out, branch.len + 1};
}

csip__transaction *csip__client_new(csip__transactions *transactions, csip_method method,
                                    csip_str branch, csip_str octets)
{
    csip__core *core = transactions->core;
    if (!octets.ptr || csip__transactions_count(transactions) >= core->settings->max_transactions)
        goto refuse;
    csip__transaction *client = csip__core_allocate(core, sizeof(*client) + branch.len + 1);
    if (!client)
        goto refuse;
    client->owner = transactions;
    client->machine =
        method == CSIP_METHOD_INVITE ? &csip__invite_client : &csip__non_invite_client;
    client->state = CSIP__STATE_TRYING;
    client->method = method;
    client->flow = core->flow;
    client->sent = octets;
    csip__transaction_detach(client);
    if (csip__map_put(&transactions->clients, &client->node,
                      key_write(client->keys, branch, method))) {
        core->error = CSIP_ERROR_NOMEM;
        csip__core_release(core, client);
        goto refuse;
    }
    csip__transaction_start_timer(client);
    csip__trace_send(core, client->flow, octets);
    return client;
refuse:
    csip__core_release(core, (void *)octets.ptr);
    return NULL;
}

bool csip__client_receive(csip__transactions *transactions, const csip_message *response)
{
    char storage[256];
    csip_str branch = response->via.branch;
    if (branch.len >= sizeof(storage))
        return false;
    csip__map_node *node =
        csip__map_get(&transactions->clients, key_write(storage, branch, response->cseq_method));
    if (!node)
        return false;
    csip__transaction_step(CSIP__CONTAINER(node, csip__transaction, node),
                           csip__input_of_status(response->status), response);
    return true;
}

void csip__client_cancel(csip__transaction *invite, csip_str headers)
{
    csip__core *core = invite->owner->core;
    if (invite->state != CSIP__STATE_PROCEEDING || !core->flow)
        return;
    csip_str octets = csip__derive_cancel(core, invite->sent, headers);
    csip_str branch = {invite->node.key.ptr, invite->node.key.len - 1};
    if (csip__client_new(invite->owner, CSIP_METHOD_CANCEL, branch, octets))
        csip__transaction_step(invite, CSIP__INPUT_CANCEL, NULL);
}
