#include "cli/options.h"

#include "cli/cli.h"
#include "cli/help.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

enum { OPTIONS_MAX = 48, FIRST_OPTION = 256, HELP = 'h' };

int csip__cli_usage_error(const char *command, const char *format, ...)
{
    va_list values;

    fprintf(stderr, "csip %s: ", command);
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fprintf(stderr, "\nTry 'csip %s --help'.\n", command);
    return CSIP__CLI_USAGE;
}

/* Secrets are known to getopt so that none is taken for the short form of another option. */
static bool is_option(const csip__cli_param *param)
{
    return param->place != CSIP__CLI_JSON || param->is_secret;
}

typedef struct table {
    struct option options[OPTIONS_MAX];
    const csip__cli_param *params[OPTIONS_MAX];
    int count;
} table;

static void make_table(table *it, const csip__cli_group *const *groups)
{
    *it = (table){.count = 0};
    for (; *groups; groups++)
        for (size_t i = 0; i < (*groups)->count && it->count < OPTIONS_MAX - 2; i++) {
            const csip__cli_param *param = &(*groups)->params[i];
            if (!is_option(param))
                continue;
            it->params[it->count] = param;
            it->options[it->count] =
                (struct option){param->name,
                                param->place == CSIP__CLI_JSON ? optional_argument
                                : param->argument              ? required_argument
                                                               : no_argument,
                                NULL, FIRST_OPTION + it->count};
            it->count++;
        }
    it->options[it->count] = (struct option){"help", no_argument, NULL, HELP};
}

static int apply(const csip__cli_usage *usage, const csip__cli_param *param, const char *value,
                 csip__cli_settings *settings)
{
    if (param->place == CSIP__CLI_JSON)
        return csip__cli_usage_error(
            usage->name,
            "--%s: a command line is visible to all; use --%s-file, the environment or the prompt",
            param->name, param->name);
    const char *problem = param->set(settings, param, value ? value : "true");
    if (problem)
        return csip__cli_usage_error(usage->name, "--%s \"%s\": %s", param->name, value, problem);
    return CSIP__CLI_GO_ON;
}

static int check_arguments(const csip__cli_usage *usage, int count, char **arguments)
{
    if (count < usage->argument_count)
        return csip__cli_usage_error(usage->name, "an argument is missing: %s", usage->arguments);
    if (count > usage->argument_count)
        return csip__cli_usage_error(usage->name, "one argument too many: \"%s\"",
                                     arguments[usage->argument_count]);
    return CSIP__CLI_GO_ON;
}

int csip__cli_options_parse(const csip__cli_usage *usage, int argc, char **argv,
                            csip__cli_settings *settings, char ***ret_arguments)
{
    table known;
    int choice, code = CSIP__CLI_GO_ON;

    make_table(&known, usage->groups);
    optind = 0; /* begin anew */
    opterr = 0;
    while (code == CSIP__CLI_GO_ON &&
           (choice = getopt_long(argc, argv, ":h", known.options, NULL)) != -1) {
        if (choice == HELP) {
            csip__cli_help_command(usage);
            return CSIP__CLI_DONE;
        }
        if (choice == ':')
            return csip__cli_usage_error(usage->name, "%s needs a value", argv[optind - 1]);
        if (choice == '?')
            return csip__cli_usage_error(usage->name, "unknown or ambiguous option %s",
                                         argv[optind - 1]);
        code = apply(usage, known.params[choice - FIRST_OPTION], optarg, settings);
    }
    if (code != CSIP__CLI_GO_ON)
        return code;
    *ret_arguments = argv + optind;
    return check_arguments(usage, argc - optind, argv + optind);
}
