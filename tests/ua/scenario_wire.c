#include "scenario.h"

#include <stdarg.h>
#include <stdio.h>

static bool has_header(const char *text, const char *name)
{
    char start[64];
    snprintf(start, sizeof(start), "\n%s:", name);
    return strstr(text, start) != NULL;
}

void append(char *text, const char *format, ...)
{
    size_t len = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + len, TEXT_MAX - len, format, arguments);
    va_end(arguments);
}

/* The request that a response answers: of the method in its CSeq line, else the last one sent. */
static const char *answered_request(const char *text)
{
    const char *cseq = strstr(text, "\nCSeq: ");
    char method[32] = "";
    if (cseq)
        sscanf(cseq, "\nCSeq: %31s", method);
    for (size_t i = run.count; i-- > 0;) {
        const char *wire = run.entries[i].wire;
        if (wire && !after(wire, "SIP/2.0") && !after(wire, "ACK ") && !after(wire, "\r\n") &&
            strncmp(wire, method, strlen(method)) == 0)
            return wire;
    }
    return NULL;
}

/* "CSeq: INVITE" in a response says whose response it is; the number is filled in. */
static bool complete_response(char *text)
{
    const char *request = answered_request(text);
    if (!request)
        return fail("no request to answer");
    char *cseq = strstr(text, "\nCSeq: ");
    if (cseq) {
        char *end = strchr(cseq + 1, '\n');
        memmove(cseq, end, strlen(end) + 1);
    }
    const char *to = header_of(request, "To");
    bool needs_tag = !strstr(to, ";tag=") && !after(text, "SIP/2.0 100");
    const char *tag = strstr(text, "\nTag: ");
    char value[64] = "peer";
    if (tag) {
        sscanf(tag, "\nTag: %63s", value);
        char *end = strchr(tag + 1, '\n');
        memmove((char *)tag, end, strlen(end) + 1);
    }
    if (!has_header(text, "Via"))
        append(text, "Via: %s\n", header_of(request, "Via"));
    append(text, "From: %s\nTo: %s", header_of(request, "From"), to);
    append(text, needs_tag ? ";tag=%s\n" : "\n", value);
    if (needs_tag && strcmp(header_of(request, "Call-ID"), run.call_id) == 0)
        snprintf(run.peer, sizeof(run.peer), "%s;tag=%s", to, value);
    append(text, "Call-ID: %s\nCSeq: %s\n", header_of(request, "Call-ID"),
           header_of(request, "CSeq"));
    return true;
}

/* A request has what its lines say; the rest is of a server's that is not in a dialog, or, with
   "Dialog: 2 BYE" in place of From, To, Call-ID and CSeq, of the peer in the last dialog. */
static void complete_request(char *text)
{
    char method[32];
    sscanf(text, "%31s", method);
    char *dialog = strstr(text, "\nDialog: ");
    char cseq[64] = "";
    if (dialog) {
        char *end = strchr(dialog + 1, '\n');
        snprintf(cseq, sizeof(cseq), "%.*s", (int)(end - dialog - 9), dialog + 9);
        memmove(dialog, end, strlen(end) + 1);
    }
    if (!has_header(text, "Via"))
        append(text, "Via: SIP/2.0/WS server.invalid;branch=z9hG4bKserver%u\n", ++run.branches);
    if (!has_header(text, "Max-Forwards"))
        append(text, "Max-Forwards: 70\n");
    if (dialog && !has_header(text, "From"))
        append(text, "From: %s\n", run.peer);
    if (dialog)
        append(text, "To: %s\nCall-ID: %s\nCSeq: %s\n", run.local, run.call_id, cseq);
    if (!has_header(text, "From"))
        append(text, "From: <sip:carol@example.test>;tag=carol\n");
    if (!has_header(text, "To"))
        append(text, "To: <sip:alice@example.test>\n");
    if (!has_header(text, "Call-ID"))
        append(text, "Call-ID: carols-call\n");
    if (!has_header(text, "CSeq"))
        append(text, "CSeq: 1 %s\n", method);
}

static const char *tag_of(const char *value)
{
    const char *tag = strstr(value, ";tag=");
    return tag ? tag + strlen(";tag=") : "";
}

/* The names of the dialog last heard of, put in. */
static void expand(char *text, const char *lines)
{
    const struct {
        const char *name, *value;
    } variables[] = {{"{call-id}", run.call_id},
                     {"{to-tag}", tag_of(run.local)},
                     {"{from-tag}", tag_of(run.peer)}};
    text[0] = '\0';
    while (*lines) {
        size_t len = 1;
        const char *value = NULL;
        for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
            if (after(lines, variables[i].name)) {
                value = variables[i].value;
                len = strlen(variables[i].name);
            }
        }
        append(text, "%.*s", value ? (int)strlen(value) : 1, value ? value : lines);
        lines += len;
    }
}

/* `head` begins with a newline-terminated first line; an empty line parts headers and body. */
bool scenario_deliver(const char *lines)
{
    static char text[TEXT_MAX];
    char body[4096] = "";
    expand(text, lines);
    char *blank = strstr(text, "\n\n");
    if (blank) {
        for (const char *at = blank + 2; *at; at++) {
            size_t len = strlen(body);
            if (*at == '\n')
                body[len++] = '\r';
            body[len] = *at;
        }
        blank[1] = '\0';
    }
    if (!strstr(text, "\nRaw: yes")) {
        if (after(text, "SIP/2.0 ")) {
            if (!complete_response(text))
                return false;
        } else {
            complete_request(text);
        }
        if (!has_header(text, "Content-Length"))
            append(text, "Content-Length: %zu\n", strlen(body));
    } else {
        char *raw = strstr(text, "\nRaw: yes");
        memmove(raw, raw + 9, strlen(raw + 9) + 1);
    }
    append(text, "\n%s", body);
    phone_receive(&run.phone, text);
    return true;
}
