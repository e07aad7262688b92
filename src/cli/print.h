#ifndef CSIP_CLI_PRINT_H
#define CSIP_CLI_PRINT_H

#include "cli/output.h"

#include <jansson.h>

/** How events are shown. */
typedef struct csip__cli_printer {
    csip__cli_output output;
    bool is_json;
} csip__cli_printer;

/**
 * Print an event, a JSON object with "event": as it is, on one line; or as a line for readers,
 * objects in it and SIP messages below it.  Adds "time".  Takes the reference.
 */
void csip__cli_print(csip__cli_printer *printer, json_t *event);

#endif
