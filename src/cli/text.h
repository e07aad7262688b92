#ifndef CSIP_CLI_TEXT_H
#define CSIP_CLI_TEXT_H

#include <csip/str.h>

#include <jansson.h>

/** Texts from the network, made harmless for a terminal or fit for JSON. */

/** A JSON string; octets that are no UTF-8 become U+FFFD.  NULL: no memory. */
json_t *csip__cli_text_json(csip_str text);

/** A text that grows; sticky when memory ends. */
typedef struct csip__cli_text {
    char *ptr;
    size_t len, capacity;
    bool has_failed;
} csip__cli_text;

void csip__cli_text_add(csip__cli_text *text, csip_str more);
void csip__cli_text_format(csip__cli_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void csip__cli_text_done(csip__cli_text *text);

/**
 * Add a text with whatever could move a terminal's cursor or hide something written as \xNN:
 * controls, C1 controls, changes of direction, octets that are no UTF-8.
 */
void csip__cli_text_add_safe(csip__cli_text *text, csip_str more);

/** The same between quotes if there is need of them: empty, or with spaces or quotes in it. */
void csip__cli_text_add_value(csip__cli_text *text, csip_str value);

#endif
