#include <media/audio.h>
#include <media/clock.h>

#include <string.h>

#define FRAME_NS    (CSIP__AUDIO_FRAME_MS * CSIP__NS_PER_MS)
#define CATCH_UP_NS (10 * FRAME_NS)
#define EVENT_NS    (250 * CSIP__NS_PER_MS) /* from an event's arrival to the last gap it leaves */

enum {
    QUIET = 104, /* RMS of −50 dBFS: leaving out such a frame is not heard */
};

csip_error csip__audio_receiver_set_codec(csip__audio_receiver *audio, csip__codec_id id)
{
    const csip__audio_codec *codec = csip__audio_codec_get(id);
    if (!codec)
        return CSIP_ERROR_UNSUPPORTED;
    if (codec == audio->codec)
        return CSIP_OK;
    void *decoder = codec->decoder_new();
    if (!decoder)
        return CSIP_ERROR_MEDIA;
    uint64_t discarded = audio->jitter.discarded;
    if (audio->codec)
        audio->codec->decoder_free(audio->decoder);
    csip__jitter_done(&audio->jitter);
    audio->codec = codec;
    audio->decoder = decoder;
    audio->pcm_count = 0;
    csip__jitter_init(&audio->jitter, codec->rate_hz);
    audio->jitter.discarded = discarded;
    return CSIP_OK;
}

void csip__audio_receiver_reset(csip__audio_receiver *audio)
{
    csip__jitter_reset(&audio->jitter);
    csip__tone_receiver_reset(&audio->tones);
}

void csip__audio_receiver_event(csip__audio_receiver *audio, const csip__rtp_packet *packet,
                                unsigned event_clock_hz, uint64_t now_ns)
{
    const unsigned clocks_hz[2] = {event_clock_hz, audio->codec->rate_hz};
    audio->has_event = true;
    audio->last_event_ns = now_ns;
    csip__tone_receiver_packet(&audio->tones, packet, clocks_hz, now_ns);
}

void csip__audio_receiver_done(csip__audio_receiver *audio)
{
    csip__tone_receiver_reset(&audio->tones);
    if (audio->codec)
        audio->codec->decoder_free(audio->decoder);
    csip__jitter_done(&audio->jitter);
    csip__audio_output_close(audio->output);
}

void csip__audio_receiver_packet(csip__audio_receiver *audio, const csip__rtp_packet *packet,
                                 uint32_t sequence, uint64_t now_ns)
{
    size_t duration = audio->codec->duration(packet->payload, packet->payload_len);
    if (duration == 0) {
        audio->jitter.discarded++;
        return;
    }
    csip__jitter_arrival arrival = {
        .sequence = sequence,
        .timestamp = packet->timestamp,
        .duration = (uint32_t)duration,
        .payload = {(const char *)packet->payload, packet->payload_len},
    };
    csip__jitter_put(&audio->jitter, &arrival, now_ns);
}

static bool is_quiet(const int16_t *pcm, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (int32_t)pcm[i] * pcm[i];
    return sum < (int64_t)count * QUIET * QUIET;
}

/* Nothing is lost where events stand in the place of audio. */
static bool is_in_event(const csip__audio_receiver *audio, uint64_t now_ns)
{
    return audio->has_event && now_ns - audio->last_event_ns < EVENT_NS;
}

/* Add one packet's or one concealed frame's samples; false: there is nothing to add. */
static bool decode_next(csip__audio_receiver *audio, uint64_t now_ns)
{
    csip_str payload;
    int16_t *pcm = audio->pcm + audio->pcm_count;
    csip__jitter_step step = csip__jitter_get(&audio->jitter, now_ns, &payload);
    size_t count = 0;
    if (step == CSIP__JITTER_SILENCE)
        return false;
    if (step != CSIP__JITTER_CONCEAL)
        count =
            audio->codec->decode(audio->decoder, (const uint8_t *)payload.ptr, payload.len, pcm);
    if (step == CSIP__JITTER_CONCEAL && is_in_event(audio, now_ns)) {
        count = csip__audio_codec_frame(audio->codec);
        memset(pcm, 0, count * sizeof(*pcm));
    } else if (step == CSIP__JITTER_CONCEAL || count == 0) {
        /* a payload that cannot be decoded is as good as lost */
        csip_str next = step == CSIP__JITTER_CONCEAL ? payload : (csip_str){0};
        audio->codec->conceal(audio->decoder, next, pcm);
        count = csip__audio_codec_frame(audio->codec);
        audio->samples_concealed += count;
    }
    bool is_left_out =
        step == CSIP__JITTER_DROP || (step == CSIP__JITTER_SHORTEN && is_quiet(pcm, count));
    if (!is_left_out)
        audio->pcm_count += count;
    return true;
}

static void play_frame(csip__audio_receiver *audio, uint64_t now_ns)
{
    size_t frame = csip__audio_codec_frame(audio->codec);
    /* what is left out does not fill the frame: as many packets as the buffer can hold */
    for (int i = 0; audio->pcm_count < frame && i < CSIP__JITTER_PACKETS_MAX; i++)
        if (!decode_next(audio, now_ns))
            break;
    if (audio->pcm_count == 0 && !audio->has_played)
        return;
    audio->has_played = true;
    if (audio->pcm_count < frame) {
        memset(audio->pcm + audio->pcm_count, 0, (frame - audio->pcm_count) * sizeof(int16_t));
        audio->pcm_count = frame;
    }
    csip__audio_output_write(audio->output, audio->codec->rate_hz, audio->pcm, frame);
    audio->pcm_count -= frame;
    memmove(audio->pcm, audio->pcm + frame, audio->pcm_count * sizeof(int16_t));
}

void csip__audio_receiver_tick(csip__audio_receiver *audio, uint64_t now_ns)
{
    csip__tone_receiver_tick(&audio->tones, now_ns);
    if (!audio->is_running || now_ns > audio->next_ns + CATCH_UP_NS) {
        audio->is_running = true;
        audio->next_ns = now_ns;
    }
    for (; audio->next_ns <= now_ns; audio->next_ns += FRAME_NS)
        play_frame(audio, now_ns);
}
