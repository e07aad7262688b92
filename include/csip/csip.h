#ifndef CSIP_CSIP_H
#define CSIP_CSIP_H

/** The whole public interface. */
#include <csip/agent.h>
#include <csip/ua.h>

#endif
