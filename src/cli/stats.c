#include "cli/event.h"

#include <math.h>

/* The figures of a call as JSON: a table of counters, real numbers apart. */

#define AT(field) offsetof(csip_stream_stats, field)

typedef struct counter {
    const char *name;
    size_t offset;
} counter;

static const counter common[] = {
    {"packets_sent", AT(packets_sent)},         {"octets_sent", AT(octets_sent)},
    {"packets_received", AT(packets_received)}, {"octets_received", AT(octets_received)},
    {"packets_lost", AT(packets_lost)},         {"packets_discarded", AT(packets_discarded)},
};
static const counter audio_only[] = {{"samples_concealed", AT(samples_concealed)}};
static const counter video_only[] = {
    {"frames_encoded", AT(frames_encoded)},         {"frames_decoded", AT(frames_decoded)},
    {"key_frames_decoded", AT(key_frames_decoded)}, {"plis_sent", AT(plis_sent)},
    {"plis_received", AT(plis_received)},
};

static void put_counters(json_t *object, const csip_stream_stats *stats, const counter *counters,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value;
        memcpy(&value, (const char *)stats + counters[i].offset, sizeof value);
        json_object_set_new(object, counters[i].name, json_integer((json_int_t)value));
    }
}

/* Hundredths are enough; JSON has no infinity. */
static void put_real(json_t *object, const char *name, double value)
{
    json_object_set_new(object, name,
                        isfinite(value) ? json_real(round(value * 100) / 100) : json_null());
}

static json_t *stream_json(const csip_stream_stats *stats, bool is_video)
{
    json_t *object = json_object();

    json_object_set_new(object, "codec", json_string(stats->codec));
    put_counters(object, stats, common, sizeof common / sizeof common[0]);
    put_real(object, "jitter_ms", stats->jitter_ms);
    if (stats->round_trip_ms >= 0)
        put_real(object, "round_trip_ms", stats->round_trip_ms);
    if (is_video) {
        put_counters(object, stats, video_only, sizeof video_only / sizeof video_only[0]);
        json_object_set_new(object, "width", json_integer(stats->width));
        json_object_set_new(object, "height", json_integer(stats->height));
    } else {
        put_counters(object, stats, audio_only, sizeof audio_only / sizeof audio_only[0]);
        put_real(object, "level_dbfs", stats->level_dbfs);
    }
    return object;
}

void csip__cli_stats_add(json_t *object, const csip_media_stats *stats)
{
    json_object_set_new(object, "local_candidate", json_string(stats->local_candidate));
    json_object_set_new(object, "remote_candidate", json_string(stats->remote_candidate));
    json_object_set_new(object, "srtp_profile", json_string(stats->srtp_profile));
    json_object_set_new(object, "packets_dropped",
                        json_integer((json_int_t)stats->packets_dropped));
    if (stats->audio.is_negotiated)
        json_object_set_new(object, "audio", stream_json(&stats->audio, false));
    if (stats->video.is_negotiated)
        json_object_set_new(object, "video", stream_json(&stats->video, true));
}
