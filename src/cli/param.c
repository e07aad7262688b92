#include "cli/param.h"

#include "media/ice_server.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static void *field(csip__cli_settings *settings, const csip__cli_param *param)
{
    return (char *)settings + param->offset;
}

bool csip__cli_number(const char *text, double *ret_number)
{
    char *end;
    double number = strtod(text, &end);

    if (end == text || *end != '\0' || !isfinite(number) || isspace((unsigned char)*text))
        return false;
    *ret_number = number;
    return true;
}

const char *csip__cli_set_text(csip__cli_settings *settings, const csip__cli_param *param,
                               const char *text)
{
    *(const char **)field(settings, param) = text;
    return NULL;
}

static const char *set_bool(csip__cli_settings *settings, const csip__cli_param *param,
                            const char *text, bool is_cleared)
{
    bool is_true = strcmp(text, "true") == 0;

    if (!is_true && strcmp(text, "false") != 0)
        return "true or false is needed";
    *(bool *)field(settings, param) = is_true != is_cleared;
    return NULL;
}

const char *csip__cli_set_flag(csip__cli_settings *settings, const csip__cli_param *param,
                               const char *text)
{
    return set_bool(settings, param, text, false);
}

const char *csip__cli_clear_flag(csip__cli_settings *settings, const csip__cli_param *param,
                                 const char *text)
{
    return set_bool(settings, param, text, true);
}

const char *csip__cli_set_seconds(csip__cli_settings *settings, const csip__cli_param *param,
                                  const char *text)
{
    double number;

    if (!csip__cli_number(text, &number) || number < 0 || number > 4e6)
        return "seconds from 0 to 4000000 are needed";
    *(double *)field(settings, param) = number;
    return NULL;
}

const char *csip__cli_set_count(csip__cli_settings *settings, const csip__cli_param *param,
                                const char *text)
{
    double number;

    if (!csip__cli_number(text, &number) || number < 1 || number > 9e15 || floor(number) != number)
        return "a whole number from 1 is needed";
    *(double *)field(settings, param) = number;
    return NULL;
}

const char *csip__cli_set_status(csip__cli_settings *settings, const csip__cli_param *param,
                                 const char *text)
{
    double number;

    if (!csip__cli_number(text, &number) || number < 300 || number > 699 || floor(number) != number)
        return "a SIP status from 300 to 699 is needed";
    *(double *)field(settings, param) = number;
    return NULL;
}

/* How digits travel. */
const char *csip__cli_set_transport(csip__cli_settings *settings, const csip__cli_param *param,
                                    const char *text)
{
    bool is_media = strcmp(text, "rfc4733") == 0;

    if (!is_media && strcmp(text, "info") != 0)
        return "info or rfc4733 is needed";
    *(bool *)field(settings, param) = is_media;
    return NULL;
}

/* [WEIGHT,]URL; the library checks the URL. */
const char *csip__cli_set_server(csip__cli_settings *settings, const csip__cli_param *param,
                                 const char *text)
{
    size_t *count = &settings->config.socket_count;
    size_t digits = strspn(text, "0123456789");
    unsigned weight = 0;

    (void)param;
    if (*count == CSIP__CLI_SERVERS_MAX)
        return "at most 16 servers are possible";
    if (digits > 0 && text[digits] == ',') {
        if (digits > 6)
            return "a weight of at most 6 digits is needed";
        weight = (unsigned)strtoul(text, NULL, 10);
        text += digits + 1;
    }
    settings->sockets[(*count)++] = (csip_socket_config){.url = text, .weight = weight};
    return NULL;
}

const char *csip__cli_set_ice_server(csip__cli_settings *settings, const csip__cli_param *param,
                                     const char *text)
{
    size_t *count = &settings->ua_options.ice_server_count;
    csip__ice_url url;

    if (*count == CSIP__CLI_ICE_SERVERS_MAX)
        return "at most 8 STUN and TURN servers are possible";
    if (csip__ice_url_parse(csip_str_from(text), &url) != CSIP_OK)
        return "stun:HOST[:PORT] or turn:HOST[:PORT][?transport=udp|tcp] is needed";
    if (strncmp(param->name, text, strlen(param->name)) != 0)
        return "it begins with another scheme";
    settings->ice_servers[(*count)++] = (csip_ice_server){.url = text};
    return NULL;
}

const char *csip__cli_set_readable_file(csip__cli_settings *settings, const csip__cli_param *param,
                                        const char *text)
{
    if (access(text, R_OK) != 0)
        return strerrordesc_np(errno);
    return csip__cli_set_text(settings, param, text);
}

/* One name has both spellings. */
static bool is_named(const csip__cli_param *param, const char *name, csip__cli_place place)
{
    char separator = place == CSIP__CLI_JSON ? '_' : '-';
    const char *at = param->name;

    while (*at && (*at == '-' ? separator : *at) == *name)
        at++, name++;
    return *at == '\0' && *name == '\0';
}

const csip__cli_param *csip__cli_param_find(const csip__cli_group *const *groups, const char *name,
                                            csip__cli_place place)
{
    for (; *groups; groups++)
        for (size_t i = 0; i < (*groups)->count; i++) {
            const csip__cli_param *param = &(*groups)->params[i];
            if ((param->place == CSIP__CLI_EVERYWHERE || param->place == place) &&
                is_named(param, name, place))
                return param;
        }
    return NULL;
}
