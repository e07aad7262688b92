#ifndef CSIP_CLI_HELP_H
#define CSIP_CLI_HELP_H

#include "cli/options.h"

/** Print what a command does, its options and examples. */
void csip__cli_help_command(const csip__cli_usage *usage);

/** Print a text with line breaks between words, continued lines indented. */
void csip__cli_help_wrap(const char *text, int column, int indent);

#endif
