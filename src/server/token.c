#include "server/token.h"

#define COOKIE "z9hG4bK"

static void write_u64(uint64_t value, char out[16])
{
    for (int i = 15; i >= 0; i--, value >>= 4) {
        out[i] = "0123456789abcdef"[value & 15];
    }
}

static bool read_u64(const char *text, uint64_t *ret_value)
{
    uint64_t value = 0;
    for (int i = 0; i < 16; i++) {
        const char *digits = "0123456789abcdef";
        const char *at = memchr(digits, text[i], 16);
        if (!at) {
            return false;
        }
        value = value << 4 | (uint64_t)(at - digits);
    }
    *ret_value = value;
    return true;
}

static csip_str octets_of(const void *ptr, size_t len)
{
    return (csip_str){ptr, len};
}

void csip__token_loop(csip__mac *mac, const csip_message *request, char *out)
{
    const csip_str parts[] = {
        CSIP_STR("loop"),          request->from.tag,
        request->call_id,          octets_of(&request->cseq, sizeof request->cseq),
        request->request_uri_text,
    };
    csip__mac_hex(mac, parts, sizeof parts / sizeof *parts, CSIP__TOKEN_LOOP_LEN / 2, out);
}

void csip__token_branch(csip__mac *mac, const csip__hop *hop, char out[CSIP__BRANCH_LEN])
{
    const csip_str parts[] = {
        CSIP_STR("branch"),
        octets_of(&hop->from, sizeof hop->from),
        octets_of(&hop->to, sizeof hop->to),
        hop->loop,
        hop->via->branch,
        hop->via->host,
        hop->message->from.tag,
        hop->message->call_id,
        octets_of(&hop->message->cseq, sizeof hop->message->cseq),
    };
    memcpy(out, COOKIE, 7);
    write_u64(hop->from, out + 7);
    memcpy(out + 7 + CSIP__TOKEN_FLOW_LEN, hop->loop.ptr, CSIP__TOKEN_LOOP_LEN);
    csip__mac_hex(mac, parts, sizeof parts / sizeof *parts, CSIP__TOKEN_MAC_LEN / 2,
                  out + CSIP__BRANCH_LEN - CSIP__TOKEN_MAC_LEN);
}

bool csip__token_read_branch(csip_str branch, uint64_t *ret_from, csip_str *ret_loop)
{
    if (branch.len != CSIP__BRANCH_LEN || memcmp(branch.ptr, COOKIE, 7) != 0 ||
        !read_u64(branch.ptr + 7, ret_from)) {
        return false;
    }
    *ret_loop = octets_of(branch.ptr + 7 + CSIP__TOKEN_FLOW_LEN, CSIP__TOKEN_LOOP_LEN);
    return true;
}

void csip__token_route(csip__mac *mac, uint64_t one, uint64_t other, csip_str call_id,
                       char out[CSIP__ROUTE_LEN])
{
    const csip_str parts[] = {
        CSIP_STR("route"),
        octets_of(&one, sizeof one),
        octets_of(&other, sizeof other),
        call_id,
    };
    write_u64(one, out);
    write_u64(other, out + CSIP__TOKEN_FLOW_LEN);
    csip__mac_hex(mac, parts, sizeof parts / sizeof *parts, CSIP__TOKEN_MAC_LEN / 2,
                  out + 2 * CSIP__TOKEN_FLOW_LEN);
}

bool csip__token_read_route(csip__mac *mac, csip_str token, csip_str call_id, uint64_t flows[2])
{
    if (token.len != CSIP__ROUTE_LEN || !read_u64(token.ptr, &flows[0]) ||
        !read_u64(token.ptr + CSIP__TOKEN_FLOW_LEN, &flows[1])) {
        return false;
    }
    const csip_str parts[] = {
        CSIP_STR("route"),
        octets_of(&flows[0], sizeof flows[0]),
        octets_of(&flows[1], sizeof flows[1]),
        call_id,
    };
    return csip__mac_matches(mac, parts, sizeof parts / sizeof *parts,
                             octets_of(token.ptr + 2 * CSIP__TOKEN_FLOW_LEN, CSIP__TOKEN_MAC_LEN));
}

void csip__token_tag(csip__mac *mac, const csip_message *request, char out[CSIP__TAG_LEN])
{
    const csip_str parts[] = {
        CSIP_STR("tag"),   request->via.branch, request->via.host,
        request->from.tag, request->call_id,    octets_of(&request->cseq, sizeof request->cseq),
    };
    csip__mac_hex(mac, parts, sizeof parts / sizeof *parts, CSIP__TAG_LEN / 2, out);
}

static void nonce_parts(const uint64_t *made_s, const uint64_t *flow, csip_str parts[3])
{
    parts[0] = CSIP_STR("nonce");
    parts[1] = octets_of(made_s, sizeof *made_s);
    parts[2] = octets_of(flow, sizeof *flow);
}

void csip__token_nonce(csip__mac *mac, uint64_t now_s, uint64_t flow, char out[CSIP__NONCE_LEN])
{
    csip_str parts[3];
    nonce_parts(&now_s, &flow, parts);
    write_u64(now_s, out);
    csip__mac_hex(mac, parts, 3, CSIP__TOKEN_MAC_LEN / 2, out + 16);
}

bool csip__token_read_nonce(csip__mac *mac, csip_str nonce, uint64_t flow, uint64_t *ret_made_s)
{
    csip_str parts[3];
    if (nonce.len != CSIP__NONCE_LEN || !read_u64(nonce.ptr, ret_made_s)) {
        return false;
    }
    nonce_parts(ret_made_s, &flow, parts);
    return csip__mac_matches(mac, parts, 3, octets_of(nonce.ptr + 16, CSIP__TOKEN_MAC_LEN));
}
