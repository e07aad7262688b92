#ifndef CSIP_SERVER_H
#define CSIP_SERVER_H

#include <csip/config.h>
#include <csip/ua.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The embedded server: registrar and stateless proxy on ws and wss (RFC 3261 10 and 16.11,
 * RFC 7118), for demonstrations, tests and development on one machine.  It is no server for the
 * open Internet: bindings live in memory, one an account, and nothing is replicated.
 */
typedef struct csip_server csip_server;

/** An account: a password, or the HA1 of its MD5 digest for the server's realm. */
typedef struct csip_server_user {
    const char *name;
    const char *password; /**< NULL: `ha1` counts */
    const char *realm;    /**< of `ha1`; must be the server's */
    const char *ha1;      /**< 32 hexadecimal digits */
} csip_server_user;

/** The digest algorithms offered (RFC 8760 2.4: the topmost is preferred). */
typedef enum csip_server_digest {
    CSIP_SERVER_DIGEST_BOTH = 0, /**< SHA-256, then MD5; JsSIP reads the last challenge alone */
    CSIP_SERVER_DIGEST_MD5,
    CSIP_SERVER_DIGEST_SHA256,
} csip_server_digest;

/** Ports: 0 lets the system choose one, CSIP_SERVER_PORT_NONE opens none. */
enum { CSIP_SERVER_PORT_NONE = -1 };

/** Begin with csip_server_config_init().  Everything is copied. */
typedef struct csip_server_config {
    const char *listen; /**< address, default 127.0.0.1; "::1", "0.0.0.0", … */
    int ws_port;        /**< default 5080 */
    int wss_port;       /**< default 5443 */
    const char *host;   /**< a further name of this server, for its certificate; NULL: none */
    const char *domain; /**< of its accounts, also the digest realm; default "localhost" */

    const char *cert_file; /**< PEM chain; NULL: a throw-away CA and certificate are made */
    const char *key_file;  /**< PEM; NULL exactly when `cert_file` is */
    const char *ca_file;   /**< where the throw-away CA's certificate is written; NULL: nowhere */

    const char *users_file; /**< lines `user:password` or `user:realm:HA1`; NULL: none */
    const csip_server_user *users;
    size_t user_count;
    csip_server_digest digest;

    unsigned nonce_lifetime_s;    /**< default 300 */
    unsigned default_expires_s;   /**< of a binding, default 600 */
    unsigned min_expires_s;       /**< less is answered 423; default 30 */
    unsigned max_expires_s;       /**< more is cut; default 3600 */
    unsigned max_connections;     /**< default 256, at most 65535 */
    unsigned max_message_bytes;   /**< default 65536, a longer one closes its connection */
    unsigned max_queue_bytes;     /**< unsent on one connection, default 1 MiB, more closes it */
    unsigned handshake_timeout_s; /**< TCP, TLS and WebSocket together, default 10 */

    /** One line at a time, without newline; no password, no digest.  NULL: silence. */
    void (*log)(void *user, csip_log_level level, const char *text);
    void *log_user;
} csip_server_config;

void csip_server_config_init(csip_server_config *config);

/**
 * Open the ports and serve, on the loop's thread.
 *
 * @param ret_problem  may be NULL; says which setting or which line of the users file was wrong
 * @return CSIP_OK; CSIP_ERROR_CONFIG; CSIP_ERROR_IO: a file or a port; CSIP_ERROR_TLS: certificate
 *         or key; CSIP_ERROR_NOMEM.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_server_new(csip_loop *loop, const csip_server_config *config,
                                         csip_server **ret_server,
                                         csip_config_problem *ret_problem);

/** Close every connection and both ports.  NULL is fine.  @since 0.1 */
void csip_server_free(csip_server *server);

/** The port really bound, CSIP_SERVER_PORT_NONE when there is none.  @since 0.1 */
int csip_server_ws_port(const csip_server *server);
int csip_server_wss_port(const csip_server *server);

/** The throw-away CA's certificate in PEM, NULL when one was given.  @since 0.1 */
const char *csip_server_ca_pem(const csip_server *server);

typedef struct csip_server_counters {
    uint64_t connections;       /**< open now */
    uint64_t bindings;          /**< registered now */
    uint64_t connections_total; /**< WebSocket handshakes done */
    uint64_t requests_received;
    uint64_t responses_received;
    uint64_t messages_forwarded;
    uint64_t requests_rejected; /**< answered 300–699 by the server itself, challenges included */
    uint64_t credentials_wrong;
    uint64_t messages_dropped; /**< unparsable, forged, or with nowhere to go */
} csip_server_counters;
csip_server_counters csip_server_count(const csip_server *server);

#ifdef __cplusplus
}
#endif

#endif
