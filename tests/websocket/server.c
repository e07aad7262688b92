#include "websocket/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(const char *address, unsigned *ret_port)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    bool is_six = strchr(address, ':') != NULL;
    struct sockaddr *at = is_six ? (struct sockaddr *)&six : (struct sockaddr *)&four;
    socklen_t len = is_six ? sizeof six : sizeof four;
    int fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(at->sa_family, address, is_six ? (void *)&six.sin6_addr : (void *)&four.sin_addr);
    if (bind(fd, at, len) != 0 || listen(fd, 128) != 0 || getsockname(fd, at, &len) != 0)
        assert(!"cannot listen");
    *ret_port = ntohs(is_six ? six.sin6_port : four.sin_port);
    return fd;
}

static void serve_one(test_server *server, int fd)
{
    test_peer peer = {.fd = fd, .user = server->user};
    bool is_ok = true;

    if (server->tls) {
        peer.ssl = SSL_new(server->tls);
        SSL_set_fd(peer.ssl, fd);
        is_ok = SSL_accept(peer.ssl) == 1;
    }
    if (is_ok)
        server->serve(&peer);
    SSL_free(peer.ssl);
}

static void *run(void *user)
{
    test_server *server = user;

    for (;;) {
        int fd = accept(server->listener, NULL, NULL);
        if (fd < 0 || atomic_load(&server->is_stopping)) {
            if (fd >= 0)
                close(fd);
            return NULL;
        }
        atomic_fetch_add(&server->accepted, 1);
        atomic_store(&server->current, fd);
        serve_one(server, fd);
        atomic_store(&server->current, -1);
        close(fd);
    }
}

void test_server_start(test_server *server, const char *address, SSL_CTX *tls,
                       void (*serve)(test_peer *peer), void *user)
{
    memset(server, 0, sizeof *server);
    server->listener = listen_on(address, &server->port);
    server->tls = tls;
    server->serve = serve;
    server->user = user;
    atomic_store(&server->current, -1);
    pthread_create(&server->thread, NULL, run, server);
}

void test_server_stop(test_server *server)
{
    atomic_store(&server->is_stopping, true);
    shutdown(server->listener, SHUT_RDWR);
    int current = atomic_load(&server->current);
    if (current >= 0)
        shutdown(current, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    SSL_CTX_free(server->tls);
}

bool test_peer_read(test_peer *peer, void *out, size_t len)
{
    for (size_t done = 0; done < len;) {
        int n = peer->ssl ? SSL_read(peer->ssl, (char *)out + done, (int)(len - done))
                          : (int)recv(peer->fd, (char *)out + done, len - done, 0);
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

bool test_peer_write(test_peer *peer, const void *octets, size_t len)
{
    for (size_t done = 0; done < len;) {
        int n = peer->ssl
                    ? SSL_write(peer->ssl, (const char *)octets + done, (int)(len - done))
                    : (int)send(peer->fd, (const char *)octets + done, len - done, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

bool test_peer_read_request(test_peer *peer)
{
    size_t len = 0;

    while (len < sizeof peer->request - 1 && test_peer_read(peer, peer->request + len, 1)) {
        peer->request[++len] = '\0';
        if (len >= 4 && strcmp(peer->request + len - 4, "\r\n\r\n") == 0)
            return true;
    }
    return false;
}

bool test_peer_handshake(test_peer *peer, const char *protocol)
{
    char text[128], response[512];
    unsigned char digest[20], encoded[32];

    if (!test_peer_read_request(peer))
        return false;
    const char *key = strcasestr(peer->request, "Sec-WebSocket-Key: ");
    if (!key)
        return false;
    snprintf(text, sizeof text, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key + 19);
    EVP_Digest(text, strlen(text), digest, NULL, EVP_sha1(), NULL);
    EVP_EncodeBlock(encoded, digest, sizeof digest);
    int len = snprintf(response, sizeof response,
                       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s%s%s\r\n",
                       (char *)encoded, protocol ? "Sec-WebSocket-Protocol: " : "",
                       protocol ? protocol : "", protocol ? "\r\n" : "");
    return test_peer_write(peer, response, (size_t)len);
}

bool test_peer_send(test_peer *peer, unsigned head, const void *payload, size_t len)
{
    unsigned char start[10] = {(unsigned char)head};
    size_t start_len = 2;

    if (len < 126) {
        start[1] = (unsigned char)len;
    } else {
        size_t width = len < 65536 ? 2 : 8;
        start[1] = width == 2 ? 126 : 127;
        for (size_t i = 0; i < width; i++)
            start[2 + i] = (unsigned char)((unsigned long long)len >> 8 * (width - 1 - i));
        start_len += width;
    }
    return test_peer_write(peer, start, start_len) && test_peer_write(peer, payload, len);
}

int test_peer_receive(test_peer *peer, unsigned *ret_head, void *out, size_t size)
{
    unsigned char start[2], more[8], mask[4];
    size_t len;

    if (!test_peer_read(peer, start, 2))
        return -1;
    *ret_head = start[0];
    len = start[1] & 0x7F;
    if (len >= 126) {
        size_t width = len == 126 ? 2 : 8;
        if (!test_peer_read(peer, more, width))
            return -1;
        len = 0;
        for (size_t i = 0; i < width; i++)
            len = len << 8 | more[i];
    }
    if (len > size || !test_peer_read(peer, mask, 4) || !test_peer_read(peer, out, len))
        return -1;
    for (size_t i = 0; i < len; i++)
        ((unsigned char *)out)[i] ^= mask[i & 3];
    return (int)len;
}

void test_peer_drain(test_peer *peer)
{
    char octet;

    while (test_peer_read(peer, &octet, 1))
        ;
}
