#ifndef CSIP_TRANSACTION_IDENTITY_H
#define CSIP_TRANSACTION_IDENTITY_H

#include "transaction/fields.h"
#include "transaction/response.h"

/** Values that requests outside of dialogs begin with; each result is a block to be released. */

/** A call's or message's target as a URI.  CSIP_ERROR_ARGUMENT: no such target. */
CSIP_MUST_USE csip_error csip__identity_target(csip__core *core, const char *target,
                                               csip_str *ret_uri);
/** From, with a fresh tag.  NULL: the account's user and display name. */
CSIP_MUST_USE csip_error csip__identity_from(csip__core *core, const char *user,
                                             const char *display_name, csip_str *ret_from);
/** From of a caller who does not want to be known (RFC 3323), with a fresh tag. */
CSIP_MUST_USE csip_error csip__identity_anonymous(csip__core *core, csip_str *ret_from);
csip_str csip__identity_to(csip__core *core, csip_str uri);
csip_str csip__identity_call_id(csip__core *core);

/** An application's reply: reason, extra headers (a block) and body.  NULL is fine. */
CSIP_MUST_USE csip_error csip__identity_reply(csip__core *core, const csip_reply *reply,
                                              csip__response *response, csip_str *ret_headers);

csip_cause csip__cause_from_error(csip_error error);

#endif
