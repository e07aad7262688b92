#ifndef CSIP_SERVER_CERTIFICATE_H
#define CSIP_SERVER_CERTIFICATE_H

#include <csip/error.h>

#include <openssl/ssl.h>

/** What the server shows in a TLS handshake; its private key lives in memory alone. */
typedef struct csip__certificate {
    X509 *leaf;
    EVP_PKEY *key;
    char *ca_pem; /* of the throw-away CA; NULL: the certificate was given */
} csip__certificate;

/**
 * Make a CA for this run and a certificate under it (P-256, a month) for localhost, 127.0.0.1, ::1
 * and the names given, each a DNS name or a numeric address, NULL: none.  The CA's key is
 * forgotten at once.
 */
CSIP_MUST_USE csip_error csip__certificate_make(const char *const *names, size_t count,
                                                csip__certificate *ret_certificate);
void csip__certificate_done(csip__certificate *certificate);

#endif
