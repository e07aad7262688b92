/* sofia-sip: a tree of headers in a memory home that dies at once. */
#include "stack.h"

#include <sofia-sip/auth_client.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>

#include <string.h>

const char *stack_init(const values *v)
{
    (void)v;
    su_init();
    return BENCH_VERSION;
}

static void read_vias(const sip_t *sip, reading *r)
{
    r->via.count = 0;
    for (const sip_via_t *via = sip->sip_via; via; via = via->v_next) {
        hosts_add(&r->via, via->v_host, C_STRING);
    }
    r->branch = c_string(sip->sip_via ? sip->sip_via->v_branch : NULL);
}

static void read_contacts(const sip_contact_t *contact, hosts *list)
{
    list->count = 0;
    for (; contact; contact = contact->m_next) {
        hosts_add(list, contact->m_url->url_host, C_STRING);
    }
}

static void read_routes(const sip_route_t *route, hosts *list)
{
    list->count = 0;
    for (; route; route = route->r_next) {
        hosts_add(list, route->r_url->url_host, C_STRING);
    }
}

void stack_read(const char *octets, size_t len)
{
    reading r = {0};
    msg_t *msg = msg_make(sip_default_mclass(), 0, octets, (ssize_t)len);
    sip_t *sip = sip_object(msg);
    if (!sip) {
        msg_destroy(msg);
        return;
    }
    r.status = sip->sip_status ? sip->sip_status->st_status : 0;
    r.method = c_string(sip->sip_request ? sip->sip_request->rq_method_name : NULL);
    r.uri_host = c_string(sip->sip_request ? sip->sip_request->rq_url->url_host : NULL);
    read_vias(sip, &r);
    r.from_tag = c_string(sip->sip_from->a_tag);
    r.to_tag = c_string(sip->sip_to->a_tag);
    r.call_id = c_string(sip->sip_call_id->i_id);
    r.cseq = sip->sip_cseq->cs_seq;
    r.cseq_method = c_string(sip->sip_cseq->cs_method_name);
    read_contacts(sip->sip_contact, &r.contact);
    read_routes(sip->sip_record_route, &r.record_route);
    read_routes(sip->sip_route, &r.route);
    r.content_type = c_string(sip->sip_content_type ? sip->sip_content_type->c_type : NULL);
    r.content_length = sip->sip_content_length ? (long)sip->sip_content_length->l_length : -1;
    r.body_len = sip->sip_payload ? sip->sip_payload->pl_len : 0;
    reading_use(&r);
    msg_destroy(msg);
}

static void add_strings(su_home_t *home, msg_t *msg, sip_t *sip, const values *v)
{
    sip_header_insert(msg, sip, (sip_header_t *)sip_allow_make(home, v->allow));
    sip_header_insert(msg, sip, (sip_header_t *)sip_supported_make(home, v->supported));
    sip_header_insert(msg, sip, (sip_header_t *)sip_session_expires_make(home, v->session_expires));
    sip_header_insert(msg, sip, (sip_header_t *)sip_user_agent_make(home, v->user_agent));
    sip_header_insert(msg, sip, (sip_header_t *)sip_content_type_make(home, v->content_type));
}

static void add_addresses(su_home_t *home, msg_t *msg, sip_t *sip, const values *v)
{
    sip_to_t *to = sip_to_create(home, URL_STRING_MAKE(v->to_uri));
    sip_from_t *from = sip_from_create(home, URL_STRING_MAKE(v->from_uri));
    to->a_display = v->to_name;
    from->a_display = su_sprintf(home, "\"%s\"", v->from_name);
    sip_from_tag(home, from, su_sprintf(home, "tag=%s", v->from_tag));
    sip_header_insert(msg, sip, (sip_header_t *)to);
    sip_header_insert(msg, sip, (sip_header_t *)from);
    sip_header_insert(
        msg, sip, (sip_header_t *)sip_contact_create(home, URL_STRING_MAKE(v->contact_uri), NULL));
}

size_t stack_write(const values *v, char *out)
{
    msg_t *msg = msg_create(sip_default_mclass(), 0);
    sip_t *sip = sip_object(msg);
    su_home_t *home = msg_home(msg);
    size_t len = 0;
    sip_header_insert(msg, sip,
                      (sip_header_t *)sip_request_create(home, SIP_METHOD_INVITE,
                                                         URL_STRING_MAKE(v->request_uri), NULL));
    sip_header_insert(
        msg, sip,
        (sip_header_t *)sip_via_format(home, "SIP/2.0/WSS %s;branch=%s", v->sent_by, v->branch));
    sip_header_insert(msg, sip, (sip_header_t *)sip_max_forwards_make(home, "69"));
    add_addresses(home, msg, sip, v);
    sip_header_insert(msg, sip, (sip_header_t *)sip_call_id_make(home, v->call_id));
    sip_header_insert(msg, sip, (sip_header_t *)sip_cseq_create(home, v->cseq, SIP_METHOD_INVITE));
    add_strings(home, msg, sip, v);
    sip_header_insert(msg, sip,
                      (sip_header_t *)sip_content_length_create(home, (uint32_t)v->sdp_len));
    sip_header_insert(msg, sip, (sip_header_t *)sip_separator_create(home));
    sip_header_insert(msg, sip,
                      (sip_header_t *)sip_payload_create(home, v->sdp, (isize_t)v->sdp_len));
    char *text = msg_as_string(home, msg, (msg_pub_t *)sip, 0, &len);
    if (text && len < OUTPUT_MAX) {
        memcpy(out, text, len);
    }
    msg_destroy(msg);
    return text ? len : 0;
}

size_t stack_digest(const values *v, char *out)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    auth_client_t *client = NULL;
    msg_header_t *header = NULL;
    size_t len = 0;
    su_home_init(home);
    sip_www_authenticate_t *challenge = sip_www_authenticate_make(home, v->challenge);
    url_t *url = url_make(home, v->auth_uri);
    auc_challenge(&client, home, challenge, sip_authorization_class);
    auc_all_credentials(&client, "Digest", su_sprintf(home, "\"%s\"", v->realm), v->user,
                        v->password);
    if (auc_authorization_headers(&client, home, v->auth_method, url, NULL, &header) > 0) {
        len = (size_t)msg_header_e(out, OUTPUT_MAX, header, 0);
    }
    su_home_deinit(home);
    return len;
}
