#include "cli/input.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 16 * 1024 };

struct csip__cli_input {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tty_t tty;
        uv_tcp_t tcp;
    };
    uv_loop_t *loop;
    uv_fs_t read;
    int fd;
    bool is_stream, is_reading, is_ended, is_freed;
    const csip__cli_input_handler *handler;
    void *user;
    unsigned long number;
    bool is_too_long; /* the line under way */
    char *line;
    size_t len, capacity;
    char chunk[CHUNK];
};

static void release(csip__cli_input *input)
{
    free(input->line);
    free(input);
}

static bool reserve(csip__cli_input *input, size_t size)
{
    if (size <= input->capacity)
        return true;
    size_t capacity = size < CHUNK ? CHUNK : 2 * size;
    char *line = realloc(input->line, capacity);
    if (!line)
        return false;
    input->line = line;
    input->capacity = capacity;
    return true;
}

static void append(csip__cli_input *input, const char *octets, size_t count)
{
    if (count == 0 || input->is_too_long)
        return;
    if (input->len + count > CSIP__CLI_LINE_MAX || !reserve(input, input->len + count)) {
        input->is_too_long = true;
        return;
    }
    memcpy(input->line + input->len, octets, count);
    input->len += count;
}

static void end_line(csip__cli_input *input)
{
    const char *line = input->line ? input->line : "";

    input->number++;
    input->handler->on_line(input->user, input->is_too_long ? NULL : line, input->len,
                            input->number);
    input->len = 0;
    input->is_too_long = false;
}

static void end(csip__cli_input *input)
{
    if (input->is_ended)
        return;
    input->is_ended = true;
    if (input->len > 0 || input->is_too_long)
        end_line(input);
    input->handler->on_end(input->user);
}

static void take(csip__cli_input *input, const char *octets, size_t count)
{
    while (count > 0) {
        const char *newline = memchr(octets, '\n', count);
        size_t len = newline ? (size_t)(newline - octets) : count;
        append(input, octets, len);
        if (!newline)
            return;
        end_line(input);
        octets += len + 1;
        count -= len + 1;
    }
}

/* ---- pipes, terminals, sockets ---- */

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer)
{
    csip__cli_input *input = handle->data;

    (void)suggested;
    *ret_buffer = uv_buf_init(input->chunk, CHUNK);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    csip__cli_input *input = stream->data;

    if (count > 0)
        take(input, buffer->base, (size_t)count);
    if (count < 0) {
        uv_read_stop(stream);
        end(input);
    }
}

static int open_stream(csip__cli_input *input)
{
    int error = UV_EINVAL;

    switch (uv_guess_handle(input->fd)) {
    case UV_TTY: error = uv_tty_init(input->loop, &input->tty, input->fd, 1); break;
    case UV_NAMED_PIPE:
        error = uv_pipe_init(input->loop, &input->pipe, 0);
        if (!error)
            error = uv_pipe_open(&input->pipe, input->fd);
        break;
    case UV_TCP:
        error = uv_tcp_init(input->loop, &input->tcp);
        if (!error)
            error = uv_tcp_open(&input->tcp, input->fd);
        break;
    default: break;
    }
    input->handle.data = input;
    if (error)
        return error;
    return uv_read_start(&input->stream, on_allocate, on_read);
}

/* ---- files ---- */

static void read_file(csip__cli_input *input);

static void on_file_read(uv_fs_t *request)
{
    csip__cli_input *input = request->data;
    ssize_t count = request->result;

    uv_fs_req_cleanup(request);
    input->is_reading = false;
    if (input->is_freed) {
        release(input);
        return;
    }
    if (count > 0) {
        take(input, input->chunk, (size_t)count);
        read_file(input);
    } else {
        end(input);
    }
}

static void read_file(csip__cli_input *input)
{
    uv_buf_t buffer = uv_buf_init(input->chunk, CHUNK);

    input->read.data = input;
    input->is_reading =
        uv_fs_read(input->loop, &input->read, input->fd, &buffer, 1, -1, on_file_read) == 0;
    if (!input->is_reading)
        end(input);
}

csip__cli_input *csip__cli_input_new(uv_loop_t *loop, int fd,
                                     const csip__cli_input_handler *handler, void *user)
{
    csip__cli_input *input = calloc(1, sizeof *input);

    if (!input)
        return NULL;
    input->loop = loop;
    input->fd = fd;
    input->handler = handler;
    input->user = user;
    input->is_stream = uv_guess_handle(fd) != UV_FILE;
    if (!input->is_stream) {
        read_file(input);
    } else if (open_stream(input) != 0) {
        csip__cli_input_free(input);
        return NULL;
    }
    return input;
}

static void on_closed(uv_handle_t *handle)
{
    release(handle->data);
}

void csip__cli_input_free(csip__cli_input *input)
{
    if (!input)
        return;
    input->is_freed = true;
    if (input->is_stream && input->handle.type != UV_UNKNOWN_HANDLE)
        uv_close(&input->handle, on_closed);
    else if (!input->is_reading)
        release(input);
    else
        uv_cancel((uv_req_t *)&input->read);
}
