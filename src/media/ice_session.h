#ifndef CSIP_MEDIA_ICE_SESSION_H
#define CSIP_MEDIA_ICE_SESSION_H

#include <media/ice.h>
#include <sdp/jsep.h>

/**
 * One ICE session (RFC 8445 section 4): what lives from gathering until the end or until the next
 * restart has taken its place.  Adds a deadline to the gathering.
 */
typedef struct csip__ice_session csip__ice_session;

/** As csip__ice_events, told with the session. */
typedef struct csip__ice_session_events {
    void (*on_candidate)(void *user, const csip__ice_session *session, csip_str candidate);
    void (*on_gathered)(void *user, const csip__ice_session *session);
    void (*on_state)(void *user, const csip__ice_session *session);
    void (*on_datagram)(void *user, uint8_t *datagram, size_t len);
    void *user;
} csip__ice_session_events;

/** @param config  its events are not used; @return as csip__ice_new */
CSIP_MUST_USE csip_error csip__ice_session_new(const csip__ice_config *config,
                                               const csip__ice_session_events *events,
                                               csip__ice_session **ret_session);
void csip__ice_session_free(csip__ice_session *session);

/** Fills credentials and candidates. */
void csip__ice_session_describe(const csip__ice_session *session, csip__jsep_transport *ret_ours);

/** Does nothing when that has been done.  Complete at `deadline_ns` whatever is missing. */
CSIP_MUST_USE csip_error csip__ice_session_gather(csip__ice_session *session, bool is_controlling,
                                                  uint64_t deadline_ns);

/** True when `remote` has the credentials that were set here. */
bool csip__ice_session_is_with(const csip__ice_session *session, const csip__jsep_remote *remote);

/**
 * Check against the peer.  Called again with the same credentials, only new candidates count; with
 * others it begins anew with another peer (a fork), our own credentials and candidates kept.
 */
CSIP_MUST_USE csip_error csip__ice_session_connect(csip__ice_session *session,
                                                   const csip__jsep_remote *remote);

bool csip__ice_session_is_connected(const csip__ice_session *session);
bool csip__ice_session_has_failed(const csip__ice_session *session);
csip__ice *csip__ice_session_ice(csip__ice_session *session);

/** @return true while the gathering has a deadline ahead */
bool csip__ice_session_tick(csip__ice_session *session, uint64_t now_ns);

#endif
