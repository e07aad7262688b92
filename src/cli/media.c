#include "cli/param.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What a call plays and shows, as it is written on the command line and in JSON. */

static const char *const tone_rule = "a frequency from 20 to 20000 Hz is needed";
static const char *const level_rule = "a peak level from -120 to 0 dBFS is needed";
static const char *const rgb_rule = "six hexadecimal digits RRGGBB are needed";

const char *csip__cli_set_tone(csip__cli_settings *settings, const csip__cli_param *param,
                               const char *text)
{
    csip_audio_source *source = &settings->audio_source;
    double frequency;

    (void)param;
    if (!csip__cli_number(text, &frequency) || frequency < 20 || frequency > 20000)
        return tone_rule;
    source->kind = CSIP_AUDIO_TONE;
    source->frequency_hz = frequency;
    return NULL;
}

const char *csip__cli_set_level(csip__cli_settings *settings, const csip__cli_param *param,
                                const char *text)
{
    double level;

    (void)param;
    if (!csip__cli_number(text, &level) || level < -120 || level > 0)
        return level_rule;
    settings->audio_source.level_dbfs = level;
    return NULL;
}

const char *csip__cli_set_play(csip__cli_settings *settings, const csip__cli_param *param,
                               const char *text)
{
    csip_audio_source *source = &settings->audio_source;
    size_t len = strlen(text);

    (void)param;
    if (len >= sizeof settings->audio_path)
        return "the path is too long";
    if (access(text, R_OK) != 0)
        return strerrordesc_np(errno);
    memcpy(settings->audio_path, text, len + 1);
    source->kind = CSIP_AUDIO_WAV;
    source->path = settings->audio_path;
    return NULL;
}

/* HZ[:LEVEL] */
static const char *set_tone_and_level(csip__cli_settings *settings, const csip__cli_param *param,
                                      const char *text)
{
    char frequency[32];
    size_t len = strcspn(text, ":");

    if (len >= sizeof frequency)
        return tone_rule;
    memcpy(frequency, text, len);
    frequency[len] = '\0';
    const char *problem = csip__cli_set_tone(settings, param, frequency);
    if (!problem && text[len] == ':')
        problem = csip__cli_set_level(settings, param, text + len + 1);
    return problem;
}

/* FILE[,loop] */
static const char *set_file(csip__cli_settings *settings, const csip__cli_param *param,
                            const char *text)
{
    static const char suffix[] = ",loop";
    char path[CSIP__CLI_PATH_MAX];
    size_t len = strlen(text);
    bool is_looped = len >= sizeof suffix && strcmp(text + len - (sizeof suffix - 1), suffix) == 0;

    settings->audio_source.is_looped = is_looped;
    snprintf(path, sizeof path, "%.*s", (int)(is_looped ? len - (sizeof suffix - 1) : len), text);
    return len < sizeof path ? csip__cli_set_play(settings, param, path) : "the path is too long";
}

const char *csip__cli_set_audio_in(csip__cli_settings *settings, const csip__cli_param *param,
                                   const char *text)
{
    static const char prefix[] = "tone:";

    if (strcmp(text, "silence") == 0) {
        settings->audio_source.kind = CSIP_AUDIO_SILENCE;
        return NULL;
    }
    if (strncmp(text, prefix, sizeof prefix - 1) == 0)
        return set_tone_and_level(settings, param, text + sizeof prefix - 1);
    return set_file(settings, param, text);
}

const char *csip__cli_set_rgb(csip__cli_settings *settings, const csip__cli_param *param,
                              const char *text)
{
    (void)param;
    if (strlen(text) != 6 || strspn(text, "0123456789abcdefABCDEF") != 6)
        return rgb_rule;
    settings->video_source.kind = CSIP_VIDEO_PICTURE;
    settings->video_source.rgb = (uint32_t)strtoul(text, NULL, 16);
    return NULL;
}

const char *csip__cli_set_black(csip__cli_settings *settings, const csip__cli_param *param,
                                const char *text)
{
    bool is_black = strcmp(text, "true") == 0;

    (void)param;
    if (!is_black && strcmp(text, "false") != 0)
        return "true or false is needed";
    settings->video_source.kind = is_black ? CSIP_VIDEO_BLACK : CSIP_VIDEO_PICTURE;
    return NULL;
}

const char *csip__cli_set_video_in(csip__cli_settings *settings, const csip__cli_param *param,
                                   const char *text)
{
    static const char prefix[] = "picture:";

    if (strcmp(text, "black") == 0)
        return csip__cli_set_black(settings, param, "true");
    if (strncmp(text, prefix, sizeof prefix - 1) != 0)
        return "picture:RRGGBB or black is needed";
    return csip__cli_set_rgb(settings, param, text + sizeof prefix - 1);
}
