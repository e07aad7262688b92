#include <csip/message.h>

#include "base/scan.h"
#include "sip/chars.h"
#include "sip/list.h"
#include "sip/parser.h"
#include "sip/uri.h"

/* Request-Line = Method SP Request-URI SP SIP-Version */
static void parse_request_line(csip__parser *p, csip_str line)
{
    csip_message *m = p->message;
    csip_str rest;
    csip_str version;
    m->is_request = true;
    m->method_name = csip__str_cut(line, ' ', &rest);
    m->method = csip_method_from(m->method_name);
    if (m->method == CSIP_METHOD_OTHER && !csip__str_is_token(m->method_name)) {
        csip__parser_fail(p, line.ptr, "Method");
        return;
    }
    m->request_uri_text = csip__str_cut(rest, ' ', &version);
    if (!version.ptr) {
        csip__parser_fail(p, line.ptr, "Request-Line");
        return;
    }
    /* RFC 3261 19.1.1, table 1: no headers in a Request-URI. */
    const char *uri = m->request_uri_text.ptr;
    const char *end = csip__str_end(m->request_uri_text);
    if (csip__uri_read(uri, end, &m->request_uri) != end || m->request_uri.headers.ptr) {
        csip__parser_fail(p, m->request_uri_text.ptr, "Request-URI");
    } else if (!csip__str_is_name(version, CSIP_STR("SIP/2.0"))) {
        csip__parser_fail(p, version.ptr, "SIP-Version");
    }
}

/* Status-Line = SIP-Version SP Status-Code SP Reason-Phrase */
static void parse_status_line(csip__parser *p, csip_str line)
{
    csip_message *m = p->message;
    csip_str rest;
    csip_str version = csip__str_cut(line, ' ', &rest);
    uint64_t status;
    if (!csip__str_is_name(version, CSIP_STR("SIP/2.0"))) {
        csip__parser_fail(p, line.ptr, "SIP-Version");
        return;
    }
    csip_str code = csip__str_cut(rest, ' ', &m->reason);
    if (code.len != 3 || !csip__str_to_uint(code, 699, &status) || status < 100) {
        csip__parser_fail(p, rest.ptr ? rest.ptr : line.ptr, "Status-Code");
        return;
    }
    m->status = (uint16_t)status;
}

static void parse_start_line(csip__parser *p)
{
    const char *cr = csip__line_end(p->at, p->end);
    if (!cr) {
        csip__parser_fail(p, p->at, "start-line");
        p->at = p->end;
        return;
    }
    csip_str line = csip__str_between(p->at, cr);
    p->at = cr + 2;
    if (csip__str_starts_with_nocase(line, CSIP_STR("SIP/"))) {
        parse_status_line(p, line);
    } else {
        parse_request_line(p, line);
    }
}

static size_t count_elements(csip_str value, size_t offset)
{
    size_t count = 0;
    csip_str element;
    while (csip__list_next(value, &offset, &element)) {
        count++;
    }
    return count;
}

static bool parse_via(csip_message *m, csip_str value)
{
    size_t end = csip__list_element_end(value, 0);
    if (csip_via_parse((csip_str){value.ptr, end}, &m->via) != CSIP_OK) {
        return false;
    }
    m->via_count = 1 + (end < value.len ? count_elements(value, end) : 0);
    uint8_t number = m->headers[m->first[CSIP_HEADER_VIA] - 1].next;
    for (; number > 0; number = m->headers[number - 1].next) {
        m->via_count += count_elements(m->headers[number - 1].value, 0);
    }
    return true;
}

static bool parse_from(csip_message *m, csip_str value)
{
    return csip__name_addr_read(value, &m->from) && !m->from.is_star;
}

static bool parse_to(csip_message *m, csip_str value)
{
    return csip__name_addr_read(value, &m->to) && !m->to.is_star;
}

static bool parse_call_id(csip_message *m, csip_str value)
{
    const char *end = csip__str_end(value);
    if (csip__scan_below(value.ptr, end, ' ' + 1) < end) {
        return false;
    }
    m->call_id = value;
    return value.len > 0;
}

/* CSeq = 1*DIGIT LWS Method */
static bool parse_cseq(csip_message *m, csip_str value)
{
    const char *end = csip__str_end(value);
    const char *digits_end = csip__chars_skip_digits(value.ptr, end);
    const char *method_begin = csip__chars_skip_lws(digits_end, end);
    csip_str method = csip__str_between(method_begin, end);
    uint64_t sequence;
    /* RFC 3261 8.1.1.5: the sequence number MUST be less than 2**31. */
    if (method_begin == digits_end ||
        !csip__str_to_uint(csip__str_between(value.ptr, digits_end), INT32_MAX, &sequence)) {
        return false;
    }
    bool is_same = csip__str_is(method, m->method_name);
    m->cseq_method = is_same ? m->method : csip_method_from(method);
    if (m->cseq_method == CSIP_METHOD_OTHER && !csip__str_is_token(method)) {
        return false;
    }
    m->cseq = (uint32_t)sequence;
    m->cseq_method_name = method;
    if (!m->is_request) {
        m->method = m->cseq_method;
        m->method_name = method;
    }
    /* RFC 3261 8.1.1.5: the method MUST match that of the request. */
    return is_same || !m->is_request;
}

static void parse_mandatory(csip__parser *p)
{
    static const struct {
        csip_header_id id;
        bool (*parse)(csip_message *m, csip_str value);
    } rows[] = {
        {CSIP_HEADER_VIA, parse_via},   {CSIP_HEADER_FROM, parse_from},
        {CSIP_HEADER_TO, parse_to},     {CSIP_HEADER_CALL_ID, parse_call_id},
        {CSIP_HEADER_CSEQ, parse_cseq},
    };
    csip_message *m = p->message;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t first = m->first[rows[i].id];
        if (first == 0) {
            csip__parser_fail(p, p->at, csip_header_name(rows[i].id).ptr);
        } else if (!rows[i].parse(m, m->headers[first - 1].value)) {
            csip__parser_fail(p, m->headers[first - 1].value.ptr, csip_header_name(rows[i].id).ptr);
        }
    }
}

/* RFC 3261 18.3: what follows the Content-Length is discarded; a shorter body is an error. */
static void parse_body(csip__parser *p)
{
    csip_message *m = p->message;
    m->body = csip__str_between(p->at, p->end);
    uint8_t first = m->first[CSIP_HEADER_CONTENT_LENGTH];
    for (uint8_t number = first; number > 0; number = m->headers[number - 1].next) {
        uint64_t length;
        csip_str value = m->headers[number - 1].value;
        if (!csip__str_to_uint(value, UINT32_MAX, &length) || length > (size_t)(p->end - p->at) ||
            (number != first && length != m->body.len)) {
            csip__parser_fail(p, value.ptr, "Content-Length");
            return;
        }
        m->body.len = (size_t)length;
    }
}

csip_error csip_message_parse(csip_str octets, csip_message *ret_message,
                              csip_parse_problem *ret_problem)
{
    /* Headers beyond header_count stay as they are: clearing them would cost more than parsing. */
    memset(ret_message, 0, offsetof(csip_message, headers));
    memset(ret_message->first, 0, sizeof ret_message->first);
    csip__parser p = {.message = ret_message, .begin = octets.ptr, .at = octets.ptr};
    p.end = csip__str_end(octets);
    ret_message->raw = octets;
    /* RFC 3261 7.5: empty lines before the start line are ignored. */
    while (p.end - p.at >= 2 && p.at[0] == '\r' && p.at[1] == '\n') {
        p.at += 2;
    }
    parse_start_line(&p);
    csip__headers_parse(&p);
    parse_mandatory(&p);
    parse_body(&p);
    if (p.error != CSIP_OK && ret_problem) {
        *ret_problem = p.problem;
    }
    return p.error;
}
