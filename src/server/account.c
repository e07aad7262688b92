#include "server/account.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

static char *copy_text(char **at, const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;
    if (!text) {
        return NULL;
    }
    char *copy = *at;
    memcpy(copy, text, size);
    *at += size;
    return copy;
}

static bool is_hex(const char *text)
{
    return text[strspn(text, "0123456789abcdefABCDEF")] == '\0';
}

static const char *why_not(const csip_server_user *user, const char *realm)
{
    if (!user->name || user->name[0] == '\0') {
        return "a user without a name";
    }
    if (!user->password && !user->ha1) {
        return "neither password nor HA1";
    }
    if (user->ha1 && user->realm && strcmp(user->realm, realm) != 0) {
        return "the HA1 is for another realm than the server's domain";
    }
    if (user->ha1 && (!is_hex(user->ha1) || (strlen(user->ha1) != 32 && strlen(user->ha1) != 64))) {
        return "an HA1 has 32 (MD5) or 64 (SHA-256) hexadecimal digits";
    }
    if (strlen(user->name) > CSIP__ACCOUNT_TEXT_MAX ||
        (user->password && strlen(user->password) > CSIP__ACCOUNT_TEXT_MAX)) {
        return "name or password is longer than 256 octets";
    }
    return NULL;
}

static csip_error grow(csip__accounts *accounts)
{
    if (accounts->count < accounts->cap) {
        return CSIP_OK;
    }
    size_t cap = accounts->cap ? 2 * accounts->cap : 8;
    csip__account *list = realloc(accounts->list, cap * sizeof *list);
    if (!list) {
        return CSIP_ERROR_NOMEM;
    }
    accounts->list = list;
    accounts->cap = cap;
    return CSIP_OK;
}

csip_error csip__accounts_add(csip__accounts *accounts, const csip_server_user *user,
                              const char *realm, const char **reason)
{
    *reason = why_not(user, realm);
    if (!*reason && accounts->count == CSIP__ACCOUNTS_MAX) {
        *reason = "more than 65536 users";
    }
    if (*reason) {
        return CSIP_ERROR_CONFIG;
    }
    if (grow(accounts) != CSIP_OK) {
        return CSIP_ERROR_NOMEM;
    }
    size_t size = strlen(user->name) + 1 + (user->password ? strlen(user->password) + 1 : 0) +
                  (user->ha1 ? strlen(user->ha1) + 1 : 0);
    char *at = malloc(size);
    if (!at) {
        return CSIP_ERROR_NOMEM;
    }
    csip__account account = {.ha1_hash = user->ha1 && strlen(user->ha1) == 64 ? CSIP_HASH_SHA256
                                                                              : CSIP_HASH_MD5};
    account.name = copy_text(&at, user->name);
    account.password = copy_text(&at, user->password);
    account.ha1 = copy_text(&at, user->ha1);
    accounts->list[accounts->count++] = account;
    return CSIP_OK;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const csip__account *)a)->name, ((const csip__account *)b)->name);
}

static csip_error reject_doubles(const csip__accounts *accounts, csip_config_problem *problem)
{
    for (size_t i = 1; i < accounts->count; i++) {
        if (strcmp(accounts->list[i - 1].name, accounts->list[i].name) == 0) {
            snprintf(problem->parameter, sizeof problem->parameter, "users");
            snprintf(problem->value, sizeof problem->value, "%s", accounts->list[i].name);
            snprintf(problem->reason, sizeof problem->reason, "this user is given twice");
            return CSIP_ERROR_CONFIG;
        }
    }
    return CSIP_OK;
}

csip_error csip__accounts_init(csip__accounts *accounts, const csip_server_config *config,
                               csip_config_problem *problem)
{
    csip_error error = CSIP_OK;
    *accounts = (csip__accounts){0};
    for (size_t i = 0; i < config->user_count && error == CSIP_OK; i++) {
        const char *reason = NULL;
        error = csip__accounts_add(accounts, &config->users[i], config->domain, &reason);
        if (error == CSIP_ERROR_CONFIG) {
            snprintf(problem->parameter, sizeof problem->parameter, "users");
            snprintf(problem->reason, sizeof problem->reason, "%s", reason);
        }
    }
    if (error == CSIP_OK && config->users_file) {
        error = csip__users_read(accounts, config->users_file, config->domain, problem);
    }
    if (error == CSIP_OK && accounts->count > 0) {
        qsort(accounts->list, accounts->count, sizeof *accounts->list, compare_names);
        error = reject_doubles(accounts, problem);
    }
    return error;
}

void csip__accounts_done(csip__accounts *accounts)
{
    for (size_t i = 0; i < accounts->count; i++) {
        csip__binding_clear(&accounts->list[i].binding);
        free(accounts->list[i].name);
    }
    free(accounts->list);
    *accounts = (csip__accounts){0};
}

/* RFC 3261 19.1.4: an escape and its character are equivalent. */
static bool unescape(csip_str text, char out[CSIP__ACCOUNT_TEXT_MAX + 1])
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++, len++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? csip__char_hex(text.ptr[i + 1]) : -1;
            int low = high >= 0 ? csip__char_hex(text.ptr[i + 2]) : -1;
            c = (char)(high * 16 + low);
            i += 2;
            if (low < 0 || c == '\0') {
                return false;
            }
        }
        if (len == CSIP__ACCOUNT_TEXT_MAX) {
            return false;
        }
        out[len] = c;
    }
    out[len] = '\0';
    return len > 0;
}

csip__account *csip__accounts_find_name(const csip__accounts *accounts, csip_str name)
{
    char text[CSIP__ACCOUNT_TEXT_MAX + 1];
    if (accounts->count == 0 || name.len == 0 || name.len > CSIP__ACCOUNT_TEXT_MAX) {
        return NULL;
    }
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    csip__account key = {.name = text};
    return bsearch(&key, accounts->list, accounts->count, sizeof key, compare_names);
}

csip__account *csip__accounts_find(const csip__accounts *accounts, csip_str uri_user)
{
    char name[CSIP__ACCOUNT_TEXT_MAX + 1];
    return unescape(uri_user, name) ? csip__accounts_find_name(accounts, csip_str_from(name))
                                    : NULL;
}

csip__account *csip__accounts_find_contact(const csip__accounts *accounts, const csip_uri *uri,
                                           uint64_t now_ms)
{
    for (size_t i = 0; i < accounts->count; i++) {
        csip__binding *binding = &accounts->list[i].binding;
        csip_uri known;
        if (csip__binding_is_live(binding, now_ms) &&
            csip_uri_parse(binding->uri, &known) == CSIP_OK && known.port == uri->port &&
            csip_str_equal(known.user, uri->user) && csip_str_equal_nocase(known.host, uri->host)) {
            return &accounts->list[i];
        }
    }
    return NULL;
}

size_t csip__accounts_forget_flow(csip__accounts *accounts, uint64_t flow)
{
    size_t count = 0;
    for (size_t i = 0; i < accounts->count; i++) {
        if (accounts->list[i].binding.flow == flow) {
            csip__binding_clear(&accounts->list[i].binding);
            count++;
        }
    }
    return count;
}
