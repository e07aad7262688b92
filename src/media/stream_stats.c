#include <media/stream_impl.h>

#include <math.h>
#include <stdio.h>

static void add_audio(const csip__stream *stream, csip_stream_stats *stats)
{
    const csip__audio_receiver *receiver = &stream->audio.receiver;
    snprintf(stats->codec, sizeof(stats->codec), "%s", receiver->codec->name);
    stats->packets_discarded += receiver->jitter.discarded;
    stats->level_dbfs = csip__audio_output_level(receiver->output);
    stats->samples_concealed = receiver->samples_concealed;
}

static void add_video(const csip__stream *stream, csip_stream_stats *stats)
{
    const csip__video_receiver *receiver = &stream->video.receiver;
    snprintf(stats->codec, sizeof(stats->codec), "VP8");
    stats->packets_discarded += receiver->assembly.discarded;
    stats->frames_encoded = stream->video.sender.frames_encoded;
    stats->frames_decoded = receiver->frames_decoded;
    stats->key_frames_decoded = receiver->key_frames_decoded;
    stats->width = receiver->width;
    stats->height = receiver->height;
}

void csip__stream_stats(const csip__stream *stream, csip_stream_stats *ret_stats)
{
    *ret_stats = (csip_stream_stats){
        .is_negotiated = true,
        .packets_sent = stream->sender.packets,
        .octets_sent = stream->sender.octets,
        .packets_received = stream->packets_received,
        .octets_received = stream->octets_received,
        .packets_lost = csip__reception_lost(&stream->reception),
        .jitter_ms = csip__reception_jitter_ms(&stream->reception),
        .round_trip_ms = stream->round_trip_ms,
        .packets_discarded = stream->packets_discarded,
        .level_dbfs = -INFINITY,
        .plis_sent = stream->plis_sent,
        .plis_received = stream->plis_received,
    };
    if (stream->kind == CSIP__MEDIA_AUDIO)
        add_audio(stream, ret_stats);
    else
        add_video(stream, ret_stats);
}
