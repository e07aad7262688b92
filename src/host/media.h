#ifndef CSIP_HOST_MEDIA_H
#define CSIP_HOST_MEDIA_H

#include "host/ua.h"

/** Carries out an operation of the agent: by the loop's engine, made at the first OPEN. */
void csip__media_execute(csip_ua *ua, const csip_media_op *op);

/** Hands the engine's reports to the agents; may end the life of phones. */
void csip__media_poll(csip_loop *loop);

#endif
