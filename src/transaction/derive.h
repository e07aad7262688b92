#ifndef CSIP_TRANSACTION_DERIVE_H
#define CSIP_TRANSACTION_DERIVE_H

#include "base/core.h"

/** Requests made from an INVITE that has been sent.  Absent: no memory. */

/** The ACK of a failure (RFC 3261 17.1.1.3). */
csip_str csip__derive_ack(csip__core *core, csip_str invite, const csip_message *response);

/** @param headers  whole lines to add (a Reason), may be absent.  RFC 3261 9.1 */
csip_str csip__derive_cancel(csip__core *core, csip_str invite, csip_str headers);

#endif
