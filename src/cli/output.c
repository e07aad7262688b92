#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct block {
    uv_write_t request;
    csip__cli_output *output;
    size_t len;
    char text[];
} block;

int csip__cli_output_open(csip__cli_output *output, uv_loop_t *loop, int fd)
{
    int error = 0;

    *output = (csip__cli_output){.loop = loop, .fd = fd, .is_stream = true};
    switch (uv_guess_handle(fd)) {
    case UV_TTY: return uv_tty_init(loop, &output->tty, fd, 0);
    case UV_NAMED_PIPE:
        error = uv_pipe_init(loop, &output->pipe, 0);
        return error ? error : uv_pipe_open(&output->pipe, fd);
    case UV_TCP:
        error = uv_tcp_init(loop, &output->tcp);
        return error ? error : uv_tcp_open(&output->tcp, fd);
    default: output->is_stream = false; return 0;
    }
}

static void broken(csip__cli_output *output)
{
    if (output->is_broken)
        return;
    output->is_broken = true;
    if (output->on_broken)
        output->on_broken(output->user);
}

static void on_written(uv_write_t *request, int status)
{
    block *it = (block *)request;
    csip__cli_output *output = it->output;

    output->waiting -= it->len;
    free(it);
    if (status < 0 && status != UV_ECANCELED)
        broken(output);
}

static void write_stream(csip__cli_output *output, const char *text, size_t len)
{
    block *it = malloc(sizeof *it + len);

    if (!it) {
        output->dropped++;
        return;
    }
    it->output = output;
    it->len = len;
    memcpy(it->text, text, len);
    uv_buf_t octets = uv_buf_init(it->text, (unsigned)len);
    output->waiting += len;
    int error = uv_write(&it->request, &output->stream, &octets, 1, on_written);
    if (error)
        on_written(&it->request, error);
}

static void write_file(csip__cli_output *output, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t written = write(output->fd, text, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            broken(output);
            return;
        }
        text += written;
        len -= (size_t)written;
    }
}

void csip__cli_output_write(csip__cli_output *output, const char *text, size_t len)
{
    if (output->is_broken)
        return;
    if (!output->is_stream)
        write_file(output, text, len);
    else if (output->waiting + len <= CSIP__CLI_OUTPUT_MAX)
        write_stream(output, text, len);
    else
        output->dropped++;
}

static void on_time(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

void csip__cli_output_close(csip__cli_output *output, unsigned timeout_ms)
{
    bool is_over = false;
    uv_timer_t timer;

    if (!output->is_stream)
        return;
    uv_timer_init(output->loop, &timer);
    timer.data = &is_over;
    uv_update_time(output->loop);
    uv_timer_start(&timer, on_time, timeout_ms, 0);
    while (output->waiting > 0 && !output->is_broken && !is_over)
        uv_run(output->loop, UV_RUN_ONCE);
    output->on_broken = NULL;
    uv_close((uv_handle_t *)&timer, NULL);
    uv_close(&output->handle, NULL);
    while (uv_loop_alive(output->loop) && uv_run(output->loop, UV_RUN_NOWAIT))
        ;
}
