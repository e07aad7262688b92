#ifndef CSIP_CLI_SETTINGS_H
#define CSIP_CLI_SETTINGS_H

#include <csip/ua.h>

#include <stddef.h>

enum {
    CSIP__CLI_SERVERS_MAX = 16,
    CSIP__CLI_ICE_SERVERS_MAX = 8,
    CSIP__CLI_SECRET_MAX = 1024,
    CSIP__CLI_PATH_MAX = 4096,
};

/**
 * All that options on the command line and fields of JSON commands can set.  Texts are borrowed
 * from where they were given.  It must not move: it points into itself.
 */
typedef struct csip__cli_settings {
    /* the account */
    csip_config config;
    csip_ua_options ua_options;
    csip_socket_config sockets[CSIP__CLI_SERVERS_MAX];
    csip_ice_server ice_servers[CSIP__CLI_ICE_SERVERS_MAX];
    const char *turn_user;
    const char *turn_password;
    const char *password_file;
    const char *turn_password_file;
    char password[CSIP__CLI_SECRET_MAX];
    char turn_secret[CSIP__CLI_SECRET_MAX];
    /* media of a call */
    csip_call_options call;
    csip_audio_source audio_source;
    csip_video_source video_source;
    csip_audio_sink audio_sink;
    csip_video_sink video_sink;
    char audio_path[CSIP__CLI_PATH_MAX];
    /* output */
    bool is_json;
    bool is_verbose;
    bool has_trace;
    /* of one command or another */
    size_t field_count; /* fields that a JSON command gave */
    bool stays;
    bool has_no_register;
    bool is_all;
    bool with_audio; /* mute, unmute */
    bool with_video;
    double duration_s; /* NaN: no limit */
    double count;      /* NaN: no limit */
    double status;     /* 0: the default */
    double session;
    const char *reason;
    const char *target;
    const char *body;
    const char *content_type;
    const char *tones;
    bool uses_rfc4733;
} csip__cli_settings;

void csip__cli_settings_init(csip__cli_settings *settings);

/** Forgets the secrets. */
void csip__cli_settings_done(csip__cli_settings *settings);

/** The media of a call as the settings say; borrows from them. */
csip_ua_call_options csip__cli_settings_call(const csip__cli_settings *settings);

#endif
