#include <media/peer.h>

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { WAIT_S = 15, SDP_MAX = 16384, ENGINES_MAX = 2, PHONES_MAX = 64 };

/* ---- a loop: engines wake it, it hands their reports to phones ---- */

typedef struct phone {
    csip__engine *engine;
    csip__peer_key key;
    csip_connection_state state;
    bool was_connected, is_gathered;
    size_t candidate_count;
    csip_id last_op;   /* requested */
    csip_id last_done; /* answered */
    csip_error error;  /* of the last answer */
    char sdp[SDP_MAX];
    char detail[256];
    csip_media_stats stats;
} phone;

static struct {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool is_woken;
    csip__engine *engines[ENGINES_MAX];
    size_t engine_count;
    phone phones[PHONES_MAX];
    size_t phone_count;
} loop = {.lock = PTHREAD_MUTEX_INITIALIZER, .woken = PTHREAD_COND_INITIALIZER};

static void notify(void *user)
{
    (void)user;
    pthread_mutex_lock(&loop.lock);
    loop.is_woken = true;
    pthread_cond_signal(&loop.woken);
    pthread_mutex_unlock(&loop.lock);
}

static void copy_text(char *out, size_t cap, csip_str text)
{
    assert_true(text.len < cap);
    if (text.len)
        memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
}

static void take_fact(phone *p, const csip_media_fact *fact)
{
    switch (fact->kind) {
    case CSIP_FACT_CANDIDATE:
        assert_memory_equal(fact->candidate.ptr, "candidate:", 10);
        assert_int_equal(fact->mid.len, 1);
        p->candidate_count++;
        break;
    case CSIP_FACT_GATHERING_COMPLETE: p->is_gathered = true; break;
    case CSIP_FACT_CONNECTION_STATE:
        p->state = fact->state;
        p->was_connected |= fact->state == CSIP_CONNECTION_CONNECTED;
        break;
    default: fail_msg("a fact we know not");
    }
}

static phone *phone_of(const csip__engine *engine, csip__peer_key key)
{
    for (size_t i = 0; i < loop.phone_count; i++)
        if (loop.phones[i].engine == engine && loop.phones[i].key == key)
            return &loop.phones[i];
    fail_msg("a report of nobody");
    return NULL;
}

static void take_reports(void)
{
    csip__report report;
    for (size_t i = 0; i < loop.engine_count; i++)
        while (csip__engine_poll(loop.engines[i], &report)) {
            phone *p = phone_of(loop.engines[i], report.key);
            if (report.kind == CSIP__REPORT_FACT) {
                take_fact(p, &report.fact);
                continue;
            }
            p->last_done = report.op;
            p->error = report.result.error;
            copy_text(p->sdp, sizeof p->sdp, report.result.sdp);
            copy_text(p->detail, sizeof p->detail, report.result.detail);
        }
}

typedef bool (*condition)(phone *p);

/* Runs the loop until the phone is so; media changes without reports, hence the short waits. */
static bool run_until(phone *p, condition is_so)
{
    time_t end = time(NULL) + WAIT_S;
    for (;;) {
        take_reports();
        if (is_so(p))
            return true;
        if (time(NULL) > end)
            return false;
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 20 * 1000 * 1000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_mutex_lock(&loop.lock);
        while (!loop.is_woken &&
               pthread_cond_timedwait(&loop.woken, &loop.lock, &until) != ETIMEDOUT)
            ;
        loop.is_woken = false;
        pthread_mutex_unlock(&loop.lock);
    }
}

static csip__engine *add_engine(void)
{
    csip__engine_config config = {.notify = notify};
    csip__engine **engine = &loop.engines[loop.engine_count];
    assert_int_equal(csip__engine_new(&config, engine), CSIP_OK);
    return loop.engines[loop.engine_count++];
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < loop.engine_count; i++)
        csip__engine_free(loop.engines[i]);
    loop.engine_count = 0;
    loop.phone_count = 0;
    return 0;
}

static phone *add_phone(csip__engine *engine, const csip_media_io *io)
{
    static csip__peer_key next_key;
    csip__peer_config config = {.gathering_timeout_ms = 500};
    if (io)
        config.io = *io;
    assert_true(loop.phone_count < PHONES_MAX);
    phone *p = &loop.phones[loop.phone_count++];
    *p = (phone){.engine = engine, .key = ++next_key};
    assert_int_equal(csip__engine_open(engine, p->key, &config), CSIP_OK);
    return p;
}

static bool is_done(phone *p)
{
    return p->last_done == p->last_op;
}

static csip_error request(phone *p, csip_media_op op)
{
    op.op = ++p->last_op;
    assert_int_equal(csip__engine_request(p->engine, p->key, &op), CSIP_OK);
    assert_true(run_until(p, is_done));
    return p->error;
}

static csip_error simple(phone *p, csip_media_op_kind kind)
{
    return request(p, (csip_media_op){.kind = kind});
}

static csip_error acquire(phone *p, bool audio, bool video)
{
    return request(p, (csip_media_op){.kind = CSIP_MEDIA_ACQUIRE, .audio = audio, .video = video});
}

static csip_error set(phone *p, csip_media_op_kind kind, csip_sdp_type type, const char *sdp)
{
    return request(p, (csip_media_op){.kind = kind, .type = type, .sdp = csip_str_from(sdp)});
}

static bool is_gathered(phone *p)
{
    return p->is_gathered;
}

static bool is_connected(phone *p)
{
    return p->state == CSIP_CONNECTION_CONNECTED;
}

static bool is_failed(phone *p)
{
    return p->state == CSIP_CONNECTION_FAILED;
}

/* Makes, sets, gathers; the description is then in p->sdp. */
static void describe(phone *p, csip_sdp_type type)
{
    bool is_offer = type == CSIP_SDP_OFFER;
    char sdp[SDP_MAX];
    assert_int_equal(simple(p, is_offer ? CSIP_MEDIA_CREATE_OFFER : CSIP_MEDIA_CREATE_ANSWER),
                     CSIP_OK);
    strcpy(sdp, p->sdp);
    assert_int_equal(set(p, CSIP_MEDIA_SET_LOCAL, type, sdp), CSIP_OK);
    assert_true(run_until(p, is_gathered));
    assert_true(p->candidate_count > 0);
    assert_int_equal(simple(p, CSIP_MEDIA_DESCRIBE), CSIP_OK);
}

/* Every `from` by `to`, which is not longer. */
static void change(char *sdp, const char *from, const char *to)
{
    size_t len = strlen(to), old_len = strlen(from);
    for (char *at = strstr(sdp, from); at; at = strstr(at + len, from)) {
        memcpy(at, to, len);
        memmove(at + len, at + old_len, strlen(at + old_len) + 1);
    }
}

typedef struct call_options {
    bool video;
    bool is_offerer_client;
} call_options;

/* Up to the answer, which is in b->sdp and not yet set at a. */
static void begin_call(phone *a, phone *b, const call_options *options)
{
    assert_int_equal(acquire(a, true, options->video), CSIP_OK);
    assert_int_equal(acquire(b, true, options->video), CSIP_OK);
    describe(a, CSIP_SDP_OFFER);
    if (options->is_offerer_client)
        change(a->sdp, "a=setup:actpass", "a=setup:active");
    assert_int_equal(set(b, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, a->sdp), CSIP_OK);
    describe(b, CSIP_SDP_ANSWER);
}

static void call(phone *a, phone *b, const call_options *options)
{
    begin_call(a, b, options);
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, b->sdp), CSIP_OK);
}

static void hang_up(phone *p)
{
    assert_int_equal(simple(p, CSIP_MEDIA_CLOSE), CSIP_OK);
    assert_int_equal(p->state, CSIP_CONNECTION_CLOSED);
}

/* ---- media ---- */

static const csip_audio_source tone = {
    .kind = CSIP_AUDIO_TONE, .frequency_hz = 440, .level_dbfs = -10};

static bool hears_tone(phone *p)
{
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    return fabs(p->stats.audio.level_dbfs - (tone.level_dbfs - 3.01)) < 1.5;
}

static bool hears_silence(phone *p)
{
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    return p->stats.audio.level_dbfs < -60;
}

static bool sees_pictures(phone *p)
{
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    return p->stats.video.frames_decoded >= 5;
}

static void assert_nothing_flowed(phone *p)
{
    assert_false(p->was_connected);
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    assert_int_equal(p->stats.audio.packets_received, 0);
    assert_string_equal(p->stats.srtp_profile, "");
}

static void exchange_media(csip__engine *first, csip__engine *second, bool is_offerer_client)
{
    static const csip_video_source picture = {.width = 160, .height = 120};
    csip_media_io io = {.audio_source = &tone, .video_source = &picture};
    phone *a = add_phone(first, &io), *b = add_phone(second, &io);

    call(a, b, &(call_options){.video = true, .is_offerer_client = is_offerer_client});

    assert_true(run_until(a, is_connected));
    assert_true(run_until(b, is_connected));
    assert_true(run_until(a, hears_tone));
    assert_true(run_until(b, hears_tone));
    assert_true(run_until(a, sees_pictures));
    assert_true(run_until(b, sees_pictures));
    assert_string_equal(b->stats.audio.codec, "opus");
    assert_string_equal(b->stats.video.codec, "VP8");
    assert_string_equal(b->stats.srtp_profile, "AEAD_AES_128_GCM");
    assert_string_equal(b->stats.local_candidate, "host");
    assert_int_equal(b->stats.video.width, 160);
    assert_int_equal(b->stats.packets_dropped, 0);
    assert_int_equal(b->stats.audio.packets_lost, 0);
    hang_up(a);
    hang_up(b);
}

static void two_peers_of_one_engine_exchange_media(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    exchange_media(engine, engine, false);
}

static void two_engines_exchange_media_with_offerer_as_client(void **state)
{
    (void)state;
    csip__engine *first = add_engine();
    exchange_media(first, add_engine(), true);
}

static void mute_silences_the_peer_until_unmuted(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    csip_media_io io = {.audio_source = &tone};
    phone *a = add_phone(engine, &io), *b = add_phone(engine, &io);
    call(a, b, &(call_options){0});
    assert_true(run_until(b, hears_tone));
    csip_media_op mute = {.kind = CSIP_MEDIA_MUTE, .audio = true};

    assert_int_equal(csip__engine_request(engine, a->key, &mute), CSIP_OK);
    assert_true(run_until(b, hears_silence));

    mute.audio = false;
    assert_int_equal(csip__engine_request(engine, a->key, &mute), CSIP_OK);
    assert_true(run_until(b, hears_tone));
}

/* Another engine's certificate: well-formed, and not the peer's. */
static void wrong_fingerprint_fails_without_media(void **state)
{
    (void)state;
    csip__engine *first = add_engine();
    csip_media_io io = {.audio_source = &tone};
    phone *a = add_phone(first, &io), *b = add_phone(add_engine(), &io);
    begin_call(a, b, &(call_options){0});
    char *octet = strstr(b->sdp, "a=fingerprint:sha-256 ") + strlen("a=fingerprint:sha-256 ");
    octet[0] = octet[0] == '0' ? '1' : '0';
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, b->sdp), CSIP_OK);

    assert_true(run_until(a, is_failed));
    assert_true(run_until(b, is_failed));
    assert_nothing_flowed(a);
    assert_nothing_flowed(b);
}

static void fingerprint_by_an_old_hash_is_incompatible(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, NULL), *b = add_phone(engine, NULL);
    begin_call(a, b, &(call_options){0});
    change(b->sdp, "fingerprint:sha-256 ", "fingerprint:sha-1 ");

    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, b->sdp),
                     CSIP_ERROR_INCOMPATIBLE);
}

/* ---- resources ---- */

static size_t entries(const char *path)
{
    size_t count = 0;
    DIR *directory = opendir(path);
    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void hundred_calls_leave_no_descriptor_and_no_thread(void **state)
{
    (void)state;
    enum { ROUNDS = 10, PAIRS = 5 };
    csip__engine *first = add_engine(), *second = add_engine();
    size_t descriptors = 0, threads = 0;
    for (int round = 0; round <= 2 * ROUNDS; round++) {
        loop.phone_count = 0;
        for (int i = 0; i < PAIRS; i++) {
            phone *a = add_phone(first, NULL);
            call(a, add_phone(second, NULL), &(call_options){0});
        }
        for (size_t i = 0; i < loop.phone_count; i++)
            assert_true(run_until(&loop.phones[i], is_connected));
        if (round > 0)
            assert_int_equal(entries("/proc/self/task"), threads);
        for (size_t i = 0; i < loop.phone_count; i++)
            hang_up(&loop.phones[i]);
        if (round == 0) { /* libraries have opened by now what they keep */
            descriptors = entries("/proc/self/fd");
            threads = entries("/proc/self/task");
        }
    }
    assert_int_equal(entries("/proc/self/fd"), descriptors);
    assert_int_equal(entries("/proc/self/task"), threads);
}

static void engine_freed_with_calls_running_closes_them(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, NULL), *b = add_phone(engine, NULL);
    size_t threads = entries("/proc/self/task");
    call(a, b, &(call_options){0});
    assert_true(run_until(b, is_connected));

    csip__engine_free(engine);
    loop.engine_count = 0;

    assert_int_equal(entries("/proc/self/task"), threads - 1);
}

/* ---- refusals ---- */

static void missing_wav_file_is_denied_by_name(void **state)
{
    (void)state;
    static const csip_audio_source missing = {.kind = CSIP_AUDIO_WAV,
                                              .path = "/nowhere/at-all.wav"};
    csip_media_io io = {.audio_source = &missing};
    phone *a = add_phone(add_engine(), &io);

    assert_int_equal(acquire(a, true, false), CSIP_ERROR_DENIED);

    assert_non_null(strstr(a->detail, "/nowhere/at-all.wav"));
    io.audio_source = &tone;
    assert_int_equal(csip__engine_set_io(a->engine, a->key, &io), CSIP_OK);
    assert_int_equal(acquire(a, true, false), CSIP_OK);
}

static void malformed_description_is_refused(void **state)
{
    (void)state;
    phone *a = add_phone(add_engine(), NULL);
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, "hello\r\n"), CSIP_ERROR_PARSE);
    assert_true(strlen(a->detail) > 0);
}

static void answer_without_offer_is_refused(void **state)
{
    (void)state;
    phone *a = add_phone(add_engine(), NULL);
    assert_int_equal(simple(a, CSIP_MEDIA_CREATE_ANSWER), CSIP_ERROR_STATE);
    assert_int_equal(set(a, CSIP_MEDIA_SET_LOCAL, CSIP_SDP_ANSWER, "v=0\r\n"), CSIP_ERROR_STATE);
}

static void operation_after_close_finds_no_peer(void **state)
{
    (void)state;
    phone *a = add_phone(add_engine(), NULL);
    hang_up(a);
    assert_int_equal(simple(a, CSIP_MEDIA_CREATE_OFFER), CSIP_ERROR_NOT_FOUND);
    csip_media_stats stats;
    assert_int_equal(csip__engine_stats(a->engine, a->key, &stats), CSIP_ERROR_NOT_FOUND);
}

static void statistics_stay_until_close_has_been_polled(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    csip_media_io io = {.audio_source = &tone};
    phone *a = add_phone(engine, &io), *b = add_phone(engine, &io);
    call(a, b, &(call_options){0});
    assert_true(run_until(b, hears_tone));
    csip_media_op close = {.kind = CSIP_MEDIA_CLOSE, .op = 1000};

    assert_int_equal(csip__engine_request(engine, b->key, &close), CSIP_OK);

    assert_true(hears_tone(b));
    assert_true(b->stats.audio.packets_received > 0);
    b->last_op = 1000;
    assert_true(run_until(b, is_done));
    assert_int_equal(csip__engine_stats(engine, b->key, &b->stats), CSIP_ERROR_NOT_FOUND);
}

static void bad_ice_server_is_refused(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    static const struct {
        csip_ice_server server;
        csip_error error;
    } rows[] = {
        {{.url = "http://example.org"}, CSIP_ERROR_ARGUMENT},
        {{.url = "turn:example.org"}, CSIP_ERROR_ARGUMENT}, /* no credential */
        {{.url = "turns:example.org", "u", "p"}, CSIP_ERROR_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__peer_config config = {.ice_servers = &rows[i].server, .ice_server_count = 1};
        assert_int_equal(csip__engine_open(engine, 1, &config), rows[i].error);
    }
}

int main(void)
{
#define LIVE(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        LIVE(two_peers_of_one_engine_exchange_media),
        LIVE(two_engines_exchange_media_with_offerer_as_client),
        LIVE(mute_silences_the_peer_until_unmuted),
        LIVE(wrong_fingerprint_fails_without_media),
        LIVE(fingerprint_by_an_old_hash_is_incompatible),
        LIVE(hundred_calls_leave_no_descriptor_and_no_thread),
        LIVE(engine_freed_with_calls_running_closes_them),
        LIVE(missing_wav_file_is_denied_by_name),
        LIVE(malformed_description_is_refused),
        LIVE(answer_without_offer_is_refused),
        LIVE(operation_after_close_finds_no_peer),
        LIVE(statistics_stay_until_close_has_been_polled),
        LIVE(bad_ice_server_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
