#ifndef CSIP_TESTS_SERVER_BENCH_H
#define CSIP_TESTS_SERVER_BENCH_H

#include "host/platform.h"
#include "server/proxy.h"

/* A proxy without sockets, and phones whose messages are written by the test. */

typedef struct phone {
    csip__flow flow;
    const char *name; /* account */
    const char *password;
    const char *claims; /* the user of its From; NULL: the account's */
    const char *to_tag; /* NULL: none, its requests are outside of dialogs */
    char last[16384];   /* the newest message it was sent */
    size_t last_len;
    unsigned received;
    unsigned cseq;
    bool refuses_md5;
    bool has_no_contact; /* the test writes its own */
} phone;

typedef struct bench {
    csip_server_config config;
    csip__proxy proxy;
    uint64_t now_ms;
    phone alice, bob, carol;
} bench;

void bench_init(bench *b, const csip_server_config *config); /* NULL: alice, bob, carol, dave */
void bench_done(bench *b);
void bench_close(bench *b, phone *p);
void bench_open(bench *b, phone *p);

/** Send text; '\n' stands for CRLF. */
void bench_send(bench *b, phone *p, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** The newest message, parsed.  Fails the test when there is none. */
csip_message bench_last(const phone *p);
unsigned bench_status(const phone *p); /* 0: a request */
csip_str bench_header(const phone *p, csip_header_id id);

/** An out-of-dialog request with credentials; `headers` are further lines. */
void bench_request(bench *b, phone *p, const char *method, const char *uri, const char *headers);
/** The same without credentials. */
void bench_ask(bench *b, phone *p, const char *method, const char *uri, const char *headers);
/** Register, answering the challenge. */
void bench_register(bench *b, phone *p);
/** Answer the challenge that was received last by the same request again. */
void bench_answer(bench *b, phone *p, const char *method, const char *uri, const char *headers);

#endif
