#ifndef CSIP_WEBSOCKET_TLS_H
#define CSIP_WEBSOCKET_TLS_H

#include <csip/ua.h>

#include <openssl/ssl.h>

/** What one connection's handshake needs and learns. */
typedef struct csip__tls_session {
    const char *name; /* the name or address that the certificate must be for */
    bool is_insecure; /* accept any certificate */
    bool is_started;
    bool is_done;
    char problem[200]; /* why it failed; empty: nothing known */
} csip__tls_session;

/** How a context finds the session of a handshake by its descriptor; NULL: not one of ours. */
typedef struct csip__tls_owner {
    csip__tls_session *(*find)(void *user, int fd);
    void *user;
} csip__tls_owner;

/**
 * A client context for `options`; verifies unless a session says otherwise.
 *
 * @param owner    borrowed for the life of the context
 * @param reason   filled on failure
 * @return CSIP_OK; CSIP_ERROR_TLS: a file cannot be used; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__tls_context_new(const csip_tls_options *options,
                                               const csip__tls_owner *owner, char *reason,
                                               size_t reason_size, SSL_CTX **ret_context);

#endif
