#include "token.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void learn(tokens *t, const char *recorded, const char *ours)
{
    if (!recorded || !ours || !*recorded || strcmp(recorded, ours) == 0 || t->count == TOKENS_MAX)
        return;
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->pairs[i].recorded, recorded) == 0 || strcmp(t->pairs[i].ours, ours) == 0)
            return;
    }
    t->pairs[t->count++] = (token){recorded, ours};
}

/* What stands behind a tag's '-' was configured, so it is compared. */
static void learn_tag(tokens *t, const char *recorded, const char *ours)
{
    char *a = recorded ? sip_text_param(t->pool, recorded, "tag") : NULL;
    char *b = ours ? sip_text_param(t->pool, ours, "tag") : NULL;
    if (!a || !b)
        return;
    const char *trail_a = strchr(a, '-'), *trail_b = strchr(b, '-');
    if (strcmp(trail_a ? trail_a : "", trail_b ? trail_b : "") == 0)
        learn(t, a, b);
}

static void learn_branch(tokens *t, const char *recorded, const char *ours)
{
    char *a = sip_text_param(t->pool, recorded, "branch");
    char *b = sip_text_param(t->pool, ours, "branch");
    if (a && b && strncmp(b, "z9hG4bK", 7) == 0)
        learn(t, a, b);
}

/* The host that ends in ".invalid" within a value, or NULL. */
static char *invalid_host(tokens *t, const char *value)
{
    const char *end = value ? strstr(value, ".invalid") : NULL, *begin = end;
    while (begin && begin > value && isalnum((unsigned char)begin[-1])) {
        begin--;
    }
    return end && begin < end ? pool_copy(t->pool, begin, (size_t)(end - begin)) : NULL;
}

static char *contact_user(tokens *t, const char *value)
{
    const char *scheme = value ? strstr(value, "sip:") : NULL;
    const char *at = scheme ? strchr(scheme, '@') : NULL;
    return at ? pool_copy(t->pool, scheme + 4, (size_t)(at - scheme) - 4) : NULL;
}

static void learn_contact(tokens *t, const char *recorded, const char *ours)
{
    char *host = invalid_host(t, recorded), *our_host = invalid_host(t, ours);
    if (recorded && ours) {
        char *a = sip_text_param(t->pool, recorded, "+sip.instance");
        char *b = sip_text_param(t->pool, ours, "+sip.instance");
        if (a && b && strlen(a) > 10 && strlen(b) > 10)
            learn(t, pool_copy(t->pool, a + 10, strcspn(a + 10, ">")),
                  pool_copy(t->pool, b + 10, strcspn(b + 10, ">")));
    }
    if (!host || !our_host || strstr(recorded, "anonymous"))
        return;
    learn(t, host, our_host);
    learn(t, contact_user(t, recorded), contact_user(t, ours));
}

static token_sequence *sequence_of(tokens *t, const char *call_id, bool is_new)
{
    for (size_t i = 0; call_id && i < t->sequence_count; i++) {
        if (strcmp(t->sequences[i].call_id, call_id) == 0)
            return &t->sequences[i];
    }
    if (!is_new || !call_id || t->sequence_count == TOKENS_MAX)
        return NULL;
    t->sequences[t->sequence_count] = (token_sequence){.call_id = call_id, .refer = -1};
    return &t->sequences[t->sequence_count++];
}

static void learn_sequence(tokens *t, const sip_text *recorded, const sip_text *ours)
{
    const char *call_id = sip_text_value(recorded, "Call-ID", 0);
    token_sequence *sequence = sequence_of(t, call_id, false);
    if (!sequence) {
        sequence = sequence_of(t, call_id, true);
        if (!sequence)
            return;
        sequence->offset = sip_text_cseq(ours) - sip_text_cseq(recorded);
    }
    if (strcmp(recorded->method, "REFER") == 0)
        sequence->refer = sip_text_cseq(recorded);
}

void tokens_learn(tokens *t, const sip_text *recorded, const sip_text *ours)
{
    const char *via = sip_text_value(recorded, "Via", 0), *our_via = sip_text_value(ours, "Via", 0);
    learn_contact(t, sip_text_value(recorded, "Contact", 0), sip_text_value(ours, "Contact", 0));
    if (recorded->status) {
        learn_tag(t, sip_text_value(recorded, "To", 0), sip_text_value(ours, "To", 0));
        return;
    }
    if (via && our_via) {
        learn_branch(t, via, our_via);
        learn(t, invalid_host(t, via), invalid_host(t, our_via));
    }
    learn_tag(t, sip_text_value(recorded, "From", 0), sip_text_value(ours, "From", 0));
    learn(t, sip_text_value(recorded, "Call-ID", 0), sip_text_value(ours, "Call-ID", 0));
    learn_sequence(t, recorded, ours);
}

void tokens_skip(tokens *t, const sip_text *recorded, long requests)
{
    token_sequence *sequence = sequence_of(t, sip_text_value(recorded, "Call-ID", 0), false);
    if (sequence)
        sequence->offset -= requests;
}

/* A token begins behind anything but a letter or digit, or behind an escape. */
static bool begins_word(const char *text, const char *at)
{
    return at == text || !isalnum((unsigned char)at[-1]) || (at - text >= 3 && at[-3] == '%');
}

static const token *token_at(const tokens *t, const char *at, bool to_ours)
{
    for (size_t i = 0; i < t->count; i++) {
        const char *from = to_ours ? t->pairs[i].recorded : t->pairs[i].ours;
        size_t len = strlen(from);
        if (strncmp(at, from, len) == 0 && !isalnum((unsigned char)at[len]))
            return &t->pairs[i];
    }
    return NULL;
}

static char *replaced(const tokens *t, const char *text, bool to_ours)
{
    size_t len = strlen(text), room = len + 64, used = 0;
    char *result = pool_alloc(t->pool, len * 4 + room);
    for (const char *at = text; *at;) {
        const token *found = begins_word(text, at) ? token_at(t, at, to_ours) : NULL;
        if (!found) {
            result[used++] = *at++;
            continue;
        }
        const char *to = to_ours ? found->ours : found->recorded;
        at += strlen(to_ours ? found->recorded : found->ours);
        if (used + strlen(to) + strlen(at) >= len * 4 + room)
            abort();
        memcpy(result + used, to, strlen(to));
        used += strlen(to);
    }
    return result;
}

/* Rewrites the decimal number behind `mark` by adding `offset` to it. */
static char *shifted(tokens *t, char *head, const char *mark, long offset)
{
    char *at = strcasestr(head, mark), *end;
    if (!at || offset == 0)
        return head;
    at += strlen(mark);
    at += strspn(at, " \t");
    long number = strtol(at, &end, 10);
    return end == at
               ? head
               : pool_format(t->pool, "%.*s%ld%s", (int)(at - head), head, number + offset, end);
}

/* Our own requests' numbers, in requests that we send and in responses that we get. */
static char *renumbered(tokens *t, char *head, const sip_text *recorded, bool to_ours)
{
    const token_sequence *sequence = sequence_of(t, sip_text_value(recorded, "Call-ID", 0), false);
    const char *event = sip_text_value(recorded, "Event", 0);
    if (!sequence)
        return head;
    long offset = to_ours ? sequence->offset : -sequence->offset;
    if (to_ours == (recorded->status != 0))
        return shifted(t, head, "\r\nCSeq:", offset);
    if (to_ours && event && strncmp(event, "refer;", 6) == 0 && strstr(event, "id=") &&
        strtol(strstr(event, "id=") + 3, NULL, 10) == sequence->refer)
        return shifted(t, head, "\r\nEvent: refer;id=", offset);
    return head;
}

static char *mapped(tokens *t, const char *octets, size_t len, bool to_ours, size_t *ret_len)
{
    const char *body = memmem(octets, len, "\r\n\r\n", 4);
    size_t head_len = body ? (size_t)(body - octets) : len;
    sip_text message;
    char *head = replaced(t, pool_copy(t->pool, octets, head_len), to_ours);
    char *source = to_ours ? pool_copy(t->pool, octets, head_len) : head;
    if (sip_text_read(t->pool, source, strlen(source), &message))
        head = renumbered(t, head, &message, to_ours);
    size_t mapped_len = strlen(head);
    char *result = pool_alloc(t->pool, mapped_len + len - head_len + 1);
    memcpy(result, head, mapped_len);
    memcpy(result + mapped_len, octets + head_len, len - head_len);
    *ret_len = mapped_len + len - head_len;
    return result;
}

char *tokens_to_recorded(tokens *t, const char *octets, size_t len, size_t *ret_len)
{
    return mapped(t, octets, len, false, ret_len);
}

char *tokens_to_ours(tokens *t, const char *octets, size_t len, size_t *ret_len)
{
    return mapped(t, octets, len, true, ret_len);
}
