#include "check.h"

static world w;
static phone p;

#define CHALLENGE(header) header ": Digest realm=\"example.test\", nonce=\"one\", qop=\"auth\"\n"

static int setup(void **state)
{
    (void)state;
    world_init(&w);
    phone_init(&p, &w, "alice", NULL);
    assert_int_equal(csip_agent_start(p.agent, w.now_ms), CSIP_OK);
    phone_drain(&p);
    phone_connected(&p);
    assert_ladder(&p, "*connecting [connect] *connected *registering >REGISTER");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    phone_done(&p);
    assert_int_equal(w.live_blocks, 0);
    return 0;
}

/* A 200 that holds the Contact of the last REGISTER with `expires`. */
static void grant(const char *expires, const char *params)
{
    char extra[2048];
    const char *contact = header_of(phone_find_sent(&p, "REGISTER"), "Contact");
    char uri[256];
    size_t len = (size_t)(strchr(contact, '>') - contact) + 1;
    memcpy(uri, contact, len);
    uri[len] = '\0';
    const char *instance = strstr(contact, "+sip.instance");
    char quoted[128] = "";
    memcpy(quoted, instance,
           strlen("+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-000000000000>\""));
    snprintf(extra, sizeof(extra),
             "Contact: <sip:other@there.invalid>;expires=7200, %s;reg-id=1;%s;expires=%s%s\n", uri,
             quoted, expires, params);
    phone_respond(&p, "REGISTER", "200 OK", extra);
}

static void register_request_has_the_fields_of_outbound_and_gruu(void **state)
{
    (void)state;
    const char *request = phone_last(&p);
    assert_contains(request, "REGISTER sip:example.test SIP/2.0\r\n");
    assert_contains(request, "Via: SIP/2.0/WSS ");
    assert_contains(request, ".invalid;branch=z9hG4bK");
    assert_contains(request, "To: <sip:alice@example.test>\r\n");
    assert_contains(request, "From: <sip:alice@example.test>;tag=");
    assert_contains(request, "CSeq: 1 REGISTER\r\n");
    assert_contains(request, "Expires: 600\r\n");
    assert_contains(request, ";+sip.ice;reg-id=1;+sip.instance=\"<urn:uuid:");
    assert_contains(request, ";expires=600\r\n");
    assert_contains(request, "Supported: path,gruu,outbound\r\n");
    assert_contains(request, "Max-Forwards: 69\r\n");
    assert_contains(request, "Content-Length: 0\r\n\r\n");
    assert_lacks(request, "Authorization");
}

static void challenge_is_answered_once_and_the_nonce_is_kept(void **state)
{
    (void)state;
    phone_respond(&p, "REGISTER", "401 Unauthorized", CHALLENGE("WWW-Authenticate"));
    assert_contains(phone_last(&p), "CSeq: 2 REGISTER\r\n");
    assert_contains(phone_last(&p), "nc=00000001");
    grant("600", ";pub-gruu=\"sip:alice@example.test;gr=urn:uuid:1\"");
    assert_ladder(&p, "<401/REGISTER >REGISTER <200/REGISTER *registered(200)");
    assert_true(csip_agent_is_registered(p.agent));
    csip_str contact = csip_agent_contact(p.agent);
    assert_true(csip_str_equal(contact, CSIP_STR("sip:alice@example.test;gr=urn:uuid:1")));
    uint64_t granted_ms = w.now_ms;
    phone_next_timer(&p);
    assert_ladder(&p, "*registering >REGISTER");
    assert_in_range(w.now_ms - granted_ms, 300 * 1000, 568 * 1000);
    assert_contains(phone_last(&p), "nc=00000002");
    assert_contains(phone_last(&p), "CSeq: 3 REGISTER\r\n");
    grant("600", "");
    assert_ladder(&p, "<200/REGISTER");
}

static void credentials_in_advance_do_not_count_as_an_answer(void **state)
{
    (void)state;
    phone_respond(&p, "REGISTER", "401 Unauthorized", CHALLENGE("WWW-Authenticate"));
    grant("60", "");
    phone_wait(&p, 55 * 1000);
    phone_respond(&p, "REGISTER", "401 Unauthorized",
                  "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"two\", qop=\"auth\"\n");
    assert_contains(phone_last(&p), "nonce=\"two\"");
    assert_contains(phone_last(&p), "nc=00000001");
    phone_log(&p);
    phone_respond(&p, "REGISTER", "401 Unauthorized", CHALLENGE("WWW-Authenticate"));
    assert_ladder(&p, "<401/REGISTER *registrationFailed(401,\"Authentication Error\") "
                      "*unregistered(401,\"Authentication Error\")");
}

static void stale_nonce_is_answered_again_once(void **state)
{
    (void)state;
    const char *stale =
        "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"two\", stale=true\n";
    phone_respond(&p, "REGISTER", "401 Unauthorized", CHALLENGE("WWW-Authenticate"));
    phone_respond(&p, "REGISTER", "401 Unauthorized", stale);
    phone_respond(&p, "REGISTER", "401 Unauthorized", stale);
    assert_ladder(&p, "<401/REGISTER >REGISTER <401/REGISTER >REGISTER <401/REGISTER "
                      "*registrationFailed(401,\"Authentication Error\")");
}

static void wrong_password_fails_after_one_answer(void **state)
{
    (void)state;
    phone_respond(&p, "REGISTER", "401 Unauthorized", CHALLENGE("WWW-Authenticate"));
    phone_respond(&p, "REGISTER", "401 Unauthorized", CHALLENGE("WWW-Authenticate"));
    assert_ladder(&p, "<401/REGISTER >REGISTER <401/REGISTER "
                      "*registrationFailed(401,\"Authentication Error\")");
}

static void interval_too_brief_takes_the_servers_minimum(void **state)
{
    (void)state;
    phone_respond(&p, "REGISTER", "423 Interval Too Brief", "Min-Expires: 1800\n");
    assert_contains(phone_last(&p), "Expires: 1800\r\n");
    assert_contains(phone_last(&p), ";expires=1800\r\n");
    phone_respond(&p, "REGISTER", "423 Interval Too Brief", "Min-Expires: 1800\n");
    assert_ladder(&p, "<423/REGISTER >REGISTER <423/REGISTER "
                      "*registrationFailed(423,\"SIP Failure Code\")");
}

static void short_grant_is_refreshed_at_half(void **state)
{
    (void)state;
    grant("4", "");
    phone_log(&p);
    phone_wait(&p, 1999);
    assert_ladder(&p, "");
    phone_wait(&p, 1);
    assert_ladder(&p, "*registering >REGISTER");
}

static void expiring_with_a_listener_leaves_the_refresh_to_it(void **state)
{
    (void)state;
    csip_agent_set_interest(p.agent, CSIP_EVENT_BIT(CSIP_EVENT_REGISTRATION_EXPIRING));
    grant("60", "");
    phone_log(&p);
    phone_wait(&p, 55 * 1000);
    assert_ladder(&p, "*registrationExpiring");
}

static void no_answer_in_64_t1_fails_with_request_timeout(void **state)
{
    (void)state;
    phone_wait(&p, 31999);
    assert_ladder(&p, "");
    phone_wait(&p, 1);
    assert_ladder(&p, "*registrationFailed(\"Request Timeout\")");
}

static void lost_connection_registers_again_after_reconnection(void **state)
{
    (void)state;
    grant("600", "");
    phone_log(&p);
    phone_lost(&p);
    assert_ladder(&p, "*disconnected(CLOSED) *unregistered");
    assert_false(csip_agent_is_connected(p.agent));
    phone_wait(&p, 2000);
    assert_ladder(&p, "*connecting(1) [connect]");
    phone_connected(&p);
    grant("600", "");
    assert_ladder(&p, "*connected *registering >REGISTER <200/REGISTER *registered(200)");
}

static void lost_connection_during_register_fails_it_first(void **state)
{
    (void)state;
    grant("600", "");
    assert_int_equal(csip_agent_register(p.agent, w.now_ms), CSIP_OK);
    phone_drain(&p);
    phone_log(&p);
    phone_lost(&p);
    assert_ladder(&p, "*registrationFailed(\"Connection Error\") *unregistered(\"Connection "
                      "Error\") *disconnected(CLOSED)");
}

static void register_while_unregistering_follows_it(void **state)
{
    (void)state;
    grant("600", "");
    assert_int_equal(csip_agent_unregister(p.agent, false, w.now_ms), CSIP_OK);
    assert_int_equal(csip_agent_register(p.agent, w.now_ms), CSIP_OK);
    phone_drain(&p);
    phone_log(&p);
    phone_respond(&p, "REGISTER", "200 OK", "");
    assert_ladder(&p, "<200/REGISTER *unregistered(200) *registering >REGISTER");
}

static void unregister_sends_expires_zero_and_all_a_star(void **state)
{
    (void)state;
    grant("600", "");
    phone_log(&p);
    assert_int_equal(csip_agent_unregister(p.agent, false, w.now_ms), CSIP_OK);
    phone_drain(&p);
    assert_contains(phone_last(&p), ";expires=0\r\n");
    assert_contains(phone_last(&p), "Expires: 0\r\n");
    phone_respond(&p, "REGISTER", "200 OK", NULL);
    assert_ladder(&p, ">REGISTER <200/REGISTER *unregistered(200)");
    assert_int_equal(csip_agent_register(p.agent, w.now_ms), CSIP_OK);
    phone_drain(&p);
    grant("600", "");
    assert_int_equal(csip_agent_unregister(p.agent, true, w.now_ms), CSIP_OK);
    phone_drain(&p);
    assert_contains(phone_last(&p), "Contact: *\r\n");
}

static void service_unavailable_is_tried_again_when_the_server_says(void **state)
{
    (void)state;
    phone_respond(&p, "REGISTER", "503 Service Unavailable", "Retry-After: 7\n");
    assert_ladder(&p, "<503/REGISTER *registrationFailed(503,\"SIP Failure Code\")");
    phone_wait(&p, 6999);
    assert_ladder(&p, "");
    phone_wait(&p, 1);
    assert_ladder(&p, "*registering >REGISTER");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(register_request_has_the_fields_of_outbound_and_gruu),
        TEST(challenge_is_answered_once_and_the_nonce_is_kept),
        TEST(credentials_in_advance_do_not_count_as_an_answer),
        TEST(stale_nonce_is_answered_again_once),
        TEST(wrong_password_fails_after_one_answer),
        TEST(interval_too_brief_takes_the_servers_minimum),
        TEST(short_grant_is_refreshed_at_half),
        TEST(expiring_with_a_listener_leaves_the_refresh_to_it),
        TEST(no_answer_in_64_t1_fails_with_request_timeout),
        TEST(lost_connection_registers_again_after_reconnection),
        TEST(lost_connection_during_register_fails_it_first),
        TEST(register_while_unregistering_follows_it),
        TEST(unregister_sends_expires_zero_and_all_a_star),
        TEST(service_unavailable_is_tried_again_when_the_server_says),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
