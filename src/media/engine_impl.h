#ifndef CSIP_MEDIA_ENGINE_IMPL_H
#define CSIP_MEDIA_ENGINE_IMPL_H

#include <media/command.h>
#include <media/peer_impl.h>
#include <media/report.h>

struct csip__engine {
    csip__engine_config config;
    csip__certificate *certificate;
    pthread_t thread;
    GMainContext *context;
    GSource *command_source; /* made ready by whoever puts a command */

    csip__mailbox commands;
    csip__mailbox reports;
    pthread_mutex_t reply_lock; /* of a STATS command's answer */
    pthread_cond_t replied;

    /* The loop's side. */
    csip__report_mail *polled; /* the report whose slices are in use */
    size_t peer_count;

    /* The thread's side. */
    csip__peer_host host;
    csip__peer *peers;
    GSource *tick_source;
    uint64_t next_tick_ns; /* UINT64_MAX: nothing has timers */
    size_t closing_count;
    bool is_stopped;
};

/** Dispatched when its ready time has come. */
GSource *csip__engine_source_new(void);

/** The thread: serves until a STOP command, then closes what is left. */
void *csip__engine_run(void *engine);

#endif
