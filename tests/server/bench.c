#include "bench.h"

#include "sip/auth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const csip_server_user users[] = {
    {.name = "alice", .password = "alice-secret"},
    {.name = "bob", .password = "bob-secret"},
    {.name = "carol", .password = "carol-secret"},
    {.name = "dave", .ha1 = "0123456789abcdef0123456789abcdef"},
};

static bool deliver(csip__flow *flow, csip_str octets, bool is_binary)
{
    phone *p = flow->connection;
    (void)is_binary;
    assert_true(octets.len < sizeof p->last);
    memcpy(p->last, octets.ptr, octets.len);
    p->last[octets.len] = '\0';
    p->last_len = octets.len;
    p->received++;
    return true;
}

void bench_open(bench *b, phone *p)
{
    p->flow.connection = p;
    p->flow.is_secure = p != &b->carol;
    snprintf(p->flow.peer, sizeof p->flow.peer, "127.0.0.1");
    snprintf(p->flow.sent_by, sizeof p->flow.sent_by, "127.0.0.1:5443");
    p->flow.peer_port = 40000;
    assert_true(csip__proxy_open(&b->proxy, &p->flow));
}

void bench_close(bench *b, phone *p)
{
    csip__proxy_close(&b->proxy, &p->flow);
    p->flow = (csip__flow){0};
}

void bench_init(bench *b, const csip_server_config *config)
{
    csip_config_problem problem;
    *b = (bench){.now_ms = 1000000};
    csip_server_config_init(&b->config);
    if (config) {
        b->config = *config;
    }
    b->config.domain = "example.test";
    b->config.users = users;
    b->config.user_count = sizeof users / sizeof *users;
    assert_int_equal(csip__proxy_init(&b->proxy, csip__platform_native(), &b->config, &problem),
                     CSIP_OK);
    b->proxy.send = deliver;
    b->alice = (phone){.name = "alice", .password = "alice-secret"};
    b->bob = (phone){.name = "bob", .password = "bob-secret"};
    b->carol = (phone){.name = "carol", .password = "carol-secret"};
    bench_open(b, &b->alice);
    bench_open(b, &b->bob);
    bench_open(b, &b->carol);
}

void bench_done(bench *b)
{
    csip__proxy_done(&b->proxy);
}

void bench_send(bench *b, phone *p, const char *format, ...)
{
    char text[8192], wire[16384];
    size_t len = 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (const char *c = text; *c; c++) {
        if (*c == '\n') {
            wire[len++] = '\r';
        }
        wire[len++] = *c;
    }
    csip__proxy_receive(&b->proxy, &p->flow, (csip_str){wire, len}, false, b->now_ms);
}

csip_message bench_last(const phone *p)
{
    csip_message message;
    assert_true(p->last_len > 0);
    assert_int_equal(csip_message_parse((csip_str){p->last, p->last_len}, &message, NULL), CSIP_OK);
    return message;
}

unsigned bench_status(const phone *p)
{
    return bench_last(p).status;
}

csip_str bench_header(const phone *p, csip_header_id id)
{
    csip_message message = bench_last(p);
    return csip_message_value(&message, id);
}

void bench_ask(bench *b, phone *p, const char *method, const char *uri, const char *headers)
{
    bool is_register = strcmp(method, "REGISTER") == 0;
    char own[64], contact[128] = "";
    if (!p->has_no_contact) {
        snprintf(contact, sizeof contact,
                 "Contact: <sip:%s@%s.invalid;transport=ws>;+sip.ice;expires=600\n", p->name,
                 p->name);
    }
    snprintf(own, sizeof own, "sip:%s@example.test", p->claims ? p->claims : p->name);
    p->cseq++;
    bench_send(b, p,
               "%s %s SIP/2.0\n"
               "Via: SIP/2.0/WSS %s.invalid;branch=z9hG4bK%s%u;rport\n"
               "Max-Forwards: 69\n"
               "From: <sip:%s@example.test>;tag=%s1\n"
               "To: <%s>%s%s\n"
               "Call-ID: %s-%s\n"
               "CSeq: %u %s\n"
               "%s%s"
               "Content-Length: 0\n\n",
               method, uri, p->name, p->name, p->cseq, p->claims ? p->claims : p->name, p->name,
               is_register ? own : uri, p->to_tag ? ";tag=" : "", p->to_tag ? p->to_tag : "",
               p->name, method, p->cseq, method, contact, headers);
}

void bench_answer(bench *b, phone *p, const char *method, const char *uri, const char *headers)
{
    char lines[4096], storage[2048];
    csip_message response = bench_last(p);
    csip__digest challenge;
    csip__credentials credentials = {.user = csip_str_from(p->name),
                                     .password = csip_str_from(p->password),
                                     .refuse_md5 = p->refuses_md5};
    csip__digest_request request = {.method = csip_str_from(method),
                                    .uri = csip_str_from(uri),
                                    .cnonce = CSIP_STR("0a4f113b"),
                                    .nc = 1};
    bool is_proxy = response.status == 407;
    csip__buf value;
    csip__buf_init_fixed(&value, storage, sizeof storage);
    assert_true(is_proxy || response.status == 401);
    assert_int_equal(csip__challenge_choose(&response,
                                            is_proxy ? CSIP_HEADER_PROXY_AUTHENTICATE
                                                     : CSIP_HEADER_WWW_AUTHENTICATE,
                                            &credentials, &challenge),
                     CSIP_OK);
    csip__authorization_write(&value, b->proxy.platform, &credentials, &challenge, &request);
    snprintf(lines, sizeof lines, "%sAuthorization: %.*s\n%s", is_proxy ? "Proxy-" : "",
             (int)value.len, value.ptr, headers);
    bench_ask(b, p, method, uri, lines);
}

void bench_request(bench *b, phone *p, const char *method, const char *uri, const char *headers)
{
    bench_ask(b, p, method, uri, headers);
    bench_answer(b, p, method, uri, headers);
}

void bench_register(bench *b, phone *p)
{
    bench_request(b, p, "REGISTER", "sip:example.test", "");
    assert_int_equal(bench_status(p), 200);
}
