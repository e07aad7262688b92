#include "cli/serve_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum row_kind { ROW_TEXT, ROW_PORT, ROW_NO_PORT, ROW_COUNT, ROW_DIGEST, ROW_FLAG } row_kind;

/* One option: its name, what help says of it, and the field that it sets. */
typedef struct row {
    const char *name;
    const char *argument; /* NULL: a flag */
    const char *help;
    row_kind kind;
    size_t offset;
} row;

#define CONFIG(field) offsetof(csip__serve_options, config.field)

static const row rows[] = {
    {"users", "FILE", "the accounts, a line each: user:password or user:realm:HA1; # comments",
     ROW_TEXT, CONFIG(users_file)},
    {"domain", "NAME", "domain of the accounts, also the digest realm; default localhost", ROW_TEXT,
     CONFIG(domain)},
    {"listen", "ADDRESS", "numeric address to listen on; default 127.0.0.1, this machine alone",
     ROW_TEXT, CONFIG(listen)},
    {"ws-port", "N", "port for ws://, 0 for any free one; default 5080", ROW_PORT, CONFIG(ws_port)},
    {"wss-port", "N", "port for wss://, 0 for any free one; default 5443", ROW_PORT,
     CONFIG(wss_port)},
    {"no-ws", NULL, "do not serve ws://", ROW_NO_PORT, CONFIG(ws_port)},
    {"no-wss", NULL, "do not serve wss://", ROW_NO_PORT, CONFIG(wss_port)},
    {"ca-file", "FILE", "where to write the certificate of the CA made for this run", ROW_TEXT,
     CONFIG(ca_file)},
    {"host", "NAME", "another name of this server, for that certificate", ROW_TEXT, CONFIG(host)},
    {"cert", "FILE", "use this certificate chain (PEM) instead", ROW_TEXT, CONFIG(cert_file)},
    {"key", "FILE", "its private key (PEM)", ROW_TEXT, CONFIG(key_file)},
    {"digest", "WHICH", "digest algorithms offered: both, md5 or sha-256; default both", ROW_DIGEST,
     CONFIG(digest)},
    {"nonce-lifetime", "SECONDS", "default 300", ROW_COUNT, CONFIG(nonce_lifetime_s)},
    {"default-expires", "SECONDS", "of a registration that asks for nothing; default 600",
     ROW_COUNT, CONFIG(default_expires_s)},
    {"min-expires", "SECONDS", "shorter registrations are refused (423); default 30", ROW_COUNT,
     CONFIG(min_expires_s)},
    {"max-expires", "SECONDS", "longer registrations are cut; default 3600", ROW_COUNT,
     CONFIG(max_expires_s)},
    {"max-connections", "N", "default 256", ROW_COUNT, CONFIG(max_connections)},
    {"max-message", "OCTETS", "longest message; default 65536", ROW_COUNT,
     CONFIG(max_message_bytes)},
    {"json", NULL, "events as JSON, one object a line", ROW_FLAG,
     offsetof(csip__serve_options, is_json)},
    {"quiet", NULL, "no log lines", ROW_FLAG, offsetof(csip__serve_options, is_quiet)},
    {"help", NULL, "show this", ROW_FLAG, offsetof(csip__serve_options, wants_help)},
};

enum { ROWS = sizeof rows / sizeof *rows, OPTION_BASE = 256 };

static bool read_number(const char *text, unsigned long max, unsigned long *ret_value)
{
    char *end;
    if (*text < '0' || *text > '9') {
        return false;
    }
    *ret_value = strtoul(text, &end, 10);
    return *end == '\0' && *ret_value <= max;
}

static bool read_digest(const char *text, csip_server_digest *ret_digest)
{
    static const char *const names[] = {
        [CSIP_SERVER_DIGEST_BOTH] = "both",
        [CSIP_SERVER_DIGEST_MD5] = "md5",
        [CSIP_SERVER_DIGEST_SHA256] = "sha-256",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) == 0) {
            *ret_digest = (csip_server_digest)i;
            return true;
        }
    }
    return false;
}

static bool apply(const row *it, const char *text, csip__serve_options *options)
{
    void *field = (char *)options + it->offset;
    unsigned long number = 0;
    switch (it->kind) {
    case ROW_TEXT: *(const char **)field = text; return true;
    case ROW_NO_PORT: *(int *)field = CSIP_SERVER_PORT_NONE; return true;
    case ROW_FLAG: *(bool *)field = true; return true;
    case ROW_DIGEST: return read_digest(text, field);
    case ROW_PORT:
        if (!read_number(text, 65535, &number)) {
            return false;
        }
        *(int *)field = (int)number;
        return true;
    case ROW_COUNT:
        if (!read_number(text, UINT32_MAX, &number)) {
            return false;
        }
        *(unsigned *)field = (unsigned)number;
        return true;
    }
    return false;
}

static bool wrong(const char *what, const char *text)
{
    fprintf(stderr, "csip serve: %s%s; see csip serve --help\n", what, text);
    return false;
}

static bool check_whole(const csip__serve_options *options)
{
    if (options->wants_help) {
        return true;
    }
    if (!options->config.users_file) {
        return wrong("--users FILE is needed: nobody could register", "");
    }
    if (!options->config.ca_file && !options->config.cert_file &&
        options->config.wss_port != CSIP_SERVER_PORT_NONE) {
        return wrong("wss needs --ca-file FILE (clients must know the CA), or --cert and --key, ",
                     "or --no-wss");
    }
    return true;
}

bool csip__serve_options_parse(int argc, char **argv, csip__serve_options *ret_options)
{
    struct option known[ROWS + 1] = {0};
    int choice;
    *ret_options = (csip__serve_options){0};
    csip_server_config_init(&ret_options->config);
    for (int i = 0; i < ROWS; i++) {
        known[i] = (struct option){rows[i].name, rows[i].argument ? required_argument : no_argument,
                                   NULL, OPTION_BASE + i};
    }
    optind = 0; /* begin anew */
    opterr = 0;
    while ((choice = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        if (choice == ':') {
            return wrong("a value is missing behind ", argv[optind - 1]);
        }
        if (choice == '?') {
            return wrong("unknown option ", argv[optind - 1]);
        }
        if (choice == 'h') {
            ret_options->wants_help = true;
        } else if (!apply(&rows[choice - OPTION_BASE], optarg, ret_options)) {
            fprintf(stderr, "csip serve: --%s does not take ", rows[choice - OPTION_BASE].name);
            fprintf(stderr, "\"%s\"; see csip serve --help\n", optarg);
            return false;
        }
    }
    return optind < argc ? wrong("unexpected argument ", argv[optind]) : check_whole(ret_options);
}

void csip__serve_options_help(void)
{
    puts(
        "usage: csip serve --users FILE --ca-file FILE [options]\n"
        "\n"
        "Serves SIP over WebSocket on this machine: registrar and proxy for demonstrations, tests\n"
        "and development. It is no server for the open Internet: bindings live in memory, one an\n"
        "account, and end with their connection. Runs until interrupted.\n");
    for (size_t i = 0; i < ROWS; i++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].argument ? " " : "",
                 rows[i].argument ? rows[i].argument : "");
        printf("  %-25s %s\n", left, rows[i].help);
    }
    puts("\n"
         "Example: printf 'alice:secret1\\nbob:secret2\\n' >users.txt; chmod 600 users.txt\n"
         "         csip serve --users users.txt --ca-file ca.pem\n"
         "\n"
         "Exit status: 0 interrupted, 1 no memory, 2 wrong usage, setting, file or port.");
}
