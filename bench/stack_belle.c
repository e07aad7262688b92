/* belle-sip: an object for each value, parsed by a generated grammar. */
#include "stack.h"

#include <belle-sip/auth-helper.h>
#include <belle-sip/belle-sip.h>

#include <string.h>

const char *stack_init(const values *v)
{
    (void)v;
    belle_sip_set_log_level(BELLE_SIP_LOG_FATAL);
    belle_sip_object_pool_push();
    return BENCH_VERSION;
}

static void read_addresses(belle_sip_message_t *m, const char *name, hosts *list)
{
    const belle_sip_list_t *at = belle_sip_message_get_headers(m, name);
    list->count = 0;
    for (; at; at = at->next) {
        belle_sip_header_address_t *address = BELLE_SIP_HEADER_ADDRESS(at->data);
        hosts_add(list, belle_sip_uri_get_host(belle_sip_header_address_get_uri(address)),
                  C_STRING);
    }
}

static void read_vias(belle_sip_message_t *m, reading *r)
{
    const belle_sip_list_t *at = belle_sip_message_get_headers(m, "Via");
    r->branch = c_string(belle_sip_header_via_get_branch(BELLE_SIP_HEADER_VIA(at->data)));
    for (r->via.count = 0; at; at = at->next) {
        hosts_add(&r->via, belle_sip_header_via_get_host(BELLE_SIP_HEADER_VIA(at->data)), C_STRING);
    }
}

static void read_start(belle_sip_message_t *m, reading *r)
{
    if (belle_sip_message_is_request(m)) {
        belle_sip_request_t *request = BELLE_SIP_REQUEST(m);
        r->method = c_string(belle_sip_request_get_method(request));
        r->uri_host = c_string(belle_sip_uri_get_host(belle_sip_request_get_uri(request)));
    } else {
        r->status = belle_sip_response_get_status_code(BELLE_SIP_RESPONSE(m));
    }
}

static void read_content(belle_sip_message_t *m, reading *r)
{
    belle_sip_header_content_type_t *type =
        belle_sip_message_get_header_by_type(m, belle_sip_header_content_type_t);
    belle_sip_header_content_length_t *length =
        belle_sip_message_get_header_by_type(m, belle_sip_header_content_length_t);
    if (type) {
        r->content_type = c_string(belle_sip_header_content_type_get_type(type));
        r->content_subtype = c_string(belle_sip_header_content_type_get_subtype(type));
    }
    r->content_length =
        length ? (long)belle_sip_header_content_length_get_content_length(length) : -1;
    r->body_len = belle_sip_message_get_body_size(m);
}

void stack_read(const char *octets, size_t len)
{
    reading r = {0};
    size_t parsed;
    belle_sip_message_t *m = belle_sip_message_parse_raw(octets, len, &parsed);
    if (!m) {
        return;
    }
    read_start(m, &r);
    read_vias(m, &r);
    r.from_tag = c_string(belle_sip_header_from_get_tag(
        belle_sip_message_get_header_by_type(m, belle_sip_header_from_t)));
    r.to_tag = c_string(belle_sip_header_to_get_tag(
        belle_sip_message_get_header_by_type(m, belle_sip_header_to_t)));
    r.call_id = c_string(belle_sip_header_call_id_get_call_id(
        belle_sip_message_get_header_by_type(m, belle_sip_header_call_id_t)));
    belle_sip_header_cseq_t *cseq =
        belle_sip_message_get_header_by_type(m, belle_sip_header_cseq_t);
    r.cseq = belle_sip_header_cseq_get_seq_number(cseq);
    r.cseq_method = c_string(belle_sip_header_cseq_get_method(cseq));
    read_addresses(m, "Contact", &r.contact);
    read_addresses(m, "Record-Route", &r.record_route);
    read_addresses(m, "Route", &r.route);
    /* The parser stops at the body: it is for the caller to cut. */
    belle_sip_header_content_length_t *length =
        belle_sip_message_get_header_by_type(m, belle_sip_header_content_length_t);
    if (length && belle_sip_header_content_length_get_content_length(length) > 0) {
        belle_sip_message_set_body(m, octets + parsed,
                                   belle_sip_header_content_length_get_content_length(length));
    }
    read_content(m, &r);
    reading_use(&r);
    belle_sip_object_unref(m);
}

static belle_sip_header_t *make_header(const char *name, const char *text)
{
    return belle_sip_header_create(name, text);
}

size_t stack_write(const values *v, char *out)
{
    belle_sip_object_pool_t *pool = belle_sip_object_pool_push();
    belle_sip_header_address_t *to =
        belle_sip_header_address_create(v->to_name, belle_sip_uri_parse(v->to_uri));
    belle_sip_header_address_t *from =
        belle_sip_header_address_create(v->from_name, belle_sip_uri_parse(v->from_uri));
    belle_sip_header_address_t *contact =
        belle_sip_header_address_create(NULL, belle_sip_uri_parse(v->contact_uri));
    belle_sip_header_call_id_t *call_id = belle_sip_header_call_id_new();
    belle_sip_header_call_id_set_call_id(call_id, v->call_id);
    belle_sip_request_t *request = belle_sip_request_create(
        belle_sip_uri_parse(v->request_uri), "INVITE", call_id,
        belle_sip_header_cseq_create(v->cseq, "INVITE"),
        belle_sip_header_from_create(from, v->from_tag), belle_sip_header_to_create(to, NULL),
        belle_sip_header_via_create(v->sent_by, -1, "WSS", v->branch), 69);
    belle_sip_message_t *m = BELLE_SIP_MESSAGE(request);
    belle_sip_message_add_header(m, BELLE_SIP_HEADER(belle_sip_header_contact_create(contact)));
    belle_sip_message_add_header(m, make_header("Allow", v->allow));
    belle_sip_message_add_header(m, make_header("Supported", v->supported));
    belle_sip_message_add_header(m, make_header("Session-Expires", v->session_expires));
    belle_sip_message_add_header(m, make_header("User-Agent", v->user_agent));
    belle_sip_message_add_header(
        m, BELLE_SIP_HEADER(belle_sip_header_content_type_create("application", "sdp")));
    belle_sip_message_add_header(
        m, BELLE_SIP_HEADER(belle_sip_header_content_length_create(v->sdp_len)));
    char *text = belle_sip_message_to_string(m);
    size_t len = strlen(text); /* the body is not part of it */
    if (len + v->sdp_len < OUTPUT_MAX) {
        memcpy(out, text, len);
        memcpy(out + len, v->sdp, v->sdp_len);
        len += v->sdp_len;
    }
    belle_sip_free(text);
    belle_sip_object_unref(request);
    belle_sip_object_unref(pool);
    return len;
}

size_t stack_digest(const values *v, char *out)
{
    char ha1[33];
    char line[1024];
    size_t len = 0;
    belle_sip_object_pool_t *pool = belle_sip_object_pool_push();
    snprintf(line, sizeof line, "WWW-Authenticate: %s", v->challenge);
    belle_sip_header_www_authenticate_t *challenge = belle_sip_header_www_authenticate_parse(line);
    belle_sip_header_authorization_t *answer =
        belle_sip_auth_helper_create_authorization(challenge);
    belle_sip_header_authorization_set_uri(answer, belle_sip_uri_parse(v->auth_uri));
    belle_sip_header_authorization_set_username(answer, v->user);
    belle_sip_header_authorization_set_qop(answer, "auth");
    belle_sip_header_authorization_set_nonce_count(answer, 1);
    belle_sip_auth_helper_compute_ha1(v->user, v->realm, v->password, ha1);
    if (belle_sip_auth_helper_fill_authorization(answer, v->auth_method, ha1) == 0) {
        belle_sip_object_marshal(BELLE_SIP_OBJECT(answer), out, OUTPUT_MAX, &len);
    }
    belle_sip_object_unref(challenge);
    belle_sip_object_unref(pool);
    return len;
}
