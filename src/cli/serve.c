#include "cli/serve_options.h"

#include <jansson.h>
#include <stdio.h>
#include <uv.h>

int csip__cli_serve(int argc, char **argv);

typedef struct serve_run {
    const csip__serve_options *options;
    uv_loop_t uv;
    uv_signal_t interrupt, terminate;
    csip_loop *loop;
    csip_server *server;
} serve_run;

static const char *const level_names[] = {
    [CSIP_LOG_ERROR] = "error",
    [CSIP_LOG_WARNING] = "warning",
    [CSIP_LOG_INFO] = "info",
    [CSIP_LOG_DEBUG] = "debug",
};

/* Takes `event`. */
static void print_json(json_t *event)
{
    if (event) {
        json_dumpf(event, stdout, JSON_COMPACT);
        putchar('\n');
    }
    json_decref(event);
}

static void on_log(void *user, csip_log_level level, const char *text)
{
    const serve_run *run = user;
    if (run->options->is_quiet) {
        return;
    }
    if (run->options->is_json) {
        print_json(json_pack("{s:s, s:s, s:s}", "event", "log", "level", level_names[level], "text",
                             text));
    } else {
        printf("%s: %s\n", level_names[level], text);
    }
}

static void write_url(const char *scheme, const char *address, int port, char url[80])
{
    bool is_v6 = strchr(address, ':') != NULL;
    snprintf(url, 80, "%s://%s%s%s:%d", scheme, is_v6 ? "[" : "", address, is_v6 ? "]" : "", port);
}

static void print_serving(const serve_run *run)
{
    const csip_server_config *config = &run->options->config;
    const int ports[] = {csip_server_ws_port(run->server), csip_server_wss_port(run->server)};
    static const char *const schemes[] = {"ws", "wss"};
    json_t *event = json_pack("{s:s, s:s, s:s?}", "event", "serving", "domain", config->domain,
                              "ca_file", config->ca_file);
    for (int i = 0; i < 2; i++) {
        char url[80];
        if (ports[i] == CSIP_SERVER_PORT_NONE) {
            continue;
        }
        write_url(schemes[i], config->listen, ports[i], url);
        if (event) {
            json_object_set_new(event, schemes[i], json_string(url));
        }
        if (!run->options->is_json) {
            printf("serving %s\n", url);
        }
    }
    if (!run->options->is_json) {
        printf("accounts are USER@%s%s%s\n", config->domain,
               config->ca_file ? "; the CA's certificate is in " : "",
               config->ca_file ? config->ca_file : "");
        json_decref(event);
        return;
    }
    print_json(event);
}

static void print_stopped(const serve_run *run)
{
    csip_server_counters count = csip_server_count(run->server);
    if (run->options->is_json) {
        print_json(json_pack(
            "{s:s, s:I, s:I, s:I, s:I, s:I}", "event", "stopped", "connections",
            (json_int_t)count.connections_total, "requests", (json_int_t)count.requests_received,
            "forwarded", (json_int_t)count.messages_forwarded, "wrong_credentials",
            (json_int_t)count.credentials_wrong, "dropped", (json_int_t)count.messages_dropped));
    } else {
        printf("stopped: %llu connections, %llu requests, %llu messages forwarded\n",
               (unsigned long long)count.connections_total,
               (unsigned long long)count.requests_received,
               (unsigned long long)count.messages_forwarded);
    }
}

static void on_signal(uv_signal_t *signal, int number)
{
    (void)number;
    uv_stop(signal->loop);
}

static csip_error start(serve_run *run)
{
    csip_server_config config = run->options->config;
    csip_config_problem problem = {0};
    config.log = on_log;
    config.log_user = run;
    csip_error error = csip_loop_new(&(csip_loop_options){.uv_loop = &run->uv}, &run->loop);
    if (error == CSIP_OK) {
        error = csip_server_new(run->loop, &config, &run->server, &problem);
    }
    if (error != CSIP_OK) {
        fprintf(stderr, "csip serve: %s%s%s%s%s\n", problem.parameter,
                problem.parameter[0] ? ": " : "", problem.value, problem.value[0] ? ": " : "",
                problem.reason[0] ? problem.reason : csip_error_text(error));
    }
    return error;
}

static void listen_to_signals(serve_run *run)
{
    uv_signal_init(&run->uv, &run->interrupt);
    uv_signal_init(&run->uv, &run->terminate);
    uv_signal_start(&run->interrupt, on_signal, SIGINT);
    uv_signal_start(&run->terminate, on_signal, SIGTERM);
}

static int serve(const csip__serve_options *options)
{
    serve_run run = {.options = options};
    if (uv_loop_init(&run.uv) != 0) {
        fputs("csip serve: no event loop\n", stderr);
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    listen_to_signals(&run);
    csip_error error = start(&run);
    if (error == CSIP_OK) {
        print_serving(&run);
        uv_run(&run.uv, UV_RUN_DEFAULT);
        print_stopped(&run);
    }
    csip_server_free(run.server);
    csip_loop_free(run.loop);
    uv_close((uv_handle_t *)&run.interrupt, NULL);
    uv_close((uv_handle_t *)&run.terminate, NULL);
    uv_run(&run.uv, UV_RUN_DEFAULT);
    uv_loop_close(&run.uv);
    return error == CSIP_OK ? 0 : error == CSIP_ERROR_NOMEM ? 1 : 2;
}

int csip__cli_serve(int argc, char **argv)
{
    csip__serve_options options;
    if (!csip__serve_options_parse(argc, argv, &options)) {
        return 2;
    }
    if (options.wants_help) {
        csip__serve_options_help();
        return 0;
    }
    return serve(&options);
}
