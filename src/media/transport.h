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
    const csip_ice_server *servers;       /* borrowed for the call */
    size_t server_count;
    unsigned gathering_timeout_ms; /* after the first candidate */
    bool has_loopback;
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
 * Offer and answer are there: check and connect.  When called again only new candidates count;
 * JSEP sees to it that credentials, fingerprint and roles stay.
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
