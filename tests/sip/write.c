#include "../media/group.h"

#include "sip/write.h"

#include <stdlib.h>

static char storage[4096];
static csip__buf buf;

static int set_up(void **state)
{
    (void)state;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    return 0;
}

static void assert_text(const char *expected)
{
    csip_str given = csip__buf_get(&buf);
    if (buf.error != CSIP_OK || !csip_str_equal(given, csip_str_from(expected))) {
        fail_msg("%d \"%.*s\" is not \"%s\"", buf.error, CSIP_STR_ARG(given), expected);
    }
}

static void request_written_is_read_back(void **state)
{
    (void)state;
    static const char *const extra[] = {"X-One: 1", "Subject: caf\xc3\xa9"};
    static csip_message message;
    csip__write_request_line(&buf, CSIP_STR("MESSAGE"), CSIP_STR("sip:bob@example.com"));
    csip__write_via(&buf, CSIP_STR("WSS"), CSIP_STR("a.invalid"), CSIP_STR("z9hG4bK1"));
    csip__write_header_uint(&buf, CSIP_HEADER_MAX_FORWARDS, 69);
    csip__write_header_begin(&buf, CSIP_HEADER_TO);
    csip__write_name_addr(&buf, (csip_str){0}, CSIP_STR("sip:bob@example.com"), (csip_str){0});
    csip__write_crlf(&buf);
    csip__write_header_begin(&buf, CSIP_HEADER_FROM);
    csip__write_name_addr(&buf, CSIP_STR("Al \"Q\" \\"), CSIP_STR("sip:al@h"), CSIP_STR("t1"));
    csip__write_crlf(&buf);
    csip__write_header(&buf, CSIP_HEADER_CALL_ID, CSIP_STR("c1"));
    csip__write_cseq(&buf, 7, CSIP_STR("MESSAGE"));
    csip__write_extra_headers(&buf, extra, 2);
    csip__write_body(&buf, CSIP_STR("text/plain"), CSIP_STR("hi\r\n\r\n"));

    assert_text("MESSAGE sip:bob@example.com SIP/2.0\r\n"
                "Via: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\r\n"
                "Max-Forwards: 69\r\n"
                "To: <sip:bob@example.com>\r\n"
                "From: \"Al \\\"Q\\\" \\\\\" <sip:al@h>;tag=t1\r\n"
                "Call-ID: c1\r\n"
                "CSeq: 7 MESSAGE\r\n"
                "X-One: 1\r\nSubject: caf\xc3\xa9\r\n"
                "Content-Type: text/plain\r\n"
                "Content-Length: 6\r\n\r\nhi\r\n\r\n");
    assert_int_equal(csip_message_parse(csip__buf_get(&buf), &message, NULL), CSIP_OK);
    assert_true(csip_str_equal(message.from.tag, CSIP_STR("t1")));
    assert_true(csip_str_equal(message.body, CSIP_STR("hi\r\n\r\n")));
}

static const char invite[] = "INVITE sip:bob@x SIP/2.0\r\n"
                             "v: SIP/2.0/WS edge;branch=z9hG4bK2\r\n"
                             "Record-Route: <sip:r2;lr>\r\n"
                             "VIA: SIP/2.0/WS a.invalid\r\n ;branch=z9hG4bK1,\r\n\tSIP/2.0/WS c\r\n"
                             "Record-Route: <sip:r1;lr>\r\n"
                             "f: Alice <sip:alice@x>;tag=1\r\n"
                             "t: sip:bob@x\r\n"
                             "i: c1\r\n"
                             "CSeq: 1 INVITE\r\n\r\n";

#define VIAS                                                                                       \
    "Via: SIP/2.0/WS edge;branch=z9hG4bK2\r\n"                                                     \
    "Via: SIP/2.0/WS a.invalid ;branch=z9hG4bK1, SIP/2.0/WS c\r\n"
#define ROUTES "Record-Route: <sip:r2;lr>\r\nRecord-Route: <sip:r1;lr>\r\n"
#define FROM   "From: Alice <sip:alice@x>;tag=1\r\n"
#define REST   "Call-ID: c1\r\nCSeq: 1 INVITE\r\n"

static void response_begin_table(void **state)
{
    (void)state;
    static const struct {
        uint16_t status;
        const char *reason;
        const char *to_tag;
        const char *expected;
    } rows[] = {
        {100, "", "", "SIP/2.0 100 Trying\r\n" VIAS FROM "To: sip:bob@x\r\n" REST},
        {180, "", "t2", "SIP/2.0 180 Ringing\r\n" VIAS ROUTES FROM "To: sip:bob@x;tag=t2\r\n" REST},
        {200, "Fine", "t2",
         "SIP/2.0 200 Fine\r\n" VIAS ROUTES FROM "To: sip:bob@x;tag=t2\r\n" REST},
        {486, "", "t2", "SIP/2.0 486 Busy Here\r\n" VIAS FROM "To: sip:bob@x;tag=t2\r\n" REST},
        {599, "", "t2", "SIP/2.0 599 \r\n" VIAS FROM "To: sip:bob@x;tag=t2\r\n" REST},
    };
    static csip_message request;
    assert_int_equal(csip_message_parse(CSIP_STR(invite), &request, NULL), CSIP_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__buf_clear(&buf);
        csip__response_begin(&buf, &request, rows[i].status, csip_str_from(rows[i].reason),
                             csip_str_from(rows[i].to_tag));
        assert_text(rows[i].expected);
    }
}

static void response_begin_to_with_tag_keeps_it(void **state)
{
    (void)state;
    static csip_message request;
    csip_str text = CSIP_STR("BYE sip:b@x SIP/2.0\r\nVia: SIP/2.0/WS a\r\nFrom: <sip:a@x>;tag=1\r\n"
                             "To: <sip:b@x>;tag=old\r\nCall-ID: c\r\nCSeq: 2 BYE\r\n\r\n");
    assert_int_equal(csip_message_parse(text, &request, NULL), CSIP_OK);
    csip__response_begin(&buf, &request, 200, (csip_str){0}, CSIP_STR("new"));
    assert_text("SIP/2.0 200 OK\r\nVia: SIP/2.0/WS a\r\nFrom: <sip:a@x>;tag=1\r\n"
                "To: <sip:b@x>;tag=old\r\nCall-ID: c\r\nCSeq: 2 BYE\r\n");
}

static void response_begin_broken_request_copies_what_is_there(void **state)
{
    (void)state;
    static csip_message request;
    csip_str text = CSIP_STR("BYE <sip:b@x> SIP/2.0\r\nVia: SIP/2.0/WS a\r\nTo: \"b <sip:b@x>\r\n"
                             "Call-ID: c\r\nCSeq: 2 ACK\r\n\r\n");
    assert_int_equal(csip_message_parse(text, &request, NULL), CSIP_ERROR_PARSE);
    csip__response_begin(&buf, &request, 400, CSIP_STR("Bad Request-URI"), (csip_str){0});
    assert_text("SIP/2.0 400 Bad Request-URI\r\nVia: SIP/2.0/WS a\r\nTo: \"b <sip:b@x>\r\n"
                "Call-ID: c\r\nCSeq: 2 ACK\r\n");
}

static void put_method(csip_str text)
{
    csip__write_request_line(&buf, text, CSIP_STR("sip:a@h"));
}

static void put_uri(csip_str text)
{
    csip__write_request_line(&buf, CSIP_STR("BYE"), text);
}

static void put_reason(csip_str text)
{
    csip__write_status_line(&buf, 200, text);
}

static void put_header(csip_str text)
{
    csip__write_header(&buf, CSIP_HEADER_USER_AGENT, text);
}

static void put_display_name(csip_str text)
{
    csip__write_name_addr(&buf, text, CSIP_STR("sip:a@h"), (csip_str){0});
}

static void put_address(csip_str text)
{
    csip__write_name_addr(&buf, (csip_str){0}, text, (csip_str){0});
}

static void put_tag(csip_str text)
{
    csip__write_name_addr(&buf, (csip_str){0}, CSIP_STR("sip:a@h"), text);
}

static void put_content_type(csip_str text)
{
    csip__write_body(&buf, text, CSIP_STR("x"));
}

static void put_branch(csip_str text)
{
    csip__write_via(&buf, CSIP_STR("WS"), CSIP_STR("h"), text);
}

static void texts_with_line_breaks_are_refused_everywhere(void **state)
{
    (void)state;
    static void (*const puts[])(csip_str text) = {
        put_method,  put_uri, put_reason,       put_header, put_display_name,
        put_address, put_tag, put_content_type, put_branch,
    };
    static const csip_str texts[] = {{"a\r\nTo: x", 8}, {"a\nb", 3}, {"a\rb", 3}, {"a\0b", 3}};
    for (size_t i = 0; i < sizeof puts / sizeof puts[0]; i++) {
        csip__buf_clear(&buf);
        puts[i](CSIP_STR("harmless"));
        assert_int_equal(buf.error, CSIP_OK);
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
            csip__buf_clear(&buf);
            puts[i](texts[t]);
            assert_int_equal(buf.error, CSIP_ERROR_ARGUMENT);
        }
    }
}

static void extra_headers_malformed_are_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {"",       "X",       "X y: z", ": x", "X: a\r\nY: b",
                                        "X: a\n", "X\r\n: a"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        csip__buf_clear(&buf);
        csip__write_extra_headers(&buf, &lines[i], 1);
        assert_int_equal(buf.error, CSIP_ERROR_ARGUMENT);
    }
}

static void name_addr_table(void **state)
{
    (void)state;
    static const struct {
        const char *display_name;
        const char *expected;
    } rows[] = {
        {"", "<sip:a@h>"},
        {"0", "0 <sip:a@h>"},
        {"Bob", "Bob <sip:a@h>"},
        {"Bob B", "\"Bob B\" <sip:a@h>"},
        {"J\xc3\xb6rg", "\"J\xc3\xb6rg\" <sip:a@h>"},
        {"\"", "\"\\\"\" <sip:a@h>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__buf_clear(&buf);
        csip__write_name_addr(&buf, csip_str_from(rows[i].display_name), CSIP_STR("sip:a@h"),
                              (csip_str){0});
        assert_text(rows[i].expected);
    }
    csip__buf_clear(&buf);
    csip__write_quoted(&buf, (csip_str){0});
    assert_text("\"\"");
    csip__write_name_addr(&buf, (csip_str){0}, CSIP_STR("sip:a@h>;x=<"), (csip_str){0});
    assert_int_equal(buf.error, CSIP_ERROR_ARGUMENT);
}

static void param_table(void **state)
{
    (void)state;
    csip__write_param(&buf, CSIP_STR("ob"), (csip_str){0});
    csip__write_param(&buf, CSIP_STR("expires"), CSIP_STR("60"));
    csip__write_param(&buf, CSIP_STR("+sip.instance"), CSIP_STR("<urn:uuid:1>"));
    csip__write_param(&buf, CSIP_STR("e"), CSIP_STR(""));
    assert_text(";ob;expires=60;+sip.instance=\"<urn:uuid:1>\";e=\"\"");
    csip__write_param(&buf, CSIP_STR("a b"), (csip_str){0});
    assert_int_equal(buf.error, CSIP_ERROR_ARGUMENT);
}

/* Whatever its length, a full buffer is an error and never an overflow. */
static void response_any_capacity_fits_or_tells_limit(void **state)
{
    (void)state;
    static csip_message request;
    assert_int_equal(csip_message_parse(CSIP_STR(invite), &request, NULL), CSIP_OK);
    csip__response_begin(&buf, &request, 200, (csip_str){0}, CSIP_STR("t2"));
    size_t whole = buf.len;
    for (size_t cap = 0; cap <= whole; cap++) {
        char *exact = malloc(cap > 0 ? cap : 1);
        csip__buf small;
        csip__buf_init_fixed(&small, exact, cap);
        csip__response_begin(&small, &request, 200, (csip_str){0}, CSIP_STR("t2"));
        assert_int_equal(small.error, cap < whole ? CSIP_ERROR_LIMIT : CSIP_OK);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(request_written_is_read_back, set_up),
        cmocka_unit_test_setup(response_begin_table, set_up),
        cmocka_unit_test_setup(response_begin_to_with_tag_keeps_it, set_up),
        cmocka_unit_test_setup(response_begin_broken_request_copies_what_is_there, set_up),
        cmocka_unit_test_setup(texts_with_line_breaks_are_refused_everywhere, set_up),
        cmocka_unit_test_setup(extra_headers_malformed_are_refused, set_up),
        cmocka_unit_test_setup(name_addr_table, set_up),
        cmocka_unit_test_setup(param_table, set_up),
        cmocka_unit_test_setup(response_any_capacity_fits_or_tells_limit, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
