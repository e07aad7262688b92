#include "sip_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const compact[][2] = {
    {"i", "Call-ID"},      {"m", "Contact"},   {"l", "Content-Length"},
    {"c", "Content-Type"}, {"f", "From"},      {"t", "To"},
    {"v", "Via"},          {"k", "Supported"}, {"x", "Session-Expires"},
    {"o", "Event"},        {"r", "Refer-To"},  {"b", "Referred-By"},
};

static const char *long_name(const char *name)
{
    for (size_t i = 0; i < sizeof(compact) / sizeof(compact[0]); i++) {
        if (strcasecmp(name, compact[i][0]) == 0)
            return compact[i][1];
    }
    return name;
}

static char *trimmed(pool *p, const char *text, size_t len)
{
    for (; len > 0 && isspace((unsigned char)*text); len--) {
        text++;
    }
    while (len > 0 && isspace((unsigned char)text[len - 1])) {
        len--;
    }
    return pool_copy(p, text, len);
}

static void read_field(pool *p, const char *line, size_t len, sip_text *message)
{
    const char *colon = memchr(line, ':', len);
    if (!colon || message->field_count == SIP_TEXT_FIELDS_MAX)
        return;
    size_t name_len = (size_t)(colon - line);
    message->fields[message->field_count++] = (sip_field){
        long_name(trimmed(p, line, name_len)), trimmed(p, colon + 1, len - name_len - 1)};
}

static void read_first(pool *p, sip_text *message)
{
    const char *cseq = sip_text_value(message, "CSeq", 0);
    if (strncmp(message->first, "SIP/2.0 ", 8) == 0) {
        message->status = (unsigned)strtoul(message->first + 8, NULL, 10);
        const char *space = cseq ? strpbrk(cseq, " \t") : NULL;
        message->method = space ? trimmed(p, space, strlen(space)) : "";
    } else {
        message->method = pool_copy(p, message->first, strcspn(message->first, " "));
    }
}

bool sip_text_read(pool *p, const char *octets, size_t len, sip_text *ret_message)
{
    const char *at = octets, *end = octets + len;
    *ret_message = (sip_text){.body = ""};
    while (at < end) {
        const char *stop = memmem(at, (size_t)(end - at), "\r\n", 2);
        while (stop && stop > at && stop + 2 < end && ret_message->first &&
               (stop[2] == ' ' || stop[2] == '\t')) {
            stop = memmem(stop + 2, (size_t)(end - stop - 2), "\r\n", 2);
        }
        size_t line_len = stop ? (size_t)(stop - at) : (size_t)(end - at);
        if (line_len == 0) {
            ret_message->body = at + 2;
            ret_message->body_len = (size_t)(end - at - 2);
            break;
        }
        if (!ret_message->first)
            ret_message->first = trimmed(p, at, line_len);
        else
            read_field(p, at, line_len, ret_message);
        at = stop ? stop + 2 : end;
    }
    if (!ret_message->first || !strstr(ret_message->first, "SIP/2.0"))
        return false;
    read_first(p, ret_message);
    return true;
}

const char *sip_text_value(const sip_text *message, const char *name, size_t n)
{
    for (size_t i = 0; i < message->field_count; i++) {
        if (strcasecmp(message->fields[i].name, name) == 0 && n-- == 0)
            return message->fields[i].value;
    }
    return NULL;
}

/* The end of a parameter that begins at `at`: a separator outside of quotes and brackets. */
static const char *param_end(const char *at, const char *separators)
{
    bool is_quoted = false, is_bracketed = false;
    for (; *at; at++) {
        if (*at == '\\' && is_quoted && at[1])
            at++;
        else if (*at == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && (*at == '<' || *at == '>'))
            is_bracketed = *at == '<';
        else if (!is_quoted && !is_bracketed && strchr(separators, *at))
            break;
    }
    return at;
}

static const char *separators_of(const char *value)
{
    return strncasecmp(value, "Digest ", 7) == 0 ? "," : ";";
}

char *sip_text_param(pool *p, const char *value, const char *name)
{
    const char *separators = separators_of(value);
    size_t name_len = strlen(name);
    const char *at = *separators == ',' ? value + 7 : param_end(value, separators);
    while (*at) {
        at += *at == *separators;
        at += strspn(at, " \t");
        const char *end = param_end(at, separators);
        if (strncasecmp(at, name, name_len) == 0 && at[name_len] == '=') {
            char *found = trimmed(p, at + name_len + 1, (size_t)(end - at) - name_len - 1);
            size_t len = strlen(found);
            if (len >= 2 && found[0] == '"')
                return pool_copy(p, found + 1, len - 2);
            return found;
        }
        at = end;
    }
    return NULL;
}

long sip_text_cseq(const sip_text *message)
{
    const char *cseq = sip_text_value(message, "CSeq", 0);
    return cseq ? strtol(cseq, NULL, 10) : -1;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char *sip_text_normal(pool *p, const char *value)
{
    char *parts[64];
    size_t count = 0;
    const char *separators = separators_of(value);
    const char *at = *separators == ',' ? value + 7 : param_end(value, separators);
    char *normal = trimmed(p, value, (size_t)(at - value));
    while (*at && count < 64) {
        at += *at == *separators;
        const char *end = param_end(at, separators);
        parts[count++] = trimmed(p, at, (size_t)(end - at));
        at = end;
    }
    qsort(parts, count, sizeof(parts[0]), by_text);
    for (size_t i = 0; i < count; i++) {
        normal = pool_format(p, "%s%c%s", normal, *separators, parts[i]);
    }
    return normal;
}

static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive"};

char *sip_text_directions(pool *p, const char *sdp, size_t len)
{
    char *text = pool_copy(p, sdp, len), *result = pool_copy(p, "", 0), *save = NULL;
    const char *session = "sendrecv", *kind = NULL, *direction = NULL;
    for (char *line = strtok_r(text, "\r\n", &save);; line = strtok_r(NULL, "\r\n", &save)) {
        if (kind && (!line || strncmp(line, "m=", 2) == 0))
            result = pool_format(p, "%s%s%s %s", result, *result ? ", " : "", kind, direction);
        if (!line)
            return result;
        if (strncmp(line, "m=", 2) == 0) {
            kind = pool_copy(p, line + 2, strcspn(line + 2, " "));
            direction = strncmp(line + 2 + strlen(kind), " 0 ", 3) == 0 ? "rejected" : session;
        }
        for (size_t i = 0; i < 4; i++) {
            if (strncmp(line, "a=", 2) || strcmp(line + 2, directions[i]))
                continue;
            if (!kind)
                session = directions[i];
            else if (strcmp(direction, "rejected"))
                direction = directions[i];
        }
    }
}

char *sip_text_title(pool *p, const char *octets, size_t len)
{
    sip_text message;
    if (!sip_text_read(p, octets, len, &message)) {
        if (len == 2 && memcmp(octets, "\r\n", 2) == 0)
            return pool_format(p, "<CRLF>");
        return pool_format(p, len == 0 ? "<empty>" : "<other>");
    }
    if (message.status)
        return pool_format(p, "%u/%s", message.status, message.method);
    return pool_format(p, "%s", message.method);
}
