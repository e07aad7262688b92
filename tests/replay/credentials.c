#include "player.h"

#include <stdio.h>
#include <stdlib.h>

static char *md5(player *p, const char *text)
{
    uint8_t octets[16];
    char *hex = pool_alloc(p->pool, 33);
    const csip_str part = csip_str_from(text);
    p->world.platform.hash(p->world.platform.user, CSIP_HASH_MD5, &part, 1, octets);
    for (size_t i = 0; i < sizeof(octets); i++) {
        snprintf(hex + 2 * i, 3, "%02x", octets[i]);
    }
    return hex;
}

/* A nonce that the server has given. */
static bool is_recorded_nonce(const player *p, const char *nonce)
{
    for (size_t i = 0; i < p->flow->count; i++) {
        const record *r = &p->flow->records[i];
        if (r->kind == RECORD_RECV && strcmp(r->ua, p->ua) == 0 && strstr(r->text, nonce))
            return true;
    }
    return false;
}

bool credentials_are_right(player *p, const char *value, const char *method)
{
    static const char *const names[] = {"username", "realm", "nonce", "uri", "response"};
    char *fields[5];
    for (size_t i = 0; i < 5; i++) {
        fields[i] = sip_text_param(p->pool, value, names[i]);
        if (!fields[i])
            return false;
    }
    char *nc = sip_text_param(p->pool, value, "nc"), *qop = sip_text_param(p->pool, value, "qop");
    char *cnonce = sip_text_param(p->pool, value, "cnonce");
    char *ha1 = md5(p, pool_format(p->pool, "%s:%s:%s", fields[0], fields[1], p->password));
    /* RFC 3261 13.2.2.4: an ACK carries the credentials of its INVITE. */
    const char *signed_method = strcmp(method, "ACK") ? method : "INVITE";
    char *ha2 = md5(p, pool_format(p->pool, "%s:%s", signed_method, fields[3]));
    char *text = pool_format(p->pool, "%s:%s:%s", ha1, fields[2], ha2);
    if (qop)
        text = pool_format(p->pool, "%s:%s:%s:%s:%s:%s", ha1, fields[2], nc ? nc : "",
                           cnonce ? cnonce : "", qop, ha2);
    return is_recorded_nonce(p, fields[2]) && strcmp(md5(p, text), fields[4]) == 0;
}
