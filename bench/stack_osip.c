/* libosip2: every value a C string of its own; it has no digest. */
#include "stack.h"

#include <osipparser2/osip_parser.h>

#include <stdlib.h>
#include <string.h>

const char *stack_init(const values *v)
{
    (void)v;
    parser_init();
    return BENCH_VERSION;
}

static const char *tag_of(osip_from_t *address)
{
    static char tag_name[] = "tag";
    osip_generic_param_t *tag = NULL;
    return address && osip_from_param_get_byname(address, tag_name, &tag) == 0 ? tag->gvalue : NULL;
}

static void read_addresses(const osip_list_t *addresses, hosts *list)
{
    list->count = 0;
    for (int i = 0; i < osip_list_size(addresses); i++) {
        osip_from_t *address = osip_list_get(addresses, i);
        hosts_add(list, address->url ? address->url->host : NULL, C_STRING);
    }
}

static void read_vias(const osip_message_t *m, reading *r)
{
    static char branch_name[] = "branch";
    osip_generic_param_t *branch = NULL;
    r->via.count = 0;
    for (int i = 0; i < osip_list_size(&m->vias); i++) {
        osip_via_t *via = osip_list_get(&m->vias, i);
        hosts_add(&r->via, via->host, C_STRING);
        if (i == 0) {
            osip_via_param_get_byname(via, branch_name, &branch);
        }
    }
    r->branch = c_string(branch ? branch->gvalue : NULL);
}

void stack_read(const char *octets, size_t len)
{
    reading r = {0};
    osip_message_t *m;
    osip_body_t *body = NULL;
    osip_message_init(&m);
    if (osip_message_parse(m, octets, len) != 0) {
        osip_message_free(m);
        return;
    }
    r.status = m->status_code;
    r.method = c_string(m->sip_method);
    r.uri_host = c_string(m->req_uri ? m->req_uri->host : NULL);
    read_vias(m, &r);
    r.from_tag = c_string(tag_of(m->from));
    r.to_tag = c_string(tag_of(m->to));
    r.call_id = c_string(m->call_id->number);
    r.call_id_host = c_string(m->call_id->host);
    r.cseq = strtoul(m->cseq->number, NULL, 10);
    r.cseq_method = c_string(m->cseq->method);
    read_addresses(&m->contacts, &r.contact);
    read_addresses(&m->record_routes, &r.record_route);
    read_addresses(&m->routes, &r.route);
    if (m->content_type) {
        r.content_type = c_string(m->content_type->type);
        r.content_subtype = c_string(m->content_type->subtype);
    }
    r.content_length = m->content_length ? atol(m->content_length->value) : -1;
    r.body_len = osip_message_get_body(m, 0, &body) == 0 ? body->length : 0;
    reading_use(&r);
    osip_message_free(m);
}

static osip_uri_t *make_uri(const char *text)
{
    osip_uri_t *uri;
    osip_uri_init(&uri);
    osip_uri_parse(uri, text);
    return uri;
}

static osip_from_t *make_address(const char *name, const char *uri, const char *tag)
{
    osip_from_t *address;
    osip_from_init(&address);
    if (name) {
        osip_from_set_displayname(address, osip_strdup(name));
    }
    osip_from_set_url(address, make_uri(uri));
    if (tag) {
        osip_from_set_tag(address, osip_strdup(tag));
    }
    return address;
}

static void add_via(osip_message_t *m, const values *v)
{
    osip_via_t *via;
    osip_via_init(&via);
    via_set_version(via, osip_strdup("2.0"));
    via_set_protocol(via, osip_strdup("WSS"));
    via_set_host(via, osip_strdup(v->sent_by));
    osip_via_set_branch(via, osip_strdup(v->branch));
    osip_list_add(&m->vias, via, -1);
}

static void add_numbers(osip_message_t *m, const values *v)
{
    char number[16];
    osip_call_id_init(&m->call_id);
    osip_call_id_set_number(m->call_id, osip_strdup(v->call_id));
    snprintf(number, sizeof number, "%u", v->cseq);
    osip_cseq_init(&m->cseq);
    osip_cseq_set_number(m->cseq, osip_strdup(number));
    osip_cseq_set_method(m->cseq, osip_strdup("INVITE"));
}

size_t stack_write(const values *v, char *out)
{
    osip_message_t *m;
    char *text = NULL;
    size_t len = 0;
    osip_message_init(&m);
    osip_message_set_method(m, osip_strdup("INVITE"));
    osip_message_set_version(m, osip_strdup("SIP/2.0"));
    osip_message_set_uri(m, make_uri(v->request_uri));
    add_via(m, v);
    osip_message_set_header(m, "Max-Forwards", "69");
    m->to = make_address(v->to_name, v->to_uri, NULL);
    m->from = make_address(v->from_name, v->from_uri, v->from_tag);
    add_numbers(m, v);
    osip_list_add(&m->contacts, make_address(NULL, v->contact_uri, NULL), -1);
    osip_message_set_header(m, "Allow", v->allow);
    osip_message_set_header(m, "Supported", v->supported);
    osip_message_set_header(m, "Session-Expires", v->session_expires);
    osip_message_set_header(m, "User-Agent", v->user_agent);
    osip_message_set_content_type(m, v->content_type);
    osip_message_set_body(m, v->sdp, v->sdp_len);
    if (osip_message_to_str(m, &text, &len) == 0 && len < OUTPUT_MAX) {
        memcpy(out, text, len);
    }
    osip_free(text);
    osip_message_free(m);
    return len;
}

size_t stack_digest(const values *v, char *out)
{
    (void)v;
    (void)out;
    return 0;
}
