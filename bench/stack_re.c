/* libre: slices into a reference-counted buffer. */
#include "stack.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <re.h>

/* Exported, and in no header: what sends requests calls it. */
int sip_auth_encode(struct mbuf *mb, struct sip_auth *auth, const char *met, const char *uri);

static struct mbuf *received;   /* what is parsed */
static struct mbuf *written;    /* kept between messages, as an application could */
static struct sip_msg *refusal; /* 401 with the challenge */
static const values *account;

static value value_of(const struct pl *text)
{
    return (value){text->p, (ptrdiff_t)text->l};
}

const char *stack_init(const values *v)
{
    account = v;
    received = mbuf_alloc(65536);
    written = mbuf_alloc(OUTPUT_MAX);
    struct mbuf *mb = mbuf_alloc(1024);
    mbuf_printf(mb,
                "SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\r\n"
                "From: <sip:a@example.net>;tag=1\r\nTo: <sip:a@example.net>;tag=2\r\n"
                "Call-ID: 1\r\nCSeq: 1 REGISTER\r\nWWW-Authenticate: %s\r\n"
                "Content-Length: 0\r\n\r\n",
                v->challenge);
    mb->pos = 0;
    sip_msg_decode(&refusal, mb);
    return BENCH_VERSION;
}

static bool read_via(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
    struct sip_via via;
    struct pl host;
    struct pl port;
    (void)msg;
    if (sip_via_decode(&via, &header->val) == 0 &&
        uri_decode_hostport(&via.sentby, &host, &port) == 0) {
        hosts_add(arg, host.p, (ptrdiff_t)host.l);
    }
    return false;
}

static bool read_address(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
    struct sip_addr address;
    (void)msg;
    if (sip_addr_decode(&address, &header->val) == 0) {
        hosts_add(arg, address.uri.host.p, (ptrdiff_t)address.uri.host.l);
    }
    return false;
}

static void read_list(const struct sip_msg *msg, enum sip_hdrid id, sip_hdr_h *handler, hosts *list)
{
    list->count = 0;
    sip_msg_hdr_apply(msg, true, id, handler, list);
}

void stack_read(const char *octets, size_t len)
{
    reading r = {0};
    struct sip_msg *msg;
    received->pos = 0;
    received->end = 0;
    mbuf_write_mem(received, (const uint8_t *)octets, len);
    received->pos = 0;
    if (sip_msg_decode(&msg, received) != 0) {
        return;
    }
    r.status = msg->scode;
    r.method = value_of(&msg->met);
    r.uri_host = value_of(&msg->uri.host);
    read_list(msg, SIP_HDR_VIA, read_via, &r.via);
    r.branch = value_of(&msg->via.branch);
    r.from_tag = value_of(&msg->from.tag);
    r.to_tag = value_of(&msg->to.tag);
    r.call_id = value_of(&msg->callid);
    r.cseq = msg->cseq.num;
    r.cseq_method = value_of(&msg->cseq.met);
    read_list(msg, SIP_HDR_CONTACT, read_address, &r.contact);
    read_list(msg, SIP_HDR_RECORD_ROUTE, read_address, &r.record_route);
    read_list(msg, SIP_HDR_ROUTE, read_address, &r.route);
    if (msg->ctyp.type.l > 0) {
        r.content_type = value_of(&msg->ctyp.type);
        r.content_subtype = value_of(&msg->ctyp.subtype);
    }
    r.content_length = pl_isset(&msg->clen) ? (long)pl_u32(&msg->clen) : -1;
    r.body_len = mbuf_get_left(msg->mb);
    reading_use(&r);
    mem_deref(msg);
}

static size_t take_written(char *out)
{
    memcpy(out, written->buf, written->end);
    return written->end;
}

size_t stack_write(const values *v, char *out)
{
    struct mbuf *mb = written;
    mbuf_rewind(mb);
    mbuf_printf(mb, "INVITE %s SIP/2.0\r\n", v->request_uri);
    mbuf_printf(mb, "Via: SIP/2.0/WSS %s;branch=%s\r\n", v->sent_by, v->branch);
    mbuf_printf(mb, "Max-Forwards: 69\r\nTo: \"%s\" <%s>\r\n", v->to_name, v->to_uri);
    mbuf_printf(mb, "From: \"%s\" <%s>;tag=%s\r\n", v->from_name, v->from_uri, v->from_tag);
    mbuf_printf(mb, "Call-ID: %s\r\nCSeq: %u INVITE\r\n", v->call_id, v->cseq);
    mbuf_printf(mb, "Contact: <%s>\r\nAllow: %s\r\n", v->contact_uri, v->allow);
    mbuf_printf(mb, "Supported: %s\r\nSession-Expires: %s\r\n", v->supported, v->session_expires);
    mbuf_printf(mb, "User-Agent: %s\r\n", v->user_agent);
    mbuf_printf(mb, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", v->content_type, v->sdp_len);
    mbuf_write_mem(mb, (const uint8_t *)v->sdp, v->sdp_len);
    return take_written(out);
}

static int give_password(char **user, char **password, const char *realm, void *arg)
{
    (void)realm;
    (void)arg;
    return str_dup(user, account->user) || str_dup(password, account->password);
}

size_t stack_digest(const values *v, char *out)
{
    struct sip_auth *auth;
    size_t len = 0;
    mbuf_rewind(written);
    if (sip_auth_alloc(&auth, give_password, NULL, false) != 0) {
        return 0;
    }
    if (sip_auth_authenticate(auth, refusal) == 0 &&
        sip_auth_encode(written, auth, v->auth_method, v->auth_uri) == 0) {
        len = take_written(out);
    }
    mem_deref(auth);
    return len;
}
