#include <media/engine_impl.h>

#include <time.h>

#define NS_PER_MS UINT64_C(1000000)
#define TICK_NS   (20 * NS_PER_MS)
#define NEVER     UINT64_MAX

enum { CLOSING_MS = 500 }; /* for relays to be given back when the engine goes */

static uint64_t clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- what peers ask ---- */

static void report(void *user, const csip__report *what)
{
    csip__engine *engine = user;
    csip__report_mail *copy = csip__report_dup(what);
    if (copy && csip__mailbox_put(&engine->reports, &copy->mail) && engine->config.notify)
        engine->config.notify(engine->config.user);
}

/*
 * Ticks stand on a grid of 20 ms and are told the grid's time, not that of their waking, so that
 * media is paced without jitter; a packet read before a late tick has not come after it.
 */
static uint64_t now_ns(void *user)
{
    const csip__engine *engine = user;
    uint64_t now = clock_ns();
    return now < engine->next_tick_ns ? now : engine->next_tick_ns;
}

/* ---- time ---- */

static void set_tick(csip__engine *engine, uint64_t at_ns)
{
    engine->next_tick_ns = at_ns;
    g_source_set_ready_time(engine->tick_source,
                            at_ns == NEVER ? -1 : (gint64)((at_ns + 999) / 1000));
}

static gboolean tick(gpointer user)
{
    csip__engine *engine = user;
    uint64_t now = clock_ns();
    if (now < engine->next_tick_ns)
        return G_SOURCE_CONTINUE;
    /* Where a stall has swallowed ticks, streams make up for what they want. */
    uint64_t at_ns = now - (now - engine->next_tick_ns) % TICK_NS;
    engine->next_tick_ns = at_ns;
    bool has_timers = false;
    for (csip__peer *peer = engine->peers; peer; peer = peer->next)
        has_timers |= csip__peer_tick(peer, at_ns);
    set_tick(engine, has_timers ? at_ns + TICK_NS : NEVER);
    return G_SOURCE_CONTINUE;
}

/* ---- commands ---- */

static csip__peer **find(csip__engine *engine, csip__peer_key key)
{
    csip__peer **at = &engine->peers;
    while (*at && (*at)->key != key)
        at = &(*at)->next;
    return at;
}

static void open_peer(csip__engine *engine, csip__command *command)
{
    csip__peer *peer = NULL;
    csip__settings *settings = command->settings;
    command->settings = NULL; /* taken */
    if (csip__peer_new(&engine->host, command->key, settings, &peer))
        return; /* its operations will find no peer */
    peer->next = engine->peers;
    engine->peers = peer;
}

static void set_io(csip__engine *engine, csip__command *command)
{
    csip__peer *peer = *find(engine, command->key);
    if (!peer)
        return;
    csip__peer_set_io(peer, command->io);
    command->io = NULL;
}

static void operate(csip__engine *engine, csip__command *command)
{
    csip__peer *peer = *find(engine, command->key);
    if (peer) {
        csip__peer_operate(peer, &command->op);
        if (engine->next_tick_ns == NEVER)
            set_tick(engine, clock_ns());
        return;
    }
    csip_error error = CSIP_ERROR_NOT_FOUND;
    csip__report none = {.kind = CSIP__REPORT_DONE,
                         .key = command->key,
                         .op = command->op.op,
                         .op_kind = command->op.kind,
                         .result = {error, {0}, csip_str_from(csip_error_text(error))}};
    if (command->op.kind != CSIP_MEDIA_MUTE)
        report(engine, &none);
}

/* The command is the waiting thread's own and gone once it has been answered. */
static void answer_stats(csip__engine *engine, csip__command *command)
{
    const csip__peer *peer = *find(engine, command->key);
    if (peer)
        csip__peer_stats(peer, command->stats);
    pthread_mutex_lock(&engine->reply_lock);
    command->error = peer ? CSIP_OK : CSIP_ERROR_NOT_FOUND;
    command->is_answered = true;
    pthread_cond_signal(&engine->replied);
    pthread_mutex_unlock(&engine->reply_lock);
}

static void forget(csip__engine *engine, csip__command *command)
{
    csip__peer **at = find(engine, command->key);
    csip__peer *peer = *at;
    if (!peer)
        return;
    *at = peer->next;
    csip__peer_free(peer);
}

static void stop(csip__engine *engine, csip__command *command)
{
    (void)command;
    engine->is_stopped = true;
}

static gboolean serve_commands(gpointer user)
{
    static const struct {
        void (*serve)(csip__engine *engine, csip__command *command);
        bool is_callers; /* not to be freed here */
    } commands[] = {
        [CSIP__COMMAND_OPEN] = {open_peer, false},  [CSIP__COMMAND_SET_IO] = {set_io, false},
        [CSIP__COMMAND_OPERATE] = {operate, false}, [CSIP__COMMAND_STATS] = {answer_stats, true},
        [CSIP__COMMAND_FORGET] = {forget, false},   [CSIP__COMMAND_STOP] = {stop, true},
    };
    csip__engine *engine = user;
    csip__mail *mail;
    g_source_set_ready_time(engine->command_source, -1); /* first: what comes now wakes again */
    while ((mail = csip__mailbox_take(&engine->commands))) {
        csip__command *command = (csip__command *)mail;
        bool is_callers = commands[command->kind].is_callers;
        commands[command->kind].serve(engine, command);
        if (!is_callers)
            csip__command_free(command);
    }
    return G_SOURCE_CONTINUE;
}

/* ---- the thread ---- */

static void attach(GSource *source, GSourceFunc callback, csip__engine *engine)
{
    g_source_set_callback(source, callback, engine, NULL);
    g_source_attach(source, engine->context);
}

static void close_peers(csip__engine *engine)
{
    while (engine->peers) {
        csip__peer *peer = engine->peers;
        engine->peers = peer->next;
        if (!peer->is_closed)
            csip__peer_close(peer);
        csip__peer_free(peer);
    }
    uint64_t end_ns = clock_ns() + CLOSING_MS * NS_PER_MS;
    set_tick(engine, end_ns); /* wakes the loop below at the latest */
    while (engine->closing_count > 0 && clock_ns() < end_ns)
        g_main_context_iteration(engine->context, TRUE);
}

void *csip__engine_run(void *user)
{
    csip__engine *engine = user;
    g_main_context_push_thread_default(engine->context);
    engine->host = (csip__peer_host){.context = engine->context,
                                     .certificate = engine->certificate,
                                     .has_loopback = engine->config.has_loopback,
                                     .closing = &engine->closing_count,
                                     .report = report,
                                     .now_ns = now_ns,
                                     .user = engine};
    engine->next_tick_ns = NEVER;
    engine->tick_source = csip__engine_source_new();
    attach(engine->tick_source, tick, engine);
    attach(engine->command_source, serve_commands, engine);
    while (!engine->is_stopped)
        g_main_context_iteration(engine->context, TRUE);
    close_peers(engine);
    g_source_destroy(engine->tick_source);
    g_source_unref(engine->tick_source);
    g_source_destroy(engine->command_source);
    g_main_context_pop_thread_default(engine->context);
    return NULL;
}
