#include <media/engine_impl.h>

#include <media/ice_server.h>

#include <signal.h>
#include <stdlib.h>

static void post(csip__engine *engine, csip__command *command)
{
    if (csip__mailbox_put(&engine->commands, &command->mail))
        g_source_set_ready_time(engine->command_source, 0);
}

/* The application's signal handlers run on its own threads. */
static csip_error start_thread(csip__engine *engine)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&engine->thread, NULL, csip__engine_run, engine);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed ? CSIP_ERROR_IO : CSIP_OK;
}

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer user)
{
    (void)source;
    return callback(user);
}

GSource *csip__engine_source_new(void)
{
    static GSourceFuncs functions = {.dispatch = dispatch};
    return g_source_new(&functions, sizeof(GSource));
}

static void release(csip__engine *engine)
{
    csip__mail *mail;
    while ((mail = csip__mailbox_take(&engine->reports)))
        free(mail);
    free(engine->polled);
    csip__mailbox_done(&engine->commands);
    csip__mailbox_done(&engine->reports);
    pthread_mutex_destroy(&engine->reply_lock);
    pthread_cond_destroy(&engine->replied);
    g_source_unref(engine->command_source);
    g_main_context_unref(engine->context);
    csip__certificate_free(engine->certificate);
    free(engine);
}

csip_error csip__engine_new(const csip__engine_config *config, csip__engine **ret_engine)
{
    csip__engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        return CSIP_ERROR_NOMEM;
    const char *wish = getenv("CSIP_ICE_LOOPBACK");
    engine->config = *config;
    engine->config.has_loopback |= wish && strcmp(wish, "1") == 0;
    csip__mailbox_init(&engine->commands);
    csip__mailbox_init(&engine->reports);
    pthread_mutex_init(&engine->reply_lock, NULL);
    pthread_cond_init(&engine->replied, NULL);
    engine->context = g_main_context_new();
    engine->command_source = csip__engine_source_new();
    csip_error error = csip__certificate_new(&engine->certificate);
    if (!error)
        error = start_thread(engine);
    if (error) {
        release(engine);
        return error;
    }
    *ret_engine = engine;
    return CSIP_OK;
}

void csip__engine_free(csip__engine *engine)
{
    if (!engine)
        return;
    csip__command stop = {.kind = CSIP__COMMAND_STOP};
    post(engine, &stop);
    pthread_join(engine->thread, NULL);
    release(engine);
}

static csip_error check_servers(const csip__peer_config *config)
{
    for (size_t i = 0; i < config->ice_server_count; i++) {
        const csip_ice_server *server = &config->ice_servers[i];
        csip__ice_url url;
        csip_error error = csip__ice_url_parse(csip_str_from(server->url), &url);
        if (error)
            return error == CSIP_ERROR_PARSE ? CSIP_ERROR_ARGUMENT : error;
        if (url.is_turn && (!server->username || !server->credential))
            return CSIP_ERROR_ARGUMENT;
    }
    return CSIP_OK;
}

csip_error csip__engine_open(csip__engine *engine, csip__peer_key key,
                             const csip__peer_config *config)
{
    if (engine->peer_count == CSIP__ENGINE_PEERS_MAX)
        return CSIP_ERROR_LIMIT;
    csip_error error = check_servers(config);
    if (error)
        return error;
    csip__command *command = csip__command_new(CSIP__COMMAND_OPEN, key, 0);
    error = command ? csip__settings_dup(config, &command->settings) : CSIP_ERROR_NOMEM;
    if (error) {
        csip__command_free(command);
        return error;
    }
    engine->peer_count++;
    post(engine, command);
    return CSIP_OK;
}

csip_error csip__engine_set_io(csip__engine *engine, csip__peer_key key, const csip_media_io *io)
{
    csip__command *command = csip__command_new(CSIP__COMMAND_SET_IO, key, 0);
    csip_error error = command ? csip__io_dup(io, &command->io) : CSIP_ERROR_NOMEM;
    if (error) {
        csip__command_free(command);
        return error;
    }
    post(engine, command);
    return CSIP_OK;
}

static void keep(csip_str *text, char *at)
{
    if (text->len)
        text->ptr = memcpy(at, text->ptr, text->len);
}

csip_error csip__engine_request(csip__engine *engine, csip__peer_key key, const csip_media_op *op)
{
    if (op->kind == CSIP_MEDIA_OPEN || (unsigned)op->kind > CSIP_MEDIA_CLOSE)
        return CSIP_ERROR_ARGUMENT;
    if (op->sdp.len > CSIP__JSEP_TEXT_MAX || op->tones.len > CSIP__JSEP_TEXT_MAX)
        return CSIP_ERROR_LIMIT;
    csip__command *command =
        csip__command_new(CSIP__COMMAND_OPERATE, key, op->sdp.len + op->tones.len);
    if (!command)
        return CSIP_ERROR_NOMEM;
    command->op = *op;
    keep(&command->op.sdp, command->text);
    keep(&command->op.tones, command->text + op->sdp.len);
    post(engine, command);
    return CSIP_OK;
}

/* The peer kept its last statistics until now. */
static void forget(csip__engine *engine, csip__peer_key key)
{
    csip__command *command = csip__command_new(CSIP__COMMAND_FORGET, key, 0);
    if (!command)
        return; /* a few hundred octets stay until the engine goes */
    engine->peer_count--;
    post(engine, command);
}

bool csip__engine_poll(csip__engine *engine, csip__report *ret_report)
{
    csip__mail *mail = csip__mailbox_take(&engine->reports);
    if (!mail)
        return false;
    free(engine->polled);
    engine->polled = (csip__report_mail *)mail;
    *ret_report = engine->polled->report;
    if (ret_report->kind == CSIP__REPORT_DONE && ret_report->op_kind == CSIP_MEDIA_CLOSE &&
        ret_report->result.error == CSIP_OK)
        forget(engine, ret_report->key);
    return true;
}

csip_error csip__engine_stats(csip__engine *engine, csip__peer_key key, csip_media_stats *ret_stats)
{
    csip__command command = {.kind = CSIP__COMMAND_STATS, .key = key, .stats = ret_stats};
    post(engine, &command);
    pthread_mutex_lock(&engine->reply_lock);
    while (!command.is_answered)
        pthread_cond_wait(&engine->replied, &engine->reply_lock);
    pthread_mutex_unlock(&engine->reply_lock);
    return command.error;
}
