/**
 * What an audio call costs: CPU, threads, descriptors and memory a call end, beside the floor of
 * opus and SRTP alone for the same frames, measured in the same run.
 *
 * Usage: media-cost [ENDS [SECONDS]]     call ends in one engine, an even number; 10 and 10
 */
#include <media/audio_codec.h>
#include <media/peer.h>
#include <media/srtp.h>

#include <dirent.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    RATE_HZ = 48000,
    FRAME = RATE_HZ / 50,
    FRAMES = 500, /* of the signal: ten seconds */
    ENDS_MAX = 200,
    SDP_MAX = 16384,
    WARM_UP_MS = 3000,
};

static void need(bool is_so, const char *what)
{
    if (is_so)
        return;
    fprintf(stderr, "media-cost: %s\n", what);
    exit(1);
}

static void sleep_ms(unsigned ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- the signal: vowels of a low voice in syllables, and some noise ---- */

static int16_t signal_pcm[FRAMES * FRAME];

static void make_signal(void)
{
    uint32_t random = 1;
    for (int i = 0; i < FRAMES * FRAME; i++) {
        double t = (double)i / RATE_HZ, sum = 0;
        double pitch = 110 + 20 * sin(2 * M_PI * 0.7 * t);
        for (int k = 1; k <= 24; k++)
            sum += sin(2 * M_PI * k * pitch * t) / k;
        random = random * 1664525u + 1013904223u;
        double noise = (double)(random >> 16) / 32768 - 1;
        double syllable = fmax(0, sin(2 * M_PI * 3 * t));
        signal_pcm[i] = (int16_t)(4000 * syllable * sum + 200 * noise);
    }
}

static void write_signal(char path[])
{
    SF_INFO info = {
        .samplerate = RATE_HZ, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    int fd = mkstemp(path);
    need(fd >= 0, "no temporary file");
    SNDFILE *file = sf_open_fd(fd, SFM_WRITE, &info, 1);
    need(file && sf_write_short(file, signal_pcm, FRAMES * FRAME) == FRAMES * FRAME, "no signal");
    sf_close(file);
}

/* ---- the floor ---- */

/* Seconds of CPU that one end needs for a second of call: each frame once each way. */
static double measure_floor(void)
{
    enum { ROUNDS = 2 };
    static const csip__jsep_line line = {.codec = CSIP__CODEC_OPUS};
    const csip__audio_codec *codec = &csip__codec_opus;
    const csip__srtp_profile *profile = csip__srtp_profile_find(7); /* AEAD_AES_128_GCM */
    uint8_t keying[CSIP__SRTP_KEYING_MAX] = {1}, packet[2048] = {0x80, 111};
    int16_t pcm[CSIP__AUDIO_PACKET_MAX];
    void *encoder = codec->encoder_new(&line), *decoder = codec->decoder_new();
    csip__srtp *from, *to;
    need(encoder && decoder && profile, "no codec");
    need(!csip__srtp_new(profile, keying, true, &from) &&
             !csip__srtp_new(profile, keying, false, &to),
         "no SRTP");
    double begin = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < ROUNDS * FRAMES; i++) {
        packet[0] = 0x80;
        packet[1] = 111;
        packet[2] = (uint8_t)(i >> 8);
        packet[3] = (uint8_t)i;
        size_t len =
            12 + codec->encode(encoder, signal_pcm + i % FRAMES * FRAME, packet + 12, 1200);
        need(csip__srtp_protect(from, packet, &len, false), "cannot protect");
        need(csip__srtp_unprotect(to, packet, &len, false), "cannot unprotect");
        need(codec->decode(decoder, packet + 12, len - 12, pcm) == FRAME, "cannot decode");
    }
    double spent = seconds_of(CLOCK_THREAD_CPUTIME_ID) - begin;
    codec->encoder_free(encoder);
    codec->decoder_free(decoder);
    csip__srtp_free(from);
    csip__srtp_free(to);
    return spent / (ROUNDS * FRAMES / 50.0);
}

/* ---- the calls ---- */

static csip__engine *engine;
static char sdp[SDP_MAX];
static size_t connected_count;

static void take_report(const csip__report *report, csip_id op, bool *is_done)
{
    if (report->kind == CSIP__REPORT_FACT) {
        connected_count += report->fact.kind == CSIP_FACT_CONNECTION_STATE &&
                           report->fact.state == CSIP_CONNECTION_CONNECTED;
        return;
    }
    need(report->result.error == CSIP_OK, "an operation failed");
    if (report->op != op)
        return;
    *is_done = true;
    need(report->result.sdp.len < SDP_MAX, "a description is too long");
    if (report->result.sdp.len > 0) {
        memcpy(sdp, report->result.sdp.ptr, report->result.sdp.len);
        sdp[report->result.sdp.len] = '\0';
    }
}

static void operate(csip__peer_key key, csip_media_op op)
{
    static csip_id last_op;
    bool is_done = false;
    op.op = ++last_op;
    need(csip__engine_request(engine, key, &op) == CSIP_OK, "an operation was refused");
    while (!is_done) {
        csip__report report;
        while (csip__engine_poll(engine, &report))
            take_report(&report, op.op, &is_done);
        if (!is_done)
            sleep_ms(1);
    }
}

static void describe(csip__peer_key key, csip_media_op_kind kind, csip_sdp_type type)
{
    operate(key, (csip_media_op){.kind = kind});
    operate(key,
            (csip_media_op){.kind = CSIP_MEDIA_SET_LOCAL, .type = type, .sdp = csip_str_from(sdp)});
    operate(key, (csip_media_op){.kind = CSIP_MEDIA_DESCRIBE});
}

static void open_end(csip__peer_key key, const csip_media_io *io)
{
    csip__peer_config config = {.gathering_timeout_ms = 500, .io = *io};
    need(csip__engine_open(engine, key, &config) == CSIP_OK, "no peer");
    operate(key, (csip_media_op){.kind = CSIP_MEDIA_ACQUIRE, .audio = true});
}

static void call(csip__peer_key a, csip__peer_key b, const csip_media_io *io)
{
    open_end(a, io);
    open_end(b, io);
    describe(a, CSIP_MEDIA_CREATE_OFFER, CSIP_SDP_OFFER);
    operate(b, (csip_media_op){.kind = CSIP_MEDIA_SET_REMOTE,
                               .type = CSIP_SDP_OFFER,
                               .sdp = csip_str_from(sdp)});
    describe(b, CSIP_MEDIA_CREATE_ANSWER, CSIP_SDP_ANSWER);
    operate(a, (csip_media_op){.kind = CSIP_MEDIA_SET_REMOTE,
                               .type = CSIP_SDP_ANSWER,
                               .sdp = csip_str_from(sdp)});
}

static void wait_connected(unsigned ends)
{
    double end = seconds_of(CLOCK_MONOTONIC) + 30;
    bool is_done = false;
    while (connected_count < ends && seconds_of(CLOCK_MONOTONIC) < end) {
        csip__report report;
        while (csip__engine_poll(engine, &report))
            take_report(&report, 0, &is_done);
        sleep_ms(5);
    }
    need(connected_count == ends, "a call does not connect");
}

static size_t entries(const char *path)
{
    size_t count = 0;
    DIR *directory = opendir(path);
    need(directory, "no /proc");
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static long resident_kb(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    need(file && fscanf(file, "%ld %ld", &pages, &resident) == 2, "no /proc");
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/* Packets that all ends have received, and how many of them hear nothing. */
static uint64_t count_packets(unsigned ends, unsigned *ret_deaf)
{
    uint64_t count = 0;
    *ret_deaf = 0;
    for (csip__peer_key key = 1; key <= ends; key++) {
        csip_media_stats stats;
        need(csip__engine_stats(engine, key, &stats) == CSIP_OK, "no statistics");
        count += stats.audio.packets_received;
        *ret_deaf += stats.audio.level_dbfs < -40;
    }
    return count;
}

int main(int argc, char **argv)
{
    unsigned ends = argc > 1 ? (unsigned)atoi(argv[1]) : 10;
    unsigned seconds = argc > 2 ? (unsigned)atoi(argv[2]) : 10;
    char path[] = "/tmp/csip-media-cost-XXXXXX";
    need(ends >= 2 && ends <= ENDS_MAX && ends % 2 == 0 && seconds > 0, "an even number of ends");
    make_signal();
    write_signal(path);
    double floor_before = measure_floor();
    csip__engine_config config = {0};
    csip_audio_source source = {.kind = CSIP_AUDIO_WAV, .path = path, .is_looped = true};
    csip_media_io io = {.audio_source = &source};
    need(csip__engine_new(&config, &engine) == CSIP_OK, "no engine");
    /* The first call pays for what libraries load once. */
    call(1, 2, &io);
    wait_connected(2);
    sleep_ms(1000);
    size_t descriptors = entries("/proc/self/fd");
    long memory_kb = resident_kb();
    for (unsigned i = 2; i < ends; i += 2)
        call(i + 1, i + 2, &io);
    wait_connected(ends);
    sleep_ms(WARM_UP_MS);
    unsigned deaf = 0;
    uint64_t packets = count_packets(ends, &deaf);
    double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID), wall = seconds_of(CLOCK_MONOTONIC);
    sleep_ms(seconds * 1000);
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = seconds_of(CLOCK_MONOTONIC) - wall;
    packets = count_packets(ends, &deaf) - packets;
    double share = (double)packets / (wall * 50 * ends);
    double used = cpu / wall / ends, least = (floor_before + measure_floor()) / 2;
    printf("%u ends, %u s: %.3f %% of a core an end, floor %.3f %%, ratio %.2f\n", ends, seconds,
           100 * used, 100 * least, used / least);
    printf("%zu threads in all\n", entries("/proc/self/task") - 2); /* without . and .. */
    if (ends > 2)
        printf("descriptors %.1f, memory %.0f kB an end after the first two\n",
               (double)(entries("/proc/self/fd") - descriptors) / (ends - 2),
               (double)(resident_kb() - memory_kb) / (ends - 2));
    csip__engine_free(engine);
    unlink(path);
    /* a machine that is too slow would look cheap */
    if (share < 0.98 || deaf > 0) {
        fprintf(stderr, "media-cost: not valid: %.1f %% of the frames, %u ends hear nothing\n",
                100 * share, deaf);
        return 1;
    }
    return 0;
}
