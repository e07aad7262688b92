#include "host/switch.h"

#include <csip/message.h>

#include <stdio.h>
#include <stdlib.h>

/* Something to happen at the loop's next turn. */
typedef struct delivery {
    test_socket *to;
    struct delivery *next;
    bool is_open, is_close;
    csip_disconnect why;
    size_t len;
    char octets[];
} delivery;

struct test_socket {
    csip__socket socket;
    test_switch *owner;
    const csip__socket_handler *handler;
    void *user;
    bool is_freed, is_closed;
    unsigned waiting;
};

static void drop_if_unused(test_socket *socket)
{
    if (socket->is_freed && socket->waiting == 0)
        free(socket);
}

static void deliver(void *user)
{
    delivery *it = user;
    test_socket *to = it->to;

    if (!to->is_freed && it->is_open)
        to->handler->on_open(to->user);
    else if (!to->is_freed && it->is_close)
        to->handler->on_close(to->user, &it->why);
    else if (!to->is_freed && !to->is_closed)
        to->handler->on_message(to->user, (csip_str){it->octets, it->len});
    free(it);
    to->waiting--;
    drop_if_unused(to);
}

static void schedule(test_socket *to, const delivery *what, csip_str octets)
{
    delivery *it = malloc(sizeof *it + octets.len);

    *it = *what;
    it->to = to;
    it->len = octets.len;
    if (octets.len > 0)
        memcpy(it->octets, octets.ptr, octets.len);
    to->waiting++;
    if (csip_loop_post(to->owner->loop, deliver, it) != CSIP_OK)
        abort();
}

static csip_str with_line(char *out, size_t size, size_t *len, const char *name, csip_str value)
{
    *len += (size_t)snprintf(out + *len, size - *len, "%s: %.*s\r\n", name, CSIP_STR_ARG(value));
    return value;
}

static void answer_register(test_socket *from, const csip_message *request)
{
    char out[2048];
    size_t len = (size_t)snprintf(out, sizeof out, "SIP/2.0 200 OK\r\n");

    from->owner->registers++;
    with_line(out, sizeof out, &len, "Via", csip_message_value(request, CSIP_HEADER_VIA));
    with_line(out, sizeof out, &len, "From", csip_message_value(request, CSIP_HEADER_FROM));
    csip_str to = csip_message_value(request, CSIP_HEADER_TO);
    len +=
        (size_t)snprintf(out + len, sizeof out - len, "To: %.*s;tag=switch\r\n", CSIP_STR_ARG(to));
    with_line(out, sizeof out, &len, "Call-ID", request->call_id);
    with_line(out, sizeof out, &len, "CSeq", csip_message_value(request, CSIP_HEADER_CSEQ));
    csip_str contact = csip_message_value(request, CSIP_HEADER_CONTACT);
    if (contact.ptr && !(contact.len == 1 && contact.ptr[0] == '*') &&
        !memmem(contact.ptr, contact.len, "expires=0", 9))
        with_line(out, sizeof out, &len, "Contact", contact);
    len += (size_t)snprintf(out + len, sizeof out - len, "Content-Length: 0\r\n\r\n");
    schedule(from, &(delivery){0}, (csip_str){out, len});
}

static csip_error socket_send(csip__socket *base, csip_str octets)
{
    test_socket *from = (test_socket *)base;
    test_switch *it = from->owner;
    csip_message message;

    if (from->is_closed)
        return CSIP_ERROR_NOT_CONNECTED;
    if (it->is_queue_full)
        return CSIP_ERROR_LIMIT;
    if (csip_message_parse(octets, &message, NULL) != CSIP_OK)
        return CSIP_OK; /* keep-alive */
    if (message.is_request && message.method == CSIP_METHOD_REGISTER) {
        answer_register(from, &message);
        return CSIP_OK;
    }
    for (unsigned i = 0; i < TEST_SWITCH_SOCKETS_MAX; i++)
        if (it->sockets[i] && it->sockets[i] != from)
            schedule(it->sockets[i], &(delivery){0}, octets);
    return CSIP_OK;
}

static void leave(test_socket *socket)
{
    for (unsigned i = 0; i < TEST_SWITCH_SOCKETS_MAX; i++)
        if (socket->owner->sockets[i] == socket)
            socket->owner->sockets[i] = NULL;
}

static void socket_close(csip__socket *base, uint16_t code)
{
    test_socket *socket = (test_socket *)base;

    if (socket->is_closed)
        return;
    socket->is_closed = true;
    socket->owner->closes++;
    leave(socket);
    schedule(socket, &(delivery){.is_close = true, .why = {CSIP_OK, code, {0}}}, CSIP_STR(""));
}

static void socket_free(csip__socket *base)
{
    test_socket *socket = (test_socket *)base;

    socket->is_freed = true;
    leave(socket);
    drop_if_unused(socket);
}

static const csip__socket_class class = {socket_send, socket_close, socket_free};

static csip_error connect_socket(void *self, const csip__socket_options *options,
                                 const csip__socket_handler *handler, void *user,
                                 csip__socket **ret_socket)
{
    test_switch *it = self;
    test_socket *socket = calloc(1, sizeof *socket);

    it->connects++;
    it->tls = *options->tls;
    snprintf(it->url, sizeof it->url, "%s", options->url);
    *socket = (test_socket){.socket = {&class}, .owner = it, .handler = handler, .user = user};
    *ret_socket = &socket->socket;
    if (it->refuses) {
        socket->is_closed = true;
        schedule(socket,
                 &(delivery){.is_close = true,
                             .why = {CSIP_ERROR_CONNECT, 1006, CSIP_STR("cannot connect")}},
                 CSIP_STR(""));
        return CSIP_OK;
    }
    for (unsigned i = 0; i < TEST_SWITCH_SOCKETS_MAX; i++)
        if (!it->sockets[i]) {
            it->sockets[i] = socket;
            break;
        }
    schedule(socket, &(delivery){.is_open = true}, CSIP_STR(""));
    return CSIP_OK;
}

void test_switch_init(test_switch *it, csip_loop *loop)
{
    *it = (test_switch){.loop = loop, .connector = {connect_socket, it}};
    csip__loop_set_connector(loop, &it->connector);
}

void test_switch_cut(test_switch *it)
{
    for (unsigned i = 0; i < TEST_SWITCH_SOCKETS_MAX; i++) {
        test_socket *socket = it->sockets[i];
        if (!socket)
            continue;
        socket->is_closed = true;
        it->sockets[i] = NULL;
        schedule(socket,
                 &(delivery){.is_close = true,
                             .why = {CSIP_ERROR_CLOSED, 1006, CSIP_STR("connection lost")}},
                 CSIP_STR(""));
    }
}

void test_switch_inject(test_switch *it, unsigned n, const char *text)
{
    if (it->sockets[n])
        schedule(it->sockets[n], &(delivery){0}, csip_str_from(text));
}
