#ifndef CSIP_UA_REGISTRAR_H
#define CSIP_UA_REGISTRAR_H

#include "transaction/request.h"

/** The client side of registration (RFC 3261 section 10.2, RFC 5626, RFC 5627). */
typedef struct csip__registrar {
    csip__uac *uac;
    csip__request *request;
    csip__timer timer; /* the next refresh */
    uint32_t cseq;
    uint32_t expires_s; /* asked for; raised by a 423 */
    csip_str call_id;   /* the same for the agent's life */
    char from_tag[10];
    bool is_registered;
    bool is_registering; /* a REGISTER is on its way or about to go */
    bool is_unregistering;
    bool is_wanted_again; /* register was called while unregistering */
} csip__registrar;

void csip__registrar_init(csip__registrar *registrar, csip__uac *uac);
void csip__registrar_done(csip__registrar *registrar);
void csip__registrar_register(csip__registrar *registrar);
/** @param all  every binding of the account */
void csip__registrar_unregister(csip__registrar *registrar, bool all);
/** The connection is gone and with it the registration. */
void csip__registrar_lost(csip__registrar *registrar);

#endif
