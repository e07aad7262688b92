/*
 * Plays recorded flows with our agent in the place of each recorded one and compares what it sends
 * and tells.
 *
 *     test-replay-flows [-s] [-v] LISTS FOLDER|FILE
 *
 * LISTS is the folder of differences.json, unfinished.json and pending.txt.  The environment
 * variable CSIP_FLOWS names other recordings than FOLDER: then not every entry of the lists must be
 * met.  -s prints the last line, the summary, plainly, -v shows every ladder.
 */

#include "player.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { FLOWS_MAX = 4096, AROUND = 24 };

typedef struct run {
    differences differences;
    char *pending; /* names, one a line */
    const char *source;
    bool is_complete; /* the recordings are those that the lists were written for */
    bool is_verbose, is_summary;
    char *paths[FLOWS_MAX];
    size_t path_count;
    size_t flows, good, awaited, messages, matched, listed, failures;
} run;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static bool add_path(run *r, const char *path)
{
    if (r->path_count == FLOWS_MAX)
        return false;
    r->paths[r->path_count++] = strdup(path);
    return true;
}

static bool add_source(run *r, const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return ends_in(folder, ".jsonl") && add_path(r, folder);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (ends_in(path, ".jsonl") && !add_path(r, path))
            break;
    }
    closedir(dir);
    return true;
}

static bool read_pending(run *r, const char *path)
{
    FILE *file = fopen(path, "r");
    size_t room = 0;
    if (!file)
        return false;
    bool is_read = getdelim(&r->pending, &room, '\0', file) > 0 || feof(file);
    fclose(file);
    return is_read;
}

/* The line of a flow in the list of those that cannot pass yet. */
static char *pending_line(const run *r, const char *name)
{
    size_t len = strlen(name);
    for (char *at = r->pending; at && *at; at += strcspn(at, "\n"), at += *at == '\n') {
        if (strncmp(at, name, len) == 0 && strchr(" \t\n", at[len]))
            return at;
    }
    return NULL;
}

static void print_lines(const char *text)
{
    for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
        printf("#     %.*s\n", (int)strcspn(text, "\n"), text);
    }
}

static void print_ladder(const player *p, size_t from)
{
    for (size_t i = from; i < p->ladder_len; i++) {
        printf("#   %-6s %s\n", p->ua, p->ladder[i]);
    }
}

static bool play(run *r, recording *f, const char *ua, bool is_pending)
{
    player *p = calloc(1, sizeof(*p));
    player_run(p, f, ua, &r->differences);
    player_done(p);
    r->messages += p->messages;
    r->matched += p->matched;
    r->listed += p->listed;
    bool is_good = p->failure == NULL;
    if (r->is_verbose)
        print_ladder(p, 0);
    if (!is_good && (!is_pending || r->is_verbose)) {
        if (!r->is_verbose)
            print_ladder(p, p->ladder_len > AROUND ? p->ladder_len - AROUND : 0);
        printf("#   %s, %s: first difference, %zu of %zu compared\n", f->name, ua, p->matched,
               p->messages);
        print_lines(p->failure);
    }
    free(p);
    return is_good;
}

static void play_flow(run *r, const char *path)
{
    recording f;
    bool is_good = recording_read(path, &f);
    char *pending = pending_line(r, f.name);
    for (size_t i = 0; i < f.ua_count; i++) {
        is_good &= play(r, &f, f.uas[i], pending != NULL);
    }
    r->flows++;
    r->good += is_good;
    if (pending && is_good)
        printf("# %s is pending but passes: take it out of the list\n", f.name);
    bool is_awaited = pending && !is_good;
    r->awaited += is_awaited;
    r->failures += (pending != NULL) == is_good;
    printf("%s %zu - %s%s\n", is_good && !pending ? "ok" : "not ok", r->flows, f.name,
           is_awaited ? " # TODO pending" : "");
    fflush(stdout);
    recording_done(&f);
}

/* A list may not outlive what it was written for. */
static void check_lists(run *r)
{
    for (size_t i = 0; i < r->differences.count; i++) {
        const difference *entry = &r->differences.list[i];
        if (entry->uses)
            continue;
        printf("not ok %zu - difference %zu is never met: %s\n", ++r->flows, i + 1, entry->reason);
        r->failures++;
    }
}

static int report(run *r)
{
    size_t flows = r->flows;
    if (r->is_complete)
        check_lists(r);
    printf("1..%zu\n", r->flows);
    printf("# %zu deviations are listed differences, %zu flows are pending\n", r->listed,
           r->awaited);
    printf("%sflows %zu of %zu, messages %zu of %zu\n", r->is_summary ? "" : "# ", r->good, flows,
           r->matched, r->messages);
    return r->failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

static bool read_lists(run *r, const char *folder)
{
    static const char *const names[] = {"differences.json", "unfinished.json"};
    char path[4096];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        if (!differences_read(&r->differences, path))
            return false;
    }
    snprintf(path, sizeof(path), "%s/pending.txt", folder);
    return read_pending(r, path);
}

static bool read_arguments(run *r, int count, char **arguments)
{
    int at = 1;
    for (; at < count && arguments[at][0] == '-'; at++) {
        r->is_verbose |= strcmp(arguments[at], "-v") == 0;
        r->is_summary |= strcmp(arguments[at], "-s") == 0;
    }
    const char *other = getenv("CSIP_FLOWS");
    r->is_complete = !other || !*other;
    if (at + 2 != count || !read_lists(r, arguments[at]))
        return false;
    r->source = r->is_complete ? arguments[at + 1] : other;
    return true;
}

int main(int count, char **arguments)
{
    static run r;
    if (!read_arguments(&r, count, arguments)) {
        printf("Bail out! usage: test-replay-flows [-s] [-v] LISTS FOLDER, all lists readable\n");
        return EXIT_FAILURE;
    }
    if (!add_source(&r, r.source)) {
        printf("1..0 # SKIP no recordings in %s\n", r.source);
        return EXIT_SUCCESS;
    }
    qsort(r.paths, r.path_count, sizeof(r.paths[0]), by_text);
    for (size_t i = 0; i < r.path_count; i++) {
        play_flow(&r, r.paths[i]);
        free(r.paths[i]);
    }
    int code = report(&r);
    differences_done(&r.differences);
    free(r.pending);
    return code;
}
