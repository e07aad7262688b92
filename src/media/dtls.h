#ifndef CSIP_MEDIA_DTLS_H
#define CSIP_MEDIA_DTLS_H

#include <media/certificate.h>
#include <media/srtp.h>

/**
 * One DTLS association (RFC 5764): proves the peer by its certificate's fingerprint and yields the
 * keys of SRTP.  Datagrams go in and out through calls; the clock is OpenSSL's own.
 */
typedef struct csip__dtls csip__dtls;

typedef enum csip__dtls_state {
    CSIP__DTLS_HANDSHAKE,
    CSIP__DTLS_OPEN,   /* the fingerprint matched, keys can be exported */
    CSIP__DTLS_CLOSED, /* by the peer's close_notify */
    CSIP__DTLS_FAILED, /* wrong fingerprint, no common profile, or a fatal alert */
} csip__dtls_state;

typedef struct csip__dtls_config {
    const csip__certificate *certificate; /* outlives the association */
    csip__fingerprint fingerprint;        /* the peer's */
    bool is_client;                       /* a=setup:active */
    void (*send)(void *user, const uint8_t *datagram, size_t len);
    void *user;
} csip__dtls_config;

CSIP_MUST_USE csip_error csip__dtls_new(const csip__dtls_config *config, csip__dtls **ret_dtls);
void csip__dtls_free(csip__dtls *dtls);

csip__dtls_state csip__dtls_state_get(const csip__dtls *dtls);
/** The client's first flight; nothing for a server. */
void csip__dtls_start(csip__dtls *dtls);
void csip__dtls_receive(csip__dtls *dtls, const uint8_t *datagram, size_t len);
/** Send a flight again when that is due; cheap when it is not. */
void csip__dtls_tick(csip__dtls *dtls);
/** OPEN only.  MEDIA: no SRTP profile was agreed on. */
CSIP_MUST_USE csip_error csip__dtls_make_srtp(csip__dtls *dtls, csip__srtp **ret_srtp,
                                              const csip__srtp_profile **ret_profile);
/** Sends close_notify. */
void csip__dtls_close(csip__dtls *dtls);

/** OpenSSL's cert_verify_callback: in place of a chain, the fingerprint. */
int csip__dtls_verify(X509_STORE_CTX *store, void *unused);

#endif
