#include <media/peer_impl.h>

#include <media/engine_platform.h>
#include <media/srtp.h>

#include <math.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void tell(csip__peer *peer, const csip_media_fact *fact)
{
    csip__report report = {.kind = CSIP__REPORT_FACT, .key = peer->key, .fact = *fact};
    peer->host->report(peer->host->user, &report);
}

void csip__peer_tell_state(csip__peer *peer, csip_connection_state state)
{
    tell(peer, &(csip_media_fact){.kind = CSIP_FACT_CONNECTION_STATE, .state = state});
}

static uint64_t now_of(const csip__peer *peer)
{
    return peer->host->now_ns(peer->host->user);
}

/* ---- what the transport tells ---- */

static void on_candidate(void *user, csip_str candidate)
{
    csip__peer *peer = user;
    const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, 0);
    /* Before an answer: the first line of our own offer, which we call so. */
    csip_str mid = line ? line->mid : CSIP_STR("0");
    tell(peer, &(csip_media_fact){.kind = CSIP_FACT_CANDIDATE, .candidate = candidate, .mid = mid});
}

static void on_gathered(void *user)
{
    tell(user, &(csip_media_fact){.kind = CSIP_FACT_GATHERING_COMPLETE});
}

static void on_state(void *user, csip_connection_state state)
{
    csip__peer *peer = user;
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++)
        if (peer->streams[i])
            csip__stream_set_active(peer->streams[i], state == CSIP_CONNECTION_CONNECTED);
    csip__peer_tell_state(peer, state);
}

/* RFC 9143 9.2: by mid, else by SSRC, else by payload type. */
static csip__stream *find_stream(const csip__peer *peer, const uint8_t *packet, size_t len)
{
    csip__stream *best = NULL;
    csip__stream_match best_match = CSIP__STREAM_MATCH_NONE;
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++) {
        if (!peer->streams[i])
            continue;
        csip__stream_match match = csip__stream_match_rtp(peer->streams[i], packet, len);
        if (match > best_match) {
            best = peer->streams[i];
            best_match = match;
        }
    }
    return best;
}

static void on_packet(void *user, const uint8_t *packet, size_t len, bool is_rtcp)
{
    csip__peer *peer = user;
    uint64_t now_ns = now_of(peer);
    if (!is_rtcp) {
        csip__stream *stream = find_stream(peer, packet, len);
        if (stream)
            csip__stream_receive_rtp(stream, packet, len, now_ns);
        else
            peer->unmatched++;
        return;
    }
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++)
        if (peer->streams[i])
            csip__stream_receive_rtcp(peer->streams[i], packet, len, now_ns);
}

csip_error csip__peer_make_transport(csip__peer *peer)
{
    if (peer->transport)
        return CSIP_OK;
    csip__transport_config config = {
        .context = peer->host->context,
        .certificate = peer->host->certificate,
        .servers = peer->settings->servers,
        .server_count = peer->settings->server_count,
        .gathering_timeout_ms = peer->settings->gathering_timeout_ms,
        .has_loopback = peer->host->has_loopback,
        .is_relay_only = peer->settings->is_relay_only,
        .closing = peer->host->closing,
        .events = {on_candidate, on_gathered, on_state, on_packet, peer},
    };
    return csip__transport_new(&config, &peer->transport);
}

csip_error csip__peer_connect(csip__peer *peer)
{
    return csip__transport_begin(peer->transport, csip__jsep_remote_get(peer->jsep), now_of(peer));
}

void csip__peer_begin(csip__peer *peer, bool is_answer)
{
    const csip__jsep_remote *remote = csip__jsep_remote_get(peer->jsep);
    bool is_controlling = !remote || remote->is_ice_controlling; /* alone so far: the offerer */
    csip_error error = csip__transport_gather(peer->transport, is_controlling, now_of(peer));
    if (!error && is_answer)
        error = csip__peer_connect(peer);
    if (error)
        csip__peer_tell_state(peer, CSIP_CONNECTION_FAILED);
}

/* ---- streams ---- */

static void send_packet(void *user, uint8_t *packet, size_t len, bool is_rtcp)
{
    _Static_assert((int)CSIP__STREAM_SPARE >= (int)CSIP__SRTP_TRAILER_MAX, "room for the trailer");
    csip__peer *peer = user;
    csip__transport_send(peer->transport, packet, len, is_rtcp);
}

static void on_tones(void *user, uint64_t id, csip_error error)
{
    csip__peer_done(user, &(csip_media_op){.op = id, .kind = CSIP_MEDIA_TONES}, error);
}

static void on_digit(void *user, char digit, unsigned duration_ms)
{
    tell(user,
         &(csip_media_fact){.kind = CSIP_FACT_DIGIT, .digit = digit, .duration_ms = duration_ms});
}

static int64_t wall_offset_ns(void)
{
    struct timespec wall, monotonic;
    clock_gettime(CLOCK_REALTIME, &wall);
    clock_gettime(CLOCK_MONOTONIC, &monotonic);
    return (int64_t)(wall.tv_sec - monotonic.tv_sec) * 1000000000 + wall.tv_nsec -
           monotonic.tv_nsec;
}

/* Its sources and sinks are open since ACQUIRE, unless the line had been refused in between. */
static csip_error add_stream(csip__peer *peer, const csip__jsep_line *line, csip__stream **slot)
{
    bool is_audio = line->kind == CSIP__MEDIA_AUDIO;
    csip__media_problem problem;
    csip_error error = csip__peer_open_devices(peer, is_audio, !is_audio, &problem);
    if (error)
        return error;
    csip__stream_config config = {
        .line = line,
        .cname = csip_str_from(peer->cname),
        .audio_input = is_audio ? peer->audio_input : NULL,
        .audio_output = is_audio ? peer->audio_output : NULL,
        .video_input = is_audio ? NULL : peer->video_input,
        .video_output = is_audio ? NULL : peer->video_output,
        .send = send_packet,
        .on_tones = on_tones,
        .on_digit = on_digit,
        .user = peer,
        .wall_offset_ns = wall_offset_ns(),
    };
    RAND_bytes((unsigned char *)&config.seed, sizeof config.seed);
    error = csip__stream_new(&config, slot);
    if (error)
        return error;
    if (is_audio) {
        peer->audio_input = NULL;
        peer->audio_output = NULL;
    } else {
        peer->video_input = NULL;
        peer->video_output = NULL;
    }
    csip__stream_set_muted(*slot, peer->is_muted[line->kind]);
    csip__stream_set_held(*slot, peer->is_held[line->kind]);
    csip__stream_set_active(*slot, csip__transport_is_connected(peer->transport));
    return CSIP_OK;
}

/* The line is no more, or another one has its place. */
static void drop_stream(csip__peer *peer, csip__stream **slot)
{
    if (csip__transport_is_connected(peer->transport))
        csip__stream_bye(*slot, now_of(peer));
    csip__stream_free(*slot);
    *slot = NULL;
}

csip_error csip__peer_settle(csip__peer *peer)
{
    csip_error error = CSIP_OK;
    size_t count = csip__jsep_line_count(peer->jsep);
    for (size_t i = 0; i < count; i++) {
        const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, i);
        if (peer->streams[i] &&
            (line->is_rejected || !csip__stream_carries(peer->streams[i], line)))
            drop_stream(peer, &peer->streams[i]);
    }
    for (size_t i = 0; i < count && !error; i++) {
        const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, i);
        if (peer->streams[i])
            error = csip__stream_update(peer->streams[i], line);
        else if (!line->is_rejected)
            error = add_stream(peer, line, &peer->streams[i]);
    }
    return error;
}

/* ---- its life ---- */

static void make_cname(char out[CSIP__CNAME_LEN + 1])
{
    uint64_t number = 0; /* RFC 7022 4.2: random, new for each session */
    RAND_bytes((unsigned char *)&number, sizeof number);
    snprintf(out, CSIP__CNAME_LEN + 1, "%016llx", (unsigned long long)number);
}

csip_error csip__peer_new(const csip__peer_host *host, csip__peer_key key, csip__settings *settings,
                          csip__peer **ret_peer)
{
    csip__peer *peer = calloc(1, sizeof *peer);
    if (!peer) {
        csip__settings_free(settings);
        return CSIP_ERROR_NOMEM;
    }
    peer->key = key;
    peer->host = host;
    peer->settings = settings;
    peer->directions[CSIP__MEDIA_AUDIO] = CSIP_DIRECTION_SENDRECV;
    peer->directions[CSIP__MEDIA_VIDEO] = CSIP_DIRECTION_SENDRECV;
    make_cname(peer->cname);
    csip_error error = csip__jsep_new(&csip__engine_platform, &peer->jsep);
    if (error) {
        csip__peer_free(peer);
        return error;
    }
    *ret_peer = peer;
    return CSIP_OK;
}

static void release(csip__peer *peer)
{
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++) {
        csip__stream_free(peer->streams[i]);
        peer->streams[i] = NULL;
    }
    csip__peer_close_devices(peer);
    csip__transport_free(peer->transport);
    peer->transport = NULL;
    csip__jsep_free(peer->jsep);
    peer->jsep = NULL;
    csip__settings_free(peer->settings);
    peer->settings = NULL;
}

void csip__peer_close(csip__peer *peer)
{
    uint64_t now_ns = now_of(peer);
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++)
        if (peer->streams[i] && csip__transport_is_connected(peer->transport))
            csip__stream_bye(peer->streams[i], now_ns);
    csip__peer_stats(peer, &peer->last_stats);
    if (peer->transport)
        csip__transport_end(peer->transport);
    else
        csip__peer_tell_state(peer, CSIP_CONNECTION_CLOSED);
    release(peer);
    peer->is_closed = true;
}

void csip__peer_free(csip__peer *peer)
{
    if (!peer)
        return;
    release(peer);
    free(peer);
}

void csip__peer_set_io(csip__peer *peer, csip__io *io)
{
    if (peer->is_closed) {
        csip__io_free(io);
        return;
    }
    csip__io_free(peer->settings->io);
    peer->settings->io = io;
}

bool csip__peer_tick(csip__peer *peer, uint64_t now_ns)
{
    if (!peer->transport)
        return false;
    bool has_timers = csip__transport_tick(peer->transport, now_ns);
    if (!csip__transport_is_connected(peer->transport))
        return has_timers;
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++)
        if (peer->streams[i])
            csip__stream_tick(peer->streams[i], now_ns);
    return true;
}

/* The first line of a kind speaks for it. */
static void stream_stats(const csip__peer *peer, csip__media_kind kind,
                         csip_stream_stats *ret_stats)
{
    *ret_stats = (csip_stream_stats){.level_dbfs = -INFINITY, .round_trip_ms = -1};
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX; i++) {
        const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, i);
        if (line && line->kind == kind && peer->streams[i]) {
            csip__stream_stats(peer->streams[i], ret_stats);
            return;
        }
    }
}

void csip__peer_stats(const csip__peer *peer, csip_media_stats *ret_stats)
{
    csip_media_stats stats = peer->last_stats;
    if (!peer->is_closed) {
        stats = (csip_media_stats){0};
        stream_stats(peer, CSIP__MEDIA_AUDIO, &stats.audio);
        stream_stats(peer, CSIP__MEDIA_VIDEO, &stats.video);
        if (peer->transport)
            csip__transport_stats(peer->transport, &stats);
        stats.packets_dropped += peer->unmatched;
    }
    *ret_stats = stats;
}
