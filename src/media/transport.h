#ifndef CSIP_MEDIA_TRANSPORT_H
#define CSIP_MEDIA_TRANSPORT_H

#include <csip/source.h>
#include <media/certificate.h>
#include <media/ice.h>
#include <sdp/jsep.h>

/**
 * The one transport of a BUNDLE group: ICE under DTLS-SRTP.  Clear RTP and RTCP in and out; nothing
 * is let through before the peer's fingerprint has been seen to match.
 */
typedef struct csip__transport csip__transport;

/** Called on the context's thread; must not free the transport. */
typedef struct csip__transport_events {
    void (*on_candidate)(void *user, csip_str candidate);
    void (*on_gathered)(void *user); /* all, or the deadline has passed; once a gathering */
    void (*on_state)(void *user, csip_connection_state state);
    void (*on_packet)(void *user, const uint8_t *packet, size_t len, bool is_rtcp);
    void *user;
} csip__transport_events;

typedef struct csip__transport_config {
    GMainContext *context;
    const csip__certificate *certificate; /* outlives it */
    const csip_ice_server *servers;       /* outlive it */
    size_t server_count;
    unsigned gathering_timeout_ms; /* after the first candidate */
    bool has_loopback;
    bool is_relay_only;
    size_t *closing; /* as in csip__ice_config */
    csip__transport_events events;
} csip__transport_config;

CSIP_MUST_USE csip_error csip__transport_new(const csip__transport_config *config,
                                             csip__transport **ret_transport);
void csip__transport_free(csip__transport *transport);

/** What goes into a description; all but `cname` is filled in, borrowed until the next call. */
void csip__transport_describe(const csip__transport *transport, csip__jsep_transport *ret_ours);

/**
 * Begin to gather; does nothing when that has been done.
 *
 * @param is_controlling  our ICE role, as csip__ice_gather
 */
CSIP_MUST_USE csip_error csip__transport_gather(csip__transport *transport, bool is_controlling,
                                                uint64_t now_ns);

/**
 * Restart ICE (RFC 8445 section 9): a second ICE session, which descriptions and gathering are
 * about from here on.  Media goes over the first until the second has connected.  Nothing before
 * the first answer; asked again, it begins again.
 *
 * @return as csip__ice_new
 */
CSIP_MUST_USE csip_error csip__transport_restart(csip__transport *transport);
/** The offer was taken back. */
void csip__transport_cancel_restart(csip__transport *transport);

/** The peer offers this: where it restarts ICE, so does our answer.  @return as restart */
CSIP_MUST_USE csip_error csip__transport_offered(csip__transport *transport,
                                                 const csip__jsep_remote *remote);

/**
 * Offer and answer are there: check and connect.  Called again:
 * - with credentials as before, only new candidates count;
 * - with others after a restart, of us or offered to us, the restart goes on;
 * - with others without, it is another fork that answers: ICE and DTLS begin anew;
 * - with another fingerprint or role, DTLS begins anew (RFC 8842 section 4).
 *
 * @return CSIP_OK; PARSE, UNSUPPORTED: credentials or fingerprint cannot be used; NOMEM
 */
CSIP_MUST_USE csip_error csip__transport_begin(csip__transport *transport,
                                               const csip__jsep_remote *remote, uint64_t now_ns);

/** Protect in place and send; CSIP__SRTP_TRAILER_MAX octets behind `len` must be writable. */
void csip__transport_send(csip__transport *transport, uint8_t *packet, size_t len, bool is_rtcp);

/** Timers.  @return true while there are any: call again within 20 ms */
bool csip__transport_tick(csip__transport *transport, uint64_t now_ns);

bool csip__transport_is_connected(const csip__transport *transport);
/** Fills candidates, profile and packets_dropped. */
void csip__transport_stats(const csip__transport *transport, csip_media_stats *stats);

/** close_notify; nothing goes in or out after it. */
void csip__transport_end(csip__transport *transport);

#endif
