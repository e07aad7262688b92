#include "player.h"

/*
 * Fault 5 of JsSIP done right: the nonce is kept and answers in advance, so the recorded request
 * without credentials, its challenge and the challenge's ACK do not happen.
 */

static bool is_authorized(const sip_text *message)
{
    return sip_text_value(message, "Authorization", 0) ||
           sip_text_value(message, "Proxy-Authorization", 0);
}

static bool is_of_dialog(const sip_text *a, const sip_text *b)
{
    const char *one = sip_text_value(a, "Call-ID", 0), *other = sip_text_value(b, "Call-ID", 0);
    return one && other && strcmp(one, other) == 0;
}

/* The recorded request that answers the challenge of `request`, NULL: it was not challenged. */
static record *authorized_again(player *p, record *request, const sip_text *recorded)
{
    bool is_challenged = false;
    for (record *r = request + 1; r < p->flow->records + p->flow->count; r++) {
        sip_text other;
        if (!player_owns(p, r) || (r->kind != RECORD_SENT && r->kind != RECORD_RECV) ||
            !sip_text_read(p->pool, r->text, r->text_len, &other) ||
            !is_of_dialog(recorded, &other) || strcmp(recorded->method, other.method))
            continue;
        if (r->kind == RECORD_RECV && sip_text_cseq(&other) == sip_text_cseq(recorded))
            is_challenged = other.status == 401 || other.status == 407;
        else if (r->kind == RECORD_SENT && !other.status)
            return is_challenged && is_authorized(&other) ? r : NULL;
    }
    return NULL;
}

/* Marks the recorded request, its challenge and the challenge's ACK as spared. */
static void spare(player *p, record *request, record *again, const sip_text *recorded)
{
    for (record *r = request; r < again; r++) {
        sip_text message;
        if (!player_owns(p, r) || (r->kind != RECORD_SENT && r->kind != RECORD_RECV) ||
            r->is_done || !sip_text_read(p->pool, r->text, r->text_len, &message))
            continue;
        if (!is_of_dialog(recorded, &message) || sip_text_cseq(&message) != sip_text_cseq(recorded))
            continue;
        bool is_ack = strcmp(message.method, "ACK") == 0;
        if (r->kind == RECORD_SENT && r != request && !is_ack)
            continue;
        player_note(p, "    (spared: %s)", r->title);
        if (r->kind == RECORD_SENT)
            player_mark(p, r, true);
        r->is_done = true;
    }
}
record *advance_find(player *p, record *r, csip_str octets)
{
    sip_text recorded, ours;
    if (!sip_text_read(p->pool, r->text, r->text_len, &recorded) ||
        !sip_text_read(p->pool, octets.ptr, octets.len, &ours) || recorded.status ||
        strcmp(recorded.method, ours.method) || is_authorized(&recorded) || !is_authorized(&ours))
        return NULL;
    record *again = authorized_again(p, r, &recorded);
    if (!again || !player_allows(p, DIFFERENCE_ADVANCE, r->title))
        return NULL;
    spare(p, r, again, &recorded);
    tokens_skip(&p->tokens, &recorded, 1);
    return again;
}
