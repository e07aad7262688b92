#ifndef CSIP_TRANSACTION_RESPONSE_H
#define CSIP_TRANSACTION_RESPONSE_H

#include "transaction/transaction.h"

/** What a response holds beside what it copies from its request. */
typedef struct csip__response {
    uint16_t status;
    csip_str reason;       /* absent: the status's own */
    csip_str to_tag;       /* absent: the transaction's */
    csip_str headers;      /* whole lines */
    csip_str content_type; /* absent: none, whatever the body */
    csip_str body;
} csip__response;

/** Answer a request in its transaction. */
void csip__respond(csip__transaction *server, const csip__response *response);
/** The same with nothing but a status. */
void csip__respond_status(csip__transaction *server, uint16_t status);
/** What OPTIONS gets (RFC 3261 11.2). */
void csip__respond_abilities(csip__transaction *server);
/** Answer the message being handled without a transaction. */
void csip__respond_stateless(csip__core *core, const csip__response *response);

#endif
