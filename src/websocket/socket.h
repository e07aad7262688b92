#ifndef CSIP_WEBSOCKET_SOCKET_H
#define CSIP_WEBSOCKET_SOCKET_H

#include <csip/ua.h>

/**
 * A socket carries whole SIP messages to one server and back (RFC 7118).  It is an interface, so
 * that a test or another transport can take the place of the WebSocket client.
 * Nothing here calls back before it has returned: what happened is told from the loop.
 */
typedef struct csip__socket csip__socket;

typedef struct csip__socket_handler {
    void (*on_open)(void *user);
    /** One whole message, borrowed for the call. */
    void (*on_message)(void *user, csip_str octets);
    /** Once, and the last call.  `why` is borrowed for the call; its reason is a sentence. */
    void (*on_close)(void *user, const csip_disconnect *why);
} csip__socket_handler;

typedef struct csip__socket_class {
    /** Copies and queues.  CSIP_ERROR_NOT_CONNECTED; CSIP_ERROR_LIMIT: queue full; NOMEM. */
    csip_error (*send)(csip__socket *socket, csip_str octets);
    /** Close in order, after what was sent; on_close follows. */
    void (*close)(csip__socket *socket, uint16_t code);
    /** At any time, also inside a handler: nothing is told any more. */
    void (*free)(csip__socket *socket);
} csip__socket_class;

struct csip__socket {
    const csip__socket_class *class;
};

enum {
    CSIP__SOCKET_MESSAGE_MAX = 65536, /* octets of a received message */
    CSIP__SOCKET_QUEUE_MAX = 1048576, /* octets waiting to be sent */
    CSIP__SOCKET_CLOSE_TIMEOUT_MS = 2000,
};

typedef struct csip__socket_options {
    const char *url;             /* a bad one is told by on_close */
    const csip_tls_options *tls; /* NULL: defaults */
    unsigned connect_timeout_ms; /* TCP, TLS and handshake together; 0: 10000 */
    unsigned ping_interval_ms;   /* 0: no pings */
    size_t message_max;          /* 0: CSIP__SOCKET_MESSAGE_MAX */
    size_t queue_max;            /* 0: CSIP__SOCKET_QUEUE_MAX */
} csip__socket_options;

/** What makes sockets: the loop's WebSocket context, or a test. */
typedef struct csip__connector {
    /** Everything is copied.  CSIP_ERROR_NOMEM; every other trouble comes by on_close. */
    csip_error (*connect)(void *self, const csip__socket_options *options,
                          const csip__socket_handler *handler, void *user,
                          csip__socket **ret_socket);
    void *self;
} csip__connector;

#endif
