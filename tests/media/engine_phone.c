#include "engine_phone.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <time.h>

enum { WAIT_S = 15 };

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
    case CSIP_FACT_DIGIT:
        assert_true(p->digit_count + 1 < sizeof p->digits);
        p->digits[p->digit_count++] = fact->digit;
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
            if (p->error) {
                p->failed_op = report.op;
                p->failure = p->error;
            }
            copy_text(p->sdp, sizeof p->sdp, report.result.sdp);
            copy_text(p->detail, sizeof p->detail, report.result.detail);
        }
}

/* Media changes without reports, hence the short waits. */
bool run_until(phone *p, condition is_so)
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

csip__engine *add_engine(void)
{
    csip__engine_config config = {.notify = notify};
    csip__engine **engine = &loop.engines[loop.engine_count];
    assert_int_equal(csip__engine_new(&config, engine), CSIP_OK);
    return loop.engines[loop.engine_count++];
}

int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < loop.engine_count; i++)
        csip__engine_free(loop.engines[i]);
    loop.engine_count = 0;
    loop.phone_count = 0;
    return 0;
}

void forget_engines(void)
{
    loop.engine_count = 0;
}

phone *phones_get(size_t *ret_count)
{
    *ret_count = loop.phone_count;
    return loop.phones;
}

void forget_phones(void)
{
    loop.phone_count = 0;
}

phone *add_phone(csip__engine *engine, const csip_media_io *io)
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

bool is_done(phone *p)
{
    return p->last_done == p->last_op;
}

csip_error request(phone *p, csip_media_op op)
{
    op.op = ++p->last_op;
    assert_int_equal(csip__engine_request(p->engine, p->key, &op), CSIP_OK);
    assert_true(run_until(p, is_done));
    return p->error;
}

csip_error simple(phone *p, csip_media_op_kind kind)
{
    return request(p, (csip_media_op){.kind = kind});
}

csip_error acquire(phone *p, bool audio, bool video)
{
    return request(p, (csip_media_op){.kind = CSIP_MEDIA_ACQUIRE, .audio = audio, .video = video});
}

csip_error set(phone *p, csip_media_op_kind kind, csip_sdp_type type, const char *sdp)
{
    return request(p, (csip_media_op){.kind = kind, .type = type, .sdp = csip_str_from(sdp)});
}

static bool is_gathered(phone *p)
{
    return p->is_gathered;
}

bool is_connected(phone *p)
{
    return p->state == CSIP_CONNECTION_CONNECTED;
}

bool is_failed(phone *p)
{
    return p->state == CSIP_CONNECTION_FAILED;
}

bool is_disconnected(phone *p)
{
    return p->state == CSIP_CONNECTION_DISCONNECTED;
}

void describe(phone *p, csip_sdp_type type)
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

void change(char *sdp, const char *from, const char *to)
{
    size_t len = strlen(to), old_len = strlen(from);
    for (char *at = strstr(sdp, from); at; at = strstr(at + len, from)) {
        memcpy(at, to, len);
        memmove(at + len, at + old_len, strlen(at + old_len) + 1);
    }
}

void begin_call(phone *a, phone *b, const call_options *options)
{
    assert_int_equal(acquire(a, true, options->video), CSIP_OK);
    assert_int_equal(acquire(b, true, options->video), CSIP_OK);
    describe(a, CSIP_SDP_OFFER);
    if (options->is_offerer_client)
        change(a->sdp, "a=setup:actpass", "a=setup:active");
    assert_int_equal(set(b, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, a->sdp), CSIP_OK);
    describe(b, CSIP_SDP_ANSWER);
}

void call(phone *a, phone *b, const call_options *options)
{
    begin_call(a, b, options);
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, b->sdp), CSIP_OK);
}

void reoffer(phone *from, phone *to)
{
    describe(from, CSIP_SDP_OFFER);
    assert_int_equal(set(to, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, from->sdp), CSIP_OK);
    describe(to, CSIP_SDP_ANSWER);
    assert_int_equal(set(from, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, to->sdp), CSIP_OK);
}

csip_media_stats *stats_of(phone *p)
{
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    return &p->stats;
}

void hang_up(phone *p)
{
    assert_int_equal(simple(p, CSIP_MEDIA_CLOSE), CSIP_OK);
    assert_int_equal(p->state, CSIP_CONNECTION_CLOSED);
}

const csip_audio_source tone = {.kind = CSIP_AUDIO_TONE, .frequency_hz = 440, .level_dbfs = -10};

bool hears_tone(phone *p)
{
    return fabs(stats_of(p)->audio.level_dbfs - (tone.level_dbfs - 3.01)) < 1.5;
}
