#ifndef CSIP_HOST_IO_H
#define CSIP_HOST_IO_H

#include <csip/ua.h>

/** Sources and sinks with everything they point to. */
typedef struct csip__io csip__io;

CSIP_MUST_USE csip_error csip__io_dup(const csip_media_io *io, csip__io **ret_copy);
void csip__io_free(csip__io *io);
const csip_media_io *csip__io_get(const csip__io *io);

/** The options with strings of their own. */
CSIP_MUST_USE csip_error csip__ua_options_dup(const csip_ua_options *options,
                                              csip_ua_options *ret_copy);
void csip__ua_options_done(csip_ua_options *copy);

#endif
