#include "bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static int setup(void **state)
{
    bench *b = test_malloc(sizeof *b);
    bench_init(b, NULL);
    bench_register(b, &b->alice);
    bench_register(b, &b->bob);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench_done(*state);
    test_free(*state);
    return 0;
}

/* The topmost element of a list header of the newest message. */
static csip_str first_element(const phone *p, csip_header_id id)
{
    csip_message message = bench_last(p);
    csip_list_cursor cursor = {0};
    csip_str element = {0};
    csip_message_next_element(&message, id, &cursor, &element);
    return element;
}

static bool contains(const phone *p, const char *text)
{
    return strstr(p->last, text) != NULL;
}

/* Answer the request that the phone was sent last, with all of its Vias. */
static void answer(bench *b, phone *p, unsigned status, const char *headers)
{
    csip_message request = bench_last(p);
    char vias[2048] = "", routes[1024] = "";
    size_t len = 0;
    const csip_header *line;
    for (size_t n = 0; (line = csip_message_header(&request, CSIP_HEADER_VIA, n)); n++) {
        len += (size_t)snprintf(vias + len, sizeof vias - len, "Via: %.*s\n",
                                CSIP_STR_ARG(line->value));
    }
    csip_str route = csip_message_value(&request, CSIP_HEADER_RECORD_ROUTE);
    if (route.ptr) {
        snprintf(routes, sizeof routes, "Record-Route: %.*s\n", CSIP_STR_ARG(route));
    }
    csip_str from = csip_message_value(&request, CSIP_HEADER_FROM);
    csip_str to = csip_message_value(&request, CSIP_HEADER_TO);
    bench_send(b, p,
               "SIP/2.0 %u Whatever\n%s%sFrom: %.*s\nTo: %.*s%s\nCall-ID: %.*s\nCSeq: %u %.*s\n%s"
               "Content-Length: 0\n\n",
               status, vias, routes, CSIP_STR_ARG(from), CSIP_STR_ARG(to),
               request.to.tag.ptr ? "" : ";tag=callee", CSIP_STR_ARG(request.call_id), request.cseq,
               CSIP_STR_ARG(request.method_name), headers);
}

static void call_bob(bench *b)
{
    bench_request(b, &b->alice, "INVITE", "sip:bob@example.test", "");
    assert_int_equal(bench_last(&b->bob).method, CSIP_METHOD_INVITE);
}

/* An in-dialog request of alice's or bob's, along the route of the newest INVITE to bob. */
static void send_in_dialog(bench *b, phone *p, const char *route, const char *method)
{
    const char *peer = p == &b->bob ? "alice" : "bob";
    bench_send(b, p,
               "%s sip:%s@%s.invalid;transport=ws SIP/2.0\n"
               "Via: SIP/2.0/WSS %s.invalid;branch=z9hG4bKdialog%s\n"
               "Max-Forwards: 70\n"
               "Route: %s\n"
               "From: <sip:%s@example.test>;tag=one\nTo: <sip:%s@example.test>;tag=two\n"
               "Call-ID: alice-INVITE\nCSeq: 900 %s\nContent-Length: 0\n\n",
               method, peer, peer, p->name ? p->name : "nobody", method, route,
               p->name ? p->name : "nobody", peer, method);
}

static void invite_unauthenticated_is_challenged(void **state)
{
    bench *b = *state;
    unsigned before = b->bob.received;
    bench_send(b, &b->alice,
               "INVITE sip:bob@example.test SIP/2.0\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
               "From: <sip:alice@example.test>;tag=1\nTo: <sip:bob@example.test>\n"
               "Call-ID: c1\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
    assert_int_equal(bench_status(&b->alice), 407);
    assert_int_equal(b->bob.received, before);
}

static void request_with_the_from_of_another_is_forbidden(void **state)
{
    bench *b = *state;
    unsigned before = b->bob.received;
    b->alice.claims = "carol";
    bench_request(b, &b->alice, "MESSAGE", "sip:bob@example.test", "");
    assert_int_equal(bench_status(&b->alice), 403);
    assert_int_equal(b->bob.received, before);
}

static void invite_is_forwarded_to_the_binding(void **state)
{
    bench *b = *state;
    call_bob(b);
    csip_message invite = bench_last(&b->bob);
    assert_true(
        csip_str_equal(invite.request_uri_text, CSIP_STR("sip:bob@bob.invalid;transport=ws")));
    assert_int_equal(invite.via_count, 2);
    assert_true(csip_str_equal(invite.via.transport, CSIP_STR("WSS")));
    assert_true(contains(&b->bob, ";received=127.0.0.1;rport=40000\r\n"));
    assert_true(contains(&b->bob, "Max-Forwards: 68\r\n"));
    assert_true(contains(&b->bob, "Record-Route: <sip:"));
    assert_false(contains(&b->bob, "Authorization"));
}

static void invite_again_cancel_and_ack_have_one_branch(void **state)
{
    bench *b = *state;
    call_bob(b);
    csip_message invite = bench_last(&b->bob);
    char branch[128], text[512];
    snprintf(branch, sizeof branch, "%.*s", CSIP_STR_ARG(invite.via.branch));
    snprintf(text, sizeof text,
             "%%s sip:bob@example.test SIP/2.0\n"
             "Via: SIP/2.0/WSS alice.invalid;branch=z9hG4bKalice%u;rport\n"
             "From: <sip:alice@example.test>;tag=alice1\nTo: <sip:bob@example.test>%%s\n"
             "Call-ID: alice-INVITE\nCSeq: %u %%s\nContent-Length: 0\n\n",
             b->alice.cseq, b->alice.cseq);

    bench_send(b, &b->alice, text, "CANCEL", "", "CANCEL");
    assert_int_equal(bench_last(&b->bob).method, CSIP_METHOD_CANCEL);
    assert_true(csip_str_equal(bench_last(&b->bob).via.branch, csip_str_from(branch)));
    bench_send(b, &b->alice, text, "ACK", ";tag=callee", "ACK");

    assert_int_equal(bench_last(&b->bob).method, CSIP_METHOD_ACK);
    assert_true(csip_str_equal(bench_last(&b->bob).via.branch, csip_str_from(branch)));
}

static void ack_of_our_own_failure_is_absorbed(void **state)
{
    bench *b = *state;
    unsigned before = b->bob.received;
    const char *request = "%s sip:bob@example.test SIP/2.0\n"
                          "Via: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
                          "From: <sip:alice@example.test>;tag=1\n%s: %.*s\n"
                          "Call-ID: c1\nCSeq: 1 %s\nContent-Length: 0\n\n";
    csip_str to = CSIP_STR("<sip:bob@example.test>");

    bench_send(b, &b->alice, request, "INVITE", "To", CSIP_STR_ARG(to), "INVITE");
    assert_int_equal(bench_status(&b->alice), 407);
    to = bench_header(&b->alice, CSIP_HEADER_TO);
    bench_send(b, &b->alice, request, "ACK", "To", CSIP_STR_ARG(to), "ACK");

    assert_int_equal(b->bob.received, before);
}

static void response_returns_to_the_caller_without_our_via(void **state)
{
    bench *b = *state;
    call_bob(b);
    answer(b, &b->bob, 180, "");
    csip_message ringing = bench_last(&b->alice);
    assert_int_equal(ringing.status, 180);
    assert_int_equal(ringing.via_count, 1);
    assert_true(csip_str_equal(ringing.via.host, CSIP_STR("alice.invalid")));
}

static void response_by_somebody_else_is_dropped(void **state)
{
    bench *b = *state;
    call_bob(b);
    memcpy(b->carol.last, b->bob.last, sizeof b->carol.last);
    b->carol.last_len = b->bob.last_len;
    unsigned before = b->alice.received;
    answer(b, &b->carol, 200, "");
    assert_int_equal(b->alice.received, before);
}

static void in_dialog_requests_follow_the_recorded_route(void **state)
{
    bench *b = *state;
    char route[256];
    call_bob(b);
    snprintf(route, sizeof route, "%.*s",
             CSIP_STR_ARG(first_element(&b->bob, CSIP_HEADER_RECORD_ROUTE)));
    send_in_dialog(b, &b->alice, route, "ACK");
    assert_int_equal(bench_last(&b->bob).method, CSIP_METHOD_ACK);
    assert_false(contains(&b->bob, "\r\nRoute:"));
    send_in_dialog(b, &b->bob, route, "BYE");
    assert_int_equal(bench_last(&b->alice).method, CSIP_METHOD_BYE);
    answer(b, &b->alice, 200, "");
    assert_int_equal(bench_status(&b->bob), 200);
}

static void in_dialog_request_of_a_stranger_is_refused(void **state)
{
    bench *b = *state;
    char route[256];
    call_bob(b);
    snprintf(route, sizeof route, "%.*s",
             CSIP_STR_ARG(first_element(&b->bob, CSIP_HEADER_RECORD_ROUTE)));
    unsigned before = b->bob.received;
    send_in_dialog(b, &b->carol, route, "BYE");
    assert_int_equal(bench_status(&b->carol), 407);
    route[12] ^= 1; /* a forged token */
    send_in_dialog(b, &b->carol, route, "BYE");
    assert_int_equal(bench_status(&b->carol), 407);
    assert_int_equal(b->bob.received, before);
}

/* A BYE whose route does not vouch for its sender arrives once the sender proved itself. */
static void bye_again_with_credentials(bench *b, phone *from, phone *to, const char *route)
{
    char uri[64], line[300];
    unsigned before = to->received;
    snprintf(uri, sizeof uri, "sip:%s@%s.invalid;transport=ws", to->name, to->name);
    snprintf(line, sizeof line, "Route: %s\n", route);
    from->to_tag = "callee";
    bench_ask(b, from, "BYE", uri, line);
    assert_int_equal(bench_status(from), 407);
    assert_int_equal(to->received, before);
    bench_answer(b, from, "BYE", uri, line);
    assert_int_equal(to->received, before + 1);
    assert_int_equal(bench_status(to), 0);
}

static void dialog_goes_on_after_a_reconnection(void **state)
{
    bench *b = *state;
    char route[256];
    call_bob(b);
    snprintf(route, sizeof route, "%.*s",
             CSIP_STR_ARG(first_element(&b->bob, CSIP_HEADER_RECORD_ROUTE)));
    bench_close(b, &b->bob);
    send_in_dialog(b, &b->alice, route, "BYE");
    assert_int_equal(bench_status(&b->alice), 430);
    bench_open(b, &b->bob);
    bench_register(b, &b->bob);
    send_in_dialog(b, &b->alice, route, "BYE");
    assert_int_equal(bench_last(&b->bob).method, CSIP_METHOD_BYE);
    bye_again_with_credentials(b, &b->bob, &b->alice, route);
}

/* A request in a dialog that our Record-Route does not speak for: straight to bob's Contact. */
static void contact_without_our_route_is_challenged(void **state)
{
    bench *b = *state;
    unsigned before = b->bob.received;
    b->alice.to_tag = "callee";
    b->alice.claims = "carol";
    bench_ask(b, &b->alice, "MESSAGE", "sip:bob@bob.invalid;transport=ws", "");
    assert_int_equal(bench_status(&b->alice), 407);
    bench_answer(b, &b->alice, "MESSAGE", "sip:bob@bob.invalid;transport=ws", "");
    assert_int_equal(bench_status(&b->alice), 403);
    bench_ask(b, &b->alice, "MESSAGE", "sip:bob@example.test", "");
    assert_int_equal(bench_status(&b->alice), 407);
    assert_int_equal(b->bob.received, before);

    b->alice.claims = NULL;
    bench_request(b, &b->alice, "MESSAGE", "sip:bob@bob.invalid;transport=ws", "");
    assert_int_equal(b->bob.received, before + 1);
    bench_request(b, &b->alice, "MESSAGE", "sip:bob@example.test", "");
    assert_int_equal(b->bob.received, before + 2);
}

static void ack_and_cancel_of_nobody_go_nowhere(void **state)
{
    bench *b = *state;
    unsigned before = b->bob.received;
    bench_ask(b, &b->carol, "CANCEL", "sip:bob@example.test", "");
    assert_int_equal(bench_status(&b->carol), 403);
    unsigned answers = b->carol.received;
    b->carol.to_tag = "callee";
    bench_ask(b, &b->carol, "ACK", "sip:bob@bob.invalid;transport=ws", "");
    assert_int_equal(b->carol.received, answers);
    bench_ask(b, &b->carol, "CANCEL", "sip:bob@bob.invalid;transport=ws", "");
    assert_int_equal(bench_status(&b->carol), 403);
    assert_int_equal(b->bob.received, before);
}

static void asserted_identity_of_a_client_is_removed(void **state)
{
    bench *b = *state;
    bench_request(b, &b->alice, "INVITE", "sip:bob@example.test",
                  "P-Asserted-Identity: <sip:carol@example.test>\nX-Other: kept\n");
    assert_true(contains(&b->bob, "X-Other: kept\r\n"));
    assert_false(contains(&b->bob, "P-Asserted-Identity"));
    answer(b, &b->bob, 180, "P-Asserted-Identity: <sip:carol@example.test>\nX-Other: kept\n");
    assert_int_equal(bench_status(&b->alice), 180);
    assert_true(contains(&b->alice, "X-Other: kept\r\n"));
    assert_false(contains(&b->alice, "P-Asserted-Identity"));
}

static void dialog_goes_on_after_a_restart_of_the_server(void **state)
{
    bench *b = *state;
    bench next;
    char route[256];
    call_bob(b);
    snprintf(route, sizeof route, "%.*s",
             CSIP_STR_ARG(first_element(&b->bob, CSIP_HEADER_RECORD_ROUTE)));
    bench_init(&next, NULL); /* another secret: the token means nothing to it */
    bench_register(&next, &next.alice);
    bench_register(&next, &next.bob);
    bye_again_with_credentials(&next, &next.alice, &next.bob, route);
    bench_done(&next);
}

static void unknown_user_is_404_and_offline_user_480(void **state)
{
    bench *b = *state;
    bench_request(b, &b->alice, "MESSAGE", "sip:nobody@example.test", "");
    assert_int_equal(bench_status(&b->alice), 404);
    bench_request(b, &b->alice, "MESSAGE", "sip:carol@example.test", "");
    assert_int_equal(bench_status(&b->alice), 480);
    bench_close(b, &b->bob);
    bench_request(b, &b->alice, "MESSAGE", "sip:b%6Fb@example.test", "");
    assert_int_equal(bench_status(&b->alice), 480);
}

static void foreign_domain_is_not_relayed(void **state)
{
    bench *b = *state;
    bench_request(b, &b->alice, "MESSAGE", "sip:bob@elsewhere.test", "");
    assert_int_equal(bench_status(&b->alice), 403);
}

static void max_forwards_spent_is_483(void **state)
{
    bench *b = *state;
    bench_send(b, &b->alice,
               "INVITE sip:bob@example.test SIP/2.0\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
               "Max-Forwards: 0\nFrom: <sip:alice@example.test>;tag=1\n"
               "To: <sip:bob@example.test>\nCall-ID: c1\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
    assert_int_equal(bench_status(&b->alice), 483);
}

static void looped_request_is_482(void **state)
{
    bench *b = *state;
    call_bob(b);
    csip_message invite = bench_last(&b->bob);
    csip_str via = csip_message_value(&invite, CSIP_HEADER_VIA);
    char text[4096];
    snprintf(text, sizeof text, "Via: %.*s\n", CSIP_STR_ARG(via));
    b->alice.cseq -= 2; /* the same request once more, with our Via below */
    bench_request(b, &b->alice, "INVITE", "sip:bob@example.test", text);
    assert_int_equal(bench_status(&b->alice), 482);
}

static void proxy_require_is_420(void **state)
{
    bench *b = *state;
    bench_send(b, &b->alice,
               "INVITE sip:bob@example.test SIP/2.0\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
               "Proxy-Require: x\nFrom: <sip:alice@example.test>;tag=1\n"
               "To: <sip:bob@example.test>\nCall-ID: c1\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
    assert_int_equal(bench_status(&b->alice), 420);
    assert_true(contains(&b->alice, "Unsupported: x\r\n"));
}

static void options_to_the_server_is_200(void **state)
{
    bench *b = *state;
    bench_send(b, &b->alice,
               "OPTIONS sip:example.test SIP/2.0\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
               "From: <sip:alice@example.test>;tag=1\nTo: <sip:example.test>\n"
               "Call-ID: c1\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n");
    assert_int_equal(bench_status(&b->alice), 200);
}

static void preloaded_route_to_us_is_taken_away(void **state)
{
    bench *b = *state;
    bench_request(b, &b->alice, "MESSAGE", "sip:bob@example.test",
                  "Route: <sip:127.0.0.1:5443;transport=ws;lr>\n");
    assert_int_equal(bench_last(&b->bob).method, CSIP_METHOD_MESSAGE);
    assert_false(contains(&b->bob, "\r\nRoute:"));
    bench_ask(b, &b->alice, "MESSAGE", "sip:bob@example.test", "Route: <sip:other.test;lr>\n");
    assert_int_equal(bench_status(&b->alice), 403);
}

static void malformed_request_is_400_and_rubbish_dropped(void **state)
{
    bench *b = *state;
    bench_send(b, &b->alice,
               "MESSAGE sip:bob@example.test SIP/2.0\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\n"
               "From: <sip:alice@example.test>;tag=1\nTo: <sip:bob@example.test>\n"
               "Call-ID: c1\nCSeq: 1 MESSAGE\nContent-Length: 999\n\nshort");
    assert_int_equal(bench_status(&b->alice), 400);
    uint64_t dropped = b->proxy.counters.messages_dropped;
    bench_send(b, &b->alice, "hello\n\n");
    assert_int_equal(b->proxy.counters.messages_dropped, dropped + 1);
}

static void keep_alive_is_answered(void **state)
{
    bench *b = *state;
    bench_send(b, &b->alice, "\n\n");
    assert_string_equal(b->alice.last, "\r\n");
}

static void message_prefixes_do_no_harm(void **state)
{
    bench *b = *state;
    char text[8192];
    call_bob(b);
    size_t len = b->bob.last_len;
    memcpy(text, b->bob.last, len);
    for (size_t cut = 0; cut <= len; cut++) {
        char *exact = test_malloc(cut + 1); /* its end is guarded by the sanitizer */
        memcpy(exact, text, cut);
        csip__proxy_receive(&b->proxy, &b->carol.flow, (csip_str){exact, cut}, false, b->now_ms);
        test_free(exact);
    }
    call_bob(b);
}

static void connection_beyond_the_limit_is_refused(void **state)
{
    csip_server_config config;
    bench small;
    csip__flow fourth = {0};
    (void)state;
    csip_server_config_init(&config);
    config.max_connections = 3;
    bench_init(&small, &config);
    assert_false(csip__proxy_open(&small.proxy, &fourth));
    bench_close(&small, &small.carol);
    assert_true(csip__proxy_open(&small.proxy, &fourth));
    bench_done(&small);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(invite_unauthenticated_is_challenged),
        TEST(request_with_the_from_of_another_is_forbidden),
        TEST(invite_is_forwarded_to_the_binding),
        TEST(invite_again_cancel_and_ack_have_one_branch),
        TEST(ack_of_our_own_failure_is_absorbed),
        TEST(response_returns_to_the_caller_without_our_via),
        TEST(response_by_somebody_else_is_dropped),
        TEST(in_dialog_requests_follow_the_recorded_route),
        TEST(in_dialog_request_of_a_stranger_is_refused),
        TEST(dialog_goes_on_after_a_reconnection),
        TEST(contact_without_our_route_is_challenged),
        TEST(ack_and_cancel_of_nobody_go_nowhere),
        TEST(asserted_identity_of_a_client_is_removed),
        TEST(dialog_goes_on_after_a_restart_of_the_server),
        TEST(unknown_user_is_404_and_offline_user_480),
        TEST(foreign_domain_is_not_relayed),
        TEST(max_forwards_spent_is_483),
        TEST(looped_request_is_482),
        TEST(proxy_require_is_420),
        TEST(options_to_the_server_is_200),
        TEST(preloaded_route_to_us_is_taken_away),
        TEST(malformed_request_is_400_and_rubbish_dropped),
        TEST(keep_alive_is_answered),
        TEST(message_prefixes_do_no_harm),
        TEST(connection_beyond_the_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
