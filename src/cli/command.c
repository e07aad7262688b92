#include "cli/command.h"

#include "cli/password.h"
#include "sip/target.h"

#include <stdio.h>

int csip__cli_command_parse(const csip__cli_usage *usage, int argc, char **argv,
                            csip__cli_settings *settings, char ***ret_arguments)
{
    const char *file = "";

    csip__cli_settings_init(settings);
    int code = csip__cli_options_parse(usage, argc, argv, settings, ret_arguments);
    if (code != CSIP__CLI_GO_ON)
        return code;
    const char *problem = csip__cli_passwords_fetch(settings, !settings->is_json, &file);
    if (problem)
        return csip__cli_usage_error(usage->name, "password from %s: %s", file, problem);
    return CSIP__CLI_GO_ON;
}

const char *csip__cli_target_problem(const char *target)
{
    char storage[CSIP_CONFIG_TEXT_MAX];
    const char *wrong = "length";
    csip__buf buf;

    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip_error error =
        csip__target_normalize(&buf, csip_str_from(target), CSIP_STR("domain.invalid"), &wrong);
    return error ? wrong : NULL;
}

int csip__cli_command_check_target(const char *command, const char *target)
{
    const char *wrong = csip__cli_target_problem(target);

    if (wrong)
        return csip__cli_usage_error(command, "TARGET \"%s\": its %s is wrong", target, wrong);
    return CSIP__CLI_GO_ON;
}

const char *csip__cli_parameter_name(const char *parameter)
{
    static const struct {
        const char *parameter, *name;
    } names[] = {
        {"sockets", "server"},
        {"authorization_user", "user"},
        {"display_name", "display-name"},
        {"register_expires", "register-expires"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i].parameter, parameter) == 0)
            return names[i].name;
    return parameter;
}

int csip__cli_command_run(csip__cli_app *app, csip__cli_settings *settings)
{
    csip_config_problem problem = {.reason = ""};
    csip_error error = csip__cli_app_phone(app, settings, &problem);

    if (error == CSIP_ERROR_CONFIG) {
        const char *name = csip__cli_parameter_name(problem.parameter);
        bool has_value = problem.value[0] != '\0';
        csip__cli_usage_error(app->command, "--%s%s%s%s: %s", name, has_value ? " \"" : "",
                              problem.value, has_value ? "\"" : "", problem.reason);
        csip__cli_app_end(app, CSIP__CLI_USAGE);
    } else if (error) {
        csip__cli_app_fail(app, CSIP__CLI_REFUSED, "%s", csip_error_text(error));
    }
    return csip__cli_app_run(app);
}
