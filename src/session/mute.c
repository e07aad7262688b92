#include "session/session.h"

static void tell_media(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    if (session->is_media_open)
        csip__core_output(core, &(csip_output){.kind = CSIP_OUTPUT_MEDIA,
                                               .media = {.op = csip__core_next_id(core),
                                                         .session = session->id,
                                                         .kind = CSIP_MEDIA_MUTE,
                                                         .audio = session->audio_muted,
                                                         .video = session->video_muted}});
}

/* What was muted before there were sources. */
void csip__session_tell_muted_media(csip__session *session)
{
    if (session->audio_muted || session->video_muted)
        tell_media(session);
}

void csip__session_mute(csip__session *session, bool audio, bool video, bool is_muted)
{
    bool is_audio_changed = audio && session->audio_muted != is_muted;
    bool is_video_changed = video && session->video_muted != is_muted;
    if (!is_audio_changed && !is_video_changed)
        return;
    if (is_audio_changed)
        session->audio_muted = is_muted;
    if (is_video_changed)
        session->video_muted = is_muted;
    tell_media(session);
    csip__session_emit(
        session, (csip_event){.kind = is_muted ? CSIP_EVENT_MUTED : CSIP_EVENT_UNMUTED,
                              .muted = {.audio = is_audio_changed, .video = is_video_changed}});
}
