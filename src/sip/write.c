#include "sip/write.h"

#include "base/scan.h"
#include "sip/chars.h"

void csip__write_text(csip__buf *buf, csip_str text)
{
    const char *end = csip__str_end(text);
    const char *at = csip__scan_below(text.ptr, end, '\r' + 1);
    for (; at < end; at = csip__scan_below(at + 1, end, '\r' + 1)) {
        if (*at == '\r' || *at == '\n' || *at == '\0') {
            csip__buf_fail(buf, CSIP_ERROR_ARGUMENT);
        }
    }
    csip__buf_str(buf, text);
}

void csip__write_crlf(csip__buf *buf)
{
    CSIP__BUF_LIT(buf, "\r\n");
}

void csip__write_request_line(csip__buf *buf, csip_str method, csip_str uri)
{
    csip__write_text(buf, method);
    csip__buf_char(buf, ' ');
    csip__write_text(buf, uri);
    CSIP__BUF_LIT(buf, " SIP/2.0\r\n");
}

void csip__write_status_line(csip__buf *buf, uint16_t status, csip_str reason)
{
    CSIP__BUF_LIT(buf, "SIP/2.0 ");
    csip__buf_uint(buf, status);
    csip__buf_char(buf, ' ');
    csip__write_text(buf, reason.len > 0 ? reason : csip_status_reason(status));
    csip__write_crlf(buf);
}

void csip__write_header_begin(csip__buf *buf, csip_header_id id)
{
    csip__buf_str(buf, csip_header_name(id));
    CSIP__BUF_LIT(buf, ": ");
}

void csip__write_header(csip__buf *buf, csip_header_id id, csip_str value)
{
    csip__write_header_begin(buf, id);
    csip__write_text(buf, value);
    csip__write_crlf(buf);
}

void csip__write_header_uint(csip__buf *buf, csip_header_id id, uint64_t value)
{
    csip__write_header_begin(buf, id);
    csip__buf_uint(buf, value);
    csip__write_crlf(buf);
}

/* Received octets, each fold with its white space as one space. */
static void write_unfolded(csip__buf *buf, csip_str value)
{
    const char *at = value.ptr;
    const char *end = at + value.len;
    const char *cr;
    while (at < end && (cr = memchr(at, '\r', (size_t)(end - at)))) {
        csip__buf_put(buf, at, (size_t)(cr - at));
        csip__buf_char(buf, ' ');
        at = csip__chars_skip_lws(cr, end);
    }
    csip__buf_put(buf, at, (size_t)(end - at));
}

/* Name and value, without the line's end. */
static void write_copy(csip__buf *buf, const csip_header *header)
{
    bool is_known = header->id != CSIP_HEADER_OTHER;
    csip__buf_str(buf, is_known ? csip_header_name(header->id) : header->name);
    CSIP__BUF_LIT(buf, ": ");
    write_unfolded(buf, header->value);
}

void csip__write_header_copy(csip__buf *buf, const csip_header *header)
{
    write_copy(buf, header);
    csip__write_crlf(buf);
}

void csip__write_headers_copy(csip__buf *buf, const csip_message *message, csip_header_id id)
{
    const csip_header *header;
    for (size_t n = 0; (header = csip_message_header(message, id, n)); n++) {
        csip__write_header_copy(buf, header);
    }
}

void csip__write_extra_headers(csip__buf *buf, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csip_str value;
        csip_str line = csip_str_from(lines[i]);
        csip_str name = csip__str_trim(csip__str_cut(line, ':', &value));
        if (!value.ptr || !csip__str_is_token(name)) {
            csip__buf_fail(buf, CSIP_ERROR_ARGUMENT);
        }
        csip__write_text(buf, line);
        csip__write_crlf(buf);
    }
}

void csip__write_via(csip__buf *buf, csip_str transport, csip_str sent_by, csip_str branch)
{
    CSIP__BUF_LIT(buf, "Via: SIP/2.0/");
    csip__write_text(buf, transport);
    csip__buf_char(buf, ' ');
    csip__write_text(buf, sent_by);
    CSIP__BUF_LIT(buf, ";branch=");
    csip__write_text(buf, branch);
    csip__write_crlf(buf);
}

void csip__write_cseq(csip__buf *buf, uint32_t number, csip_str method)
{
    csip__write_header_begin(buf, CSIP_HEADER_CSEQ);
    csip__buf_uint(buf, number);
    csip__buf_char(buf, ' ');
    csip__write_text(buf, method);
    csip__write_crlf(buf);
}

void csip__write_body(csip__buf *buf, csip_str content_type, csip_str body)
{
    if (body.len > 0) {
        csip__write_header(buf, CSIP_HEADER_CONTENT_TYPE, content_type);
    }
    csip__write_header_uint(buf, CSIP_HEADER_CONTENT_LENGTH, body.len);
    csip__write_crlf(buf);
    csip__buf_str(buf, body);
}

static bool is_dialog_response(const csip_message *request, uint16_t status)
{
    bool is_creating = request->method == CSIP_METHOD_INVITE ||
                       request->method == CSIP_METHOD_SUBSCRIBE ||
                       request->method == CSIP_METHOD_REFER;
    return is_creating && status > 100 && status < 300;
}

static void write_to(csip__buf *buf, const csip_message *request, csip_str to_tag)
{
    const csip_header *to = csip_message_header(request, CSIP_HEADER_TO, 0);
    if (!to) {
        return;
    }
    write_copy(buf, to);
    if (to_tag.len > 0 && !request->to.tag.ptr) {
        CSIP__BUF_LIT(buf, ";tag=");
        csip__write_text(buf, to_tag);
    }
    csip__write_crlf(buf);
}

void csip__response_begin(csip__buf *buf, const csip_message *request, uint16_t status,
                          csip_str reason, csip_str to_tag)
{
    csip__write_status_line(buf, status, reason);
    csip__write_headers_copy(buf, request, CSIP_HEADER_VIA);
    if (is_dialog_response(request, status)) {
        /* RFC 3261 12.1.1: all Record-Route values MUST be copied, in their order. */
        csip__write_headers_copy(buf, request, CSIP_HEADER_RECORD_ROUTE);
    }
    csip__write_headers_copy(buf, request, CSIP_HEADER_FROM);
    write_to(buf, request, to_tag);
    csip__write_headers_copy(buf, request, CSIP_HEADER_CALL_ID);
    csip__write_headers_copy(buf, request, CSIP_HEADER_CSEQ);
}
