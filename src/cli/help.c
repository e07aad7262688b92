#include "cli/help.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 80, OPTION_COLUMN = 30 };

void csip__cli_help_wrap(const char *text, int column, int indent)
{
    while (*text) {
        int len = (int)strcspn(text, " ");
        if (column > indent && column + 1 + len > WIDTH) {
            printf("\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            putchar(' ');
            column++;
        }
        printf("%.*s", len, text);
        column += len;
        text += len;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static void print_param(const csip__cli_param *param)
{
    int column = printf("  --%s%s%s", param->name, param->argument ? " " : "",
                        param->argument ? param->argument : "");

    if (column >= OPTION_COLUMN) {
        putchar('\n');
        column = 0;
    }
    printf("%*s", OPTION_COLUMN - column, "");
    csip__cli_help_wrap(param->help, OPTION_COLUMN, OPTION_COLUMN);
}

static void print_group(const csip__cli_group *group)
{
    printf("\n%s:\n", group->title);
    for (size_t i = 0; i < group->count; i++)
        if (group->params[i].place != CSIP__CLI_JSON)
            print_param(&group->params[i]);
}

static void print_passwords(void)
{
    printf("\nThe password comes from --password-file, from the environment's CSIP_PASSWORD,\n"
           "or is asked for on a terminal; never from the command line, which all can see.\n");
}

void csip__cli_help_command(const csip__cli_usage *usage)
{
    printf("csip %s [OPTIONS]%s%s\n\n", usage->name, usage->argument_count ? " " : "",
           usage->arguments);
    csip__cli_help_wrap(usage->text, 0, 0);
    printf("\nExamples:\n%s", usage->examples);
    for (const csip__cli_group *const *group = usage->groups; *group; group++)
        print_group(*group);
    for (const csip__cli_group *const *group = usage->groups; *group; group++)
        if (*group == &csip__cli_account_group)
            print_passwords();
    printf("\nExit codes: 0 done; 1 the other side or the server said no; 2 usage or\n"
           "configuration; 3 no connection, or no answer.\n");
}
