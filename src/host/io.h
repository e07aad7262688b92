#ifndef CSIP_HOST_IO_H
#define CSIP_HOST_IO_H

#include "media/settings.h"

#include <csip/ua.h>

/** The options with strings of their own. */
CSIP_MUST_USE csip_error csip__ua_options_dup(const csip_ua_options *options,
                                              csip_ua_options *ret_copy);
void csip__ua_options_done(csip_ua_options *copy);

#endif
