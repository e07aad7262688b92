#include "ua/transport.h"

void csip__transport_init(csip__transport *transport, csip__core *core)
{
    *transport = (csip__transport){.core = core};
}

static bool has_failed(const csip__transport *transport, size_t server)
{
    return (transport->failed[server / 64] >> server % 64 & 1) != 0;
}

/* How many servers of the greatest weight have not failed; the n-th of them in `ret_server`. */
static size_t best_servers(const csip__transport *transport, size_t n, size_t *ret_server)
{
    const csip__settings *settings = transport->core->settings;
    unsigned weight = 0;
    size_t count = 0;
    for (size_t i = 0; i < settings->server_count; i++) {
        unsigned other = settings->servers[i].weight;
        if (has_failed(transport, i) || (count > 0 && other < weight))
            continue;
        if (other > weight)
            count = 0;
        weight = other;
        if (count++ == n)
            *ret_server = i;
    }
    return count;
}

static size_t choose_server(csip__transport *transport)
{
    size_t server = 0;
    size_t count = best_servers(transport, 0, &server);
    if (count == 0) {
        memset(transport->failed, 0, sizeof(transport->failed));
        count = best_servers(transport, 0, &server);
    }
    size_t n = csip__core_random_u32(transport->core) % count;
    best_servers(transport, n, &server);
    return server;
}

static const csip__server *server_of(const csip__transport *transport)
{
    return &transport->core->settings->servers[transport->server];
}

static void emit(csip__transport *transport, csip_event_kind kind, const csip_disconnect *why)
{
    csip_event event = {
        .kind = kind,
        .connection = {.url = server_of(transport)->url, .attempts = transport->attempts}};
    if (why) {
        event.connection.error = why->error;
        event.connection.code = why->code;
        event.connection.reason = csip__core_dup(transport->core, why->reason);
        csip__core_release(transport->core, (void *)event.connection.reason.ptr);
    }
    csip__core_emit(transport->core, &event, NULL);
}

static void attempt(csip__transport *transport)
{
    transport->server = choose_server(transport);
    transport->flow++;
    transport->state = CSIP__TRANSPORT_CONNECTING;
    emit(transport, CSIP_EVENT_CONNECTING, NULL);
    csip__core_output(transport->core, &(csip_output){.kind = CSIP_OUTPUT_CONNECT,
                                                      .flow = transport->flow,
                                                      .url = server_of(transport)->url});
}

void csip__transport_connect(csip__transport *transport)
{
    transport->is_wanted = true;
    if (transport->state == CSIP__TRANSPORT_IDLE || transport->state == CSIP__TRANSPORT_WAITING) {
        csip__timer_stop(&transport->core->timers, &transport->timer);
        attempt(transport);
    }
}

void csip__transport_close(csip__transport *transport)
{
    transport->is_wanted = false;
    transport->core->flow = 0;
    csip__timer_stop(&transport->core->timers, &transport->timer);
    if (transport->state == CSIP__TRANSPORT_WAITING)
        transport->state = CSIP__TRANSPORT_IDLE;
    if (transport->state != CSIP__TRANSPORT_CONNECTING && transport->state != CSIP__TRANSPORT_OPEN)
        return;
    transport->state = CSIP__TRANSPORT_CLOSING;
    csip__core_output(transport->core,
                      &(csip_output){.kind = CSIP_OUTPUT_CLOSE, .flow = transport->flow});
}

bool csip__transport_is_current(const csip__transport *transport, csip_flow flow)
{
    return flow == transport->flow && (transport->state == CSIP__TRANSPORT_CONNECTING ||
                                       transport->state == CSIP__TRANSPORT_OPEN ||
                                       transport->state == CSIP__TRANSPORT_CLOSING);
}

void csip__transport_opened(csip__transport *transport)
{
    csip__core *core = transport->core;
    transport->state = CSIP__TRANSPORT_OPEN;
    transport->attempts = 0;
    core->flow = transport->flow;
    core->via_transport = server_of(transport)->via_transport;
    core->route = core->settings->use_preloaded_route ? server_of(transport)->route : CSIP_STR("");
    emit(transport, CSIP_EVENT_CONNECTED, NULL);
}

static void timer_fired(csip__timer *timer)
{
    attempt(CSIP__CONTAINER(timer, csip__transport, timer));
}

/* floor(random · 2^attempts + 1) seconds, held within the two intervals. */
static uint64_t back_off_ms(csip__transport *transport)
{
    const csip__settings *settings = transport->core->settings;
    unsigned exponent = transport->attempts < 20 ? transport->attempts : 20;
    uint64_t random = csip__core_random_u32(transport->core);
    uint64_t wait_ms = (((random << exponent) >> 32) + 1) * 1000;
    if (wait_ms > settings->recovery_max_ms)
        wait_ms = settings->recovery_max_ms;
    return wait_ms < settings->recovery_min_ms ? settings->recovery_min_ms : wait_ms;
}

void csip__transport_closed(csip__transport *transport, const csip_disconnect *why)
{
    csip__core *core = transport->core;
    bool was_asked = transport->state == CSIP__TRANSPORT_CLOSING;
    const csip_disconnect asked = {CSIP_OK, why->code, why->reason};
    core->flow = 0;
    transport->state = CSIP__TRANSPORT_IDLE;
    emit(transport, CSIP_EVENT_DISCONNECTED, was_asked ? &asked : why);
    if (!transport->is_wanted)
        return;
    if (was_asked) {
        attempt(transport);
        return;
    }
    transport->failed[transport->server / 64] |= UINT64_C(1) << transport->server % 64;
    transport->attempts++;
    transport->state = CSIP__TRANSPORT_WAITING;
    csip__timer_start(&core->timers, &transport->timer, core->now_ms + back_off_ms(transport),
                      timer_fired);
}
