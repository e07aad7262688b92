#include "websocket/client.h"

#include <stdlib.h>

struct csip__ws_frame {
    csip__ws_frame *next;
    size_t len;
    unsigned char room[LWS_PRE]; /* where libwebsockets puts the frame's head */
    unsigned char octets[];
};

void csip__ws_client_drop_frames(csip__ws_client *client)
{
    while (client->first_frame) {
        csip__ws_frame *next = client->first_frame->next;
        free(client->first_frame);
        client->first_frame = next;
    }
    client->last_frame = NULL;
    client->queued = 0;
}

csip_error csip__ws_client_send(csip__ws_client *client, csip_str octets)
{
    if (client->state != CSIP__WS_OPEN)
        return CSIP_ERROR_NOT_CONNECTED;
    if (octets.len > client->queue_max - client->queued)
        return CSIP_ERROR_LIMIT;
    csip__ws_frame *frame = malloc(sizeof *frame + octets.len);
    if (!frame)
        return CSIP_ERROR_NOMEM;
    frame->next = NULL;
    frame->len = octets.len;
    if (octets.len > 0)
        memcpy(frame->octets, octets.ptr, octets.len);
    if (client->last_frame)
        client->last_frame->next = frame;
    else
        client->first_frame = frame;
    client->last_frame = frame;
    client->queued += octets.len;
    lws_callback_on_writable(client->wsi);
    return CSIP_OK;
}

static int write_ping(csip__ws_client *client)
{
    unsigned char room[LWS_PRE + 1];

    client->wants_ping = false;
    return lws_write(client->wsi, room + LWS_PRE, 0, LWS_WRITE_PING) < 0 ? -1 : 0;
}

/* One frame a turn: what the kernel does not take libwebsockets keeps, and calls us no sooner
 * than that has gone. */
int csip__ws_client_writable(csip__ws_client *client)
{
    csip__ws_frame *frame = client->first_frame;

    if (client->wants_ping && write_ping(client) < 0)
        return -1;
    if (frame) {
        int written = lws_write(client->wsi, frame->octets, frame->len, LWS_WRITE_TEXT);
        if (written < (int)frame->len)
            return -1;
        client->queued -= frame->len;
        client->first_frame = frame->next;
        if (!frame->next)
            client->last_frame = NULL;
        free(frame);
    }
    if (client->first_frame) {
        lws_callback_on_writable(client->wsi);
    } else if (client->state == CSIP__WS_CLOSING) {
        lws_close_reason(client->wsi, (enum lws_close_status)client->close_code, NULL, 0);
        return -1;
    }
    return 0;
}

static bool keep_fragment(csip__ws_client *client, const char *octets, size_t len)
{
    size_t need = client->message_len + len;

    if (need > client->message_cap) {
        size_t cap = client->message_cap ? client->message_cap : 8192;
        while (cap < need)
            cap *= 2;
        char *message = realloc(client->message, cap);
        if (!message)
            return false;
        client->message = message;
        client->message_cap = cap;
    }
    if (len > 0)
        memcpy(client->message + client->message_len, octets, len);
    client->message_len = need;
    return true;
}

static int deliver(csip__ws_client *client, csip_str message)
{
    client->message_len = 0;
    client->handler->on_message(client->user, message);
    if (client->state == CSIP__WS_CLOSED)
        return -1;
    return 0;
}

/* RFC 6455 7.4.1: 1009 is for a message that is too big to process. */
static int refuse_message(csip__ws_client *client)
{
    struct lws *wsi = client->wsi;

    lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
    lws_set_wsi_user(wsi, NULL);
    client->wsi = NULL; /* it sends the close frame without us */
    csip__ws_client_fail(client, CSIP_ERROR_LIMIT, "sent a message longer than the maximum");
    return -1;
}

int csip__ws_client_received(csip__ws_client *client, const char *octets, size_t len)
{
    bool is_last =
        lws_is_final_fragment(client->wsi) && lws_remaining_packet_payload(client->wsi) == 0;

    client->awaits_pong = false; /* as good as a pong */
    if (client->state == CSIP__WS_CLOSING)
        return 0;
    if (len > client->message_max - client->message_len)
        return refuse_message(client);
    if (is_last && client->message_len == 0)
        return deliver(client, (csip_str){octets, len});
    if (!keep_fragment(client, octets, len))
        return -1;
    return is_last ? deliver(client, (csip_str){client->message, client->message_len}) : 0;
}
