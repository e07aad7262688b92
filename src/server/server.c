#include "server/server.h"

#include "host/loop.h"
#include "host/platform.h"
#include "server/config.h"
#include "server/listener.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct csip_server {
    csip_server_config config;
    csip__certificate certificate;
    csip__proxy proxy;
    csip__listener *listener;
};

static csip_error tell_file(csip_config_problem *problem, const char *parameter, const char *path,
                            csip_error error)
{
    snprintf(problem->parameter, sizeof problem->parameter, "%s", parameter);
    snprintf(problem->value, sizeof problem->value, "%s", path);
    snprintf(problem->reason, sizeof problem->reason, "%s",
             error == CSIP_ERROR_IO ? strerror(errno) : csip_error_text(error));
    return error;
}

static csip_error write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    if (!file) {
        return CSIP_ERROR_IO;
    }
    bool is_written = fputs(text, file) >= 0;
    return fclose(file) == 0 && is_written ? CSIP_OK : CSIP_ERROR_IO;
}

/* A given certificate is tried here, so that its error is told by name. */
static csip_error check_files(const csip_server_config *config, csip_config_problem *problem)
{
    csip_error error = CSIP_OK;
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    if (!tls) {
        return CSIP_ERROR_NOMEM;
    }
    if (SSL_CTX_use_certificate_chain_file(tls, config->cert_file) != 1) {
        error = tell_file(problem, "cert_file", config->cert_file, CSIP_ERROR_TLS);
        snprintf(problem->reason, sizeof problem->reason, "no PEM certificate could be read");
    } else if (SSL_CTX_use_PrivateKey_file(tls, config->key_file, SSL_FILETYPE_PEM) != 1 ||
               SSL_CTX_check_private_key(tls) != 1) {
        error = tell_file(problem, "key_file", config->key_file, CSIP_ERROR_TLS);
        snprintf(problem->reason, sizeof problem->reason,
                 "no PEM private key of the certificate could be read");
    }
    SSL_CTX_free(tls);
    return error;
}

static csip_error prepare_certificate(csip_server *server, const csip_server_config *config,
                                      csip_config_problem *problem)
{
    if (config->wss_port == CSIP_SERVER_PORT_NONE) {
        return CSIP_OK;
    }
    if (config->cert_file) {
        return check_files(config, problem);
    }
    const char *names[] = {config->host, config->domain, config->listen};
    return csip__certificate_make(names, 3, &server->certificate);
}

/* Only once the server serves: a failed start must not spoil the file of one that runs. */
static csip_error publish_ca(const csip_server *server, const char *path,
                             csip_config_problem *problem)
{
    if (!path || !server->certificate.ca_pem) {
        return CSIP_OK;
    }
    csip_error error = write_file(path, server->certificate.ca_pem);
    return error == CSIP_OK ? CSIP_OK : tell_file(problem, "ca_file", path, error);
}

static void warn_of_open_file(const csip_server *server, const char *path)
{
    struct stat facts;
    if (path && stat(path, &facts) == 0 && (facts.st_mode & (S_IROTH | S_IWOTH))) {
        csip__proxy_log(&server->proxy, CSIP_LOG_WARNING,
                        "%s holds passwords and anybody on this machine may read it", path);
    }
}

static csip_error start(csip_server *server, uv_loop_t *loop, const csip_server_config *config,
                        csip_config_problem *problem)
{
    csip_error error = csip__server_config_check(config, problem);
    if (error == CSIP_OK) {
        error = csip__server_config_dup(config, &server->config);
    }
    if (error == CSIP_OK) {
        error = csip__proxy_init(&server->proxy, csip__platform_native(), &server->config, problem);
        server->proxy.send = csip__listener_send;
    }
    if (error == CSIP_OK) {
        warn_of_open_file(server, config->users_file);
        csip__server_config_forget_users(&server->config);
        error = prepare_certificate(server, config, problem);
    }
    if (error == CSIP_OK) {
        error = csip__listener_new(
            &(csip__listener_options){
                .loop = loop,
                .proxy = &server->proxy,
                .config = &server->config,
                .certificate = server->certificate.leaf ? &server->certificate : NULL,
            },
            &server->listener, problem);
    }
    if (error == CSIP_OK) {
        error = publish_ca(server, config->ca_file, problem);
    }
    return error;
}

csip_error csip__server_open(uv_loop_t *loop, const csip_server_config *config,
                             csip_server **ret_server, csip_config_problem *problem)
{
    csip_config_problem unread;
    csip_server *server = calloc(1, sizeof *server);
    if (!server) {
        return CSIP_ERROR_NOMEM;
    }
    problem = problem ? problem : &unread;
    *problem = (csip_config_problem){0};
    csip_error error = start(server, loop, config, problem);
    if (error != CSIP_OK) {
        csip_server_free(server);
        return error;
    }
    *ret_server = server;
    return CSIP_OK;
}

csip_error csip_server_new(csip_loop *loop, const csip_server_config *config,
                           csip_server **ret_server, csip_config_problem *ret_problem)
{
    return csip__server_open(loop->uv, config, ret_server, ret_problem);
}

void csip_server_free(csip_server *server)
{
    if (!server) {
        return;
    }
    csip__listener_free(server->listener);
    csip__proxy_done(&server->proxy);
    csip__certificate_done(&server->certificate);
    csip__server_config_done(&server->config);
    free(server);
}

int csip_server_ws_port(const csip_server *server)
{
    return csip__listener_port(server->listener, false);
}

int csip_server_wss_port(const csip_server *server)
{
    return csip__listener_port(server->listener, true);
}

const char *csip_server_ca_pem(const csip_server *server)
{
    return server->certificate.ca_pem;
}

csip_server_counters csip_server_count(const csip_server *server)
{
    return server->proxy.counters;
}
