#include "difference.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[DIFFERENCE_KINDS] = {
    "ignore", "missing", "extra", "advance", "value", "time", "order", "diverge",
};

static const char *text_of(const json_t *entry, const char *key)
{
    const char *text = json_string_value(json_object_get(entry, key));
    return text ? text : "";
}

static bool compile(const json_t *entry, const char *key, regex_t *ret_pattern)
{
    char whole[1024];
    snprintf(whole, sizeof(whole), "^(%s)$", text_of(entry, key));
    return regcomp(ret_pattern, whole, REG_EXTENDED | REG_NOSUB) == 0;
}

static bool read_entry(const json_t *entry, difference *ret_entry)
{
    static const char *const keys[] = {"kind",  "flow",   "record", "field", "values",
                                       "after", "before", "reason", NULL};
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)entry, key, value)
    {
        size_t i = 0;
        while (keys[i] && strcmp(key, keys[i])) {
            i++;
        }
        if (!keys[i] || !json_is_string(value))
            return false;
    }
    while (ret_entry->kind < DIFFERENCE_KINDS &&
           strcmp(text_of(entry, "kind"), kinds[ret_entry->kind])) {
        ret_entry->kind++;
    }
    ret_entry->flow = text_of(entry, "flow");
    ret_entry->field = text_of(entry, "field");
    ret_entry->after = text_of(entry, "after");
    ret_entry->before = text_of(entry, "before");
    ret_entry->reason = text_of(entry, "reason");
    return ret_entry->kind < DIFFERENCE_KINDS && *ret_entry->flow && *text_of(entry, "record") &&
           strlen(ret_entry->reason) > 10 &&
           (*ret_entry->field != '\0') == (ret_entry->kind == DIFFERENCE_VALUE) &&
           compile(entry, "record", &ret_entry->record) &&
           regcomp(&ret_entry->last, ret_entry->after, REG_EXTENDED | REG_NOSUB | REG_NEWLINE) ==
               0 &&
           compile(entry, "before", &ret_entry->next) &&
           compile(entry, "values", &ret_entry->values);
}

bool differences_read(differences *d, const char *path)
{
    json_error_t problem;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &problem);
    if (!json_is_array(json)) {
        printf("# %s:%d: %s\n", path, problem.line, problem.text);
        return false;
    }
    if (!d->json)
        d->json = json_array();
    json_array_append_new(d->json, json);
    for (size_t i = 0; i < json_array_size(json); i++) {
        if (d->count == DIFFERENCES_MAX ||
            !read_entry(json_array_get(json, i), &d->list[d->count])) {
            printf("# %s: entry %zu is not whole, or too many\n", path, i + 1);
            return false;
        }
        d->count++;
    }
    return true;
}

void differences_done(differences *d)
{
    for (size_t i = 0; i < d->count; i++) {
        regfree(&d->list[i].record);
        regfree(&d->list[i].values);
        regfree(&d->list[i].last);
        regfree(&d->list[i].next);
    }
    json_decref(d->json);
}

static const char *or_none(const char *text)
{
    return text ? text : "(none)";
}

static bool matches(const regex_t *pattern, const char *text)
{
    return regexec(pattern, text, 0, NULL, 0) == 0;
}

difference *differences_find(differences *d, difference_kind kind, const difference_case *what)
{
    char values[4096];
    snprintf(values, sizeof(values), "%s => %s", or_none(what->recorded), or_none(what->ours));
    for (size_t i = 0; i < d->count; i++) {
        difference *entry = &d->list[i];
        if (entry->kind != kind || fnmatch(entry->flow, what->flow, 0) != 0 ||
            !matches(&entry->record, what->title) ||
            (*entry->after && !matches(&entry->last, what->last)) ||
            (*entry->before && !matches(&entry->next, what->next)))
            continue;
        if (kind == DIFFERENCE_VALUE &&
            (strcmp(entry->field, what->field) || !matches(&entry->values, values)))
            continue;
        entry->uses++;
        return entry;
    }
    return NULL;
}
