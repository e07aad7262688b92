#ifndef CSIP_BASE_TRACE_H
#define CSIP_BASE_TRACE_H

#include "base/core.h"

/** Tells a message that came or goes (SIP_IN, SIP_OUT) if somebody listens, credentials blanked. */
void csip__trace(csip__core *core, csip_event_kind kind, csip_str octets);

/** Queues `octets`, which must live until the next input, and the trace of them. */
void csip__trace_send(csip__core *core, csip_flow flow, csip_str octets);

#endif
