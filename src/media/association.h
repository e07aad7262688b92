#ifndef CSIP_MEDIA_ASSOCIATION_H
#define CSIP_MEDIA_ASSOCIATION_H

#include <media/dtls.h>
#include <sdp/jsep.h>

/** A DTLS association with the keys of SRTP that come out of it.  Zero: there is none. */
typedef struct csip__association {
    csip__dtls *dtls;
    csip__fingerprint fingerprint; /* the peer's */
    csip__setup setup;
    csip__srtp *srtp; /* there is one: the fingerprint matched */
    const csip__srtp_profile *profile;
} csip__association;

typedef struct csip__association_config {
    const csip__certificate *certificate; /* outlives it */
    const csip__jsep_remote *remote;      /* borrowed for the call */
    void (*send)(void *user, const uint8_t *datagram, size_t len);
    void *user;
} csip__association_config;

/**
 * In place of the one there was, which stays on failure.
 *
 * @return CSIP_OK; PARSE, UNSUPPORTED: the fingerprint cannot be used; NOMEM
 */
CSIP_MUST_USE csip_error csip__association_open(csip__association *association,
                                                const csip__association_config *config);
void csip__association_done(csip__association *association);

/** False: a=fingerprint or a=setup ask for another association (RFC 8842 section 4). */
bool csip__association_is_with(const csip__association *association,
                               const csip__jsep_remote *remote);

/** The state; the first time that it is OPEN, the keys are made. */
csip__dtls_state csip__association_follow(csip__association *association);

#endif
