#ifndef CSIP_CLI_PARAM_H
#define CSIP_CLI_PARAM_H

#include "cli/settings.h"

/**
 * A parameter: an option on the command line ("--ca-file"), a field of a JSON command ("ca_file").
 */
typedef struct csip__cli_param csip__cli_param;

/** Sets it from its text; returns NULL, or what it should have been. */
typedef const char *(*csip__cli_setter)(csip__cli_settings *settings, const csip__cli_param *param,
                                        const char *text);

typedef enum csip__cli_place {
    CSIP__CLI_EVERYWHERE,
    CSIP__CLI_ARGV, /* command line only */
    CSIP__CLI_JSON, /* JSON only */
} csip__cli_place;

struct csip__cli_param {
    const char *name;     /* with '-' between words; JSON has '_' in its place */
    const char *argument; /* what help calls the value; NULL: a flag, "true" or "false" in JSON */
    const char *help;
    csip__cli_setter set;
    size_t offset; /* in the settings, of what the setter sets */
    csip__cli_place place;
    bool is_secret;
};

/** Parameters that belong together in a command's help. */
typedef struct csip__cli_group {
    const char *title;
    const csip__cli_param *params;
    size_t count;
} csip__cli_group;

extern const csip__cli_group csip__cli_account_group;
extern const csip__cli_group csip__cli_tls_group;
extern const csip__cli_group csip__cli_ice_group;
extern const csip__cli_group csip__cli_media_group;
extern const csip__cli_group csip__cli_output_group;
extern const csip__cli_group csip__cli_register_group;
extern const csip__cli_group csip__cli_call_group;
extern const csip__cli_group csip__cli_answer_group;
extern const csip__cli_group csip__cli_message_group;
/* JSON only */
extern const csip__cli_group csip__cli_target_group;
extern const csip__cli_group csip__cli_body_group;
extern const csip__cli_group csip__cli_session_group;
extern const csip__cli_group csip__cli_status_group;
extern const csip__cli_group csip__cli_unregister_group;
extern const csip__cli_group csip__cli_mute_group;
extern const csip__cli_group csip__cli_dtmf_group;

/**
 * Find a parameter by name in a NULL-terminated list of groups.
 *
 * @param place  where the name was used; those of the other place are not found
 */
const csip__cli_param *csip__cli_param_find(const csip__cli_group *const *groups, const char *name,
                                            csip__cli_place place);

/* Setters */
const char *csip__cli_set_text(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_flag(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_clear_flag(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_seconds(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_count(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_status(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_transport(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_server(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_ice_server(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_readable_file(csip__cli_settings *, const csip__cli_param *,
                                        const char *);
/* media.c */
const char *csip__cli_set_audio_in(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_video_in(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_tone(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_level(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_play(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_rgb(csip__cli_settings *, const csip__cli_param *, const char *);
const char *csip__cli_set_black(csip__cli_settings *, const csip__cli_param *, const char *);

/** A whole text that is a finite number. */
bool csip__cli_number(const char *text, double *ret_number);

#endif
