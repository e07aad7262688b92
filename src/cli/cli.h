#ifndef CSIP_CLI_CLI_H
#define CSIP_CLI_CLI_H

/** What the program's exit code says. */
typedef enum csip__cli_exit {
    CSIP__CLI_DONE = 0,
    CSIP__CLI_REFUSED = 1,       /* the other side or the server said no */
    CSIP__CLI_USAGE = 2,         /* a wrong option, argument or configuration */
    CSIP__CLI_NO_CONNECTION = 3, /* the server cannot be reached or does not answer */
} csip__cli_exit;

/** Commands: argv[0] is the command's name; the program's exit code comes back. */
int csip__cli_register(int argc, char **argv);
int csip__cli_call(int argc, char **argv);
int csip__cli_answer(int argc, char **argv);
int csip__cli_message(int argc, char **argv);
int csip__cli_phone(int argc, char **argv);
int csip__cli_serve(int argc, char **argv);
int csip__cli_demo(int argc, char **argv);

#endif
