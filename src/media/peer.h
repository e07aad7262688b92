#ifndef CSIP_MEDIA_PEER_H
#define CSIP_MEDIA_PEER_H

#include <csip/media.h>
#include <csip/source.h>

/**
 * The native media host: one engine with one thread for all calls, a peer per session.
 * Narrow as RTCPeerConnection: the agent's media operations go in, reports come out.
 * All functions are called on one thread, the loop's.
 */
typedef struct csip__engine csip__engine;

typedef struct csip__engine_config {
    /** Called on the engine's thread when a report waits; must only wake the loop. */
    void (*notify)(void *user);
    void *user;
    /**
     * Candidates on 127.0.0.1 beside others; without others they are there anyway.  Also when the
     * environment has CSIP_ICE_LOOPBACK=1.
     */
    bool has_loopback;
} csip__engine_config;

enum { CSIP__ENGINE_PEERS_MAX = 1024 };

CSIP_MUST_USE csip_error csip__engine_new(const csip__engine_config *config,
                                          csip__engine **ret_engine);
/** Closes what is left, joins the thread. */
void csip__engine_free(csip__engine *engine);

/** A peer connection: any non-zero number the host chooses, never used again. */
typedef uint64_t csip__peer_key;

/** Everything is copied. */
typedef struct csip__peer_config {
    const csip_ice_server *ice_servers;
    size_t ice_server_count;
    unsigned gathering_timeout_ms;
    csip_media_io io;
    bool is_relay_only; /* iceTransportPolicy "relay": nothing goes but over TURN */
} csip__peer_config;

/** ARGUMENT, UNSUPPORTED: an ICE server's URL; LIMIT: CSIP__ENGINE_PEERS_MAX; NOMEM. */
CSIP_MUST_USE csip_error csip__engine_open(csip__engine *engine, csip__peer_key key,
                                           const csip__peer_config *config);

/** Sources and sinks may be given later than OPEN (an incoming call's answer), before ACQUIRE. */
CSIP_MUST_USE csip_error csip__engine_set_io(csip__engine *engine, csip__peer_key key,
                                             const csip_media_io *io);

/**
 * Hand over an operation (not OPEN); it is copied and carried out in order on the engine's thread.
 * Each but MUTE comes back as a REPORT_DONE; CLOSE too, when files are complete and sources and
 * sockets closed, after which the peer is gone.
 */
CSIP_MUST_USE csip_error csip__engine_request(csip__engine *engine, csip__peer_key key,
                                              const csip_media_op *op);

typedef enum csip__report_kind { CSIP__REPORT_DONE, CSIP__REPORT_FACT } csip__report_kind;

typedef struct csip__report {
    csip__report_kind kind;
    csip__peer_key key;
    csip_id op;                 /* DONE */
    csip_media_op_kind op_kind; /* DONE */
    csip_media_result result;   /* DONE */
    csip_media_fact fact;       /* FACT */
} csip__report;

/** The next report; its slices are good until the next call.  false: none waits. */
bool csip__engine_poll(csip__engine *engine, csip__report *ret_report);

/**
 * A snapshot; also after CLOSE was requested, until its report has been polled.
 * Waits for the engine's thread, which is never longer than an encoder takes.  NOT_FOUND: gone.
 */
CSIP_MUST_USE csip_error csip__engine_stats(csip__engine *engine, csip__peer_key key,
                                            csip_media_stats *ret_stats);

#endif
