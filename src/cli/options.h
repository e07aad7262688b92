#ifndef CSIP_CLI_OPTIONS_H
#define CSIP_CLI_OPTIONS_H

#include "cli/param.h"

/** What a command takes and how it explains itself. */
typedef struct csip__cli_usage {
    const char *name;
    const char *arguments; /* "TARGET TEXT" */
    int argument_count;
    const char *text; /* what it does */
    const char *examples;
    const csip__cli_group *const *groups; /* NULL at the end */
} csip__cli_usage;

enum { CSIP__CLI_GO_ON = -1 };

/**
 * Read a command's options.  Prints help, or what is wrong.
 *
 * @param ret_arguments  the `argument_count` arguments behind the options
 * @return CSIP__CLI_GO_ON, or the exit code to end with
 */
int csip__cli_options_parse(const csip__cli_usage *usage, int argc, char **argv,
                            csip__cli_settings *settings, char ***ret_arguments);

/** Say on standard error what is wrong with the command's use; returns CSIP__CLI_USAGE. */
int csip__cli_usage_error(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
