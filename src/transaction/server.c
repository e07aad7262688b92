#include "base/trace.h"
#include "transaction/transaction.h"

enum { KEY_MAX = 1024 };

/* RFC 3261 17.2.3: branch, sent-by and method; an ACK and a CANCEL look for their INVITE.
   A branch without the magic cookie is of RFC 2543: then the parts that tell requests apart. */
static csip_str server_key(void *storage, const csip_message *request, csip_method method)
{
    csip__buf key;
    csip__buf_init_fixed(&key, storage, KEY_MAX);
    const csip_via *via = &request->via;
    if (via->branch.len > 7 && memcmp(via->branch.ptr, "z9hG4bK", 7) == 0)
        CSIP__BUF_PUT(&key, via->branch, CSIP_STR("\n"));
    else
        CSIP__BUF_PUT(&key, request->call_id, CSIP_STR("\n"), request->from.tag, CSIP_STR("\n"),
                      via->branch, CSIP_STR("\n"));
    CSIP__BUF_PUT(&key, via->host, CSIP_STR(":"));
    csip__buf_uint(&key, via->port);
    csip__buf_char(&key, '\n');
    csip__buf_uint(&key, method);
    if (method == CSIP_METHOD_OTHER)
        csip__buf_str(&key, request->method_name);
    return key.error ? (csip_str){NULL, 0} : csip__buf_get(&key);
}

/* RFC 3261 8.2.2.2: same From tag, Call-ID and CSeq. */
static csip_str merged_key(void *storage, const csip_message *request)
{
    csip__buf key;
    csip__buf_init_fixed(&key, storage, KEY_MAX);
    CSIP__BUF_PUT(&key, request->call_id, CSIP_STR("\n"), request->from.tag, CSIP_STR("\n"),
                  request->cseq_method_name, CSIP_STR("\n"));
    csip__buf_uint(&key, request->cseq);
    return key.error ? (csip_str){NULL, 0} : csip__buf_get(&key);
}

static csip__transaction *find(const csip__transactions *transactions, const csip_message *request,
                               csip_method method)
{
    char storage[KEY_MAX];
    csip__map_node *node =
        csip__map_get(&transactions->servers, server_key(storage, request, method));
    return node ? CSIP__CONTAINER(node, csip__transaction, node) : NULL;
}

bool csip__server_receive(csip__transactions *transactions, const csip_message *request)
{
    bool is_ack = request->method == CSIP_METHOD_ACK;
    csip__transaction *server =
        find(transactions, request, is_ack ? CSIP_METHOD_INVITE : request->method);
    if (!server)
        return false;
    /* RFC 6026 7.1: in Accepted the ACK is the dialog's. */
    if (is_ack && server->state == CSIP__STATE_ACCEPTED)
        return false;
    csip__transaction_step(server, is_ack ? CSIP__INPUT_ACK : CSIP__INPUT_REQUEST, NULL);
    return true;
}

csip__transaction *csip__server_find_invite(const csip__transactions *transactions,
                                            const csip_message *cancel)
{
    return find(transactions, cancel, CSIP_METHOD_INVITE);
}

bool csip__server_is_merged(const csip__transactions *transactions, const csip_message *request)
{
    char storage[KEY_MAX];
    return !request->to.tag.ptr &&
           csip__map_get(&transactions->merged, merged_key(storage, request)) != NULL;
}

static bool put_keys(csip__transaction *server, csip_str key, csip_str merged)
{
    csip__transactions *owner = server->owner;
    memcpy(server->keys, key.ptr, key.len);
    memcpy(server->keys + key.len, merged.ptr, merged.len);
    if (csip__map_put(&owner->servers, &server->node, (csip_str){server->keys, key.len}))
        return false;
    if (merged.len > 0 && csip__map_put(&owner->merged, &server->merged,
                                        (csip_str){server->keys + key.len, merged.len})) {
        csip__map_remove(&owner->servers, &server->node);
        return false;
    }
    return true;
}

csip__transaction *csip__server_new(csip__transactions *transactions)
{
    csip__core *core = transactions->core;
    const csip_message *request = core->received;
    char key_storage[KEY_MAX], merged_storage[KEY_MAX];
    csip_str key = server_key(key_storage, request, request->method);
    csip_str merged = request->to.tag.ptr ? CSIP_STR("") : merged_key(merged_storage, request);
    if (!key.ptr || !merged.ptr ||
        csip__transactions_count(transactions) >= core->settings->max_transactions)
        return NULL;
    csip__transaction *server = csip__core_allocate(core, sizeof(*server) + key.len + merged.len);
    if (!server)
        return NULL;
    bool is_invite = request->method == CSIP_METHOD_INVITE;
    server->owner = transactions;
    server->is_server = true;
    server->machine = is_invite ? &csip__invite_server : &csip__non_invite_server;
    server->state = is_invite ? CSIP__STATE_PROCEEDING : CSIP__STATE_TRYING;
    server->method = request->method;
    server->flow = core->flow;
    csip__core_random_token(core, server->to_tag, sizeof(server->to_tag));
    csip__transaction_detach(server);
    if (!put_keys(server, key, merged)) {
        core->error = CSIP_ERROR_NOMEM;
        csip__core_release(core, server);
        return NULL;
    }
    server->request = csip__core_take(core);
    return server;
}

void csip__server_send(csip__transaction *server, uint16_t status, csip_str octets)
{
    csip__core *core = server->owner->core;
    csip__core_release(core, (void *)server->sent.ptr);
    server->sent = octets;
    if (status >= 200) {
        csip__core_release(core, server->request);
        server->request = NULL;
    }
    csip__transaction_step(server, csip__input_of_status(status), NULL);
}

void csip__server_repeat(csip__transaction *server)
{
    csip__transaction_step(server, CSIP__INPUT_REQUEST, NULL);
}
