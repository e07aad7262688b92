#ifndef CSIP_MEDIA_CERTIFICATE_H
#define CSIP_MEDIA_CERTIFICATE_H

#include <csip/error.h>
#include <csip/str.h>

#include <openssl/ssl.h>

/** A self-signed certificate (RFC 8827 section 6.5) in an OpenSSL context for DTLS-SRTP. */
typedef struct csip__certificate csip__certificate;

/** A new P-256 key; costs milliseconds, so one serves a whole engine. */
CSIP_MUST_USE csip_error csip__certificate_new(csip__certificate **ret_certificate);
void csip__certificate_free(csip__certificate *certificate);

/** "sha-256 AB:CD:…" (RFC 8122 section 5). */
csip_str csip__certificate_fingerprint(const csip__certificate *certificate);
SSL_CTX *csip__certificate_context(const csip__certificate *certificate);

/** A fingerprint as an SDP says it: SHA-256, SHA-384 or SHA-512. */
typedef struct csip__fingerprint {
    const EVP_MD *digest;
    size_t len;
    uint8_t octets[EVP_MAX_MD_SIZE];
} csip__fingerprint;

/** PARSE: malformed; UNSUPPORTED: an older or unknown hash function. */
CSIP_MUST_USE csip_error csip__fingerprint_parse(csip_str text, csip__fingerprint *ret_fingerprint);
bool csip__fingerprint_equal(const csip__fingerprint *a, const csip__fingerprint *b);
bool csip__fingerprint_matches(const csip__fingerprint *fingerprint, const X509 *certificate);

#endif
