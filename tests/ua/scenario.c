/*
 * Runs the scripts of tests/scenarios: Markdown whose fenced blocks are dialogues with one agent.
 * tests/scenarios/README.md says what a line may be.  Prints TAP, a case a "## " heading; a failed
 * case shows its ladder.
 */
#include "world.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_LENGTH = 1024, TEXT_MAX = 16384, ENTRIES_MAX = 512 };

typedef struct entry {
    char *text; /* "*registered(200)", ">REGISTER", "!OPEN" */
    char *wire; /* of a message sent */
} entry;

static struct {
    world world;
    phone phone;
    entry entries[ENTRIES_MAX];
    size_t count;
    size_t seen;                              /* entries that the script has spoken of */
    char local[512], peer[512], call_id[256]; /* of the dialog that was last touched */
    unsigned branches;
    char hook[2][256]; /* event name, command inside it */
    unsigned number;
    int failed;
    const char *file;
    unsigned line;
} run;

static char problem[2048];

__attribute__((format(printf, 1, 2))) static bool fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem, sizeof(problem), format, arguments);
    va_end(arguments);
    return false;
}

static char *copy_of(const char *text)
{
    char *copy = text ? malloc(strlen(text) + 1) : NULL;
    return copy ? strcpy(copy, text) : NULL;
}

static const char *after(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);
    return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

/* ---- what the agent does ---- */

/* The dialog's names as this side's last message has them; the peer's requests swap them. */
static void learn_dialog(const char *wire)
{
    bool is_response = after(wire, "SIP/2.0 ") != NULL;
    if (after(wire, "REGISTER ") || after(wire, "\r\n"))
        return;
    snprintf(run.local, sizeof(run.local), "%s", header_of(wire, is_response ? "To" : "From"));
    snprintf(run.peer, sizeof(run.peer), "%s", header_of(wire, is_response ? "From" : "To"));
    snprintf(run.call_id, sizeof(run.call_id), "%s", header_of(wire, "Call-ID"));
}

static void heard(phone *p, const char *text, const char *wire)
{
    (void)p;
    if (text[0] == '<' || run.count == ENTRIES_MAX)
        return;
    if (wire)
        learn_dialog(wire);
    run.entries[run.count++] = (entry){copy_of(text), copy_of(wire)};
}

static bool command(const char *text);

static void told(phone *p, const csip_event *event)
{
    (void)p;
    if (run.hook[0][0] && strcmp(run.hook[0], csip_event_name(event->kind)) == 0) {
        run.hook[0][0] = '\0';
        command(run.hook[1]);
    }
}

/* ---- expectations ---- */

/* '*' stands for anything. */
static bool matches(const char *pattern, const char *text)
{
    while (*pattern && *pattern != '*') {
        if (*pattern++ != *text++)
            return false;
    }
    if (!*pattern)
        return !*text;
    for (pattern++;; text++) {
        if (matches(pattern, text))
            return true;
        if (!*text)
            return false;
    }
}

/* A line of a message that the pattern fits; NULL: there is none. */
static bool has_line(const char *wire, const char *pattern)
{
    char line[LINE_MAX_LENGTH];
    while (*wire) {
        size_t len = strcspn(wire, "\r\n");
        snprintf(line, sizeof(line), "%.*s", (int)len, wire);
        if (matches(pattern, line))
            return true;
        wire += len + strspn(wire + len, "\r\n");
    }
    return false;
}

static bool expect_entry(const char *pattern)
{
    if (run.seen == run.count)
        return fail("expected %s, but nothing more happened", pattern);
    const entry *e = &run.entries[run.seen++];
    if (!matches(pattern, e->text))
        return fail("expected %s, but it was %s", pattern, e->text);
    return true;
}

/* "> INVITE sip:bob@example.test SIP/2.0" is a first line; ">   CSeq: 1 INVITE" a line further on,
   ">  !Authorization*" one that must not be there. */
static bool expect_sent(const char *text)
{
    bool is_first = !isspace((unsigned char)text[0]);
    text += strspn(text, " ");
    if (is_first) {
        if (run.seen == run.count)
            return fail("expected > %s, but nothing more happened", text);
        const entry *e = &run.entries[run.seen++];
        if (!e->wire)
            return fail("expected > %s, but it was %s", text, e->text);
        char line[LINE_MAX_LENGTH];
        snprintf(line, sizeof(line), "%.*s", (int)strcspn(e->wire, "\r"), e->wire);
        return matches(text, line) || fail("expected > %s, but it was > %s", text, line);
    }
    const char *wire = run.seen ? run.entries[run.seen - 1].wire : NULL;
    if (!wire)
        return fail("no message before this line");
    bool is_unwanted = text[0] == '!';
    if (has_line(wire, text + is_unwanted) == is_unwanted)
        return fail("%s: %s\nin %s", is_unwanted ? "found" : "missing", text + is_unwanted, wire);
    return true;
}

/* ---- messages to the agent ---- */

static bool has_header(const char *text, const char *name)
{
    char start[64];
    snprintf(start, sizeof(start), "\n%s:", name);
    return strstr(text, start) != NULL;
}

__attribute__((format(printf, 2, 3))) static void add(char *text, const char *format, ...)
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
        add(text, "Via: %s\n", header_of(request, "Via"));
    add(text, "From: %s\nTo: %s", header_of(request, "From"), to);
    add(text, needs_tag ? ";tag=%s\n" : "\n", value);
    add(text, "Call-ID: %s\nCSeq: %s\n", header_of(request, "Call-ID"), header_of(request, "CSeq"));
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
        add(text, "Via: SIP/2.0/WS server.invalid;branch=z9hG4bKserver%u\n", ++run.branches);
    if (!has_header(text, "Max-Forwards"))
        add(text, "Max-Forwards: 70\n");
    if (dialog)
        add(text, "From: %s\nTo: %s\nCall-ID: %s\nCSeq: %s\n", run.peer, run.local, run.call_id,
            cseq);
    if (!has_header(text, "From"))
        add(text, "From: <sip:carol@example.test>;tag=carol\n");
    if (!has_header(text, "To"))
        add(text, "To: <sip:alice@example.test>\n");
    if (!has_header(text, "Call-ID"))
        add(text, "Call-ID: carols-call\n");
    if (!has_header(text, "CSeq"))
        add(text, "CSeq: 1 %s\n", method);
}

/* `head` begins with a newline-terminated first line; an empty line parts headers and body. */
static bool deliver(const char *lines)
{
    static char text[TEXT_MAX];
    char body[4096] = "";
    const char *variable = strstr(lines, "{call-id}");
    if (variable)
        snprintf(text, sizeof(text), "%.*s%s%s", (int)(variable - lines), lines, run.call_id,
                 variable + strlen("{call-id}"));
    else
        snprintf(text, sizeof(text), "%s", lines);
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
            add(text, "Content-Length: %zu\n", strlen(body));
    } else {
        char *raw = strstr(text, "\nRaw: yes");
        memmove(raw, raw + 9, strlen(raw + 9) + 1);
    }
    add(text, "\n%s", body);
    phone_receive(&run.phone, text);
    return true;
}

/* ---- commands ---- */

/* What has happened so far is as it should be and not what the case is about. */
static void skip(void)
{
    run.seen = run.count;
}

static csip_error is_fine(csip_error error)
{
    phone_drain(&run.phone);
    return error;
}

static csip_reply reply_of(const char *text)
{
    return (csip_reply){.status = (uint16_t)atoi(text)};
}

static csip_error do_call(const char *target)
{
    csip_call_options options;
    csip_id id;
    csip_call_options_init(&options);
    const char *anonymous = after(target, "anonymously ");
    options.anonymous = anonymous != NULL;
    return csip_agent_call(run.phone.agent, anonymous ? anonymous : target, &options,
                           run.world.now_ms, &id);
}

/* A call as far as its INVITE. */
static csip_error do_ring(const char *target)
{
    csip_error error = do_call(target);
    phone_drain(&run.phone);
    phone_media_run(&run.phone);
    skip();
    return error;
}

static csip_error do_answer(const char *text)
{
    csip_call_options options;
    csip_call_options_init(&options);
    options.video = strcmp(text, "audio") != 0;
    return csip_agent_answer(run.phone.agent, run.phone.last_session, &options, run.world.now_ms);
}

static csip_error do_terminate(const char *text)
{
    csip_reply reply = reply_of(text);
    return csip_agent_terminate(run.phone.agent, run.phone.last_session, *text ? &reply : NULL,
                                run.world.now_ms);
}

static csip_error do_ready(const char *text)
{
    (void)text;
    return csip_agent_ready(run.phone.agent, run.phone.last_session, run.world.now_ms);
}

static csip_error do_message(const char *text)
{
    char target[64];
    csip_id id;
    snprintf(target, sizeof(target), "%.*s", (int)strcspn(text, " "), text);
    text += strcspn(text, " ");
    return csip_agent_send_message(run.phone.agent, target, csip_str_from(text + (*text == ' ')),
                                   NULL, run.world.now_ms, &id);
}

static csip_error do_options(const char *target)
{
    csip_id id;
    return csip_agent_send_options(run.phone.agent, target, CSIP_STR(""), NULL, run.world.now_ms,
                                   &id);
}

static bool deliver(const char *lines);

/* Carol's call as far as it rings. */
static csip_error do_receive(const char *text)
{
    (void)text;
    deliver("INVITE sip:alice@example.test SIP/2.0\nContact: <sip:carol@there.invalid>\n"
            "Content-Type: application/sdp\n\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n");
    skip();
    return CSIP_OK;
}

/* A message, or "carol": her call as far as the 200. */
static csip_error do_accept(const char *text)
{
    if (strcmp(text, "carol") == 0) {
        do_receive(text);
        csip_error error = do_answer("");
        phone_drain(&run.phone);
        phone_media_run(&run.phone);
        skip();
        return error;
    }
    return csip_agent_accept(run.phone.agent, run.phone.last_message, NULL, run.world.now_ms);
}

static csip_error do_reject(const char *text)
{
    csip_reply reply = reply_of(text);
    return csip_agent_reject(run.phone.agent, run.phone.last_message, &reply, run.world.now_ms);
}

static csip_error do_register(const char *text)
{
    (void)text;
    return csip_agent_register(run.phone.agent, run.world.now_ms);
}

static csip_error do_unregister(const char *text)
{
    return csip_agent_unregister(run.phone.agent, strcmp(text, "all") == 0, run.world.now_ms);
}

/* "quietly": connected, nobody registers. */
static csip_error do_start(const char *text)
{
    csip_error error = csip_agent_start(run.phone.agent, run.world.now_ms);
    if (error || strcmp(text, "quietly") != 0)
        return error;
    phone_drain(&run.phone);
    phone_connected(&run.phone);
    skip();
    return CSIP_OK;
}

static csip_error do_stop(const char *text)
{
    (void)text;
    return csip_agent_stop(run.phone.agent, run.world.now_ms);
}

static csip_error do_listen(const char *text)
{
    uint64_t mask = 0;
    for (csip_event_kind kind = 0; kind < CSIP_EVENT_COUNT; kind++) {
        if (strstr(text, csip_event_name(kind)))
            mask |= CSIP_EVENT_BIT(kind);
    }
    csip_agent_set_interest(run.phone.agent, mask);
    return CSIP_OK;
}

static csip_error do_connected(const char *text)
{
    (void)text;
    phone_connected(&run.phone);
    return CSIP_OK;
}

static csip_error do_lost(const char *text)
{
    (void)text;
    phone_lost(&run.phone);
    return CSIP_OK;
}

static csip_error do_crlf(const char *text)
{
    phone_receive(&run.phone, strcmp(text, "twice") == 0 ? "\r\n\r\n" : "\r\n");
    return CSIP_OK;
}

/* "+500ms", "+2s" */
static csip_error do_wait(const char *text)
{
    char *unit;
    uint64_t count = strtoull(text, &unit, 10);
    phone_wait(&run.phone, strcmp(unit, "s") == 0 ? count * 1000 : count);
    return CSIP_OK;
}

static csip_error do_media(const char *text)
{
    if (strcmp(text, "run") == 0)
        phone_media_run(&run.phone);
    else if (strcmp(text, "ok") == 0)
        phone_media_done(&run.phone, CSIP_OK, NULL);
    else if (strcmp(text, "denied") == 0)
        phone_media_done(&run.phone, CSIP_ERROR_DENIED, NULL);
    else if (strcmp(text, "incompatible") == 0)
        phone_media_done(&run.phone, CSIP_ERROR_INCOMPATIBLE, NULL);
    else
        phone_media_done(&run.phone, CSIP_ERROR_MEDIA, NULL);
    return CSIP_OK;
}

static csip_error do_when(const char *text)
{
    size_t len = strcspn(text, " ");
    snprintf(run.hook[0], sizeof(run.hook[0]), "%.*s", (int)len, text);
    snprintf(run.hook[1], sizeof(run.hook[1]), "%s", text + len + (text[len] == ' '));
    return CSIP_OK;
}

static const struct {
    const char *name;
    csip_error (*run)(const char *argument);
} commands[] = {
    {"call", do_call},
    {"answer", do_answer},
    {"terminate", do_terminate},
    {"ready", do_ready},
    {"message", do_message},
    {"options", do_options},
    {"accept", do_accept},
    {"reject", do_reject},
    {"register", do_register},
    {"start", do_start},
    {"unregister", do_unregister},
    {"stop", do_stop},
    {"listen", do_listen},
    {"connected", do_connected},
    {"lost", do_lost},
    {"crlf", do_crlf},
    {"at", do_wait},
    {"media", do_media},
    {"when", do_when},
    {"ring", do_ring},
    {"receive", do_receive},
};

/* "NAME ARGUMENT [-> ERROR]" */
static bool command(const char *text)
{
    char name[32], argument[256];
    const char *error_name = "OK";
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, " "), text);
    const char *rest = text + strlen(name);
    snprintf(argument, sizeof(argument), "%s", rest + (*rest == ' '));
    char *arrow = strstr(argument, "-> ");
    if (arrow) {
        error_name = arrow + 3;
        *(arrow > argument ? arrow - 1 : arrow) = '\0';
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) != 0)
            continue;
        csip_error error = is_fine(commands[i].run(argument));
        return strcmp(csip_error_name(error), error_name) == 0 ||
               fail("%s: %s", text, csip_error_name(error));
    }
    return fail("no such command: %s", text);
}

/* ---- scripts ---- */

static bool is_registering;

static void configure(csip_config *config)
{
    config->auto_register = is_registering;
    config->display_name = "Alice";
    config->no_answer_timeout = 20;
    config->use_preloaded_route = true;
}

static void begin(const char *lines)
{
    is_registering = !strstr(lines, "start quietly");
    run.count = run.seen = run.branches = 0;
    run.hook[0][0] = run.local[0] = run.peer[0] = '\0';
    world_init(&run.world);
    phone_init(&run.phone, &run.world, "alice", configure);
    run.phone.on_entry = heard;
    run.phone.on_event = told;
}

static void finish(void)
{
    phone_done(&run.phone);
    for (size_t i = 0; i < run.count; i++) {
        free(run.entries[i].text);
        free(run.entries[i].wire);
    }
}

static bool is_input(const char *line)
{
    return line[0] != '>' && line[0] != '*' && line[0] != '!' && line[0] != '[';
}

static bool expect_event(const char *line)
{
    char pattern[LINE_MAX_LENGTH];
    snprintf(pattern, sizeof(pattern), "*%s", line + 1 + strspn(line + 1, " "));
    if (run.seen < run.count && run.entries[run.seen].text[0] != '*')
        return fail("expected %s, but it was %s", line, run.entries[run.seen].text);
    return expect_entry(pattern);
}

static bool execute(const char *line)
{
    if (is_input(line) && run.seen < run.count)
        return fail("not expected: %s", run.entries[run.seen].text);
    switch (line[0]) {
    case '>':
        if (strcmp(line, ">CRLF") == 0)
            return expect_entry(line);
        return expect_sent(line + (line[1] == ' ' ? 2 : 1));
    case '*': return expect_event(line);
    case '!': {
        char pattern[64];
        snprintf(pattern, sizeof(pattern), "!%.40s", line + 1 + strspn(line + 1, " "));
        return expect_entry(pattern);
    }
    case '[': return expect_entry(line);
    default: return command(line);
    }
}

/* Of one more message that comes in. */
static bool is_first_line(const char *line)
{
    size_t len = strlen(line);
    return after(line, "< SIP/2.0 ") || (len > 8 && strcmp(line + len - 8, " SIP/2.0") == 0);
}

static void show_ladder(void)
{
    for (size_t i = 0; i < run.count; i++) {
        printf("#   %s%s\n", run.entries[i].text, i + 1 == run.seen ? "   <-- here" : "");
    }
}

/* Runs the lines of one case; `lines` is cut up. */
static void run_case(const char *title, char *lines, unsigned first_line)
{
    static char incoming[TEXT_MAX];
    bool is_good = true;
    incoming[0] = '\0';
    begin(lines);
    unsigned number = first_line;
    for (char *line = lines; line && is_good; number++) {
        char *next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        run.line = number;
        if (line[0] == '<') {
            if (incoming[0] && is_first_line(line)) {
                is_good = deliver(incoming);
                incoming[0] = '\0';
            }
            if (is_good && run.seen < run.count)
                is_good = fail("not expected: %s", run.entries[run.seen].text);
            add(incoming, "%s\n", line + (line[1] == ' ' ? 2 : 1));
        } else {
            if (incoming[0]) {
                is_good = deliver(incoming);
                incoming[0] = '\0';
            }
            if (is_good && line[0] && line[0] != '#')
                is_good = execute(line);
        }
        line = next;
    }
    if (is_good && incoming[0])
        is_good = deliver(incoming);
    if (is_good && run.seen < run.count)
        is_good = fail("not expected: %s", run.entries[run.seen].text);
    printf("%sok %u - %s\n", is_good ? "" : "not ", ++run.number, title);
    if (!is_good) {
        run.failed++;
        printf("# %s:%u: ", run.file, run.line);
        for (const char *at = problem; *at; at++) {
            putchar(*at);
            if (*at == '\n')
                fputs("#   | ", stdout);
        }
        putchar('\n');
        show_ladder();
    }
    finish();
}

static void run_file(const char *path)
{
    static char lines[TEXT_MAX * 4];
    char title[LINE_MAX_LENGTH] = "", line[LINE_MAX_LENGTH];
    bool is_code = false;
    unsigned number = 0, first = 0;
    const char *name = strrchr(path, '/');
    FILE *file = fopen(path, "r");
    run.file = name ? name + 1 : path;
    if (!file) {
        printf("not ok %u - %s cannot be read\n", ++run.number, path);
        run.failed++;
        return;
    }
    while (fgets(line, sizeof(line), file)) {
        line[strcspn(line, "\n")] = '\0';
        number++;
        if (after(line, "```")) {
            is_code = !is_code;
            if (!is_code && title[0])
                run_case(title, lines, first);
            lines[0] = '\0';
            first = number + 1;
        } else if (is_code) {
            size_t len = strlen(lines);
            snprintf(lines + len, sizeof(lines) - len, "%s\n", line);
        } else if (after(line, "## ")) {
            snprintf(title, sizeof(title), "%s", line + 3);
        }
    }
    fclose(file);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        run_file(argv[i]);
    }
    printf("1..%u\n", run.number);
    return run.failed ? 1 : 0;
}
