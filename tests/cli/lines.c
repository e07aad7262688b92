#include "cli/input.h"
#include "cli/output.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* Lines in and lines out, on a loop. */

typedef struct fixture {
    uv_loop_t loop;
    char lines[256]; /* each in brackets, "!" for one that is too long, "." for the end */
    unsigned long last_number;
    int broken;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    *state = f;
    return f ? uv_loop_init(&f->loop) : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    uv_run(&f->loop, UV_RUN_DEFAULT);
    int error = uv_loop_close(&f->loop);
    free(f);
    return error;
}

static void note(fixture *f, const char *text, size_t len)
{
    snprintf(f->lines + strlen(f->lines), sizeof f->lines - strlen(f->lines), "%.*s", (int)len,
             text);
}

static void on_line(void *user, const char *line, size_t len, unsigned long number)
{
    fixture *f = user;

    f->last_number = number;
    note(f, line ? "[" : "!", 1);
    if (line) {
        note(f, line, len);
        note(f, "]", 1);
    }
}

static void on_end(void *user)
{
    note(user, ".", 1);
}

static const csip__cli_input_handler handler = {on_line, on_end};

static bool has_ended(const fixture *f)
{
    return strchr(f->lines, '.') != NULL;
}

/* Feed pieces of `step` octets through a pipe, the loop running between them. */
static void feed(fixture *f, const char *text, size_t step)
{
    int ends[2];
    size_t len = strlen(text);

    f->lines[0] = '\0';
    assert_int_equal(pipe(ends), 0);
    csip__cli_input *input = csip__cli_input_new(&f->loop, ends[0], &handler, f);
    assert_non_null(input);
    for (size_t at = 0; at < len; at += step) {
        size_t count = len - at < step ? len - at : step;
        assert_int_equal(write(ends[1], text + at, count), (ssize_t)count);
        uv_run(&f->loop, UV_RUN_ONCE);
    }
    close(ends[1]);
    while (!has_ended(f))
        uv_run(&f->loop, UV_RUN_ONCE);
    csip__cli_input_free(input);
    uv_run(&f->loop, UV_RUN_DEFAULT);
}

static void input_lines_come_whole_however_they_are_cut(void **state)
{
    fixture *f = *state;

    for (size_t step = 1; step <= 13; step++) {
        feed(f, "one\n\ntwo three\n", step);
        assert_string_equal(f->lines, "[one][][two three].");
        assert_int_equal(f->last_number, 3);
    }
}

static void input_last_line_needs_no_end(void **state)
{
    fixture *f = *state;

    feed(f, "one\ntwo", 3);
    assert_string_equal(f->lines, "[one][two].");
    feed(f, "", 1);
    assert_string_equal(f->lines, ".");
}

static void input_line_too_long_is_told_and_passed_over(void **state)
{
    fixture *f = *state;
    size_t size = CSIP__CLI_LINE_MAX + 10;
    char *text = malloc(size);

    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text + CSIP__CLI_LINE_MAX + 1, "\nnext\n", 7);
    feed(f, text, 10000);
    assert_string_equal(f->lines, "![next].");
    free(text);
}

static void input_file_is_read_to_its_end(void **state)
{
    fixture *f = *state;
    FILE *file = tmpfile();

    assert_non_null(file);
    fputs("one\ntwo", file);
    rewind(file);
    csip__cli_input *input = csip__cli_input_new(&f->loop, fileno(file), &handler, f);
    assert_non_null(input);
    uv_run(&f->loop, UV_RUN_DEFAULT);
    assert_string_equal(f->lines, "[one][two].");
    csip__cli_input_free(input);
    fclose(file);
}

static void input_closed_descriptor_is_refused(void **state)
{
    fixture *f = *state;

    assert_null(csip__cli_input_new(&f->loop, 1000, &handler, f));
}

static void on_broken(void *user)
{
    ((fixture *)user)->broken++;
}

static void output_slow_reader_loses_lines_not_the_writer(void **state)
{
    fixture *f = *state;
    csip__cli_output output;
    static char line[1024 * 1024];
    int ends[2];

    memset(line, 'x', sizeof line);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(csip__cli_output_open(&output, &f->loop, ends[1]), 0);
    for (size_t i = 0; i < CSIP__CLI_OUTPUT_MAX / sizeof line + 4; i++)
        csip__cli_output_write(&output, line, sizeof line);
    assert_true(output.dropped >= 3);
    assert_true(output.waiting <= CSIP__CLI_OUTPUT_MAX);
    csip__cli_output_close(&output, 20); /* nobody reads: it does not wait for long */
    close(ends[0]);
}

static void output_without_reader_is_told_once(void **state)
{
    fixture *f = *state;
    csip__cli_output output;
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(csip__cli_output_open(&output, &f->loop, ends[1]), 0);
    output.on_broken = on_broken;
    output.user = f;
    close(ends[0]);
    csip__cli_output_write(&output, "a\n", 2);
    csip__cli_output_write(&output, "b\n", 2);
    csip__cli_output_close(&output, 1000);
    assert_int_equal(f->broken, 1);
}

static void output_reader_gets_every_line(void **state)
{
    fixture *f = *state;
    csip__cli_output output;
    char text[16] = "";
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(csip__cli_output_open(&output, &f->loop, ends[1]), 0);
    csip__cli_output_write(&output, "one\n", 4);
    csip__cli_output_write(&output, "two\n", 4);
    csip__cli_output_close(&output, 1000);
    assert_int_equal(read(ends[0], text, sizeof text - 1), 8);
    assert_string_equal(text, "one\ntwo\n");
    close(ends[0]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(input_lines_come_whole_however_they_are_cut),
        TEST(input_last_line_needs_no_end),
        TEST(input_line_too_long_is_told_and_passed_over),
        TEST(input_file_is_read_to_its_end),
        TEST(input_closed_descriptor_is_refused),
        TEST(output_slow_reader_loses_lines_not_the_writer),
        TEST(output_without_reader_is_told_once),
        TEST(output_reader_gets_every_line),
    };
    signal(SIGPIPE, SIG_IGN); /* as the program does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
