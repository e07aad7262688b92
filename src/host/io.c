#include "host/io.h"

#include <stdlib.h>

/* Replaces a borrowed text by a copy; false: no memory. */
static bool own_text(const char **text)
{
    char *copy;

    if (!*text)
        return true;
    copy = strdup(*text);
    *text = copy;
    return copy != NULL;
}

static bool own_ice_servers(csip_ua_options *copy, const csip_ua_options *options)
{
    bool is_ok = true;

    copy->ice_servers = NULL;
    copy->ice_server_count = 0;
    if (options->ice_server_count == 0)
        return true;
    csip_ice_server *servers = calloc(options->ice_server_count, sizeof *servers);
    if (!servers)
        return false;
    for (size_t i = 0; i < options->ice_server_count; i++) {
        servers[i] = options->ice_servers[i];
        is_ok = own_text(&servers[i].url) && is_ok;
        is_ok = own_text(&servers[i].username) && is_ok;
        is_ok = own_text(&servers[i].credential) && is_ok;
    }
    copy->ice_servers = servers;
    copy->ice_server_count = options->ice_server_count;
    return is_ok;
}

csip_error csip__ua_options_dup(const csip_ua_options *options, csip_ua_options *ret_copy)
{
    csip_ua_options copy = *options;
    bool is_ok = own_text(&copy.tls.ca_file);

    is_ok = own_text(&copy.tls.cert_file) && is_ok;
    is_ok = own_text(&copy.tls.key_file) && is_ok;
    is_ok = own_text(&copy.tls.server_name) && is_ok;
    is_ok = own_ice_servers(&copy, options) && is_ok;
    if (!is_ok) {
        csip__ua_options_done(&copy);
        return CSIP_ERROR_NOMEM;
    }
    *ret_copy = copy;
    return CSIP_OK;
}

void csip__ua_options_done(csip_ua_options *copy)
{
    free((char *)copy->tls.ca_file);
    free((char *)copy->tls.cert_file);
    free((char *)copy->tls.key_file);
    free((char *)copy->tls.server_name);
    for (size_t i = 0; i < copy->ice_server_count; i++) {
        free((char *)copy->ice_servers[i].url);
        free((char *)copy->ice_servers[i].username);
        free((char *)copy->ice_servers[i].credential);
    }
    free((void *)copy->ice_servers);
}
