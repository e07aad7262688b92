#ifndef CSIP_CLI_OUTPUT_H
#define CSIP_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

/** What may wait for a reader that is slow; lines beyond it are dropped and counted. */
enum { CSIP__CLI_OUTPUT_MAX = 16 * 1024 * 1024 };

/**
 * Standard output on the loop: a reader that does not read never stops the phone.
 */
typedef struct csip__cli_output {
    uv_loop_t *loop;
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tty_t tty;
        uv_tcp_t tcp;
    };
    int fd;
    bool is_stream; /* else a file, which takes everything at once */
    bool is_broken; /* nobody reads any more */
    size_t waiting; /* octets */
    uint64_t dropped;
    void (*on_broken)(void *user);
    void *user;
} csip__cli_output;

/** @return 0, or libuv's error */
int csip__cli_output_open(csip__cli_output *output, uv_loop_t *loop, int fd);

/** Write `text`, whole lines, which is copied. */
void csip__cli_output_write(csip__cli_output *output, const char *text, size_t len);

/** Runs the loop until all is written, `timeout_ms` at most, then closes. */
void csip__cli_output_close(csip__cli_output *output, unsigned timeout_ms);

#endif
