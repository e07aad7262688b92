#include "cli/password.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* The first line; fails when it does not fit. */
static const char *read_line(FILE *file, char *out, size_t size)
{
    if (!fgets(out, (int)size, file))
        return ferror(file) ? strerrordesc_np(errno) : "it is empty";
    size_t len = strcspn(out, "\r\n");
    if (out[len] == '\0' && len == size - 1)
        return "its first line is too long";
    out[len] = '\0';
    return NULL;
}

static const char *read_file(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "r");

    if (!file)
        return strerrordesc_np(errno);
    setvbuf(file, NULL, _IONBF, 0); /* no copy of a secret stays behind */
    const char *problem = read_line(file, out, size);
    fclose(file);
    return problem;
}

static void interrupt(int number)
{
    (void)number;
}

/* Without echo; SIGINT is blocked but for the waiting. */
static const char *ask_blocked(const char *uri, const sigset_t *waiting_mask, char *out,
                               size_t size)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    struct termios usual, silent;

    if (tcgetattr(STDIN_FILENO, &usual) != 0)
        return NULL;
    silent = usual;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    fprintf(stderr, "Password of %s (none: just return): ", uri);
    const char *problem = "interrupted";
    if (ppoll(&input, 1, NULL, waiting_mask) > 0)
        problem = read_line(stdin, out, size);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual);
    fputc('\n', stderr);
    return problem;
}

/* Ctrl-C ends it in good order: the terminal is not left without echo. */
static const char *ask(const char *uri, char *out, size_t size)
{
    const struct sigaction interrupting = {.sa_handler = interrupt};
    struct sigaction usual_action;
    sigset_t usual_mask, blocked;

    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &usual_mask);
    sigaction(SIGINT, &interrupting, &usual_action);
    const char *problem = ask_blocked(uri, &usual_mask, out, size);
    sigaction(SIGINT, &usual_action, NULL);
    sigprocmask(SIG_SETMASK, &usual_mask, NULL);
    return problem;
}

const char *csip__cli_passwords_fetch(csip__cli_settings *settings, bool may_ask,
                                      const char **ret_file)
{
    csip_config *config = &settings->config;
    const char *problem = NULL;

    if (settings->turn_password_file) {
        *ret_file = settings->turn_password_file;
        problem = read_file(*ret_file, settings->turn_secret, sizeof settings->turn_secret);
        settings->turn_password = settings->turn_secret;
    } else if (!settings->turn_password) {
        settings->turn_password = getenv("CSIP_TURN_PASSWORD");
    }
    if (problem || config->password)
        return problem;
    if (settings->password_file) {
        *ret_file = settings->password_file;
        problem = read_file(*ret_file, settings->password, sizeof settings->password);
    } else if (getenv("CSIP_PASSWORD")) {
        config->password = getenv("CSIP_PASSWORD");
        return NULL;
    } else if (may_ask && config->uri && isatty(STDIN_FILENO)) {
        *ret_file = "terminal";
        problem = ask(config->uri, settings->password, sizeof settings->password);
    }
    if (!problem && settings->password[0])
        config->password = settings->password;
    return problem;
}
