#include "host/io.h"

#include <stdlib.h>

struct csip__io {
    csip_media_io io;
    csip_audio_source audio_source;
    csip_video_source video_source;
    csip_audio_sink audio_sink;
    csip_video_sink video_sink;
};

/* Replaces a borrowed text by a copy; false: no memory. */
static bool own_text(const char **text)
{
    char *copy;

    if (!*text)
        return true;
    copy = strdup(*text);
    *text = copy;
    return copy != NULL;
}

csip_error csip__io_dup(const csip_media_io *io, csip__io **ret_copy)
{
    csip__io *copy = calloc(1, sizeof *copy);
    bool is_ok = true;

    if (!copy)
        return CSIP_ERROR_NOMEM;
    if (io->audio_source) {
        copy->audio_source = *io->audio_source;
        copy->io.audio_source = &copy->audio_source;
        is_ok = own_text(&copy->audio_source.path);
    }
    if (io->video_source) {
        copy->video_source = *io->video_source;
        copy->io.video_source = &copy->video_source;
    }
    if (io->audio_sink) {
        copy->audio_sink = *io->audio_sink;
        copy->io.audio_sink = &copy->audio_sink;
        is_ok = own_text(&copy->audio_sink.wav_path) && is_ok;
    }
    if (io->video_sink) {
        copy->video_sink = *io->video_sink;
        copy->io.video_sink = &copy->video_sink;
        is_ok = own_text(&copy->video_sink.png_path) && is_ok;
    }
    if (!is_ok) {
        csip__io_free(copy);
        return CSIP_ERROR_NOMEM;
    }
    *ret_copy = copy;
    return CSIP_OK;
}

void csip__io_free(csip__io *io)
{
    if (!io)
        return;
    free((char *)io->audio_source.path);
    free((char *)io->audio_sink.wav_path);
    free((char *)io->video_sink.png_path);
    free(io);
}

const csip_media_io *csip__io_get(const csip__io *io)
{
    return &io->io;
}

static bool own_ice_servers(csip_ua_options *copy, const csip_ua_options *options)
{
    bool is_ok = true;

    copy->ice_servers = NULL;
    copy->ice_server_count = 0;
    if (options->ice_server_count == 0)
        return true;
    csip_ice_server *servers = calloc(options->ice_server_count, sizeof *servers);
    if (!servers)
        return false;
    for (size_t i = 0; i < options->ice_server_count; i++) {
        servers[i] = options->ice_servers[i];
        is_ok = own_text(&servers[i].url) && is_ok;
        is_ok = own_text(&servers[i].username) && is_ok;
        is_ok = own_text(&servers[i].credential) && is_ok;
    }
    copy->ice_servers = servers;
    copy->ice_server_count = options->ice_server_count;
    return is_ok;
}

csip_error csip__ua_options_dup(const csip_ua_options *options, csip_ua_options *ret_copy)
{
    csip_ua_options copy = *options;
    bool is_ok = own_text(&copy.tls.ca_file);

    is_ok = own_text(&copy.tls.cert_file) && is_ok;
    is_ok = own_text(&copy.tls.key_file) && is_ok;
    is_ok = own_text(&copy.tls.server_name) && is_ok;
    is_ok = own_ice_servers(&copy, options) && is_ok;
    if (!is_ok) {
        csip__ua_options_done(&copy);
        return CSIP_ERROR_NOMEM;
    }
    *ret_copy = copy;
    return CSIP_OK;
}

void csip__ua_options_done(csip_ua_options *copy)
{
    free((char *)copy->tls.ca_file);
    free((char *)copy->tls.cert_file);
    free((char *)copy->tls.key_file);
    free((char *)copy->tls.server_name);
    for (size_t i = 0; i < copy->ice_server_count; i++) {
        free((char *)copy->ice_servers[i].url);
        free((char *)copy->ice_servers[i].username);
        free((char *)copy->ice_servers[i].credential);
    }
    free((void *)copy->ice_servers);
}
