#include "stack.h"

#include "host/platform.h"
#include "sip/auth.h"
#include "sip/write.h"

const char *stack_init(const values *v)
{
    (void)v;
    return CSIP_VERSION;
}

static value value_of(csip_str s)
{
    return (value){s.ptr, (ptrdiff_t)s.len};
}

static void read_hosts(const csip_message *m, csip_header_id id, hosts *list)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    csip_name_addr addr;
    list->count = 0;
    while (csip_message_next_element(m, id, &cursor, &element)) {
        if (csip_name_addr_parse(element, &addr) == CSIP_OK) {
            hosts_add(list, addr.uri.host.ptr, (ptrdiff_t)addr.uri.host.len);
        }
    }
}

/* The topmost has been parsed with the message. */
static void read_vias(const csip_message *m, hosts *list)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    csip_via via;
    list->count = 0;
    hosts_add(list, m->via.host.ptr, (ptrdiff_t)m->via.host.len);
    if (m->via_count == 1 || !csip_message_next_element(m, CSIP_HEADER_VIA, &cursor, &element)) {
        return;
    }
    while (csip_message_next_element(m, CSIP_HEADER_VIA, &cursor, &element)) {
        if (csip_via_parse(element, &via) == CSIP_OK) {
            hosts_add(list, via.host.ptr, (ptrdiff_t)via.host.len);
        }
    }
}

void stack_read(const char *octets, size_t len)
{
    csip_message m;
    reading r;
    uint32_t length = 0;
    if (csip_message_parse((csip_str){octets, len}, &m, NULL) != CSIP_OK) {
        return;
    }
    r.status = m.status;
    r.method = value_of(m.method_name);
    r.uri_host = value_of(m.request_uri.host);
    read_vias(&m, &r.via);
    r.branch = value_of(m.via.branch);
    r.from_tag = value_of(m.from.tag);
    r.to_tag = value_of(m.to.tag);
    r.call_id = value_of(m.call_id);
    r.call_id_host.ptr = NULL;
    r.cseq = m.cseq;
    r.cseq_method = value_of(m.cseq_method_name);
    read_hosts(&m, CSIP_HEADER_CONTACT, &r.contact);
    read_hosts(&m, CSIP_HEADER_RECORD_ROUTE, &r.record_route);
    read_hosts(&m, CSIP_HEADER_ROUTE, &r.route);
    r.content_type = value_of(csip_message_value(&m, CSIP_HEADER_CONTENT_TYPE));
    r.content_subtype.ptr = NULL;
    csip_error error = csip_message_number(&m, CSIP_HEADER_CONTENT_LENGTH, &length);
    r.content_length = error == CSIP_OK ? (long)length : -1;
    r.body_len = m.body.len;
    reading_use(&r);
}

size_t stack_write(const values *v, char *out)
{
    csip__buf buf;
    csip__buf_init_fixed(&buf, out, OUTPUT_MAX);
    csip__write_request_line(&buf, CSIP_STR("INVITE"), csip_str_from(v->request_uri));
    csip__write_via(&buf, CSIP_STR("WSS"), csip_str_from(v->sent_by), csip_str_from(v->branch));
    csip__write_header_uint(&buf, CSIP_HEADER_MAX_FORWARDS, 69);
    csip__write_header_begin(&buf, CSIP_HEADER_TO);
    csip__write_name_addr(&buf, csip_str_from(v->to_name), csip_str_from(v->to_uri), CSIP_STR(""));
    csip__write_crlf(&buf);
    csip__write_header_begin(&buf, CSIP_HEADER_FROM);
    csip__write_name_addr(&buf, csip_str_from(v->from_name), csip_str_from(v->from_uri),
                          csip_str_from(v->from_tag));
    csip__write_crlf(&buf);
    csip__write_header(&buf, CSIP_HEADER_CALL_ID, csip_str_from(v->call_id));
    csip__write_cseq(&buf, v->cseq, CSIP_STR("INVITE"));
    csip__write_header_begin(&buf, CSIP_HEADER_CONTACT);
    csip__write_name_addr(&buf, CSIP_STR(""), csip_str_from(v->contact_uri), CSIP_STR(""));
    csip__write_crlf(&buf);
    csip__write_header(&buf, CSIP_HEADER_ALLOW, csip_str_from(v->allow));
    csip__write_header(&buf, CSIP_HEADER_SUPPORTED, csip_str_from(v->supported));
    csip__write_header(&buf, CSIP_HEADER_SESSION_EXPIRES, csip_str_from(v->session_expires));
    csip__write_header(&buf, CSIP_HEADER_USER_AGENT, csip_str_from(v->user_agent));
    csip__write_body(&buf, csip_str_from(v->content_type), (csip_str){v->sdp, v->sdp_len});
    return buf.error ? 0 : buf.len;
}

size_t stack_digest(const values *v, char *out)
{
    csip__buf buf;
    csip__digest challenge;
    csip__buf_init_fixed(&buf, out, OUTPUT_MAX);
    if (csip__digest_parse(csip_str_from(v->challenge), &challenge) != CSIP_OK) {
        return 0;
    }
    csip__write_header_begin(&buf, CSIP_HEADER_AUTHORIZATION);
    csip__authorization_write(&buf, csip__platform_native(),
                              &(csip__credentials){.user = csip_str_from(v->user),
                                                   .password = csip_str_from(v->password)},
                              &challenge,
                              &(csip__digest_request){.method = csip_str_from(v->auth_method),
                                                      .uri = csip_str_from(v->auth_uri),
                                                      .cnonce = CSIP_STR("0a4f113b9c2e"),
                                                      .nc = 1});
    csip__write_crlf(&buf);
    return buf.error ? 0 : buf.len;
}
