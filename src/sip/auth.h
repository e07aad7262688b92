#ifndef CSIP_SIP_AUTH_H
#define CSIP_SIP_AUTH_H

#include <csip/message.h>

#include "base/buf.h"

/**
 * Digest access authentication, both sides (RFC 3261 section 22, RFC 7616, RFC 8760): MD5,
 * SHA-256, SHA-512-256 and their -sess variants, qop auth, auth-int or none, userhash.
 */

/** A challenge, or the credentials that answer one.  Values without their quotes, escapes kept. */
typedef struct csip__digest {
    csip_str realm;
    csip_str nonce;
    csip_str opaque;
    csip_str algorithm; /* absent: MD5 */
    csip_str qop;       /* of a challenge: a list */
    csip_str stale;
    csip_str userhash;
    csip_str username; /* from here on: credentials only */
    csip_str uri;
    csip_str response;
    csip_str cnonce;
    csip_str nc;
    csip_hash hash;
    bool is_sess;
} csip__digest;

/** Who we are, or who the peer must be.  A slice with a NULL pointer is absent. */
typedef struct csip__credentials {
    csip_str user;
    csip_str password;
    csip_str ha1;   /* hexadecimal H(user:realm:password), used in place of the password … */
    csip_str realm; /* … for this realm */
    bool refuse_md5;
} csip__credentials;

/** The request that credentials are for. */
typedef struct csip__digest_request {
    csip_str method;
    csip_str uri;  /* the Request-URI as it is sent */
    csip_str body; /* for qop auth-int */
    csip_str cnonce;
    uint32_t nc; /* how often this nonce was used, from 1 */
} csip__digest_request;

/**
 * Read the value of WWW-Authenticate, Proxy-Authenticate, Authorization or Proxy-Authorization.
 *
 * @return CSIP_OK; CSIP_ERROR_UNSUPPORTED: not Digest, or an algorithm or qop that we do not have;
 *         CSIP_ERROR_PARSE: malformed, or without realm or nonce
 */
CSIP_MUST_USE csip_error csip__digest_parse(csip_str value, csip__digest *ret_digest);

/** "MD5", "SHA-256-sess", …; as it is written in a challenge. */
csip_str csip__digest_algorithm(csip_hash hash, bool is_sess);

bool csip__challenge_is_stale(const csip__digest *challenge);

/**
 * The topmost challenge that `credentials` can answer (RFC 8760 section 2.4).
 *
 * @param id  CSIP_HEADER_WWW_AUTHENTICATE or CSIP_HEADER_PROXY_AUTHENTICATE
 * @return CSIP_OK; CSIP_ERROR_NOT_FOUND: no such header field; CSIP_ERROR_UNSUPPORTED: none fits
 */
CSIP_MUST_USE csip_error csip__challenge_choose(const csip_message *response, csip_header_id id,
                                                const csip__credentials *credentials,
                                                csip__digest *ret_challenge);

/** Write the value of a challenge: realm, nonce, algorithm, opaque, qop, stale, userhash. */
void csip__challenge_write(csip__buf *buf, const csip__digest *challenge);

/** Write the value of Authorization or Proxy-Authorization that answers `challenge`. */
void csip__authorization_write(csip__buf *buf, const csip_platform *platform,
                               const csip__credentials *credentials, const csip__digest *challenge,
                               const csip__digest_request *request);

/**
 * Whether received credentials prove that the peer knows the password or HA1.  Takes the same time
 * wherever the difference is.  That nonce, nc and uri are good is for the caller to see.
 *
 * @param body  of the request, for qop auth-int
 */
bool csip__authorization_verify(const csip_platform *platform, const csip__credentials *credentials,
                                const csip__digest *given, csip_str method, csip_str body);

#endif
