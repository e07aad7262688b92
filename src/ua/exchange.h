#ifndef CSIP_UA_EXCHANGE_H
#define CSIP_UA_EXCHANGE_H

#include "transaction/request.h"
#include "transaction/response.h"

/** One MESSAGE or OPTIONS and its outcome, outside of dialogs (RFC 3428, RFC 3261 section 11). */
typedef struct csip__exchange {
    csip__map_node node;
    struct csip__exchanges *owner;
    csip_id id;
    csip_method method;
    bool is_over;
    uint32_t cseq;
    csip__request *request;    /* sent */
    csip__transaction *server; /* received */
} csip__exchange;

typedef struct csip__exchanges {
    csip__uac *uac;
    csip__map map; /* by id */
} csip__exchanges;

void csip__exchanges_init(csip__exchanges *exchanges, csip__uac *uac);
void csip__exchanges_done(csip__exchanges *exchanges);
/** NULL: none of that id. */
csip__exchange *csip__exchange_get(const csip__exchanges *exchanges, csip_id id);
/** NULL: no memory or the limit is reached. */
csip__exchange *csip__exchange_new(csip__exchanges *exchanges, csip_method method);
void csip__exchange_free(csip__exchange *exchange);

typedef struct csip__outgoing {
    csip_method method;
    const char *target;
    csip_str body;
    const csip_request_options *options; /* may be NULL */
} csip__outgoing;

CSIP_MUST_USE csip_error csip__exchange_send(csip__exchanges *exchanges,
                                             const csip__outgoing *outgoing, csip_id *ret_id);

/** Tell a received request, which has its transaction; answered 200 when nobody decides. */
void csip__exchange_receive(csip__exchanges *exchanges, csip__transaction *server);
/** Answer it.  `reply` may be NULL. */
CSIP_MUST_USE csip_error csip__exchange_answer(csip__exchange *exchange, uint16_t status,
                                               const csip_reply *reply);

#endif
