#include <media/peer_impl.h>

static csip_error open_audio(csip__peer *peer, csip__media_problem *ret_problem)
{
    const csip_media_io *io = &peer->settings->io->get;
    csip_error error = CSIP_OK;
    if (!peer->audio_input)
        error = csip__audio_input_open(io->audio_source, ret_problem, &peer->audio_input);
    if (!peer->audio_output && !error)
        error = csip__audio_output_open(io->audio_sink, ret_problem, &peer->audio_output);
    return error;
}

static csip_error open_video(csip__peer *peer, csip__media_problem *ret_problem)
{
    const csip_media_io *io = &peer->settings->io->get;
    csip_error error = CSIP_OK;
    if (!peer->video_input)
        error = csip__video_input_open(io->video_source, ret_problem, &peer->video_input);
    if (!peer->video_output && !error)
        error = csip__video_output_open(io->video_sink, ret_problem, &peer->video_output);
    return error;
}

/* A stream took what was opened for it. */
static bool has_stream(const csip__peer *peer, csip__media_kind kind)
{
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++) {
        const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, i);
        if (peer->streams[i] && line && line->kind == kind)
            return true;
    }
    return false;
}

csip_error csip__peer_open_devices(csip__peer *peer, bool audio, bool video,
                                   csip__media_problem *ret_problem)
{
    csip_error error = CSIP_OK;
    if (audio && !has_stream(peer, CSIP__MEDIA_AUDIO))
        error = open_audio(peer, ret_problem);
    if (video && !error && !has_stream(peer, CSIP__MEDIA_VIDEO))
        error = open_video(peer, ret_problem);
    if (error)
        csip__peer_close_devices(peer);
    return error;
}

void csip__peer_close_devices(csip__peer *peer)
{
    csip__audio_input_close(peer->audio_input);
    csip__audio_output_close(peer->audio_output);
    csip__video_input_close(peer->video_input);
    csip__video_output_close(peer->video_output);
    peer->audio_input = NULL;
    peer->audio_output = NULL;
    peer->video_input = NULL;
    peer->video_output = NULL;
}

void csip__peer_apply_quiet(csip__peer *peer)
{
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++) {
        const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, i);
        if (!line || !peer->streams[i])
            continue;
        csip__stream_set_muted(peer->streams[i], peer->is_muted[line->kind]);
        csip__stream_set_held(peer->streams[i], peer->is_held[line->kind]);
    }
}
