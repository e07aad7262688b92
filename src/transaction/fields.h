#ifndef CSIP_TRANSACTION_FIELDS_H
#define CSIP_TRANSACTION_FIELDS_H

#include "base/core.h"

/** Header fields that say who and what this agent is. */

/** Configured extra headers, Allow, Supported and User-Agent of a request. */
void csip__fields_common(csip__core *core, csip__buf *buf, csip_method method);
/** What is supported in requests of that method and in their responses. */
void csip__fields_supported(csip__core *core, csip__buf *buf, csip_method method);
void csip__fields_allow(csip__buf *buf);
/** Contact of a request or response that makes a dialog: the GRUU once there is one. */
void csip__fields_contact(csip__core *core, csip__buf *buf, bool is_anonymous);
/** In responses and in requests of a dialog that the peer began. */
void csip__fields_contact_of_callee(csip__core *core, csip__buf *buf);

#endif
