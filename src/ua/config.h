#ifndef CSIP_UA_CONFIG_H
#define CSIP_UA_CONFIG_H

#include "base/core.h"

#include <csip/config.h>

/**
 * Check a configuration and complete it.
 *
 * @param ret_settings  its texts are one block of `core`, to be given to csip__settings_done()
 * @param ret_problem   may be NULL; filled on CSIP_ERROR_CONFIG
 */
CSIP_MUST_USE csip_error csip__settings_make(csip__core *core, const csip_config *config,
                                             csip__settings *ret_settings,
                                             csip_config_problem *ret_problem);
void csip__settings_done(csip__core *core, csip__settings *settings);

/** Every parameter on its own: mandatory, grammar, range. */
CSIP_MUST_USE csip_error csip__config_check(const csip_config *config,
                                            csip_config_problem *ret_problem);

/** A server's URL in parts; false: not a ws or wss URL. */
typedef struct csip__url {
    bool is_secure;
    csip_str authority; /* host[:port] */
} csip__url;
bool csip__url_parse(csip_str text, csip__url *ret_url);

/** What follows "uuid:" or "urn:uuid:", or all of it. */
csip_str csip__uuid_of(csip_str text);

/** A parameter's text, absent when NULL or empty: both mean the default. */
static inline csip_str csip__config_text(const char *text)
{
    csip_str s = csip_str_from(text);
    return s.len > 0 ? s : (csip_str){NULL, 0};
}

#endif
