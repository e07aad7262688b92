#ifndef CSIP_SESSION_REPLACES_H
#define CSIP_SESSION_REPLACES_H

#include <csip/message.h>

/** The value of a Replaces field (RFC 3891 section 6.1). */
typedef struct csip__replaces {
    csip_str call_id;
    csip_str to_tag; /* of the one who gets it */
    csip_str from_tag;
    bool is_early_only;
} csip__replaces;

bool csip__replaces_parse(csip_str value, csip__replaces *ret_replaces);

#endif
