#ifndef CSIP_CLI_INPUT_H
#define CSIP_CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

/** The longest line that is taken, octets. */
enum { CSIP__CLI_LINE_MAX = 256 * 1024 };

/** Lines from a pipe, a terminal, a socket or a file, read on the loop. */
typedef struct csip__cli_input csip__cli_input;

typedef struct csip__cli_input_handler {
    /** A line without its end; NULL: it was longer than CSIP__CLI_LINE_MAX. */
    void (*on_line)(void *user, const char *line, size_t len, unsigned long number);
    /** Once, after the last line. */
    void (*on_end)(void *user);
} csip__cli_input_handler;

/** @return NULL: no memory, or `fd` cannot be read */
csip__cli_input *csip__cli_input_new(uv_loop_t *loop, int fd,
                                     const csip__cli_input_handler *handler, void *user);

/** Frees itself on the loop's next turns.  Not inside its handler.  NULL is fine. */
void csip__cli_input_free(csip__cli_input *input);

#endif
