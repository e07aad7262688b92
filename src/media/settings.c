#include <media/settings.h>

#include <stdlib.h>

/* NULL stays NULL; false: no memory. */
static bool dup_text(const char *text, const char **ret_copy)
{
    *ret_copy = text ? strdup(text) : NULL;
    return *ret_copy || !text;
}

static void free_text(const char *text)
{
    free((char *)text);
}

csip_error csip__io_dup(const csip_media_io *io, csip__io **ret_io)
{
    csip__io *copy = calloc(1, sizeof *copy);
    if (!copy)
        return CSIP_ERROR_NOMEM;
    bool is_copied = true;
    if (io->audio_source) {
        copy->audio_source = *io->audio_source;
        is_copied &= dup_text(io->audio_source->path, &copy->audio_source.path);
        copy->get.audio_source = &copy->audio_source;
    }
    if (io->video_source) {
        copy->video_source = *io->video_source;
        copy->get.video_source = &copy->video_source;
    }
    if (io->audio_sink) {
        copy->audio_sink = *io->audio_sink;
        is_copied &= dup_text(io->audio_sink->wav_path, &copy->audio_sink.wav_path);
        copy->get.audio_sink = &copy->audio_sink;
    }
    if (io->video_sink) {
        copy->video_sink = *io->video_sink;
        is_copied &= dup_text(io->video_sink->png_path, &copy->video_sink.png_path);
        copy->get.video_sink = &copy->video_sink;
    }
    if (!is_copied) {
        csip__io_free(copy);
        return CSIP_ERROR_NOMEM;
    }
    *ret_io = copy;
    return CSIP_OK;
}

void csip__io_free(csip__io *io)
{
    if (!io)
        return;
    free_text(io->audio_source.path);
    free_text(io->audio_sink.wav_path);
    free_text(io->video_sink.png_path);
    free(io);
}

static csip_error dup_servers(const csip__peer_config *config, csip__settings *settings)
{
    if (config->ice_server_count == 0)
        return CSIP_OK;
    settings->servers = calloc(config->ice_server_count, sizeof *settings->servers);
    if (!settings->servers)
        return CSIP_ERROR_NOMEM;
    settings->server_count = config->ice_server_count;
    bool is_copied = true;
    for (size_t i = 0; i < config->ice_server_count; i++) {
        const csip_ice_server *from = &config->ice_servers[i];
        csip_ice_server *to = &settings->servers[i];
        is_copied &= dup_text(from->url, &to->url);
        is_copied &= dup_text(from->username, &to->username);
        is_copied &= dup_text(from->credential, &to->credential);
    }
    return is_copied ? CSIP_OK : CSIP_ERROR_NOMEM;
}

csip_error csip__settings_dup(const csip__peer_config *config, csip__settings **ret_settings)
{
    csip__settings *settings = calloc(1, sizeof *settings);
    if (!settings)
        return CSIP_ERROR_NOMEM;
    settings->gathering_timeout_ms = config->gathering_timeout_ms;
    settings->is_relay_only = config->is_relay_only;
    csip_error error = csip__io_dup(&config->io, &settings->io);
    if (!error)
        error = dup_servers(config, settings);
    if (error) {
        csip__settings_free(settings);
        return error;
    }
    *ret_settings = settings;
    return CSIP_OK;
}

void csip__settings_free(csip__settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < settings->server_count; i++) {
        const csip_ice_server *server = &settings->servers[i];
        free_text(server->url);
        free_text(server->username);
        if (server->credential)
            explicit_bzero((char *)server->credential, strlen(server->credential));
        free_text(server->credential);
    }
    free(settings->servers);
    csip__io_free(settings->io);
    free(settings);
}
