#include "cli/phone.h"

#include <stdio.h>

/* The fields of a JSON command, read with the same table as the options of the command line. */

static csip__cli_outcome wrong(const char *field, const char *value, const char *reason)
{
    return (csip__cli_outcome){CSIP_ERROR_ARGUMENT, field, value, reason, {.reason = ""}};
}

/* The text of a value, kept by `texts`; NULL: it is of the wrong type, or there is no memory. */
static const char *text_of(const csip__cli_param *param, json_t *value, json_t *texts)
{
    char number[40];

    if (!param->argument)
        return json_is_boolean(value) ? json_is_true(value) ? "true" : "false" : NULL;
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(number, sizeof number, "%.17g", json_real_value(value));
    else
        return NULL;
    json_t *text = json_string(number);
    return json_array_append_new(texts, text) == 0 ? json_string_value(text) : NULL;
}

static csip__cli_outcome set(const csip__cli_param *param, const char *field, json_t *value,
                             csip__cli_settings *settings, json_t *texts)
{
    const char *text = text_of(param, value, texts);

    if (!text)
        return wrong(field, NULL,
                     param->argument ? "a text or a number is needed" : "true or false is needed");
    const char *problem = param->set(settings, param, text);
    return problem ? wrong(field, param->is_secret ? NULL : text, problem)
                   : (csip__cli_outcome){.error = CSIP_OK};
}

static bool is_of_the_envelope(const char *name)
{
    return strcmp(name, "command") == 0 || strcmp(name, "id") == 0;
}

static csip__cli_outcome set_field(const csip__cli_phone_command *command, const char *name,
                                   json_t *value, csip__cli_settings *settings, json_t *texts)
{
    const csip__cli_param *param = csip__cli_param_find(command->groups, name, CSIP__CLI_JSON);
    csip__cli_outcome it = {.error = CSIP_OK};

    if (!param)
        return wrong(name, NULL, "this command has no such field");
    if (!json_is_array(value))
        return set(param, name, value, settings, texts);
    for (size_t i = 0; !it.error && i < json_array_size(value); i++)
        it = set(param, name, json_array_get(value, i), settings, texts);
    return it;
}

csip__cli_outcome csip__cli_phone_fields(const csip__cli_phone_command *command,
                                         const json_t *object, csip__cli_settings *settings,
                                         json_t *texts)
{
    csip__cli_outcome it = {.error = CSIP_OK};
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)object, name, value)
    {
        if (it.error || is_of_the_envelope(name) || json_is_null(value))
            continue;
        it = set_field(command, name, value, settings, texts);
        settings->field_count++;
    }
    for (size_t i = 0; !it.error && i < 2 && command->mandatory[i]; i++) {
        value = json_object_get(object, command->mandatory[i]);
        if (!value || json_is_null(value) || json_array_size(value) > 0)
            it = wrong(command->mandatory[i], NULL, "missing");
    }
    return it;
}
