#ifndef CSIP_TRANSACTION_KEYRING_H
#define CSIP_TRANSACTION_KEYRING_H

#include "base/core.h"
#include "sip/auth.h"

/** Realms remembered at a time; the oldest gives way. */
enum { CSIP__KEYRING_MAX = 8 };

/** The last challenge of a realm: its nonce answers later requests in advance. */
typedef struct csip__key {
    csip__digest challenge; /* into `text` */
    csip_str text;
    csip_str uri; /* of a 401: the Request-URI that it protects */
    bool is_proxy;
    uint32_t nc;
} csip__key;

typedef struct csip__keyring {
    csip__core *core;
    csip__key keys[CSIP__KEYRING_MAX];
    size_t oldest;
} csip__keyring;

/** Which challenges one request has answered, a bit a key. */
typedef struct csip__asked {
    uint8_t answered;
    uint8_t stale;
} csip__asked;

void csip__keyring_init(csip__keyring *keyring, csip__core *core);
void csip__keyring_done(csip__keyring *keyring);

/**
 * Take a 401 or 407 in.  Credentials that went out in advance do not count as an answer: a server
 * may change its nonce at any time without saying stale.
 *
 * @return true: the request should be sent again
 */
bool csip__keyring_learn(csip__keyring *keyring, const csip_message *response, csip_str uri,
                         csip__asked *asked);

/** Write the Authorization and Proxy-Authorization lines for a request. */
void csip__keyring_write(csip__keyring *keyring, csip__buf *buf,
                         const csip__digest_request *request);

#endif
