/*
 * Runs the scripts of tests/scenarios: Markdown whose fenced blocks are dialogues with one agent.
 * tests/scenarios/README.md says what a line may be.  Prints TAP, a case a "## " heading; a failed
 * case shows its ladder.
 */
#include "scenario.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

scenario run;
static unsigned case_number;
static int failed_count;
static const char *file_name;

char problem[2048];

bool fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem, sizeof(problem), format, arguments);
    va_end(arguments);
    return false;
}

const char *after(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);
    return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static char *copy_of(const char *text)
{
    char *copy = text ? malloc(strlen(text) + 1) : NULL;
    return copy ? strcpy(copy, text) : NULL;
}

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

static void told(phone *p, const csip_event *event)
{
    (void)p;
    if (run.hook[0][0] && strcmp(run.hook[0], csip_event_name(event->kind)) == 0) {
        run.hook[0][0] = '\0';
        run.event = event->event;
        scenario_command(run.hook[1]);
    }
}

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
    default: return scenario_command(line);
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
    unsigned at_line = first_line;
    for (char *line = lines; line && is_good; number++) {
        char *next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        at_line = number;
        if (line[0] == '<') {
            if (incoming[0] && is_first_line(line)) {
                is_good = scenario_deliver(incoming);
                incoming[0] = '\0';
            }
            if (is_good && run.seen < run.count)
                is_good = fail("not expected: %s", run.entries[run.seen].text);
            bool is_indented = after(line, "<   ") && strstr(incoming, "\n\n");
            append(incoming, "%s\n", line + (is_indented ? 4 : line[1] == ' ' ? 2 : 1));
        } else {
            if (incoming[0]) {
                is_good = scenario_deliver(incoming);
                incoming[0] = '\0';
            }
            if (is_good && line[0] && line[0] != '#')
                is_good = execute(line);
        }
        line = next;
    }
    if (is_good && incoming[0])
        is_good = scenario_deliver(incoming);
    if (is_good && run.seen < run.count)
        is_good = fail("not expected: %s", run.entries[run.seen].text);
    printf("%sok %u - %s\n", is_good ? "" : "not ", ++case_number, title);
    if (!is_good) {
        failed_count++;
        printf("# %s:%u: ", file_name, at_line);
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
    file_name = name ? name + 1 : path;
    if (!file) {
        printf("not ok %u - %s cannot be read\n", ++case_number, path);
        failed_count++;
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
    printf("1..%u\n", case_number);
    return failed_count ? 1 : 0;
}
