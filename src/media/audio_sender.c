#include <media/audio.h>
#include <media/clock.h>

#define FRAME_NS    (CSIP__AUDIO_FRAME_MS * CSIP__NS_PER_MS)
#define CATCH_UP_NS (10 * FRAME_NS) /* later than that, frames are skipped */

csip_error csip__audio_sender_set_line(csip__audio_sender *audio, const csip__jsep_line *line)
{
    const csip__audio_codec *codec = csip__audio_codec_get(line->codec);
    if (!codec)
        return CSIP_ERROR_UNSUPPORTED;
    csip__tone_sender_set_line(&audio->tones, line, codec->rate_hz);
    if (codec == audio->codec)
        return CSIP_OK;
    void *encoder = codec->encoder_new(line);
    if (!encoder)
        return CSIP_ERROR_MEDIA;
    if (audio->codec)
        audio->codec->encoder_free(audio->encoder);
    audio->codec = codec;
    audio->encoder = encoder;
    return CSIP_OK;
}

void csip__audio_sender_done(csip__audio_sender *audio)
{
    csip__tone_sender_cancel(&audio->tones, CSIP_ERROR_STATE);
    if (audio->codec)
        audio->codec->encoder_free(audio->encoder);
    csip__audio_input_close(audio->input);
}

static void send_frame(csip__audio_sender *audio, csip__sender *sender, uint64_t now_ns)
{
    int16_t pcm[CSIP__AUDIO_FRAME_MAX];
    size_t count = csip__audio_codec_frame(audio->codec);
    /* a muted source goes on, as a muted microphone would */
    csip__audio_input_read(audio->input, audio->codec->rate_hz, pcm, count);
    if (audio->is_muted)
        memset(pcm, 0, sizeof(pcm));
    uint32_t timestamp = (uint32_t)(audio->frame * count);
    if (csip__tone_sender_step(&audio->tones, sender, timestamp, now_ns)) {
        audio->has_paused = true;
        return;
    }
    size_t len = audio->codec->encode(audio->encoder, pcm, csip__sender_payload(sender),
                                      CSIP__RTP_PAYLOAD_MAX);
    if (len == 0)
        return;
    csip__sender_payload_info info = {
        .len = len,
        .timestamp = timestamp,
        .marker = audio->has_paused, /* RFC 3551 4.1: the first packet of a talkspurt */
    };
    audio->has_paused = false;
    csip__sender_emit(sender, csip__sender_write(sender, &info, now_ns));
}

void csip__audio_sender_tick(csip__audio_sender *audio, csip__sender *sender, uint64_t now_ns)
{
    if (!audio->is_running) {
        audio->is_running = true;
        audio->has_paused = true;
        audio->began_ns = now_ns;
    }
    uint64_t due_ns = audio->began_ns + audio->frame * FRAME_NS;
    if (now_ns > due_ns + CATCH_UP_NS) {
        audio->frame = (now_ns - audio->began_ns) / FRAME_NS;
        audio->has_paused = true;
    }
    for (; audio->began_ns + audio->frame * FRAME_NS <= now_ns; audio->frame++)
        send_frame(audio, sender, now_ns);
}
