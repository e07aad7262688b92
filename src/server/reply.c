#include "server/proxy.h"

#include "sip/param.h"
#include "sip/write.h"

static void put_via_params(csip__buf *out, csip_str params, bool *ret_has_rport)
{
    csip__param param;
    while (csip__param_next(&params, &param)) {
        if (csip_str_equal_nocase(param.name, CSIP_STR("rport"))) {
            *ret_has_rport = true;
        } else if (!csip_str_equal_nocase(param.name, CSIP_STR("received"))) {
            CSIP__BUF_PUT(out, CSIP_STR(";"), param.name);
            if (param.value.ptr) {
                CSIP__BUF_PUT(out, CSIP_STR("="), param.value);
            }
        }
    }
}

static void put_first_via(csip__buf *out, csip_str element, const csip__visit *visit)
{
    const csip_via *via = &visit->message->via;
    bool has_rport = false;
    size_t head = via->params.ptr ? (size_t)(via->params.ptr - element.ptr) : element.len;
    csip_str sent = {element.ptr, head};
    while (sent.len > 0 && memchr("; \t\r\n", sent.ptr[sent.len - 1], 5)) {
        sent.len--;
    }
    csip__buf_str(out, sent);
    put_via_params(out, via->params, &has_rport);
    CSIP__BUF_PUT(out, CSIP_STR(";received="), csip_str_from(visit->flow->peer));
    if (has_rport) { /* RFC 3581 4 */
        CSIP__BUF_LIT(out, ";rport=");
        csip__buf_uint(out, visit->flow->peer_port);
    }
}

void csip__put_vias(csip__buf *out, const csip__visit *visit)
{
    const csip_message *message = visit->message;
    const csip_header *line;
    for (size_t n = 0; (line = csip_message_header(message, CSIP_HEADER_VIA, n)); n++) {
        csip_list_cursor cursor = {0};
        csip_str element, rest = line->value;
        CSIP__BUF_LIT(out, "Via: ");
        if (n == 0 && csip_message_next_element(message, CSIP_HEADER_VIA, &cursor, &element)) {
            put_first_via(out, element, visit);
            size_t cut = (size_t)(element.ptr + element.len - rest.ptr);
            rest = (csip_str){rest.ptr + cut, rest.len - cut};
        }
        CSIP__BUF_PUT(out, rest, CSIP_STR("\r\n"));
    }
}

/* RFC 3261 8.2.6.2: the To of the request, with a tag. */
static void put_to(csip__buf *out, const csip__visit *visit)
{
    const csip_header *line = csip_message_header(visit->message, CSIP_HEADER_TO, 0);
    char tag[CSIP__TAG_LEN];
    csip__write_header_begin(out, CSIP_HEADER_TO);
    csip__buf_str(out, line ? line->value : (csip_str){0});
    if (!visit->message->to.tag.ptr) {
        csip__token_tag(&visit->proxy->mac, visit->message, tag);
        CSIP__BUF_PUT(out, CSIP_STR(";tag="), (csip_str){tag, sizeof tag});
    }
    csip__write_crlf(out);
}

static void put_copy(csip__buf *out, const csip_message *message, csip_header_id id)
{
    const csip_header *line = csip_message_header(message, id, 0);
    if (line) {
        csip__write_header_copy(out, line);
    }
}

void csip__reply(const csip__visit *visit, uint16_t status, csip_str headers)
{
    csip__proxy *proxy = visit->proxy;
    const csip_message *request = visit->message;
    csip__buf *out = &proxy->out;
    if (request->method == CSIP_METHOD_ACK) { /* RFC 3261 17.2.1: an ACK is never answered */
        proxy->counters.messages_dropped++;
        return;
    }
    csip__buf_clear(out);
    csip__write_status_line(out, status, (csip_str){0});
    csip__put_vias(out, visit);
    put_copy(out, request, CSIP_HEADER_FROM);
    put_to(out, visit);
    put_copy(out, request, CSIP_HEADER_CALL_ID);
    put_copy(out, request, CSIP_HEADER_CSEQ);
    CSIP__BUF_PUT(out, headers,
                  CSIP_STR("Server: CSIP " CSIP_VERSION "\r\nContent-Length: 0\r\n\r\n"));
    proxy->counters.requests_rejected += status >= 300;
    if (out->error != CSIP_OK || !proxy->send(visit->flow, csip__buf_get(out), visit->is_binary)) {
        proxy->counters.messages_dropped++;
    }
}
