#include "host/fake_engine.h"

#include <stdlib.h>

typedef struct report {
    struct report *next;
    csip__report report;
} report;

struct csip__engine {
    csip__engine_config config;
    report *first, **end;
    csip__report kept[8]; /* CLOSEs, by key */
};

test_engine fake;
static csip__engine *the_engine;

static const char description[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n";

csip_error csip__engine_new(const csip__engine_config *config, csip__engine **ret_engine)
{
    the_engine = calloc(1, sizeof *the_engine);
    the_engine->config = *config;
    the_engine->end = &the_engine->first;
    fake.has_engine = true;
    *ret_engine = the_engine;
    return CSIP_OK;
}

void csip__engine_free(csip__engine *engine)
{
    if (!engine)
        return;
    while (engine->first) {
        report *next = engine->first->next;
        free(engine->first);
        engine->first = next;
    }
    free(engine);
    fake.frees++;
}

static void post(csip__engine *engine, const csip__report *it)
{
    report *entry = malloc(sizeof *entry);

    *entry = (report){NULL, *it};
    *engine->end = entry;
    engine->end = &entry->next;
    engine->config.notify(engine->config.user);
}

csip_error csip__engine_open(csip__engine *engine, csip__peer_key key,
                             const csip__peer_config *config)
{
    (void)engine;
    (void)key;
    if (fake.refuses_open)
        return CSIP_ERROR_MEDIA;
    fake.opens++;
    return csip__engine_set_io(engine, key, &config->io);
}

csip_error csip__engine_set_io(csip__engine *engine, csip__peer_key key, const csip_media_io *io)
{
    (void)engine;
    (void)key;
    fake.wav_path = io->audio_sink ? io->audio_sink->wav_path : NULL;
    return CSIP_OK;
}

csip_error csip__engine_request(csip__engine *engine, csip__peer_key key, const csip_media_op *op)
{
    csip__report done = {.kind = CSIP__REPORT_DONE, .key = key, .op = op->op, .op_kind = op->kind};
    csip__report fact = {
        .kind = CSIP__REPORT_FACT, .key = key, .fact = {.kind = CSIP_FACT_GATHERING_COMPLETE}};

    fake.requests++;
    if (op->kind == CSIP_MEDIA_CLOSE) {
        fake.closes++;
        if (fake.never_closes) {
            engine->kept[key % 8] = done;
            return CSIP_OK;
        }
    }
    if (op->kind == CSIP_MEDIA_CREATE_OFFER || op->kind == CSIP_MEDIA_CREATE_ANSWER ||
        op->kind == CSIP_MEDIA_DESCRIBE)
        done.result.sdp = (csip_str){description, sizeof description - 1};
    if (op->kind != CSIP_MEDIA_MUTE)
        post(engine, &done);
    if (op->kind == CSIP_MEDIA_SET_LOCAL)
        post(engine, &fact);
    return CSIP_OK;
}

void fake_engine_finish(csip__peer_key key)
{
    post(the_engine, &the_engine->kept[key % 8]);
}

bool csip__engine_poll(csip__engine *engine, csip__report *ret_report)
{
    report *entry = engine->first;

    if (!entry)
        return false;
    *ret_report = entry->report;
    engine->first = entry->next;
    if (!entry->next)
        engine->end = &engine->first;
    free(entry);
    return true;
}

csip_error csip__engine_stats(csip__engine *engine, csip__peer_key key, csip_media_stats *ret_stats)
{
    (void)engine;
    *ret_stats = (csip_media_stats){.audio = {.is_negotiated = true, .packets_sent = key}};
    return CSIP_OK;
}
