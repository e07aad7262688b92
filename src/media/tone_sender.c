#include <media/tone_sender.h>

#include <media/telephone_event.h>

#include <stdlib.h>

enum { FRAME_MS = 20, END_REPEATS = 2 /* RFC 4733 2.5.1.4: three times in all */ };

struct csip__tone_job {
    csip__tone_job *next;
    uint64_t id;
    unsigned duration_ms, gap_ms;
    size_t len;
    char text[];
};

static void take_first(csip__tone_sender *sender, csip_error error)
{
    csip__tone_job *job = sender->first;
    sender->first = job->next;
    sender->job_count--;
    sender->position = 0;
    sender->is_begun = false;
    sender->repeats = 0;
    if (sender->on_done)
        sender->on_done(sender->user, job->id, error);
    free(job);
}

void csip__tone_sender_cancel(csip__tone_sender *sender, csip_error error)
{
    while (sender->first)
        take_first(sender, error);
}

void csip__tone_sender_set_line(csip__tone_sender *sender, const csip__jsep_line *line,
                                unsigned audio_clock_hz)
{
    sender->is_negotiated = line->has_telephone_event;
    sender->payload_type = line->telephone_event_payload_type;
    sender->clock_hz = line->telephone_event_clock_hz;
    sender->audio_clock_hz = audio_clock_hz;
    if (!sender->is_negotiated)
        csip__tone_sender_cancel(sender, CSIP_ERROR_UNSUPPORTED);
}

static bool is_within(unsigned value, unsigned min, unsigned max)
{
    return value >= min && value <= max;
}

static bool is_valid(const csip__stream_tones *tones)
{
    if (!is_within(tones->duration_ms, CSIP__TONE_DURATION_MIN_MS, CSIP__TONE_DURATION_MAX_MS) ||
        !is_within(tones->gap_ms, CSIP__TONE_GAP_MIN_MS, CSIP__TONE_GAP_MAX_MS) ||
        !is_within((unsigned)tones->text.len, 1, CSIP__TONE_TEXT_MAX))
        return false;
    for (size_t i = 0; i < tones->text.len; i++)
        if (tones->text.ptr[i] != ',' && !csip__telephone_event_is_digit(tones->text.ptr[i]))
            return false;
    return true;
}

csip_error csip__tone_sender_put(csip__tone_sender *sender, const csip__stream_tones *tones)
{
    if (!sender->is_negotiated)
        return CSIP_ERROR_UNSUPPORTED;
    if (!is_valid(tones))
        return CSIP_ERROR_ARGUMENT;
    if (sender->job_count == CSIP__TONE_JOBS_MAX)
        return CSIP_ERROR_LIMIT;
    csip__tone_job *job = malloc(sizeof *job + tones->text.len);
    if (!job)
        return CSIP_ERROR_NOMEM;
    *job = (csip__tone_job){.id = tones->id,
                            .duration_ms = tones->duration_ms,
                            .gap_ms = tones->gap_ms,
                            .len = tones->text.len};
    memcpy(job->text, tones->text.ptr, tones->text.len);
    csip__tone_job **last = &sender->first;
    while (*last)
        last = &(*last)->next;
    *last = job;
    sender->job_count++;
    return CSIP_OK;
}

static void send(const csip__tone_sender *sender, csip__sender *to, uint16_t ticks, bool is_end,
                 uint64_t now_ns)
{
    csip__telephone_event event = {sender->first->text[sender->position], is_end, ticks};
    csip__sender_payload_info info = {
        .len = CSIP__EVENT_LEN,
        .timestamp = sender->timestamp,
        .marker = sender->elapsed_ms <= FRAME_MS,
        .is_event = true,
        .event_payload_type = sender->payload_type,
    };
    csip__telephone_event_write(&event, csip__sender_payload(to));
    csip__sender_emit(to, csip__sender_write(to, &info, now_ns));
}

/* Ticks of the tone so far, in the segment under way. */
static unsigned ticks_of(const csip__tone_sender *sender, unsigned ms)
{
    return (unsigned)((uint64_t)ms * sender->clock_hz / 1000) - sender->segment_ticks;
}

static void play(csip__tone_sender *sender, csip__sender *to, uint64_t now_ns)
{
    unsigned duration_ms = sender->first->duration_ms;
    bool is_end = sender->elapsed_ms >= duration_ms;
    unsigned ticks = ticks_of(sender, is_end ? duration_ms : sender->elapsed_ms);
    if (ticks > CSIP__EVENT_DURATION_MAX) {
        /* RFC 4733 2.5.1.3: the next segment follows without a gap, a marker or an end */
        send(sender, to, CSIP__EVENT_DURATION_MAX, false, now_ns);
        sender->segment_ticks += CSIP__EVENT_DURATION_MAX;
        sender->timestamp += (uint32_t)((uint64_t)CSIP__EVENT_DURATION_MAX *
                                        sender->audio_clock_hz / sender->clock_hz);
        ticks -= CSIP__EVENT_DURATION_MAX;
    }
    send(sender, to, (uint16_t)ticks, is_end, now_ns);
    sender->repeats = is_end ? END_REPEATS : 0;
}

/* The gap; true: the end was said once more. */
static bool rest(csip__tone_sender *sender, csip__sender *to, uint64_t now_ns)
{
    if (sender->repeats == 0)
        return false;
    sender->repeats--;
    unsigned ticks = ticks_of(sender, sender->first->duration_ms);
    send(sender, to, (uint16_t)ticks, true, now_ns);
    return true;
}

static unsigned frames_ms(unsigned ms)
{
    return (ms + FRAME_MS - 1) / FRAME_MS * FRAME_MS;
}

bool csip__tone_sender_step(csip__tone_sender *sender, csip__sender *to, uint32_t timestamp,
                            uint64_t now_ns)
{
    const csip__tone_job *job = sender->first;
    if (!job)
        return false;
    bool is_comma = job->text[sender->position] == ',';
    if (!sender->is_begun) {
        sender->is_begun = true;
        sender->elapsed_ms = 0;
        sender->segment_ticks = 0;
        sender->timestamp = timestamp;
    }
    unsigned tone_ms = is_comma ? 0 : frames_ms(job->duration_ms);
    unsigned whole_ms = is_comma ? CSIP__TONE_COMMA_MS : tone_ms + frames_ms(job->gap_ms);
    bool is_playing = sender->elapsed_ms < tone_ms;
    bool is_taken = is_playing;
    sender->elapsed_ms += FRAME_MS;
    if (is_playing)
        play(sender, to, now_ns);
    else
        is_taken = rest(sender, to, now_ns);
    if (sender->elapsed_ms >= whole_ms) {
        sender->is_begun = false;
        if (++sender->position == job->len)
            take_first(sender, CSIP_OK);
    }
    return is_taken;
}
