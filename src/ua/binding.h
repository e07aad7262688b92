#ifndef CSIP_UA_BINDING_H
#define CSIP_UA_BINDING_H

#include "base/core.h"

/** This agent's binding as the registrar tells it in a 2xx. */
typedef struct csip__binding {
    bool has_expires;
    uint32_t expires_s;
    csip_str public_gruu; /* into the response */
    csip_str temporary_gruu;
} csip__binding;

/** By instance and reg-id, else by the Contact's user. */
bool csip__binding_find(const csip__core *core, const csip_message *response,
                        csip__binding *ret_binding);
/** Use its GRUUs in Contacts from now on. */
void csip__binding_keep(csip__core *core, const csip__binding *binding);
void csip__binding_forget(csip__core *core);

#endif
