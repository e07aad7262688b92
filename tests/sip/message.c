#include "../media/group.h"
#include "../media/guard.h"

#include <csip/message.h>
#include <stdio.h>

static const char invite[] =
    "INVITE sip:bob@example.com;gr=urn:uuid:1 SIP/2.0\r\n"
    "Via: SIP/2.0/WSS edge.example.com:443;branch=z9hG4bKedge;i=5a, SIP/2.0/WS a1.invalid\r\n"
    "v: SIP/2.0/WS df7.invalid;branch=z9hG4bKfar;received=203.0.113.57\r\n"
    "Max-Forwards: 69\r\n"
    "t: \"Bob \\\"B.\\\", Jr\" <sip:bob@example.com>\r\n"
    "FROM:Alice <sip:alice@[2001:db8::1]:5070;transport=ws>\r\n ;tag\r\n\t=9fx\r\n"
    "i: 384@df7.invalid\r\n"
    "CSeq: 0009\r\n INVITE\r\n"
    "Contact: <sip:alice@df7.invalid;ob>;+sip.ice, <tel:+1234>\r\n"
    "Supported: timer,ice\r\n"
    "k: , replaces ,outbound\r\n"
    "X-Note: caf\xc3\xa9\r\n"
    "Expires: 90 ;x\r\n"
    "Content-Type: application/sdp\r\n"
    "l: 5\r\n"
    "\r\n"
    "v=0\r\nand more";

static csip_message message;
static csip_parse_problem problem;

static csip_error parse(const char *text)
{
    problem = (csip_parse_problem){0};
    memset(&message, 0xa5, sizeof message); /* nothing may depend on a cleared message */
    return csip_message_parse(csip_str_from(text), &message, &problem);
}

static void assert_str(csip_str given, const char *expected)
{
    if (!csip_str_equal(given, csip_str_from(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", CSIP_STR_ARG(given), expected);
    }
}

static void request_every_liberty_of_the_grammar_is_read(void **state)
{
    (void)state;
    assert_int_equal(parse(invite), CSIP_OK);
    assert_true(message.is_request);
    assert_int_equal(message.method, CSIP_METHOD_INVITE);
    assert_str(message.request_uri_text, "sip:bob@example.com;gr=urn:uuid:1");
    assert_str(message.request_uri.user, "bob");
    assert_int_equal(message.via_count, 3);
    assert_str(message.via.transport, "WSS");
    assert_str(message.via.branch, "z9hG4bKedge");
    assert_int_equal(message.via.port, 443);
    assert_str(message.to.display_name, "\"Bob \\\"B.\\\", Jr\"");
    assert_null(message.to.tag.ptr);
    assert_str(message.from.display_name, "Alice");
    assert_str(message.from.uri.host, "[2001:db8::1]");
    assert_int_equal(message.from.uri.port, 5070);
    assert_str(message.from.tag, "9fx");
    assert_str(message.call_id, "384@df7.invalid");
    assert_int_equal(message.cseq, 9);
    assert_int_equal(message.cseq_method, CSIP_METHOD_INVITE);
    assert_str(message.body, "v=0\r\n");
    assert_int_equal(message.header_count, 14);
}

static void response_is_read(void **state)
{
    (void)state;
    assert_int_equal(parse("\r\n\r\nSIP/2.0 404 Not Found Here\r\n"
                           "Via: SIP/2.0/WS a.invalid;branch=z9hG4bK1\r\n"
                           "From: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\n"
                           "Call-ID: c\r\nCSeq: 2147483647 MESSAGE\r\n\r\nbody"),
                     CSIP_OK);
    assert_false(message.is_request);
    assert_int_equal(message.status, 404);
    assert_str(message.reason, "Not Found Here");
    assert_int_equal(message.method, CSIP_METHOD_MESSAGE);
    assert_int_equal(message.cseq, 2147483647);
    assert_str(message.to.tag, "2");
    assert_str(message.body, "body");
}

#define REST                                                                                       \
    "Via: SIP/2.0/WS a.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\n"      \
    "Call-ID: c\r\nCSeq: 1 BYE\r\n"
#define BYE "BYE sip:b@x SIP/2.0\r\n"

enum { END = sizeof(BYE REST) - 1 };

static void message_malformed_tells_rule_and_offset(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *rule;
        size_t offset;
    } rows[] = {
        {"", "start-line", 0},
        {"\r\n\r\n", "start-line", 4},
        {"BYE sip:b@x SIP/2.0", "start-line", 0},
        {"BYE\r\n" REST "\r\n", "Request-Line", 0},
        {"BYE sip:b@x\r\n" REST "\r\n", "Request-Line", 0},
        {"B<YE sip:b@x SIP/2.0\r\n" REST "\r\n", "Method", 0},
        {" BYE sip:b@x SIP/2.0\r\n" REST "\r\n", "Method", 0},
        {"BYE  sip:b@x SIP/2.0\r\n" REST "\r\n", "Request-URI", 4},
        {"BYE <sip:b@x> SIP/2.0\r\n" REST "\r\n", "Request-URI", 4},
        {"BYE sip:b@x?Route=%3Csip:c%3E SIP/2.0\r\n" REST "\r\n", "Request-URI", 4},
        {"BYE sip:b@x; lr SIP/2.0\r\n" REST "\r\n", "SIP-Version", 13},
        {"BYE sip:b@x SIP/2.0 \r\n" REST "\r\n", "SIP-Version", 12},
        {"BYE sip:b@x SIP/7.0\r\n" REST "\r\n", "SIP-Version", 12},
        {"SIP/3.0 200 OK\r\n" REST "\r\n", "SIP-Version", 0},
        {"SIP/2.0\r\n" REST "\r\n", "Status-Code", 0},
        {"SIP/2.0 99 Low\r\n" REST "\r\n", "Status-Code", 8},
        {"SIP/2.0 700 High\r\n" REST "\r\n", "Status-Code", 8},
        {"SIP/2.0 4294967301 OK\r\n" REST "\r\n", "Status-Code", 8},
        {BYE REST, "CRLF", END},
        {BYE REST "Expires: 1", "CRLF", END},
        {BYE REST "Subject: a\nTo: b\r\n\r\n", "CRLF", END},
        {BYE REST "Subject: a\rTo: b\r\n\r\n", "CRLF", END},
        {BYE REST "Subject\r\n\r\n", "header-name", END},
        {BYE REST ": x\r\n\r\n", "header-name", END},
        {BYE REST "Sub ject: x\r\n\r\n", "header-name", END},
        {BYE " Subject: x\r\n" REST "\r\n", "header-name", 21},
        {BYE REST "To: <sip:c@x>\r\n\r\n", "To", END},
        {BYE REST "f: <sip:c@x>\r\n\r\n", "From", END},
        {BYE REST "CSeq: 1 BYE\r\n\r\n", "CSeq", END},
        {BYE REST "Call-ID: d\r\n\r\n", "Call-ID", END},
        {BYE REST "Content-Length: 5\r\n\r\nshrt", "Content-Length", END + 16},
        {BYE REST "Content-Length: -1\r\n\r\n", "Content-Length", END + 16},
        {BYE REST "Content-Length: 99999999999\r\n\r\n", "Content-Length", END + 16},
        {BYE REST "Content-Length: 1\r\nl: 2\r\n\r\nabc", "Content-Length", END + 22},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip_error error = parse(rows[i].text);
        if (error != CSIP_ERROR_PARSE || strcmp(problem.rule, rows[i].rule) != 0 ||
            problem.offset != rows[i].offset) {
            fail_msg("row %zu: %d %s at %zu", i, error, problem.rule ? problem.rule : "none",
                     problem.offset);
        }
    }
}

static void mandatory_field_wrong_or_missing_tells_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        const char *rule;
    } rows[] = {
        {"From: <sip:a@x>\r\nTo: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 1 BYE\r\n", "Via"},
        {"v: SIP/2.0/WS x\r\nTo: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 1 BYE\r\n", "From"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nCall-ID: c\r\nCSeq: 1 BYE\r\n", "To"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\nCSeq: 1 BYE\r\n", "Call-ID"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni: c\r\n", "CSeq"},
        {"v: SIP/2.0/WS x;;\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni: c\r\nCSeq: 1 BYE\r\n", "Via"},
        {"v: SIP/2.0/WS x\r\nf: *\r\nt: <sip:b@x>\r\ni: c\r\nCSeq: 1 BYE\r\n", "From"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: \"b <sip:b@x>\r\ni: c\r\nCSeq: 1 BYE\r\n", "To"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni: c d\r\nCSeq: 1 BYE\r\n", "Call-ID"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni:\r\nCSeq: 1 BYE\r\n", "Call-ID"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni: c\r\nCSeq: 1 ACK\r\n", "CSeq"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni: c\r\nCSeq: BYE\r\n", "CSeq"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni: c\r\nCSeq: 1BYE\r\n", "CSeq"},
        {"v: SIP/2.0/WS x\r\nf: <sip:a@x>\r\nt: <sip:b@x>\r\ni: c\r\nCSeq: 2147483648 BYE\r\n",
         "CSeq"},
    };
    char text[512];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text, BYE "%s\r\n", rows[i].fields);
        if (parse(text) != CSIP_ERROR_PARSE || strcmp(problem.rule, rows[i].rule) != 0) {
            fail_msg("row %zu: %s", i, problem.rule ? problem.rule : "none");
        }
    }
}

static void request_wrong_elsewhere_can_still_be_answered(void **state)
{
    (void)state;
    assert_int_equal(parse("BYE <sip:b@x> SIP/2.0\r\n" REST "Content-Length: 9\r\n\r\nabc"),
                     CSIP_ERROR_PARSE);
    assert_true(message.is_request);
    assert_int_equal(message.method, CSIP_METHOD_BYE);
    assert_str(message.via.branch, "z9hG4bK1");
    assert_str(message.from.tag, "1");
    assert_str(message.to.uri.user, "b");
    assert_str(message.call_id, "c");
    assert_int_equal(message.cseq, 1);
    assert_str(message.body, "abc");
}

static void headers_more_than_maximum_are_refused(void **state)
{
    (void)state;
    static char text[20 * CSIP_MESSAGE_HEADERS_MAX];
    for (int count = CSIP_MESSAGE_HEADERS_MAX - 5; count <= CSIP_MESSAGE_HEADERS_MAX - 4; count++) {
        char *at = text + sprintf(text, BYE REST);
        for (int i = 0; i < count; i++) {
            at += sprintf(at, "X-%d: y\r\n", i);
        }
        strcpy(at, "\r\n");
        bool is_fitting = count + 5 <= CSIP_MESSAGE_HEADERS_MAX;
        assert_int_equal(parse(text), is_fitting ? CSIP_OK : CSIP_ERROR_LIMIT);
        assert_int_equal(message.header_count, CSIP_MESSAGE_HEADERS_MAX);
        assert_str(message.call_id, "c");
    }
}

static void content_length_absent_or_shorter_gives_body(void **state)
{
    (void)state;
    assert_int_equal(parse(BYE REST "\r\nabc"), CSIP_OK);
    assert_str(message.body, "abc");
    assert_int_equal(parse(BYE REST "Content-Length : 2 \r\n\r\nabc"), CSIP_OK);
    assert_str(message.body, "ab");
    assert_int_equal(parse(BYE REST "l: 2\r\nContent-Length: 2\r\n\r\nabc"), CSIP_OK);
    assert_int_equal(csip_message_parse((csip_str){0}, &message, &problem), CSIP_ERROR_PARSE);
    assert_int_equal(parse(BYE REST "l: 0\r\n\r\nabc"), CSIP_OK);
    assert_int_equal(message.body.len, 0);
}

/* Each prefix ends at an unreadable page; none but those that hold the whole head is a message. */
static void prefixes_end_at_guard_page_are_refused(void **state)
{
    (void)state;
    guarded guard = guard_new(sizeof invite);
    size_t whole = (size_t)(strstr(invite, "and more") - invite);
    for (size_t len = 0; len < sizeof invite; len++) {
        csip_str octets = {(const char *)guard_put(&guard, invite, len), len};
        csip_error error = csip_message_parse(octets, &message, &problem);
        assert_int_equal(error, len < whole ? CSIP_ERROR_PARSE : CSIP_OK);
        assert_true(error == CSIP_OK || problem.offset <= len);
    }
    guard_free(&guard);
}

/* One octet after the other is replaced: whatever comes out, no octet outside is read. */
static void octets_replaced_never_read_outside(void **state)
{
    (void)state;
    static const char replacements[] = "\r\n \t\";:,<>@%[]\\=?/*a0\x80";
    guarded guard = guard_new(sizeof invite);
    size_t len = sizeof invite - 1;
    char *copy = (char *)guard_put(&guard, invite, len);
    size_t refused = 0;
    for (size_t i = 0; i < len; i++) {
        for (size_t r = 0; r < sizeof replacements; r++) {
            copy[i] = replacements[r];
            refused += csip_message_parse((csip_str){copy, len}, &message, NULL) != CSIP_OK;
            assert_true(message.body.len <= len && message.header_count <= 16);
        }
        copy[i] = invite[i];
    }
    assert_true(refused > 1000);
    guard_free(&guard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_every_liberty_of_the_grammar_is_read),
        cmocka_unit_test(response_is_read),
        cmocka_unit_test(message_malformed_tells_rule_and_offset),
        cmocka_unit_test(mandatory_field_wrong_or_missing_tells_its_name),
        cmocka_unit_test(request_wrong_elsewhere_can_still_be_answered),
        cmocka_unit_test(headers_more_than_maximum_are_refused),
        cmocka_unit_test(content_length_absent_or_shorter_gives_body),
        cmocka_unit_test(prefixes_end_at_guard_page_are_refused),
        cmocka_unit_test(octets_replaced_never_read_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
