#include "server/proxy.h"

#include "sip/write.h"

#include "base/str.h"

/* What follows the first element of a comma-separated line; absent: nothing. */
static csip_str after_first(const csip_message *message, csip_header_id id, const csip_header *line)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    if (!csip_message_next_element(message, id, &cursor, &element)) {
        return (csip_str){0};
    }
    size_t cut = (size_t)(element.ptr + element.len - line->value.ptr);
    while (cut < line->value.len && memchr(", \t\r\n", line->value.ptr[cut], 5)) {
        cut++;
    }
    return cut < line->value.len ? (csip_str){line->value.ptr + cut, line->value.len - cut}
                                 : (csip_str){0};
}

/* RFC 3261 16.6 item 4: stay on the path of the dialog, whose Contacts nobody can connect to. */
static void put_record_route(csip__buf *out, const csip__visit *visit, csip__flow *to)
{
    char token[CSIP__ROUTE_LEN];
    csip__token_route(&visit->proxy->mac, visit->flow->id, to->id, visit->message->call_id, token);
    CSIP__BUF_PUT(out, CSIP_STR("Record-Route: <sip:"), (csip_str){token, sizeof token},
                  CSIP_STR("@"), csip_str_from(visit->flow->sent_by),
                  CSIP_STR(";transport=ws;lr>\r\n"));
}

static bool opens_dialog(const csip_message *request)
{
    return !request->to.tag.ptr &&
           (request->method == CSIP_METHOD_INVITE || request->method == CSIP_METHOD_SUBSCRIBE ||
            request->method == CSIP_METHOD_REFER || request->method == CSIP_METHOD_NOTIFY);
}

/* RFC 3261 16.6 item 3: one less, 70 when there was none. */
static void put_max_forwards(csip__buf *out, const csip_message *request)
{
    uint32_t value = 71;
    if (csip_message_value(request, CSIP_HEADER_MAX_FORWARDS).ptr &&
        (csip_message_number(request, CSIP_HEADER_MAX_FORWARDS, &value) != CSIP_OK || value == 0 ||
         value > 256)) {
        value = 256; /* RFC 3261 20.22: 0 to 255; zero was answered 483 before */
    }
    csip__write_header_uint(out, CSIP_HEADER_MAX_FORWARDS, value - 1);
}

/* The other lines as they came; our own Route and our realm's credentials end here.
   RFC 3325 5: what a client asserts of itself is worth nothing and goes no further. */
static void put_headers(csip__buf *out, const csip__visit *visit)
{
    const csip_message *request = visit->message;
    bool is_first_route = true;
    for (size_t i = 0; i < request->header_count; i++) {
        csip_header line = request->headers[i];
        switch (line.id) {
        case CSIP_HEADER_VIA:
        case CSIP_HEADER_MAX_FORWARDS:
        case CSIP_HEADER_P_ASSERTED_IDENTITY:
        case CSIP_HEADER_PROXY_AUTHORIZATION: continue;
        case CSIP_HEADER_ROUTE:
            if (is_first_route && visit->has_route) {
                line.value = after_first(request, CSIP_HEADER_ROUTE, &line);
            }
            is_first_route = false;
            if (!line.value.ptr) {
                continue;
            }
            break;
        default: break;
        }
        csip__write_header_copy(out, &line);
    }
}

static void send_on(const csip__visit *visit, csip__flow *to)
{
    csip__proxy *proxy = visit->proxy;
    csip__buf *out = &proxy->out;
    CSIP__BUF_PUT(out, CSIP_STR("\r\n"), visit->message->body);
    if (out->error == CSIP_OK && proxy->send(to, csip__buf_get(out), visit->is_binary)) {
        proxy->counters.messages_forwarded++;
    } else {
        proxy->counters.messages_dropped++;
    }
}

/* RFC 3261 16.3 item 4: our own Via, and nothing that decides the way has changed. */
static bool has_looped(const csip_message *request, csip_str loop)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    while (csip_message_next_element(request, CSIP_HEADER_VIA, &cursor, &element)) {
        csip_via via;
        uint64_t flow;
        csip_str seen;
        if (csip_via_parse(element, &via) == CSIP_OK &&
            csip__token_read_branch(via.branch, &flow, &seen) && csip_str_equal(seen, loop)) {
            return true;
        }
    }
    return false;
}

void csip__forward_request(const csip__visit *visit, csip__flow *to, csip_str request_uri)
{
    csip__proxy *proxy = visit->proxy;
    const csip_message *request = visit->message;
    csip__buf *out = &proxy->out;
    char loop[CSIP__TOKEN_LOOP_LEN], branch[CSIP__BRANCH_LEN];
    csip__token_loop(&proxy->mac, request, loop);
    csip__hop hop = {
        .from = visit->flow->id,
        .to = to->id,
        .via = &request->via,
        .message = request,
        .loop = {loop, sizeof loop},
    };
    if (has_looped(request, hop.loop)) {
        csip__reply(visit, 482, (csip_str){0});
        return;
    }
    csip__token_branch(&proxy->mac, &hop, branch);
    csip__buf_clear(out);
    csip__write_request_line(out, request->method_name, request_uri);
    csip__write_via(out, to->is_secure ? CSIP_STR("WSS") : CSIP_STR("WS"),
                    csip_str_from(to->sent_by), (csip_str){branch, sizeof branch});
    csip__put_vias(out, visit);
    if (opens_dialog(request)) {
        put_record_route(out, visit, to);
    }
    put_max_forwards(out, request);
    put_headers(out, visit);
    send_on(visit, to);
}

/* Our Via is on top, made for the flow that the response came on; then: where to. */
static csip__flow *return_flow(const csip__visit *visit)
{
    const csip_message *response = visit->message;
    csip_list_cursor cursor = {0};
    csip_str element, loop;
    csip_via below;
    uint64_t from;
    char branch[CSIP__BRANCH_LEN];
    if (!csip_message_next_element(response, CSIP_HEADER_VIA, &cursor, &element) ||
        !csip_message_next_element(response, CSIP_HEADER_VIA, &cursor, &element) ||
        csip_via_parse(element, &below) != CSIP_OK ||
        !csip__token_read_branch(response->via.branch, &from, &loop)) {
        return NULL;
    }
    csip__hop hop = {
        .from = from, .to = visit->flow->id, .via = &below, .message = response, .loop = loop};
    csip__token_branch(&visit->proxy->mac, &hop, branch);
    return csip_str_equal(response->via.branch, (csip_str){branch, sizeof branch})
               ? csip__flows_find(&visit->proxy->flows, from)
               : NULL;
}

void csip__forward_response(const csip__visit *visit)
{
    csip__proxy *proxy = visit->proxy;
    const csip_message *response = visit->message;
    csip__buf *out = &proxy->out;
    csip__flow *to = return_flow(visit);
    bool is_first_via = true;
    if (!to) {
        proxy->counters.messages_dropped++;
        return;
    }
    csip__buf_clear(out);
    csip__write_status_line(out, response->status, response->reason);
    for (size_t i = 0; i < response->header_count; i++) {
        csip_header line = response->headers[i];
        if (line.id == CSIP_HEADER_P_ASSERTED_IDENTITY) {
            continue; /* RFC 3325 5 */
        }
        if (line.id == CSIP_HEADER_VIA && is_first_via) {
            line.value = after_first(response, CSIP_HEADER_VIA, &line);
            is_first_via = false;
            if (!line.value.ptr) {
                continue;
            }
        }
        csip__write_header_copy(out, &line);
    }
    send_on(visit, to);
}
