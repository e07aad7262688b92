#include "server/config.h"

#include "server/flow.h"

#include <stdio.h>
#include <stdlib.h>

void csip_server_config_init(csip_server_config *config)
{
    *config = (csip_server_config){
        .listen = "127.0.0.1",
        .ws_port = 5080,
        .wss_port = 5443,
        .domain = "localhost",
        .nonce_lifetime_s = 300,
        .default_expires_s = 600,
        .min_expires_s = 30,
        .max_expires_s = 3600,
        .max_connections = 256,
        .max_message_bytes = 65536,
        .max_queue_bytes = 1 << 20,
        .handshake_timeout_s = 10,
    };
}

static csip_error tell(csip_config_problem *problem, const char *parameter, const char *value,
                       const char *reason)
{
    snprintf(problem->parameter, sizeof problem->parameter, "%s", parameter);
    snprintf(problem->value, sizeof problem->value, "%s", value ? value : "");
    snprintf(problem->reason, sizeof problem->reason, "%s", reason);
    return CSIP_ERROR_CONFIG;
}

static bool is_name(const char *text)
{
    return text && text[0] != '\0' && strlen(text) <= 255 &&
           text[strcspn(text, " \t\r\n\"\\<>;,@?")] == '\0';
}

typedef struct csip__range {
    const char *parameter;
    long value, min, max;
} csip__range;

static csip_error check_ranges(const csip_server_config *config, csip_config_problem *problem)
{
    const csip__range ranges[] = {
        {"ws_port", config->ws_port, CSIP_SERVER_PORT_NONE, 65535},
        {"wss_port", config->wss_port, CSIP_SERVER_PORT_NONE, 65535},
        {"nonce_lifetime_s", config->nonce_lifetime_s, 1, 86400},
        {"min_expires_s", config->min_expires_s, 1, config->max_expires_s},
        {"max_expires_s", config->max_expires_s, 1, 604800},
        {"default_expires_s", config->default_expires_s, config->min_expires_s,
         config->max_expires_s},
        {"max_connections", config->max_connections, 1, CSIP__FLOWS_LIMIT},
        {"max_message_bytes", config->max_message_bytes, 1024, 16 << 20},
        {"max_queue_bytes", config->max_queue_bytes, config->max_message_bytes, 1 << 30},
        {"handshake_timeout_s", config->handshake_timeout_s, 1, 3600},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        char value[32], reason[64];
        if (ranges[i].value < ranges[i].min || ranges[i].value > ranges[i].max) {
            snprintf(value, sizeof value, "%ld", ranges[i].value);
            snprintf(reason, sizeof reason, "must be %ld to %ld", ranges[i].min, ranges[i].max);
            return tell(problem, ranges[i].parameter, value, reason);
        }
    }
    return CSIP_OK;
}

csip_error csip__server_config_check(const csip_server_config *config, csip_config_problem *problem)
{
    if (!config->listen || config->listen[0] == '\0') {
        return tell(problem, "listen", config->listen, "an address to listen on is needed");
    }
    if (!is_name(config->domain)) {
        return tell(problem, "domain", config->domain, "no host name");
    }
    if (config->host && !is_name(config->host)) {
        return tell(problem, "host", config->host, "no host name");
    }
    if (config->ws_port == CSIP_SERVER_PORT_NONE && config->wss_port == CSIP_SERVER_PORT_NONE) {
        return tell(problem, "ws_port", "", "neither ws nor wss would be served");
    }
    if (!config->cert_file != !config->key_file) {
        return tell(problem, config->cert_file ? "key_file" : "cert_file", "",
                    "certificate and key go together");
    }
    if (config->ca_file && config->cert_file) {
        return tell(problem, "ca_file", config->ca_file,
                    "with a certificate given there is no throw-away CA to write");
    }
    return check_ranges(config, problem);
}

/* The texts that a running server needs. */
static const char **texts_of(csip_server_config *config, size_t i)
{
    const char **const texts[] = {&config->listen, &config->host, &config->domain,
                                  &config->cert_file, &config->key_file};
    return i < sizeof texts / sizeof *texts ? texts[i] : NULL;
}

csip_error csip__server_config_dup(const csip_server_config *config, csip_server_config *ret_config)
{
    csip_server_config copy = *config;
    csip_error error = CSIP_OK;
    for (size_t i = 0; texts_of(&copy, i); i++) {
        const char **text = texts_of(&copy, i);
        if (*text) {
            *text = strdup(*text);
            error = *text ? error : CSIP_ERROR_NOMEM;
        }
    }
    if (error != CSIP_OK) {
        csip__server_config_done(&copy);
        return error;
    }
    *ret_config = copy;
    return CSIP_OK;
}

void csip__server_config_forget_users(csip_server_config *config)
{
    config->users = NULL;
    config->user_count = 0;
    config->users_file = config->ca_file = NULL;
}

void csip__server_config_done(csip_server_config *config)
{
    for (size_t i = 0; texts_of(config, i); i++) {
        free((char *)*texts_of(config, i));
        *texts_of(config, i) = NULL;
    }
}
