#ifndef CSIP_MEDIA_PEER_IMPL_H
#define CSIP_MEDIA_PEER_IMPL_H

#include <media/settings.h>
#include <media/stream.h>
#include <media/transport.h>

/** What a peer has from its engine.  All of a peer's life is on the engine's thread. */
typedef struct csip__peer_host {
    GMainContext *context;
    const csip__certificate *certificate;
    bool has_loopback;
    size_t *closing; /* as in csip__ice_config */
    /** Copies what it is given. */
    void (*report)(void *user, const csip__report *report);
    /** Never less than before, never past the tick that is due. */
    uint64_t (*now_ns)(void *user);
    void *user;
} csip__peer_host;

enum { CSIP__CNAME_LEN = 16 };

/** One peer connection: descriptions, a transport, a stream for each media line. */
typedef struct csip__peer {
    struct csip__peer *next; /* of its engine */
    csip__peer_key key;
    const csip__peer_host *host;
    csip__settings *settings;
    char cname[CSIP__CNAME_LEN + 1];

    csip__jsep *jsep;
    csip__transport *transport;                  /* NULL before the first description is made */
    csip__stream *streams[CSIP__JSEP_LINES_MAX]; /* by line */

    /* Opened and not yet taken by a stream. */
    csip__audio_input *audio_input;
    csip__audio_output *audio_output;
    csip__video_input *video_input;
    csip__video_output *video_output;

    csip_direction directions[2]; /* by csip__media_kind, also of media not acquired yet */
    bool is_muted[2], is_held[2];
    bool is_closed;     /* only its last statistics are left */
    uint64_t unmatched; /* packets no stream would have */
    csip_media_stats last_stats;
} csip__peer;

/** Takes `settings`, on failure too. */
CSIP_MUST_USE csip_error csip__peer_new(const csip__peer_host *host, csip__peer_key key,
                                        csip__settings *settings, csip__peer **ret_peer);
/** Ends without a word what was not closed. */
void csip__peer_free(csip__peer *peer);

/** Takes `io`. */
void csip__peer_set_io(csip__peer *peer, csip__io *io);

/** Carry out one operation and report it. */
void csip__peer_operate(csip__peer *peer, const csip_media_op *op);

/** @return true while there is something to do in the next 20 ms */
bool csip__peer_tick(csip__peer *peer, uint64_t now_ns);

void csip__peer_stats(const csip__peer *peer, csip_media_stats *ret_stats);

/* ---- between its files ---- */

/** Report an operation that has no result but its outcome. */
void csip__peer_done(csip__peer *peer, const csip_media_op *op, csip_error error);
CSIP_MUST_USE csip_error csip__peer_make_transport(csip__peer *peer);
CSIP_MUST_USE csip_error csip__peer_connect(csip__peer *peer);
/** Gather and, for an answer, connect; what fails is told as the connection's state. */
void csip__peer_begin(csip__peer *peer, bool is_answer);
/** A stream for each line that has come to something. */
CSIP_MUST_USE csip_error csip__peer_settle(csip__peer *peer);
/** Everything down, files complete, statistics kept. */
void csip__peer_close(csip__peer *peer);
void csip__peer_tell_state(csip__peer *peer, csip_connection_state state);

/** Sources and sinks of the wanted media; @return as csip__audio_input_open */
CSIP_MUST_USE csip_error csip__peer_open_devices(csip__peer *peer, bool audio, bool video,
                                                 csip__media_problem *ret_problem);
void csip__peer_close_devices(csip__peer *peer);
/** Tell the streams what is_muted and is_held say. */
void csip__peer_apply_quiet(csip__peer *peer);

#endif
