#ifndef CSIP_CLI_SERVE_OPTIONS_H
#define CSIP_CLI_SERVE_OPTIONS_H

#include <csip/server.h>

typedef struct csip__serve_options {
    csip_server_config config;
    bool is_json;
    bool is_quiet;
    bool wants_help;
} csip__serve_options;

/** Read `csip serve`'s command line; false: what is wrong was said on standard error. */
bool csip__serve_options_parse(int argc, char **argv, csip__serve_options *ret_options);

void csip__serve_options_help(void);

#endif
