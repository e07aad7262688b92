#ifndef CSIP_TESTS_SERVER_H
#define CSIP_TESTS_SERVER_H

#include <openssl/ssl.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* A WebSocket server in a thread of its own, on blocking descriptors: it takes one connection
 * after the other and does with each what the test says. */
typedef struct test_peer {
    int fd;
    SSL *ssl;           /* NULL: plain */
    char request[4096]; /* of the handshake */
    void *user;
} test_peer;

typedef struct test_server {
    int listener;
    unsigned port;
    pthread_t thread;
    SSL_CTX *tls;
    void (*serve)(test_peer *peer);
    void *user;
    atomic_int current; /* descriptor being served, -1: none */
    atomic_bool is_stopping;
    atomic_uint accepted;
} test_server;

/* `tls` is taken; NULL: plain.  `address`: "127.0.0.1" or "::1". */
void test_server_start(test_server *server, const char *address, SSL_CTX *tls,
                       void (*serve)(test_peer *peer), void *user);
void test_server_stop(test_server *server);

bool test_peer_read(test_peer *peer, void *out, size_t len);
bool test_peer_write(test_peer *peer, const void *octets, size_t len);
/* Reads the request; answers 101 with `protocol` (NULL: without). */
bool test_peer_handshake(test_peer *peer, const char *protocol);
bool test_peer_read_request(test_peer *peer);
/* `head`: FIN and opcode, 0x81 is a whole text message. */
bool test_peer_send(test_peer *peer, unsigned head, const void *payload, size_t len);
/* One unmasked frame of at most `size` octets; -1: the connection is gone. */
int test_peer_receive(test_peer *peer, unsigned *ret_head, void *out, size_t size);
/* Until the client goes. */
void test_peer_drain(test_peer *peer);

#endif
