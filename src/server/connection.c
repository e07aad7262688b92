#include "server/connection.h"

#include "server/listener.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

struct csip__frame {
    csip__frame *next;
    size_t len;
    bool is_binary;
    unsigned char octets[]; /* LWS_PRE for the frame's head, then the message */
};

static bool read_address(const struct sockaddr_storage *address, socklen_t size, char *host,
                         size_t host_size, uint16_t *ret_port)
{
    char port[8];
    if (getnameinfo((const struct sockaddr *)address, size, host, (socklen_t)host_size, port,
                    sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return false;
    }
    *ret_port = (uint16_t)strtoul(port, NULL, 10);
    return true;
}

static bool learn_addresses(csip__flow *flow, int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char host[CSIP__FLOW_ADDRESS_MAX];
    uint16_t port;
    if (getpeername(fd, (struct sockaddr *)&address, &size) != 0 ||
        !read_address(&address, size, flow->peer, sizeof flow->peer, &flow->peer_port)) {
        return false;
    }
    size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0 ||
        !read_address(&address, size, host, sizeof host, &port)) {
        return false;
    }
    snprintf(flow->sent_by, sizeof flow->sent_by, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host,
             port);
    return true;
}

bool csip__connection_open(csip__connection *connection, struct lws *wsi, csip__proxy *proxy)
{
    *connection = (csip__connection){.wsi = wsi, .queue_max = proxy->config->max_queue_bytes};
    connection->flow.connection = connection;
    connection->flow.is_secure = lws_is_ssl(wsi) != 0;
    connection->is_open = learn_addresses(&connection->flow, lws_get_socket_fd(wsi)) &&
                          csip__proxy_open(proxy, &connection->flow);
    return connection->is_open;
}

void csip__connection_close(csip__connection *connection, csip__proxy *proxy)
{
    if (connection->is_open) {
        csip__proxy_close(proxy, &connection->flow);
    }
    while (connection->first) {
        csip__frame *frame = connection->first;
        connection->first = frame->next;
        free(frame);
    }
    free(connection->incoming);
    *connection = (csip__connection){0};
}

static void end(csip__connection *connection)
{
    connection->is_ending = true;
    lws_set_timeout(connection->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

bool csip__listener_send(csip__flow *flow, csip_str octets, bool is_binary)
{
    csip__connection *connection = flow->connection;
    if (connection->is_ending) {
        return false;
    }
    if (octets.len > connection->queue_max - connection->queued) {
        end(connection); /* it does not read what it is sent */
        return false;
    }
    csip__frame *frame = malloc(sizeof *frame + LWS_PRE + octets.len);
    if (!frame) {
        return false;
    }
    *frame = (csip__frame){.len = octets.len, .is_binary = is_binary};
    memcpy(frame->octets + LWS_PRE, octets.ptr, octets.len);
    if (connection->first) {
        connection->last->next = frame;
    } else {
        connection->first = frame;
    }
    connection->last = frame;
    connection->queued += octets.len;
    lws_callback_on_writable(connection->wsi);
    return true;
}

bool csip__connection_write(csip__connection *connection)
{
    while (connection->first && !lws_send_pipe_choked(connection->wsi)) {
        csip__frame *frame = connection->first;
        int written = lws_write(connection->wsi, frame->octets + LWS_PRE, frame->len,
                                frame->is_binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
        if (written < 0) {
            return false;
        }
        connection->first = frame->next;
        connection->queued -= frame->len;
        free(frame);
    }
    if (connection->first) {
        lws_callback_on_writable(connection->wsi);
    }
    return true;
}

static bool keep_piece(csip__connection *connection, csip_str piece)
{
    size_t wanted = connection->incoming_len + piece.len;
    if (wanted > connection->incoming_cap) {
        size_t cap = wanted < 4096 ? 4096 : 2 * wanted;
        char *grown = realloc(connection->incoming, cap);
        if (!grown) {
            return false;
        }
        connection->incoming = grown;
        connection->incoming_cap = cap;
    }
    if (piece.len > 0) {
        memcpy(connection->incoming + connection->incoming_len, piece.ptr, piece.len);
    }
    connection->incoming_len = wanted;
    return true;
}

static void pause_reading(csip__connection *connection)
{
    if (connection->flow.pause_ms > 0) {
        lws_rx_flow_control(connection->wsi, 0);
        lws_set_timer_usecs(connection->wsi, (lws_usec_t)connection->flow.pause_ms * LWS_US_PER_MS);
        connection->flow.pause_ms = 0;
    }
}

bool csip__connection_receive(csip__connection *connection, csip__proxy *proxy, csip_str piece,
                              uint64_t now_ms)
{
    struct lws *wsi = connection->wsi;
    bool is_binary = lws_frame_is_binary(wsi) != 0;
    bool is_last = lws_is_final_fragment(wsi) && lws_remaining_packet_payload(wsi) == 0;
    if (piece.len > proxy->config->max_message_bytes - connection->incoming_len) {
        lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
        return false;
    }
    if (is_last && connection->incoming_len == 0) {
        csip__proxy_receive(proxy, &connection->flow, piece, is_binary, now_ms);
    } else if (!keep_piece(connection, piece)) {
        return false;
    } else if (is_last) {
        csip_str whole = {connection->incoming, connection->incoming_len};
        connection->incoming_len = 0;
        csip__proxy_receive(proxy, &connection->flow, whole, is_binary, now_ms);
    }
    pause_reading(connection);
    return true;
}
