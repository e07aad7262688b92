#include "player.h"

#include <stdlib.h>
#include <strings.h>

static bool is_credentials(const char *name)
{
    return strcasecmp(name, "Authorization") == 0 || strcasecmp(name, "Proxy-Authorization") == 0;
}

/* What is random or follows from it in credentials. */
static char *without_digest(player *p, const char *value)
{
    static const char *const names[] = {"nonce", "nc", "cnonce", "response"};
    char *text = sip_text_normal(p->pool, value);
    for (size_t i = 0; i < 4; i++) {
        char *mark = pool_format(p->pool, ",%s=", names[i]);
        char *at = strstr(text, mark);
        if (at)
            text = pool_format(p->pool, "%.*s%s*%s", (int)(at - text), text, mark,
                               at + strlen(mark) + strcspn(at + strlen(mark), ","));
    }
    return text;
}

/* The value as it is compared. */
static const char *comparable(player *p, const sip_text *message, const char *name, size_t n)
{
    const char *value = sip_text_value(message, name, n);
    if (!value)
        return NULL;
    bool is_agent = strcasecmp(name, "User-Agent") == 0 || strcasecmp(name, "Server") == 0;
    if (is_agent && !p->user_agent)
        return "*";
    if (strcasecmp(name, "Content-Length") == 0)
        return "*";
    return is_credentials(name) ? without_digest(p, value) : sip_text_normal(p->pool, value);
}

/* Seconds left of a subscription: JsSIP rounds down what has passed in the meantime. */
static bool is_same_second(const char *name, const char *a, const char *b)
{
    enum { NEAR_S = 2 };
    const char *number_a = a ? strstr(a, "expires=") : NULL,
               *number_b = b ? strstr(b, "expires=") : NULL;
    char *end_a, *end_b;
    if (strcasecmp(name, "Subscription-State") || !number_a || !number_b ||
        number_a - a != number_b - b || strncmp(a, b, (size_t)(number_a - a)))
        return false;
    long difference_s = strtol(number_a + 8, &end_a, 10) - strtol(number_b + 8, &end_b, 10);
    return labs(difference_s) <= NEAR_S && strcmp(end_a, end_b) == 0;
}

static bool fields_are_equal(player *p, const char *title, const sip_text *recorded,
                             const sip_text *ours, const char **ret_problem)
{
    for (size_t side = 0; side < 2; side++) {
        const sip_text *from = side ? ours : recorded;
        for (size_t i = 0, n = 0; i < from->field_count; i++, n = 0) {
            const char *name = from->fields[i].name;
            for (size_t k = 0; k < i; k++) {
                n += strcasecmp(from->fields[k].name, name) == 0;
            }
            const char *a = comparable(p, recorded, name, n), *b = comparable(p, ours, name, n);
            if (side && a)
                continue;
            if ((!a || !b || strcmp(a, b)) && !is_same_second(name, a, b) &&
                !player_differs(p, title, &(sip_field){name, a}, b, ret_problem))
                return false;
        }
    }
    return true;
}

static bool is_sdp(const sip_text *message)
{
    const char *type = sip_text_value(message, "Content-Type", 0);
    return type && strncasecmp(type, "application/sdp", 15) == 0 && message->body_len > 0;
}

static bool bodies_are_equal(player *p, const char *title, const sip_text *recorded,
                             const sip_text *ours, const char **ret_problem)
{
    const char *length = sip_text_value(ours, "Content-Length", 0);
    bool has_sdp = is_sdp(recorded) && is_sdp(ours);
    char *a = has_sdp ? sip_text_directions(p->pool, recorded->body, recorded->body_len)
                      : pool_copy(p->pool, recorded->body, recorded->body_len);
    char *b = has_sdp ? sip_text_directions(p->pool, ours->body, ours->body_len)
                      : pool_copy(p->pool, ours->body, ours->body_len);
    if (length && strtoul(length, NULL, 10) != ours->body_len) {
        *ret_problem =
            pool_format(p->pool, "Content-Length %s before %zu octets", length, ours->body_len);
        return false;
    }
    return strcmp(a, b) == 0 ||
           player_differs(p, title, &(sip_field){has_sdp ? "directions" : "body", a}, b,
                          ret_problem);
}

static const char *credentials_problem(player *p, const sip_text *ours)
{
    for (size_t i = 0; i < ours->field_count; i++) {
        if (is_credentials(ours->fields[i].name) &&
            !credentials_are_right(p, ours->fields[i].value, ours->method))
            return pool_format(p->pool, "wrong credentials: %s", ours->fields[i].value);
    }
    return NULL;
}

/* Keep-alives and the like: octet for octet. */
static const char *compare_octets(player *p, const record *r, csip_str octets)
{
    if (r->text_len == octets.len && memcmp(r->text, octets.ptr, octets.len) == 0)
        return NULL;
    return pool_format(p->pool, "octets differ: %.*s", CSIP_STR_ARG(octets));
}

const char *compare_message(player *p, const record *r, csip_str octets)
{
    sip_text recorded, ours;
    const char *problem = NULL;
    size_t token_count = p->tokens.count, sequence_count = p->tokens.sequence_count;
    if (!sip_text_read(p->pool, r->text, r->text_len, &recorded) ||
        !sip_text_read(p->pool, octets.ptr, octets.len, &ours))
        return compare_octets(p, r, octets);
    if (strcmp(recorded.method, ours.method) || recorded.status != ours.status)
        return "another message";
    problem = credentials_problem(p, &ours);
    tokens_learn(&p->tokens, &recorded, &ours);
    size_t len;
    char *text = tokens_to_recorded(&p->tokens, octets.ptr, octets.len, &len);
    sip_text_read(p->pool, text, len, &ours);
    if (!problem && strcmp(recorded.first, ours.first))
        player_differs(p, r->title, &(sip_field){"first line", recorded.first}, ours.first,
                       &problem);
    if (!problem && fields_are_equal(p, r->title, &recorded, &ours, &problem))
        bodies_are_equal(p, r->title, &recorded, &ours, &problem);
    if (problem) {
        p->tokens.count = token_count;
        p->tokens.sequence_count = sequence_count;
    }
    return problem;
}
