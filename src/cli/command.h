#ifndef CSIP_CLI_COMMAND_H
#define CSIP_CLI_COMMAND_H

#include "cli/app.h"
#include "cli/options.h"

/** What the commands do alike. */

/**
 * Options and passwords.
 *
 * @param settings  initialised here; csip__cli_settings_done() is the caller's in any case
 * @return CSIP__CLI_GO_ON, or the exit code to end with
 */
int csip__cli_command_parse(const csip__cli_usage *usage, int argc, char **argv,
                            csip__cli_settings *settings, char ***ret_arguments);

/** The part of a target that is wrong, or NULL. */
const char *csip__cli_target_problem(const char *target);

/** Check a target before anybody is bothered with it. */
int csip__cli_command_check_target(const char *command, const char *target);

/** Make the phone and run to the end; the exit code. */
int csip__cli_command_run(csip__cli_app *app, csip__cli_settings *settings);

/** The option that a configuration parameter is set with. */
const char *csip__cli_parameter_name(const char *parameter);

#endif
