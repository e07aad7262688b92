#include "sdp/candidate.h"
#include "sdp/state.h"

static const char *const direction_names[] = {"inactive", "sendonly", "recvonly", "sendrecv"};

void csip__write_media(csip__buf *out, csip_str kind, uint16_t port, csip_str protocol)
{
    CSIP__BUF_PUT(out, CSIP_STR("m="), kind, CSIP_STR(" "));
    csip__buf_uint(out, port);
    CSIP__BUF_PUT(out, CSIP_STR(" "), protocol);
}

void csip__write_connection(csip__buf *out, csip_str address)
{
    bool is_ipv6 = memchr(address.ptr, ':', address.len) != NULL;
    CSIP__BUF_PUT(out, is_ipv6 ? CSIP_STR("c=IN IP6 ") : CSIP_STR("c=IN IP4 "), address,
                  CSIP_STR("\r\n"));
}

void csip__write_candidates(csip__buf *out, const csip__jsep_transport *ours)
{
    for (size_t i = 0; i < ours->candidate_count; i++)
        CSIP__BUF_PUT(out, CSIP_STR("a="), ours->candidates[i], CSIP_STR("\r\n"));
    if (ours->is_gathering_complete)
        CSIP__BUF_LIT(out, "a=end-of-candidates\r\n");
}

static void write_number(csip__buf *out, const char *name, uint64_t number)
{
    csip__buf_str(out, csip_str_from(name));
    csip__buf_uint(out, number);
}

static void write_codec(csip__buf *out, const csip__format *format)
{
    const csip__codec *codec = format->codec;
    write_number(out, "a=rtpmap:", format->payload_type);
    CSIP__BUF_PUT(out, CSIP_STR(" "), codec->name, CSIP_STR("/"));
    csip__buf_uint(out, codec->clock_hz);
    if (codec->channels > 1)
        write_number(out, "/", codec->channels);
    CSIP__BUF_LIT(out, "\r\n");
    for (unsigned i = 0; i < 3; i++) {
        if (format->feedback >> i & 1) {
            write_number(out, "a=rtcp-fb:", format->payload_type);
            CSIP__BUF_PUT(out, CSIP_STR(" "), csip__codec_feedback_names[i], CSIP_STR("\r\n"));
        }
    }
    if (codec->parameters.len > 0) {
        write_number(out, "a=fmtp:", format->payload_type);
        CSIP__BUF_PUT(out, CSIP_STR(" "), codec->parameters, CSIP_STR("\r\n"));
    }
}

static void write_source(csip__buf *out, const csip__jsep *jsep, const csip__wish *wish,
                         csip_str cname)
{
    CSIP__BUF_LIT(out, "a=msid:");
    csip__buf_hex(out, jsep->stream, sizeof(jsep->stream));
    CSIP__BUF_LIT(out, " ");
    csip__buf_hex(out, wish->track, sizeof(wish->track));
    write_number(out, "\r\na=ssrc:", wish->ssrc);
    CSIP__BUF_LIT(out, " cname:");
    if (cname.len > 0)
        csip__buf_str(out, cname);
    else
        csip__buf_hex(out, jsep->stream, sizeof(jsep->stream));
    CSIP__BUF_LIT(out, "\r\n");
}

/*
 * RFC 8829 section 5.2.1 leaves the transport's attributes out of all bundled lines but the tagged
 * one.  They stand in each here, as browsers write them: gateways look for them line by line.
 */
static void write_transport(csip__buf *out, const csip__jsep_transport *ours, csip_str setup)
{
    CSIP__BUF_PUT(out, CSIP_STR("a=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:"), ours->ice_ufrag,
                  CSIP_STR("\r\na=ice-pwd:"), ours->ice_pwd,
                  CSIP_STR("\r\na=ice-options:trickle\r\na=fingerprint:"), ours->fingerprint,
                  CSIP_STR("\r\na=setup:"), setup, CSIP_STR("\r\n"));
}

static void write_rejected(csip__buf *out, const csip__plan_line *line)
{
    csip__write_media(out, line->media, 0, line->protocol);
    CSIP__BUF_PUT(out, CSIP_STR(" "), line->format_text, CSIP_STR("\r\n"));
    csip__write_connection(out, CSIP_STR("0.0.0.0"));
    if (line->mid.len > 0)
        CSIP__BUF_PUT(out, CSIP_STR("a=mid:"), line->mid, CSIP_STR("\r\n"));
    CSIP__BUF_LIT(out, "a=inactive\r\n");
}

/* RFC 8829 section 5.2.1: bundled lines but the tagged one have port 9 and no address. */
static void write_line(csip__jsep *jsep, const csip__plan *plan, size_t index,
                       const csip__jsep_transport *ours)
{
    csip__buf *out = &jsep->out;
    const csip__plan_line *line = &plan->lines[index];
    bool is_tagged = index == plan->tagged;
    csip__candidate destination =
        csip__candidate_default(ours->candidates, is_tagged ? ours->candidate_count : 0);

    csip__write_media(out, line->media, destination.port, line->protocol);
    for (size_t i = 0; i < line->format_count; i++)
        write_number(out, " ", line->formats[i].payload_type);
    CSIP__BUF_LIT(out, "\r\n");
    csip__write_connection(out, destination.address);
    write_transport(out, ours, plan->setup);
    if (line->mid.len > 0)
        CSIP__BUF_PUT(out, CSIP_STR("a=mid:"), line->mid, CSIP_STR("\r\n"));
    if (line->mid_extension_id) {
        write_number(out, "a=extmap:", line->mid_extension_id);
        CSIP__BUF_LIT(out, " urn:ietf:params:rtp-hdrext:sdes:mid\r\n");
    }
    CSIP__BUF_PUT(out, CSIP_STR("a="), csip_str_from(direction_names[line->direction]),
                  CSIP_STR("\r\na=rtcp-mux\r\na=rtcp-rsize\r\n"));
    for (size_t i = 0; i < line->format_count; i++)
        write_codec(out, &line->formats[i]);
    if (line->direction & CSIP_DIRECTION_SENDONLY)
        write_source(out, jsep, line->wish, ours->cname);
    if (is_tagged)
        csip__write_candidates(out, ours);
}

static void write_session(csip__jsep *jsep, const csip__plan *plan)
{
    csip__buf *out = &jsep->out;
    write_number(out, "v=0\r\no=- ", jsep->session_id);
    write_number(out, " ", jsep->version + 1);
    CSIP__BUF_LIT(out, " IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
    if (!plan->is_bundled)
        return;
    CSIP__BUF_LIT(out, "a=group:BUNDLE");
    /* RFC 9143 section 7: the first mid is the tagged one. */
    CSIP__BUF_PUT(out, CSIP_STR(" "), plan->lines[plan->tagged].mid);
    for (size_t i = 0; i < plan->line_count; i++) {
        if (!plan->lines[i].is_rejected && i != plan->tagged)
            CSIP__BUF_PUT(out, CSIP_STR(" "), plan->lines[i].mid);
    }
    CSIP__BUF_LIT(out, "\r\n");
}

csip_error csip__plan_write(csip__jsep *jsep, const csip__plan *plan,
                            const csip__jsep_transport *ours)
{
    csip__buf_clear(&jsep->out);
    write_session(jsep, plan);
    for (size_t i = 0; i < plan->line_count; i++) {
        if (plan->lines[i].is_rejected)
            write_rejected(&jsep->out, &plan->lines[i]);
        else
            write_line(jsep, plan, i, ours);
    }
    return jsep->out.error;
}

void csip__plan_reject(csip__plan_line *line, const csip__section *offered)
{
    *line = (csip__plan_line){
        .is_rejected = true,
        .media = offered->media.kind,
        .protocol = offered->media.protocol,
        .format_text = offered->media.formats,
        .mid = offered->mid,
    };
}
