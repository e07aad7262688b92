#ifndef CSIP_CLI_PHONE_H
#define CSIP_CLI_PHONE_H

#include "cli/app.h"
#include "cli/input.h"
#include "cli/param.h"

/** The phone that reads its commands as lines of JSON (docs/json.md). */
typedef struct csip__cli_json_phone {
    csip__cli_app app;
    csip__cli_input *input;
} csip__cli_json_phone;

/** How a command came out. */
typedef struct csip__cli_outcome {
    csip_error error;
    const char *field;           /* what is wrong; NULL: the command as a whole */
    const char *value;           /* of the field; NULL: missing or secret */
    const char *reason;          /* NULL: the error's text */
    csip_config_problem problem; /* storage for the above */
} csip__cli_outcome;

/** A command of the phone. */
typedef struct csip__cli_phone_command {
    const char *name;
    /** Puts what there is to tell into `reply`, the event "ok" of that command. */
    csip__cli_outcome (*run)(csip__cli_json_phone *phone, csip__cli_settings *settings,
                             json_t *reply);
    const csip__cli_group *const *groups; /* the fields it takes */
    const char *mandatory[2];             /* those without which it cannot be */
    bool needs_phone;                     /* there must have been a register */
} csip__cli_phone_command;

/** By name; NULL: none. */
const csip__cli_phone_command *csip__cli_phone_command_find(const char *name);

/**
 * Read a command's fields into settings.
 *
 * @param texts  an array that keeps what the settings borrow
 */
csip__cli_outcome csip__cli_phone_fields(const csip__cli_phone_command *command,
                                         const json_t *object, csip__cli_settings *settings,
                                         json_t *texts);

#endif
