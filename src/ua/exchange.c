#include "ua/exchange.h"

void csip__exchanges_init(csip__exchanges *exchanges, csip__uac *uac)
{
    exchanges->uac = uac;
    csip__map_init(&exchanges->map, &uac->core->platform, uac->core->hash_key);
}

static csip__exchange *of_node(csip__map_node *node)
{
    return CSIP__CONTAINER(node, csip__exchange, node);
}

void csip__exchanges_done(csip__exchanges *exchanges)
{
    csip__map_node *node;
    while ((node = csip__map_any(&exchanges->map)))
        csip__exchange_free(of_node(node));
    csip__map_done(&exchanges->map);
}

csip__exchange *csip__exchange_get(const csip__exchanges *exchanges, csip_id id)
{
    csip__map_node *node =
        csip__map_get(&exchanges->map, (csip_str){(const char *)&id, sizeof(id)});
    return node ? of_node(node) : NULL;
}

csip__exchange *csip__exchange_new(csip__exchanges *exchanges, csip_method method)
{
    csip__core *core = exchanges->uac->core;
    if (exchanges->map.count >= core->settings->max_messages)
        return NULL;
    csip__exchange *exchange = csip__core_allocate(core, sizeof(*exchange));
    if (!exchange)
        return NULL;
    exchange->owner = exchanges;
    exchange->method = method;
    exchange->id = csip__core_next_id(core);
    if (csip__map_put(&exchanges->map, &exchange->node,
                      (csip_str){(const char *)&exchange->id, sizeof(exchange->id)})) {
        core->error = CSIP_ERROR_NOMEM;
        csip__core_release(core, exchange);
        return NULL;
    }
    return exchange;
}

void csip__exchange_free(csip__exchange *exchange)
{
    if (exchange->request)
        csip__request_detach(exchange->request);
    if (exchange->server)
        csip__transaction_detach(exchange->server);
    csip__map_remove(&exchange->owner->map, &exchange->node);
    csip__core_release(exchange->owner->uac->core, exchange);
}
