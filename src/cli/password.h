#ifndef CSIP_CLI_PASSWORD_H
#define CSIP_CLI_PASSWORD_H

#include "cli/settings.h"

/**
 * Fetch the passwords: from their files, else the environment, else (the account's, when
 * `may_ask` and standard input is a terminal) from whoever sits there.
 *
 * @param ret_file  the file that could not be used
 * @return NULL, or why
 */
const char *csip__cli_passwords_fetch(csip__cli_settings *settings, bool may_ask,
                                      const char **ret_file);

#endif
