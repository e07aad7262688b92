#include "cli/settings.h"

#include <math.h>
#include <string.h>

enum { DEFAULT_RGB = 0x406080 };

void csip__cli_settings_init(csip__cli_settings *settings)
{
    *settings = (csip__cli_settings){
        .audio_source = {.frequency_hz = 440, .level_dbfs = -12},
        .video_source = {.kind = CSIP_VIDEO_PICTURE, .rgb = DEFAULT_RGB},
        .duration_s = NAN,
        .count = NAN,
    };
    csip_config_init(&settings->config);
    csip_ua_options_init(&settings->ua_options);
    csip_call_options_init(&settings->call);
    settings->config.sockets = settings->sockets;
    settings->ua_options.ice_servers = settings->ice_servers;
}

void csip__cli_settings_done(csip__cli_settings *settings)
{
    explicit_bzero(settings->password, sizeof settings->password);
    explicit_bzero(settings->turn_secret, sizeof settings->turn_secret);
}

csip_ua_call_options csip__cli_settings_call(const csip__cli_settings *settings)
{
    csip_ua_call_options options;

    csip_ua_call_options_init(&options);
    options.call = settings->call;
    options.media = (csip_media_io){
        .audio_source = &settings->audio_source,
        .video_source = &settings->video_source,
        .audio_sink = settings->audio_sink.wav_path ? &settings->audio_sink : NULL,
        .video_sink = settings->video_sink.png_path ? &settings->video_sink : NULL,
    };
    return options;
}
