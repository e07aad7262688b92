#include <media/peer_impl.h>

csip_error csip__peer_open_devices(csip__peer *peer, bool audio, bool video,
                                   csip__media_problem *ret_problem)
{
    const csip_media_io *io = &peer->settings->io->get;
    csip_error error = CSIP_OK;
    if (audio && !peer->audio_input)
        error = csip__audio_input_open(io->audio_source, ret_problem, &peer->audio_input);
    if (audio && !peer->audio_output && !error)
        error = csip__audio_output_open(io->audio_sink, ret_problem, &peer->audio_output);
    if (video && !peer->video_input && !error)
        error = csip__video_input_open(io->video_source, ret_problem, &peer->video_input);
    if (video && !peer->video_output && !error)
        error = csip__video_output_open(io->video_sink, ret_problem, &peer->video_output);
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

void csip__peer_mute(csip__peer *peer, bool audio, bool video)
{
    peer->is_audio_muted = audio;
    peer->is_video_muted = video;
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++) {
        const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, i);
        if (line && peer->streams[i])
            csip__stream_set_muted(peer->streams[i],
                                   line->kind == CSIP__MEDIA_AUDIO ? audio : video);
    }
}
