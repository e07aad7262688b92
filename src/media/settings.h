#ifndef CSIP_MEDIA_SETTINGS_H
#define CSIP_MEDIA_SETTINGS_H

#include <media/peer.h>

/** Deep copies of what the host hands over, so that it can travel to the engine's thread. */
typedef struct csip__io {
    csip_media_io get; /* points into this object */
    csip_audio_source audio_source;
    csip_video_source video_source;
    csip_audio_sink audio_sink;
    csip_video_sink video_sink;
} csip__io;

CSIP_MUST_USE csip_error csip__io_dup(const csip_media_io *io, csip__io **ret_io);
void csip__io_free(csip__io *io);

typedef struct csip__settings {
    csip_ice_server *servers;
    size_t server_count;
    unsigned gathering_timeout_ms;
    bool is_relay_only;
    csip__io *io;
} csip__settings;

CSIP_MUST_USE csip_error csip__settings_dup(const csip__peer_config *config,
                                            csip__settings **ret_settings);
void csip__settings_free(csip__settings *settings);

#endif
