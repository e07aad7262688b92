#include "server/proxy.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

enum { HEADER_ROOM = 8192 }; /* what the proxy may add to a message of the greatest length */

csip_error csip__proxy_init(csip__proxy *proxy, const csip_platform *platform,
                            const csip_server_config *config, csip_config_problem *problem)
{
    uint64_t generation = 0;
    *proxy = (csip__proxy){.platform = platform, .config = config};
    csip__buf_init(&proxy->out, platform, config->max_message_bytes + (size_t)HEADER_ROOM);
    csip_error error = csip__accounts_init(&proxy->accounts, config, problem);
    if (error != CSIP_OK) {
        return error;
    }
    platform->random(platform->user, &generation, 4); /* unlike those of an earlier run */
    error = csip__flows_init(&proxy->flows, config->max_connections, generation);
    if (error == CSIP_OK && !csip__mac_init(&proxy->mac)) {
        error = CSIP_ERROR_NOMEM;
    }
    return error;
}

void csip__proxy_done(csip__proxy *proxy)
{
    csip__buf_done(&proxy->out);
    csip__mac_done(&proxy->mac);
    csip__flows_done(&proxy->flows);
    csip__accounts_done(&proxy->accounts);
}

void csip__proxy_log(const csip__proxy *proxy, csip_log_level level, const char *format, ...)
{
    char text[512];
    va_list arguments;
    if (!proxy->config->log) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    proxy->config->log(proxy->config->log_user, level, text);
}

bool csip__proxy_open(csip__proxy *proxy, csip__flow *flow)
{
    if (!csip__flows_add(&proxy->flows, flow)) {
        csip__proxy_log(proxy, CSIP_LOG_WARNING, "connection refused: %zu are open",
                        proxy->flows.count);
        return false;
    }
    proxy->counters.connections = proxy->flows.count;
    proxy->counters.connections_total++;
    return true;
}

void csip__proxy_close(csip__proxy *proxy, csip__flow *flow)
{
    proxy->counters.bindings -= csip__accounts_forget_flow(&proxy->accounts, flow->id);
    csip__flows_remove(&proxy->flows, flow);
    proxy->counters.connections = proxy->flows.count;
}

bool csip__proxy_is_ours(const csip__visit *visit, csip_str host)
{
    const csip_server_config *config = visit->proxy->config;
    csip_str sent_by = csip_str_from(visit->flow->sent_by);
    size_t colon = sent_by.len;
    while (colon > 0 && sent_by.ptr[colon - 1] != ':') {
        colon--;
    }
    csip_str own = {sent_by.ptr, colon > 0 ? colon - 1 : sent_by.len};
    return csip_str_equal_nocase(host, csip_str_from(config->domain)) ||
           csip_str_equal_nocase(host, own) || csip_str_equal_nocase(host, CSIP_STR("localhost")) ||
           (config->host && csip_str_equal_nocase(host, csip_str_from(config->host)));
}

/* RFC 3261 16.4: a topmost Route that names us has done its work. */
static bool take_route(csip__visit *visit, csip_uri *ret_uri)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    csip_name_addr route;
    if (!csip_message_next_element(visit->message, CSIP_HEADER_ROUTE, &cursor, &element)) {
        return true;
    }
    if (csip_name_addr_parse(element, &route) != CSIP_OK) {
        csip__reply(visit, 400, (csip_str){0});
        return false;
    }
    *ret_uri = route.uri;
    visit->has_route = csip__proxy_is_ours(visit, route.uri.host);
    visit->route = route.uri.user;
    return true;
}

/* Which connection an in-dialog request goes to, 0 when the Route names none of a dialog. */
static uint64_t dialog_peer(const csip__visit *visit)
{
    uint64_t flows[2];
    if (!visit->has_route ||
        !csip__token_read_route(&visit->proxy->mac, visit->route, visit->message->call_id, flows)) {
        return 0;
    }
    if (visit->flow->id == flows[0]) {
        return flows[1];
    }
    return visit->flow->id == flows[1] ? flows[0] : 0;
}

static void forward_to_account(const csip__visit *visit)
{
    csip__proxy *proxy = visit->proxy;
    const csip_uri *uri = &visit->message->request_uri;
    csip__account *account =
        csip__proxy_is_ours(visit, uri->host)
            ? csip__accounts_find(&proxy->accounts, uri->user)
            : csip__accounts_find_contact(&proxy->accounts, uri, visit->now_ms);
    if (!account) {
        csip__reply(visit, csip__proxy_is_ours(visit, uri->host) ? 404 : 403, (csip_str){0});
        return;
    }
    csip__flow *to = csip__binding_is_live(&account->binding, visit->now_ms)
                         ? csip__flows_find(&proxy->flows, account->binding.flow)
                         : NULL;
    if (to) {
        csip__forward_request(visit, to, account->binding.uri);
    } else {
        csip__reply(visit, 480, (csip_str){0});
    }
}

/* RFC 3261 16.3: what may stop a request before it is forwarded.  False: answered. */
static bool may_pass(const csip__visit *visit)
{
    const csip_message *request = visit->message;
    uint32_t hops;
    csip_str required = csip_message_value(request, CSIP_HEADER_PROXY_REQUIRE);
    if (!csip_str_equal_nocase(request->request_uri.scheme, CSIP_STR("sip")) &&
        !csip_str_equal_nocase(request->request_uri.scheme, CSIP_STR("sips"))) {
        csip__reply(visit, 416, (csip_str){0});
        return false;
    }
    if (csip_message_number(request, CSIP_HEADER_MAX_FORWARDS, &hops) == CSIP_OK && hops == 0) {
        csip__reply(visit, 483, (csip_str){0});
        return false;
    }
    if (required.ptr) {
        char text[512];
        csip__buf line;
        csip__buf_init_fixed(&line, text, sizeof text);
        CSIP__BUF_PUT(&line, CSIP_STR("Unsupported: "), required, CSIP_STR("\r\n"));
        csip__reply(visit, 420, line.error == CSIP_OK ? csip__buf_get(&line) : (csip_str){0});
        return false;
    }
    return true;
}

static bool is_for_us(const csip__visit *visit)
{
    const csip_uri *uri = &visit->message->request_uri;
    return uri->user.len == 0 && csip__proxy_is_ours(visit, uri->host);
}

/* The ACK of a failure that we answered ourselves carries the tag that we gave. */
static bool is_our_ack(const csip__visit *visit)
{
    char tag[CSIP__TAG_LEN];
    csip__token_tag(&visit->proxy->mac, visit->message, tag);
    return csip_str_equal(visit->message->to.tag, (csip_str){tag, sizeof tag});
}

static void receive_initial(const csip__visit *visit)
{
    const csip_message *request = visit->message;
    if (request->method == CSIP_METHOD_OPTIONS && is_for_us(visit)) {
        csip__reply(visit, 200,
                    CSIP_STR("Accept: application/sdp\r\n"
                             "Allow: REGISTER,OPTIONS,INVITE,ACK,CANCEL,BYE,MESSAGE\r\n"));
    } else if (csip__authenticate(visit, &request->from)) {
        if (is_for_us(visit)) {
            csip__reply(visit, 405, CSIP_STR("Allow: REGISTER,OPTIONS\r\n"));
        } else {
            forward_to_account(visit);
        }
    }
}

/*
 * A dialog outlives its connections: the same Contact may be bound to another one now.  Who is not
 * vouched for by our Record-Route could be anybody.
 */
static void forward_by_contact(const csip__visit *visit, bool is_vouched)
{
    csip__proxy *proxy = visit->proxy;
    const csip_message *request = visit->message;
    csip__account *account =
        csip__accounts_find_contact(&proxy->accounts, &request->request_uri, visit->now_ms);
    csip__flow *to = account ? csip__flows_find(&proxy->flows, account->binding.flow) : NULL;
    if (!is_vouched && !to && csip__proxy_is_ours(visit, request->request_uri.host)) {
        receive_initial(visit);
    } else if (!to) {
        csip__reply(visit, visit->has_route ? 430 : 404, (csip_str){0}); /* RFC 5626 11.5 */
    } else if (is_vouched || csip__authenticate(visit, &request->from)) {
        csip__forward_request(visit, to, request->request_uri_text);
    }
}

static void forward_in_dialog(const csip__visit *visit)
{
    uint64_t peer = dialog_peer(visit);
    csip__flow *to = csip__flows_find(&visit->proxy->flows, peer);
    if (to) {
        csip__forward_request(visit, to, visit->message->request_uri_text);
    } else {
        forward_by_contact(visit, peer != 0);
    }
}

/* ACK or CANCEL that no Record-Route leads: they go where their INVITE went. */
static bool follows_invite(const csip__visit *visit)
{
    const csip_message *request = visit->message;
    return (request->method == CSIP_METHOD_ACK || request->method == CSIP_METHOD_CANCEL) &&
           (!request->to.tag.ptr || dialog_peer(visit) == 0);
}

/* RFC 3261 22.1: neither can be challenged; that INVITE was, on this connection. */
static void forward_after_invite(const csip__visit *visit)
{
    if (visit->flow->has_authenticated) {
        forward_to_account(visit);
    } else if (visit->message->method == CSIP_METHOD_CANCEL) {
        csip__reply(visit, 403, (csip_str){0});
    } else {
        visit->proxy->counters.messages_dropped++;
    }
}

static void receive_request(csip__visit *visit)
{
    const csip_message *request = visit->message;
    csip_uri route = {0};
    if (request->method == CSIP_METHOD_REGISTER && is_for_us(visit)) {
        csip__register(visit);
    } else if (!may_pass(visit) || !take_route(visit, &route)) {
        return;
    } else if (request->method == CSIP_METHOD_ACK && is_our_ack(visit)) {
        return;
    } else if (route.text.ptr && !visit->has_route) {
        csip__reply(visit, 403, (csip_str){0}); /* somebody else's proxy: no relay */
    } else if (follows_invite(visit)) {
        forward_after_invite(visit);
    } else if (request->to.tag.ptr) {
        forward_in_dialog(visit);
    } else {
        receive_initial(visit);
    }
}

static bool can_be_answered(const csip_message *message)
{
    return message->is_request && message->via.host.ptr && message->from.uri.text.ptr &&
           message->to.uri.text.ptr && message->call_id.ptr && message->cseq_method_name.ptr;
}

void csip__proxy_receive(csip__proxy *proxy, csip__flow *flow, csip_str octets, bool is_binary,
                         uint64_t now_ms)
{
    csip_message message;
    csip_parse_problem problem = {0};
    csip__visit visit = {.proxy = proxy,
                         .flow = flow,
                         .message = &message,
                         .now_ms = now_ms,
                         .is_binary = is_binary};
    if (csip_str_equal(octets, CSIP_STR("\r\n\r\n"))) { /* RFC 5626 4.4.1, RFC 7118 6 */
        proxy->send(flow, CSIP_STR("\r\n"), false);
        return;
    }
    if (csip_str_equal(octets, CSIP_STR("\r\n"))) {
        return;
    }
    csip_error error = csip_message_parse(octets, &message, &problem);
    if (error == CSIP_OK && message.is_request) {
        proxy->counters.requests_received++;
        receive_request(&visit);
    } else if (error == CSIP_OK) {
        proxy->counters.responses_received++;
        csip__forward_response(&visit);
    } else if (can_be_answered(&message)) {
        proxy->counters.requests_received++;
        csip__reply(&visit, 400, (csip_str){0});
    } else {
        proxy->counters.messages_dropped++;
        csip__proxy_log(proxy, CSIP_LOG_WARNING, "not a SIP message from %s:%u: %s at octet %zu",
                        flow->peer, flow->peer_port,
                        problem.rule ? problem.rule : "too many headers", problem.offset);
    }
}
