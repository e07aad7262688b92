#include "cli/cli.h"
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    {"demo", csip__cli_demo, "two phones call each other on this machine, measured"},
    {"serve", csip__cli_serve, "a SIP server for demos and tests on this machine"},
    {"register", csip__cli_register, "register an account and say whether that worked"},
    {"call", csip__cli_call, "call somebody, with tones, files and pictures"},
    {"answer", csip__cli_answer, "answer calls, or refuse them"},
    {"message", csip__cli_message, "send a text message"},
    {"phone", csip__cli_phone, "a phone that another program drives with lines of JSON"},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static int help(void)
{
    printf("csip COMMAND [OPTIONS] [ARGUMENTS]\n\n"
           "SIP phone for programs: calls with sound and picture and messages over WebSocket.\n\n"
           "Commands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    printf("\n'csip COMMAND --help' explains each, with examples; 'csip --version' tells which\n"
           "csip this is.\n\n"
           "A first try, without and with a server of yours:\n"
           "  csip demo\n"
           "  csip register --server wss://sip.example.com --uri sip:alice@example.com\n");
    return CSIP__CLI_DONE;
}

static bool is_one_of(const char *word, const char *first, const char *second)
{
    return strcmp(word, first) == 0 || strcmp(word, second) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "csip: which command? Try 'csip --help'.\n");
        return CSIP__CLI_USAGE;
    }
    if (is_one_of(argv[1], "--help", "-h"))
        return help();
    if (strcmp(argv[1], "--version") == 0) {
        printf("csip %s\n", CSIP_VERSION);
        return CSIP__CLI_DONE;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "csip: no such command: %s. Try 'csip --help'.\n", argv[1]);
    return CSIP__CLI_USAGE;
}
