#include "server/account.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/** One line of the users file: `user:password` or `user:realm:HA1`; cuts `line` in place. */
static bool split_line(char *line, csip_server_user *ret_user, const char **reason)
{
    char *colon = strchr(line, ':');
    if (!colon) {
        *reason = "expected user:password or user:realm:HA1";
        return false;
    }
    *colon = '\0';
    *ret_user = (csip_server_user){.name = line, .password = colon + 1};
    char *second = strchr(colon + 1, ':');
    if (second) {
        *second = '\0';
        *ret_user = (csip_server_user){.name = line, .realm = colon + 1, .ha1 = second + 1};
    } else if (colon[1] == '\0') {
        *reason = "the password is empty";
        return false;
    }
    return true;
}

static void tell(csip_config_problem *problem, const char *path, unsigned line, const char *reason)
{
    snprintf(problem->parameter, sizeof problem->parameter, "users_file");
    snprintf(problem->value, sizeof problem->value, "%s", path);
    if (line > 0) {
        snprintf(problem->reason, sizeof problem->reason, "line %u: %s", line, reason);
    } else {
        snprintf(problem->reason, sizeof problem->reason, "%s", reason);
    }
}

static csip_error read_line(csip__accounts *accounts, char *line, const char *realm,
                            const char **reason)
{
    size_t len = strcspn(line, "\r\n");
    if (line[len] == '\0' && len > 0 && strlen(line) == len && len >= 1023) {
        *reason = "longer than 1022 octets";
        return CSIP_ERROR_CONFIG;
    }
    line[len] = '\0';
    csip_server_user user;
    const char *first = line + strspn(line, " \t");
    if (*first == '\0' || *first == '#') {
        return CSIP_OK;
    }
    if (!split_line(line, &user, reason)) {
        return CSIP_ERROR_CONFIG;
    }
    return csip__accounts_add(accounts, &user, realm, reason);
}

csip_error csip__users_read(csip__accounts *accounts, const char *path, const char *realm,
                            csip_config_problem *problem)
{
    char line[1024];
    csip_error error = CSIP_OK;
    unsigned number = 0;
    FILE *file = fopen(path, "re");
    if (!file) {
        tell(problem, path, 0, strerror(errno));
        return CSIP_ERROR_IO;
    }
    while (error == CSIP_OK && fgets(line, sizeof line, file)) {
        const char *reason = NULL;
        number++;
        error = read_line(accounts, line, realm, &reason);
        if (error == CSIP_ERROR_CONFIG) {
            tell(problem, path, number, reason);
        }
    }
    if (error == CSIP_OK && ferror(file)) {
        tell(problem, path, 0, strerror(errno));
        error = CSIP_ERROR_IO;
    }
    fclose(file);
    explicit_bzero(line, sizeof line);
    return error;
}
