#include "cli/demo.h"

#include "host/platform.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SECONDS_MIN = 2, SECONDS_MAX = 60, LATE_MS = 14000 };

static const csip__demo_phone cast[CSIP__DEMO_PHONES] = {
    {.name = "alice", .signal = {.tone_hz = 440, .level_dbfs = -12, .rgb = 0xC04030}},
    {.name = "bob", .signal = {.tone_hz = 880, .level_dbfs = -18, .rgb = 0x3060C0}},
};

void csip__demo_fail(csip__demo *d, const char *format, ...)
{
    va_list arguments;
    if (d->failure[0] == '\0') {
        va_start(arguments, format);
        vsnprintf(d->failure, sizeof d->failure, format, arguments);
        va_end(arguments);
    }
    d->is_over = true;
    csip_loop_stop(d->loop);
}

static void on_late(void *user)
{
    csip__demo *d = user;
    csip__demo_fail(d, "waited too long for %s", d->waits_for);
}

static bool name_file(csip__demo *d, char path[CSIP__DEMO_PATH_MAX], const char *name,
                      const char *suffix)
{
    int len = snprintf(path, CSIP__DEMO_PATH_MAX, "%s/%s%s", d->folder, name, suffix);
    if (len < 0 || len >= CSIP__DEMO_PATH_MAX) {
        csip__demo_fail(d, "%s: the name is too long", d->folder);
        return false;
    }
    remove(path); /* of an earlier run: it must not be taken for a result */
    return true;
}

static void draw_password(char out[33])
{
    const csip_platform *platform = csip__platform_native();
    uint8_t octets[16];
    platform->random(platform->user, octets, sizeof octets);
    for (size_t i = 0; i < sizeof octets; i++) {
        snprintf(out + 2 * i, 3, "%02x", octets[i]);
    }
}

static bool prepare(csip__demo *d)
{
    if (mkdir(d->folder, 0777) != 0 && errno != EEXIST) {
        csip__demo_fail(d, "%s: %s", d->folder, strerror(errno));
        return false;
    }
    if (!name_file(d, d->ca_file, "ca", ".pem")) {
        return false;
    }
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        csip__demo_phone *phone = &d->phones[i];
        *phone = cast[i];
        phone->demo = d;
        draw_password(phone->password);
        if (!name_file(d, phone->wav, phone->name, ".wav") ||
            !name_file(d, phone->png, phone->name, ".png")) {
            return false;
        }
    }
    return true;
}

static bool open_server(csip__demo *d)
{
    csip_server_config config;
    csip_config_problem problem = {0};
    csip_server_user users[CSIP__DEMO_PHONES];
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        users[i] = (csip_server_user){.name = d->phones[i].name, .password = d->phones[i].password};
    }
    csip_server_config_init(&config);
    config.ws_port = CSIP_SERVER_PORT_NONE;
    config.wss_port = 0;
    config.ca_file = d->ca_file;
    config.users = users;
    config.user_count = CSIP__DEMO_PHONES;
    csip_error error = csip_server_new(d->loop, &config, &d->server, &problem);
    if (error != CSIP_OK) {
        csip__demo_fail(d, "the server did not start: %s %s %s", problem.parameter, problem.value,
                        problem.reason[0] ? problem.reason : csip_error_text(error));
        return false;
    }
    printf("demo: server on wss://127.0.0.1:%d, its CA in %s\n", csip_server_wss_port(d->server),
           d->ca_file);
    return true;
}

static void play(csip__demo *d)
{
    if (!prepare(d) || !open_server(d)) {
        return;
    }
    d->late = csip_loop_after(d->loop, LATE_MS + 1000 * d->seconds, on_late, d);
    csip_error error = d->late ? csip__demo_begin(d) : CSIP_ERROR_NOMEM;
    if (error == CSIP_OK && !d->is_over) {
        error = csip_loop_run(d->loop); /* to the phones' rest, or the first failure */
    }
    if (error != CSIP_OK) {
        csip__demo_fail(d, "the phones did not run: %s", csip_error_text(error));
    }
    if (d->failure[0] == '\0') {
        csip__demo_check(d);
    }
}

static int run(const char *folder, unsigned seconds)
{
    csip__demo d = {.folder = folder, .seconds = seconds};
    setvbuf(stdout, NULL, _IOLBF, 0);
    setenv("CSIP_ICE_LOOPBACK", "1", 0); /* both ends are here, even without a network */
    if (csip_loop_new(NULL, &d.loop) != CSIP_OK) {
        fprintf(stderr, "csip demo: %s\n", csip_error_text(CSIP_ERROR_NOMEM));
        return 1;
    }
    play(&d);
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        csip_ua_free(d.phones[i].ua);
    }
    csip_server_free(d.server);
    csip_loop_free(d.loop);
    if (d.failure[0] != '\0') {
        fprintf(stderr, "csip demo: FAILED: %s\n", d.failure);
        return 1;
    }
    printf("demo: ok, recordings and pictures are in %s\n", folder);
    return 0;
}

static const char help[] =
    "usage: csip demo [--output FOLDER] [--seconds N]\n"
    "\n"
    "Starts a SIP server on this machine, registers alice and bob over secure WebSocket, lets\n"
    "them exchange messages, and alice call bob with sound and picture. Prints every SIP message,\n"
    "then measures what each of them heard and saw against what the other sent.\n"
    "\n"
    "  -o, --output FOLDER   where alice.wav, alice.png, bob.wav, bob.png (what each of them\n"
    "                        heard and saw) and the server's ca.pem go; default csip-demo\n"
    "  -s, --seconds N       length of the call, 2 to 60; default 5\n"
    "  -h, --help            show this\n"
    "\n"
    "Exit status: 0 the right tone and picture arrived, 1 something failed, 2 wrong usage.\n";

int csip__cli_demo(int argc, char **argv);

int csip__cli_demo(int argc, char **argv)
{
    static const struct option options[] = {
        {"output", required_argument, NULL, 'o'},
        {"seconds", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char *folder = "csip-demo";
    unsigned long seconds = 5;
    char *end = NULL;
    int option;
    optind = 1;
    while ((option = getopt_long(argc, argv, "o:s:h", options, NULL)) != -1) {
        switch (option) {
        case 'o': folder = optarg; break;
        case 's': seconds = strtoul(optarg, &end, 10); break;
        case 'h': fputs(help, stdout); return 0;
        default: return 2;
        }
    }
    if (optind < argc || (end && *end != '\0') || seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
        fputs("csip demo: wrong arguments; see csip demo --help\n", stderr);
        return 2;
    }
    return run(folder, (unsigned)seconds);
}
