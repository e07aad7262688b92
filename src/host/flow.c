#include "host/ua.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* A connection of the agent and the socket that carries it. */
struct csip__flow {
    csip__flow *next;
    csip_ua *ua;
    csip_flow id;
    csip__socket *socket;
};

static void drop(csip__flow *flow)
{
    csip__flow **link = &flow->ua->flows;

    while (*link != flow)
        link = &(*link)->next;
    *link = flow->next;
    flow->socket->class->free(flow->socket);
    free(flow);
}

static void on_open(void *user)
{
    csip__flow *flow = user;
    csip__input input = {.kind = CSIP__INPUT_CONNECTED, .flow = flow->id};

    csip__ua_feed(flow->ua, &input);
}

static void on_message(void *user, csip_str octets)
{
    csip__flow *flow = user;
    csip__input input = {.kind = CSIP__INPUT_RECEIVE, .flow = flow->id, .octets = octets};

    csip__ua_feed(flow->ua, &input);
}

static void tell_disconnected(csip_ua *ua, csip_flow id, const csip_disconnect *why)
{
    csip__input input = {.kind = CSIP__INPUT_DISCONNECTED, .flow = id, .why = *why};

    csip__ua_feed(ua, &input);
}

static void on_close(void *user, const csip_disconnect *why)
{
    csip__flow *flow = user;
    csip_ua *ua = flow->ua;
    csip_flow id = flow->id;
    char reason[300];
    csip_disconnect kept = *why;
    int len = snprintf(reason, sizeof reason, "%.*s", CSIP_STR_ARG(why->reason));

    kept.reason = (csip_str){reason, (size_t)len < sizeof reason ? (size_t)len : sizeof reason - 1};
    drop(flow); /* with it goes the reason's memory */
    tell_disconnected(ua, id, &kept);
}

static csip_error open_socket(csip_ua *ua, csip__flow *flow, csip_str url)
{
    static const csip__socket_handler handler = {on_open, on_message, on_close};
    char text[CSIP_CONFIG_TEXT_MAX + 1];
    const csip_ua_options *options = &ua->options;
    const csip__connector *connector = ua->loop->connector;
    const csip__socket_options socket_options = {
        .url = text,
        .tls = &options->tls,
        .connect_timeout_ms = options->connect_timeout_ms,
        .ping_interval_ms =
            options->ping_interval_s < UINT_MAX / 1000 ? options->ping_interval_s * 1000 : UINT_MAX,
    };

    if (url.len >= sizeof text)
        return CSIP_ERROR_LIMIT;
    memcpy(text, url.ptr, url.len);
    text[url.len] = '\0';
    return connector->connect(connector->self, &socket_options, &handler, flow, &flow->socket);
}

static void connect_flow(csip_ua *ua, const csip_output *output)
{
    csip__flow *flow = calloc(1, sizeof *flow);
    csip_error error = CSIP_ERROR_NOMEM;

    if (flow) {
        *flow = (csip__flow){.ua = ua, .id = output->flow};
        error = open_socket(ua, flow, output->url);
    }
    if (!error) {
        flow->next = ua->flows;
        ua->flows = flow;
        return;
    }
    free(flow);
    csip_disconnect why = {error, 1006, csip_str_from(csip_error_text(error))};
    tell_disconnected(ua, output->flow, &why);
}

static void send_on_flow(csip__flow *flow, csip_str octets)
{
    csip_ua *ua = flow->ua;
    csip_flow id = flow->id;
    csip_error error = flow->socket->class->send(flow->socket, octets);

    if (!error || error == CSIP_ERROR_NOT_CONNECTED) /* its on_close is under way */
        return;
    csip_disconnect why = {error, 1006,
                           CSIP_STR("the server does not take what is sent: too much waits")};
    if (error != CSIP_ERROR_LIMIT)
        why.reason = csip_str_from(csip_error_text(error));
    drop(flow);
    tell_disconnected(ua, id, &why);
}

void csip__flow_execute(csip_ua *ua, const csip_output *output)
{
    csip__flow *flow = ua->flows;

    if (output->kind == CSIP_OUTPUT_CONNECT) {
        connect_flow(ua, output);
        return;
    }
    while (flow && flow->id != output->flow)
        flow = flow->next;
    if (!flow)
        return;
    if (output->kind == CSIP_OUTPUT_SEND)
        send_on_flow(flow, output->octets);
    else
        flow->socket->class->close(flow->socket, 1000);
}

void csip__flow_drop_all(csip_ua *ua)
{
    while (ua->flows)
        drop(ua->flows);
}
