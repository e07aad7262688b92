#include "cli/ladder.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HEADERS                                                                                    \
    "Via: SIP/2.0/WS a.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\n"      \
    "Call-ID: 1\r\nCSeq: 1 INVITE\r\n"

static const csip__ladder_step base = {.elapsed_ms = 1234, .left = "alice", .right = "bob"};

static void request_of_the_left_points_to_the_server(void **state)
{
    char line[CSIP__LADDER_LINE_MAX];
    csip__ladder_step step = base;
    (void)state;
    step.is_outgoing = true;
    step.raw = CSIP_STR("INVITE sip:bob@x SIP/2.0\r\n" HEADERS
                        "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n");
    csip__ladder_line(&step, line);
    assert_string_equal(line, "+1.234  alice  ---------> server                    "
                              "INVITE sip:bob@x, SDP");
}

static void request_to_the_right_points_away_from_the_server(void **state)
{
    char line[CSIP__LADDER_LINE_MAX];
    csip__ladder_step step = base;
    (void)state;
    step.is_right = true;
    step.raw = CSIP_STR("INVITE sip:bob@x SIP/2.0\r\n" HEADERS "Content-Length: 0\r\n\r\n");
    csip__ladder_line(&step, line);
    assert_string_equal(line, "+1.234                    server ---------> bob     "
                              "INVITE sip:bob@x");
}

static void responses_name_their_request(void **state)
{
    char line[CSIP__LADDER_LINE_MAX];
    csip__ladder_step step = base;
    (void)state;
    step.is_right = step.is_outgoing = true;
    step.raw = CSIP_STR("SIP/2.0 486 Busy Here\r\n" HEADERS "Content-Length: 0\r\n\r\n");
    csip__ladder_line(&step, line);
    assert_string_equal(line, "+1.234                    server <--------- bob     "
                              "486 Busy Here (INVITE)");
    step.is_right = step.is_outgoing = false;
    csip__ladder_line(&step, line);
    assert_string_equal(line, "+1.234  alice  <--------- server                    "
                              "486 Busy Here (INVITE)");
}

static void long_uri_is_cut_and_rubbish_counted(void **state)
{
    char line[CSIP__LADDER_LINE_MAX];
    csip__ladder_step step = base;
    (void)state;
    step.raw =
        CSIP_STR("INVITE sip:0123456789012345678901234567890123456789012345678901234567890@x "
                 "SIP/2.0\r\n" HEADERS "Content-Length: 0\r\n\r\n");
    csip__ladder_line(&step, line);
    assert_non_null(strstr(line, "78901..."));
    step.raw = CSIP_STR("\r\n\r\n");
    csip__ladder_line(&step, line);
    assert_non_null(strstr(line, "4 octets"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_of_the_left_points_to_the_server),
        cmocka_unit_test(request_to_the_right_points_away_from_the_server),
        cmocka_unit_test(responses_name_their_request),
        cmocka_unit_test(long_uri_is_cut_and_rubbish_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
