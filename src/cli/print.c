#include "cli/print.h"

#include "cli/text.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static const char indent[] = "             ";

static csip_str string_of(const json_t *value)
{
    return (csip_str){json_string_value(value), json_string_length(value)};
}

static void add_scalar(csip__cli_text *text, const char *name, const json_t *value)
{
    csip__cli_text_format(text, " %s=", name);
    switch (json_typeof(value)) {
    case JSON_STRING: csip__cli_text_add_value(text, string_of(value)); break;
    case JSON_INTEGER:
        csip__cli_text_format(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL: csip__cli_text_format(text, "%g", json_real_value(value)); break;
    case JSON_TRUE: csip__cli_text_add(text, CSIP_STR("yes")); break;
    case JSON_FALSE: csip__cli_text_add(text, CSIP_STR("no")); break;
    default: csip__cli_text_add(text, CSIP_STR("none")); break;
    }
}

/* SIP messages and descriptions keep their lines. */
static void add_lines(csip__cli_text *text, csip_str lines)
{
    while (lines.len > 0) {
        const char *newline = memchr(lines.ptr, '\n', lines.len);
        size_t len = newline ? (size_t)(newline - lines.ptr) : lines.len;
        bool has_return = newline && len > 0 && lines.ptr[len - 1] == '\r';
        csip__cli_text_format(text, "%s", indent);
        csip__cli_text_add_safe(text, (csip_str){lines.ptr, len - has_return});
        csip__cli_text_add(text, CSIP_STR("\n"));
        len += newline != NULL;
        lines = (csip_str){lines.ptr + len, lines.len - len};
    }
}

static bool has_lines(const char *name)
{
    return strcmp(name, "message") == 0 || strcmp(name, "sdp") == 0;
}

static void add_details(csip__cli_text *text, json_t *event)
{
    const char *name, *inner_name;
    json_t *value, *inner;

    json_object_foreach(event, name, value)
    {
        if (json_is_string(value) && has_lines(name)) {
            add_lines(text, string_of(value));
        } else if (json_is_object(value)) {
            csip__cli_text_format(text, "%s%s", indent, name);
            json_object_foreach(value, inner_name, inner) add_scalar(text, inner_name, inner);
            csip__cli_text_add(text, CSIP_STR("\n"));
        }
    }
}

static void add_readable(csip__cli_text *text, json_t *event, const struct timespec *now)
{
    struct tm local;
    const char *name;
    json_t *value;

    localtime_r(&now->tv_sec, &local);
    csip__cli_text_format(text, "%02d:%02d:%02d.%03ld %s", local.tm_hour, local.tm_min,
                          local.tm_sec, now->tv_nsec / 1000000,
                          json_string_value(json_object_get(event, "event")));
    json_object_foreach(event, name, value)
    {
        if (strcmp(name, "event") != 0 && !json_is_object(value) && !has_lines(name))
            add_scalar(text, name, value);
    }
    csip__cli_text_add(text, CSIP_STR("\n"));
    add_details(text, event);
}

static void add_json(csip__cli_text *text, json_t *event, const struct timespec *now)
{
    double seconds = (double)now->tv_sec + (double)(now->tv_nsec / 1000000) / 1000;

    json_object_set_new(event, "time", json_real(seconds));
    char *line = json_dumps(event, JSON_COMPACT | JSON_REAL_PRECISION(13));
    csip__cli_text_add(text, csip_str_from(line));
    if (line)
        csip__cli_text_add(text, CSIP_STR("\n"));
    free(line);
}

/* Once a slow reader has come after, it is told what it missed. */
static void tell_dropped(csip__cli_printer *printer)
{
    uint64_t dropped = printer->output.dropped;

    if (dropped == 0 || printer->output.waiting > CSIP__CLI_OUTPUT_MAX / 2)
        return;
    printer->output.dropped = 0;
    csip__cli_print(printer, json_pack("{s:s,s:s,s:I}", "event", "error", "reason",
                                       "events were dropped: nobody read them", "dropped",
                                       (json_int_t)dropped));
}

void csip__cli_print(csip__cli_printer *printer, json_t *event)
{
    csip__cli_text text = {0};
    struct timespec now;

    if (!event)
        return;
    tell_dropped(printer);
    clock_gettime(CLOCK_REALTIME, &now);
    if (printer->is_json)
        add_json(&text, event, &now);
    else
        add_readable(&text, event, &now);
    if (!text.has_failed && text.len > 0)
        csip__cli_output_write(&printer->output, text.ptr, text.len);
    csip__cli_text_done(&text);
    json_decref(event);
}
