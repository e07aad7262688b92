#ifndef CSIP_TEST_MACHINE_H
#define CSIP_TEST_MACHINE_H

#include "check.h"

#include "base/steps.h"
#include "transaction/response.h"
#include "transaction/transaction.h"

/** One table of transactions, on virtual time, whose user notes what it hears. */
static world w;
static csip__core core;
static csip__settings settings = {.max_transactions = 4, .user_agent = {"test", 4}};
static csip__transactions table;
static csip__transaction *tx;
static char heard[256]; /* "200 timeout ended" */

static void hear(const char *what)
{
    size_t len = strlen(heard);
    snprintf(heard + len, sizeof(heard) - len, "%s%s", len ? " " : "", what);
}

static void response_came(void *user, const csip_message *response)
{
    (void)user;
    char status[8];
    snprintf(status, sizeof(status), "%u", response->status);
    hear(status);
}

static void failed(void *user, csip_error error)
{
    (void)user;
    hear(error == CSIP_ERROR_TIMEOUT ? "timeout" : "lost");
}

static void ended(void *user)
{
    (void)user;
    hear("ended");
    tx = NULL;
}

static const csip__transaction_user user_calls = {response_came, failed, ended};

static int setup(void **state)
{
    (void)state;
    world_init(&w);
    csip__core_init(&core, &w.platform, &settings);
    core.flow = 1;
    core.via_transport = CSIP_STR("WS");
    csip__transactions_init(&table, &core);
    heard[0] = '\0';
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    csip__transactions_done(&table);
    csip__core_done(&core);
    assert_int_equal(w.live_blocks, 0);
    return 0;
}

/* First lines of what is sent since the last look, "|" between them. */
static const char *sent(void)
{
    static char lines[512];
    csip_step step;
    lines[0] = '\0';
    for (csip__steps_next(&core, &step); step.kind != CSIP_STEP_NONE;
         csip__steps_next(&core, &step)) {
        csip_str octets = step.output.octets;
        const char *end = memchr(octets.ptr, '\r', octets.len);
        size_t len = strlen(lines);
        snprintf(lines + len, sizeof(lines) - len, "%s%.*s", len ? "|" : "",
                 (int)(end - octets.ptr), octets.ptr);
    }
    return lines;
}

static void wait_ms(uint64_t ms)
{
    assert_int_equal(csip__core_begin(&core, core.now_ms + ms), CSIP_OK);
    csip__timers_run(&core.timers, core.now_ms);
}

#define REQUEST(method)                                                                            \
    method " sip:bob@example.test SIP/2.0\r\nVia: SIP/2.0/WS a.invalid;branch=z9hG4bKone\r\n"      \
           "From: <sip:a@example.test>;tag=f\r\nTo: <sip:bob@example.test>\r\nCall-ID: c\r\n"      \
           "CSeq: 1 " method "\r\nRoute: <sip:r.invalid;lr>\r\nContent-Length: 0\r\n\r\n"

static inline void receive(const char *text)
{
    assert_int_equal(csip__core_begin(&core, core.now_ms), CSIP_OK);
    assert_int_equal(csip__core_receive(&core, csip_str_from(text), NULL), CSIP_OK);
}

static inline void start_client(csip_method method, const char *text)
{
    tx = csip__client_new(&table, method, CSIP_STR("z9hG4bKone"),
                          csip__core_dup(&core, csip_str_from(text)));
    assert_non_null(tx);
    tx->calls = &user_calls;
    sent();
}

static inline void start_server(const char *text)
{
    receive(text);
    tx = csip__server_new(&table);
    assert_non_null(tx);
    tx->calls = &user_calls;
}

static inline bool answer(const char *method, unsigned status)
{
    char text[512];
    snprintf(text, sizeof(text),
             "SIP/2.0 %u X\r\nVia: SIP/2.0/WS a.invalid;branch=z9hG4bKone\r\n"
             "From: <sip:a@example.test>;tag=f\r\nTo: <sip:bob@example.test>;tag=t\r\n"
             "Call-ID: c\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n",
             status, method);
    receive(text);
    return csip__client_receive(&table, core.received);
}

#endif
