/*
 * Alters recordings that pass, one record at a time: each alteration must be found.
 *
 *     test-alteration LISTS FOLDER
 */

#include "player.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* EVERY: which records are altered, so that it does not take long. */
enum { EVERY = 5, PATH_ROOM = 4096 };

typedef struct tally {
    size_t altered, found;
} tally;

/* Plays a part with record `at` altered by `alter`, unaltered if NULL. */
static bool passes(const char *path, differences *d, const char *ua, size_t at,
                   void (*alter)(recording *f, record *r), bool ret_is_plain[])
{
    recording f;
    player *p = calloc(1, sizeof(*p));
    bool is_good = p && recording_read(path, &f);
    if (is_good && alter)
        alter(&f, &f.records[at]);
    if (is_good) {
        player_run(p, &f, ua, d);
        player_done(p);
        is_good = !p->failure;
    }
    for (size_t i = 0; ret_is_plain && i < f.count; i++) {
        const record *r = &f.records[i];
        ret_is_plain[i] = record_is_expected(r) && r->is_done && !r->is_listed && !p->is_diverged &&
                          strcmp(r->ua, ua) == 0;
    }
    recording_done(&f);
    free(p);
    return is_good;
}

static void drop(recording *f, record *r)
{
    (void)f;
    r->kind = RECORD_NOTE;
}

/* Another field, another event, another server. */
static void change(recording *f, record *r)
{
    const char *end = strstr(r->text, "\r\n");
    if (r->kind == RECORD_EVENT) {
        r->name = "UA.altered";
        r->title = "event altered";
    } else if (end) {
        r->text =
            pool_format(&f->pool, "%.*s\r\nX-Altered: 1%s", (int)(end - r->text), r->text, end);
        r->text_len = strlen(r->text);
    } else {
        r->text = "altered";
    }
}

static void alter_part(const char *path, differences *d, const char *ua, tally *t)
{
    static bool is_plain[65536];
    static void (*const alterations[])(recording *, record *) = {drop, change};
    size_t count = 0;
    memset(is_plain, 0, sizeof(is_plain));
    if (!passes(path, d, ua, 0, NULL, is_plain))
        return;
    for (size_t i = 0; i < sizeof(is_plain); i++) {
        if (!is_plain[i] || count++ % EVERY)
            continue;
        for (size_t k = 0; k < 2; k++) {
            bool is_found = !passes(path, d, ua, i, alterations[k], NULL);
            t->altered++;
            t->found += is_found;
            if (!is_found)
                printf("# %s, %s, record %zu %s: not found\n", path, ua, i + 1,
                       k ? "changed" : "dropped");
        }
    }
}

static void alter_all(const char *folder, DIR *dir, differences *d, tally *t)
{
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        char path[PATH_ROOM];
        recording f;
        const char *end = strrchr(entry->d_name, '.');
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (!end || strcmp(end, ".jsonl") || !recording_read(path, &f))
            continue;
        for (size_t i = 0; i < f.ua_count; i++) {
            alter_part(path, d, f.uas[i], t);
        }
        recording_done(&f);
    }
}

int main(int count, char **arguments)
{
    static differences d;
    static const char *const lists[] = {"differences.json", "unfinished.json"};
    const char *other = getenv("CSIP_FLOWS");
    const char *folder = other && *other ? other : count == 3 ? arguments[2] : "";
    tally t = {0};
    DIR *dir = opendir(folder);
    for (size_t i = 0; count == 3 && i < 2; i++) {
        char path[PATH_ROOM];
        snprintf(path, sizeof(path), "%s/%s", arguments[1], lists[i]);
        if (!differences_read(&d, path))
            return EXIT_FAILURE;
    }
    if (!dir) {
        printf("1..0 # SKIP no recordings in %s\n", folder);
        return EXIT_SUCCESS;
    }
    alter_all(folder, dir, &d, &t);
    closedir(dir);
    differences_done(&d);
    bool is_good = t.altered > 0 && t.found == t.altered;
    printf("1..1\n%s 1 - %zu of %zu alterations found\n", is_good ? "ok" : "not ok", t.found,
           t.altered);
    return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
