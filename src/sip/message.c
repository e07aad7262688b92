#include <csip/message.h>

#include "sip/chars.h"
#include "sip/list.h"

typedef struct parser {
    csip_message *message;
    const char *begin;
    const char *at;
    const char *end;
    csip_error error; /* the first one */
    csip_parse_problem problem;
} parser;

/* Reading goes on after a failure: as much as possible must be known to answer 400. */
static void fail(parser *p, const char *at, const char *rule)
{
    if (p->error == CSIP_OK) {
        p->error = CSIP_ERROR_PARSE;
        p->problem = (csip_parse_problem){(size_t)(at - p->begin), rule};
    }
}

/* The CRLF that ends the line at `at`.  A CR or LF alone is refused: a peer that takes it for a
   line's end would see other header fields than we do. */
static const char *line_end(const parser *p, const char *at)
{
    for (;; at++) {
        at = csip__chars_find_below(at, p->end, ' ');
        if (p->end - at < 2 || *at == '\n') {
            return NULL;
        }
        if (*at == '\r') {
            return at[1] == '\n' ? at : NULL;
        }
    }
}

/* Request-Line = Method SP Request-URI SP SIP-Version */
static void parse_request_line(parser *p, csip_str line)
{
    csip_message *m = p->message;
    csip_str rest;
    csip_str version;
    m->is_request = true;
    m->method_name = csip__str_cut(line, ' ', &rest);
    m->method = csip_method_from(m->method_name);
    if (m->method == CSIP_METHOD_OTHER && !csip__str_is_token(m->method_name)) {
        fail(p, line.ptr, "Method");
        return;
    }
    m->request_uri_text = csip__str_cut(rest, ' ', &version);
    if (!version.ptr) {
        fail(p, line.ptr, "Request-Line");
        return;
    }
    /* RFC 3261 19.1.1, table 1: no headers in a Request-URI. */
    if (csip_uri_parse(m->request_uri_text, &m->request_uri) != CSIP_OK ||
        m->request_uri.headers.ptr) {
        fail(p, m->request_uri_text.ptr, "Request-URI");
    } else if (!csip_str_equal_nocase(version, CSIP_STR("SIP/2.0"))) {
        fail(p, version.ptr, "SIP-Version");
    }
}

/* Status-Line = SIP-Version SP Status-Code SP Reason-Phrase */
static void parse_status_line(parser *p, csip_str line)
{
    csip_message *m = p->message;
    csip_str rest;
    csip_str version = csip__str_cut(line, ' ', &rest);
    uint64_t status;
    if (!csip_str_equal_nocase(version, CSIP_STR("SIP/2.0"))) {
        fail(p, line.ptr, "SIP-Version");
        return;
    }
    csip_str code = csip__str_cut(rest, ' ', &m->reason);
    if (code.len != 3 || !csip__str_to_uint(code, 699, &status) || status < 100) {
        fail(p, rest.ptr ? rest.ptr : line.ptr, "Status-Code");
        return;
    }
    m->status = (uint16_t)status;
}

static void parse_start_line(parser *p)
{
    const char *cr = line_end(p, p->at);
    if (!cr) {
        fail(p, p->at, "start-line");
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

/* Header fields that may stand once only; RFC 3261 section 7.3.1. */
#define BIT(id) (UINT64_C(1) << CSIP_HEADER_##id)
static const uint64_t single_headers =
    BIT(FROM) | BIT(TO) | BIT(CALL_ID) | BIT(CSEQ) | BIT(MAX_FORWARDS);
#undef BIT
_Static_assert(CSIP_HEADER_COUNT <= 64, "header ids are bits of a word");

/* field-name HCOLON: just behind the colon, or NULL. */
static const char *parse_name(const char *at, const char *end, csip_str *ret_name)
{
    const char *begin = at;
    at = csip__chars_span(at, end, CSIP__CHAR_TOKEN);
    *ret_name = csip__str_between(begin, at);
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at < end && *at == ':' && ret_name->len > 0 ? at + 1 : NULL;
}

static void add_header(parser *p, csip_str name, csip_str value)
{
    csip_message *m = p->message;
    csip_header_id id = csip_header_id_from(name);
    csip_header *header = &m->headers[m->header_count];
    if (m->first[id] == 0) {
        m->first[id] = (uint8_t)(m->header_count + 1);
    } else if (single_headers >> id & 1) {
        fail(p, name.ptr, csip_header_name(id).ptr);
        return;
    }
    header->id = id;
    header->name = name;
    header->value = csip__str_trim(value);
    m->header_count++;
}

/* The end of a header field: of its last line, when the field is folded. */
static const char *field_end(const parser *p, const char *at)
{
    const char *cr = line_end(p, at);
    while (cr && p->end - cr > 2 && (cr[2] == ' ' || cr[2] == '\t')) {
        cr = line_end(p, cr + 2);
    }
    return cr;
}

/* The header fields and the empty line behind them. */
static void parse_headers(parser *p)
{
    while (p->end - p->at < 2 || p->at[0] != '\r' || p->at[1] != '\n') {
        csip_str name;
        const char *line = p->at;
        const char *value = parse_name(line, p->end, &name);
        const char *cr = field_end(p, value ? value : line);
        if (!cr) {
            fail(p, line, "CRLF");
            p->at = p->end;
            return;
        }
        p->at = cr + 2;
        if (!value) {
            fail(p, line, "header-name");
        } else if (p->message->header_count < CSIP_MESSAGE_HEADERS_MAX) {
            add_header(p, name, csip__str_between(value, cr));
        } else {
            fail(p, line, "header-count");
            p->error = CSIP_ERROR_LIMIT;
        }
    }
    p->at += 2;
}

static size_t count_elements(csip_str value)
{
    size_t count = 0;
    size_t offset = 0;
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
    for (size_t i = m->first[CSIP_HEADER_VIA] - 1U; i < m->header_count; i++) {
        if (m->headers[i].id == CSIP_HEADER_VIA) {
            m->via_count += count_elements(m->headers[i].value);
        }
    }
    return true;
}

static bool parse_from(csip_message *m, csip_str value)
{
    return csip_name_addr_parse(value, &m->from) == CSIP_OK && !m->from.is_star;
}

static bool parse_to(csip_message *m, csip_str value)
{
    return csip_name_addr_parse(value, &m->to) == CSIP_OK && !m->to.is_star;
}

static bool parse_call_id(csip_message *m, csip_str value)
{
    const char *end = csip__str_end(value);
    if (csip__chars_find_below(value.ptr, end, ' ' + 1) < end) {
        return false;
    }
    m->call_id = value;
    return value.len > 0;
}

/* CSeq = 1*DIGIT LWS Method */
static bool parse_cseq(csip_message *m, csip_str value)
{
    csip_str number = {value.ptr, 0};
    uint64_t sequence;
    while (number.len < value.len && csip__char_is_digit(value.ptr[number.len])) {
        number.len++;
    }
    csip_str rest = csip__str_skip(value, number.len);
    csip_str method = csip__str_trim_left(rest);
    /* RFC 3261 8.1.1.5: the sequence number MUST be less than 2**31. */
    if (!csip__str_to_uint(number, INT32_MAX, &sequence) || method.len == rest.len ||
        !csip__str_is_token(method)) {
        return false;
    }
    m->cseq = (uint32_t)sequence;
    m->cseq_method_name = method;
    if (!m->is_request) {
        m->method = csip_method_from(method);
        m->method_name = method;
    }
    m->cseq_method = m->method;
    /* RFC 3261 8.1.1.5: the method MUST match that of the request. */
    return csip_str_equal(method, m->method_name);
}

static void parse_mandatory(parser *p)
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
            fail(p, p->at, csip_header_name(rows[i].id).ptr);
        } else if (!rows[i].parse(m, m->headers[first - 1].value)) {
            fail(p, m->headers[first - 1].value.ptr, csip_header_name(rows[i].id).ptr);
        }
    }
}

/* RFC 3261 18.3: what follows the Content-Length is discarded; a shorter body is an error. */
static void parse_body(parser *p)
{
    csip_message *m = p->message;
    m->body = csip__str_between(p->at, p->end);
    const csip_header *header;
    for (size_t n = 0; (header = csip_message_header(m, CSIP_HEADER_CONTENT_LENGTH, n)); n++) {
        uint64_t length;
        if (!csip__str_to_uint(header->value, UINT32_MAX, &length) ||
            length > (size_t)(p->end - p->at) || (n > 0 && length != m->body.len)) {
            fail(p, header->value.ptr, "Content-Length");
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
    parser p = {.message = ret_message, .begin = octets.ptr, .at = octets.ptr};
    p.end = csip__str_end(octets);
    ret_message->raw = octets;
    /* RFC 3261 7.5: empty lines before the start line are ignored. */
    while (p.end - p.at >= 2 && p.at[0] == '\r' && p.at[1] == '\n') {
        p.at += 2;
    }
    parse_start_line(&p);
    parse_headers(&p);
    parse_mandatory(&p);
    parse_body(&p);
    if (p.error != CSIP_OK && ret_problem) {
        *ret_problem = p.problem;
    }
    return p.error;
}
