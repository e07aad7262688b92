#ifndef CSIP_MEDIA_ICE_H
#define CSIP_MEDIA_ICE_H

#include <csip/media.h>

#include <glib.h>

/** ICE for one component (rtcp-mux, BUNDLE): RFC 8445 through libnice, full, over UDP. */
typedef struct csip__ice csip__ice;

enum {
    CSIP__ICE_CANDIDATES_MAX = 32, /* of ours; later ones are not told */
    CSIP__ICE_ADDRESSES_MAX = 16,  /* local addresses gathered on */
};

typedef enum csip__ice_state {
    CSIP__ICE_CHECKING,
    CSIP__ICE_CONNECTED, /* a pair is nominated */
    CSIP__ICE_FAILED,    /* no pair works, or consent was lost (RFC 7675) */
} csip__ice_state;

/** All are called on the context's thread, never after csip__ice_free(), which they must not call.
 */
typedef struct csip__ice_events {
    void (*on_candidate)(void *user, csip_str candidate); /* "candidate:…" */
    void (*on_gathered)(void *user);
    void (*on_state)(void *user, csip__ice_state state);
    /** From a validated pair only.  May be written to. */
    void (*on_datagram)(void *user, uint8_t *datagram, size_t len);
    void *user;
} csip__ice_events;

typedef struct csip__ice_config {
    GMainContext *context;
    const csip_ice_server *servers; /* borrowed for the call */
    size_t server_count;
    bool has_loopback;  /* candidates on 127.0.0.1 even when there are others */
    bool is_relay_only; /* candidates of TURN servers alone are told and used */
    size_t *closing;    /* counts agents that live on to give relays back; NULL: not wanted */
    csip__ice_events events;
} csip__ice_config;

/** ARGUMENT: a server's URL is none; UNSUPPORTED: over TLS; NOMEM. */
CSIP_MUST_USE csip_error csip__ice_new(const csip__ice_config *config, csip__ice **ret_ice);
void csip__ice_free(csip__ice *ice);

csip_str csip__ice_ufrag(const csip__ice *ice);
csip_str csip__ice_pwd(const csip__ice *ice);
/** Those told so far. */
const csip_str *csip__ice_candidates(const csip__ice *ice, size_t *ret_count);

/**
 * The role counts from here on (RFC 8445 section 6.1.1); a conflict is resolved by the checks.
 *
 * @return CSIP_OK; MEDIA: no socket could be opened
 */
CSIP_MUST_USE csip_error csip__ice_gather(csip__ice *ice, bool is_controlling);
typedef struct csip__ice_remote {
    csip_str ufrag;
    csip_str pwd;
    const csip_str *candidates; /* those over UDP with a literal address are used */
    size_t candidate_count;
} csip__ice_remote;
/**
 * Begin to check.  With other credentials than before it is another peer that had the same offer: a
 * fork.  What was checked is forgotten, our own credentials and candidates stay.
 *
 * @return CSIP_OK; PARSE: credentials outside their limits (RFC 8839 section 5.4); MEDIA
 */
CSIP_MUST_USE csip_error csip__ice_set_remote(csip__ice *ice, const csip__ice_remote *remote);
/** True when these credentials were set. */
bool csip__ice_is_remote(const csip__ice *ice, csip_str ufrag, csip_str pwd);

/** false: no pair, or the socket's buffer is full; the datagram is lost, as any may be. */
bool csip__ice_send(csip__ice *ice, const uint8_t *datagram, size_t len);

enum { CSIP__ICE_TYPE_LEN = 16 };
/** Types of the selected pair: "host", "srflx", "prflx", "relay"; false: none is selected. */
bool csip__ice_pair(const csip__ice *ice, char local[CSIP__ICE_TYPE_LEN],
                    char remote[CSIP__ICE_TYPE_LEN]);

#endif
