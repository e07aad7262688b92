#include "cli/event.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Who listens to registrationExpiring must refresh, to newSubscribe notify, to replaces decide. */
static void event_each_kind_is_shown_but_those_whose_listener_must_act(void **state)
{
    (void)state;
    for (int kind = 0; kind <= CSIP_EVENT_FAILED; kind++)
        assert_int_equal(csip__cli_event_detail((csip_event_kind)kind) == CSIP__CLI_IGNORED,
                         kind == CSIP_EVENT_REGISTRATION_EXPIRING);
    assert_int_equal(csip__cli_event_detail(CSIP_EVENT_REPLACES), CSIP__CLI_IGNORED);
    assert_int_equal(csip__cli_event_detail(CSIP_EVENT_NEW_SUBSCRIBE), CSIP__CLI_IGNORED);
    assert_int_equal(csip__cli_event_detail(CSIP_EVENT_FORKED), CSIP__CLI_IGNORED);
    assert_int_equal(csip__cli_event_detail(CSIP_EVENT_SIP_IN), CSIP__CLI_TRACE);
    assert_int_equal(csip__cli_event_detail(CSIP_EVENT_SIP_OUT), CSIP__CLI_TRACE);
}

static csip_message parse(csip_str octets)
{
    csip_message message;

    assert_int_equal(csip_message_parse(octets, &message, NULL), CSIP_OK);
    return message;
}

static void assert_json(const csip_event *event, const char *wanted)
{
    json_t *object = csip__cli_event_json(NULL, event);
    char *text = json_dumps(object, JSON_COMPACT);

    assert_string_equal(text, wanted);
    free(text);
    json_decref(object);
}

static void event_of_a_response_has_status_and_reason(void **state)
{
    csip_message busy = parse(CSIP_STR("SIP/2.0 486 Busy Here\r\n"
                                       "Via: SIP/2.0/WS x.invalid;branch=z9hG4bKx\r\n"
                                       "From: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\n"
                                       "Call-ID: c\r\nCSeq: 1 MESSAGE\r\n\r\n"));

    (void)state;
    assert_json(
        &(csip_event){
            .kind = CSIP_EVENT_MESSAGE_FAILED, .id = 7, .cause = CSIP_CAUSE_BUSY, .message = &busy},
        "{\"event\":\"messageFailed\",\"request\":7,\"cause\":\"Busy\",\"status\":486,"
        "\"reason\":\"Busy Here\"}");
}

static void event_of_a_request_has_sender_and_body(void **state)
{
    csip_message message = parse(CSIP_STR(
        "MESSAGE sip:b@x SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bKx\r\n"
        "From: \"A\x1b\" <sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 1 MESSAGE\r\n"
        "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nh\xffi\n"));

    (void)state;
    assert_json(&(csip_event){.kind = CSIP_EVENT_NEW_MESSAGE,
                              .id = 8,
                              .originator = CSIP_ORIGINATOR_REMOTE,
                              .message = &message},
                "{\"event\":\"newMessage\",\"request\":8,\"originator\":\"remote\","
                "\"uri\":\"sip:a@x\",\"display_name\":\"A\\u001B\","
                "\"content_type\":\"text/plain\",\"body\":\"h\xef\xbf\xbdi\\n\"}");
}

static void event_of_the_connection_says_why(void **state)
{
    (void)state;
    assert_json(&(csip_event){.kind = CSIP_EVENT_DISCONNECTED,
                              .connection = {.url = CSIP_STR("ws://x"),
                                             .error = CSIP_ERROR_TIMEOUT,
                                             .code = 1006,
                                             .reason = CSIP_STR("too slow")}},
                "{\"event\":\"disconnected\",\"url\":\"ws://x\",\"error\":\"TIMEOUT\","
                "\"code\":1006,\"reason\":\"too slow\"}");
    assert_json(&(csip_event){.kind = CSIP_EVENT_DISCONNECTED,
                              .connection = {.url = CSIP_STR("ws://x"), .code = 1000}},
                "{\"event\":\"disconnected\",\"url\":\"ws://x\",\"code\":1000}");
}

static void stats_show_what_was_negotiated(void **state)
{
    csip_media_stats stats = {.audio = {.is_negotiated = true,
                                        .codec = "opus",
                                        .packets_sent = 5,
                                        .jitter_ms = 0.126,
                                        .round_trip_ms = -1,
                                        .level_dbfs = -INFINITY}};
    json_t *object = json_object();

    (void)state;
    csip__cli_stats_add(object, &stats);
    json_t *audio = json_object_get(object, "audio");
    assert_null(json_object_get(object, "video"));
    assert_string_equal(json_string_value(json_object_get(audio, "codec")), "opus");
    assert_int_equal(json_integer_value(json_object_get(audio, "packets_sent")), 5);
    assert_true(json_real_value(json_object_get(audio, "jitter_ms")) == 0.13);
    assert_null(json_object_get(audio, "round_trip_ms"));
    assert_true(json_is_null(json_object_get(audio, "level_dbfs")));
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event_each_kind_is_shown_but_those_whose_listener_must_act),
        cmocka_unit_test(event_of_a_response_has_status_and_reason),
        cmocka_unit_test(event_of_a_request_has_sender_and_body),
        cmocka_unit_test(event_of_the_connection_says_why),
        cmocka_unit_test(stats_show_what_was_negotiated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
