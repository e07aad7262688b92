#include <media/transport.h>

#include <media/association.h>
#include <media/demux.h>
#include <media/ice_session.h>

#include <stdio.h>
#include <stdlib.h>

#define NS_PER_MS UINT64_C(1000000)
#define NEVER     UINT64_MAX

enum {
    CONNECT_TIMEOUT_MS = 30000, /* for ICE and DTLS together */
};

struct csip__transport {
    csip__transport_config config;
    csip__ice_session *ice;        /* what media goes over */
    csip__ice_session *next;       /* of a restart: takes the place of `ice` when it connects */
    csip__association association; /* none before the first answer */
    csip_connection_state state;
    uint64_t connect_deadline_ns;
    uint64_t dropped;
};

static void set_state(csip__transport *transport, csip_connection_state state)
{
    if (transport->state == state)
        return;
    transport->state = state;
    if (state != CSIP_CONNECTION_CONNECTING)
        transport->connect_deadline_ns = NEVER;
    transport->config.events.on_state(transport->config.events.user, state);
}

/* Only a restart or another peer leads out of failure, nothing out of the end. */
static bool is_over(const csip__transport *transport)
{
    return transport->state == CSIP_CONNECTION_FAILED || transport->state == CSIP_CONNECTION_CLOSED;
}

/* The session that descriptions are about. */
static csip__ice_session *newest(const csip__transport *transport)
{
    return transport->next ? transport->next : transport->ice;
}

/* ---- DTLS ---- */

/* Follows the association's state wherever it may have changed. */
static void follow_dtls(csip__transport *transport)
{
    csip__dtls_state state = csip__association_follow(&transport->association);
    if (state == CSIP__DTLS_FAILED)
        set_state(transport, CSIP_CONNECTION_FAILED);
    else if (state == CSIP__DTLS_CLOSED)
        set_state(transport, CSIP_CONNECTION_DISCONNECTED);
    else if (state == CSIP__DTLS_OPEN && csip__ice_session_is_connected(transport->ice))
        set_state(transport, CSIP_CONNECTION_CONNECTED);
}

static void start_dtls(csip__transport *transport)
{
    csip__dtls_start(transport->association.dtls);
    follow_dtls(transport);
}

static void send_dtls(void *user, const uint8_t *datagram, size_t len)
{
    csip__transport *transport = user;
    /* a lost flight is sent again */
    csip__ice_send(csip__ice_session_ice(transport->ice), datagram, len);
}

static csip_error associate(csip__transport *transport, const csip__jsep_remote *remote)
{
    csip__association_config config = {.certificate = transport->config.certificate,
                                       .remote = remote,
                                       .send = send_dtls,
                                       .user = transport};
    return csip__association_open(&transport->association, &config);
}

/* ---- what ICE tells ---- */

static void on_candidate(void *user, const csip__ice_session *session, csip_str candidate)
{
    const csip__transport *transport = user;
    if (session == newest(transport))
        transport->config.events.on_candidate(transport->config.events.user, candidate);
}

static void on_gathered(void *user, const csip__ice_session *session)
{
    const csip__transport *transport = user;
    if (session == newest(transport))
        transport->config.events.on_gathered(transport->config.events.user);
}

/* What a restart comes to is seen by the tick, when no callback of either agent is running. */
static void on_ice_state(void *user, const csip__ice_session *session)
{
    csip__transport *transport = user;
    if (session != transport->ice || is_over(transport))
        return;
    if (csip__ice_session_has_failed(session) && !transport->next)
        set_state(transport, CSIP_CONNECTION_FAILED);
    else if (csip__ice_session_is_connected(session) && transport->association.dtls)
        start_dtls(transport);
}

static bool receive_dtls(csip__transport *transport, const uint8_t *datagram, size_t len)
{
    if (!transport->association.dtls)
        return false;
    csip__dtls_receive(transport->association.dtls, datagram, len);
    follow_dtls(transport);
    return true;
}

static bool receive_srtp(csip__transport *transport, uint8_t *packet, size_t len, bool is_rtcp)
{
    csip__srtp *srtp = transport->association.srtp;
    if (!srtp || !csip__srtp_unprotect(srtp, packet, &len, is_rtcp))
        return false;
    transport->config.events.on_packet(transport->config.events.user, packet, len, is_rtcp);
    return true;
}

static void on_datagram(void *user, uint8_t *datagram, size_t len)
{
    csip__transport *transport = user;
    csip__datagram_kind kind = csip__datagram_classify(datagram, len);
    bool is_taken = false;
    if (is_over(transport))
        is_taken = false; /* counted below */
    else if (kind == CSIP__DATAGRAM_DTLS)
        is_taken = receive_dtls(transport, datagram, len);
    else if (kind == CSIP__DATAGRAM_RTP || kind == CSIP__DATAGRAM_RTCP)
        is_taken = receive_srtp(transport, datagram, len, kind == CSIP__DATAGRAM_RTCP);
    if (!is_taken)
        transport->dropped++;
}

/* ---- its life ---- */

static csip_error make_session(csip__transport *transport, csip__ice_session **ret_session)
{
    const csip__transport_config *config = &transport->config;
    csip__ice_config ice = {.context = config->context,
                            .servers = config->servers,
                            .server_count = config->server_count,
                            .has_loopback = config->has_loopback,
                            .is_relay_only = config->is_relay_only,
                            .closing = config->closing};
    csip__ice_session_events events = {on_candidate, on_gathered, on_ice_state, on_datagram,
                                       transport};
    return csip__ice_session_new(&ice, &events, ret_session);
}

csip_error csip__transport_new(const csip__transport_config *config,
                               csip__transport **ret_transport)
{
    csip__transport *transport = calloc(1, sizeof *transport);
    if (!transport)
        return CSIP_ERROR_NOMEM;
    transport->config = *config;
    transport->connect_deadline_ns = NEVER;
    csip_error error = make_session(transport, &transport->ice);
    if (error) {
        free(transport);
        return error;
    }
    *ret_transport = transport;
    return CSIP_OK;
}

void csip__transport_free(csip__transport *transport)
{
    if (!transport)
        return;
    csip__association_done(&transport->association);
    csip__ice_session_free(transport->next);
    csip__ice_session_free(transport->ice);
    free(transport);
}

void csip__transport_end(csip__transport *transport)
{
    if (transport->association.dtls)
        csip__dtls_close(transport->association.dtls);
    set_state(transport, CSIP_CONNECTION_CLOSED);
}

/* ---- negotiating ---- */

void csip__transport_describe(const csip__transport *transport, csip__jsep_transport *ret_ours)
{
    csip__ice_session_describe(newest(transport), ret_ours);
    ret_ours->fingerprint = csip__certificate_fingerprint(transport->config.certificate);
}

csip_error csip__transport_gather(csip__transport *transport, bool is_controlling, uint64_t now_ns)
{
    uint64_t deadline_ns = now_ns + transport->config.gathering_timeout_ms * NS_PER_MS;
    return csip__ice_session_gather(newest(transport), is_controlling, deadline_ns);
}

csip_error csip__transport_restart(csip__transport *transport)
{
    csip__ice_session *session;
    if (!transport->association.dtls)
        return CSIP_OK;
    csip_error error = make_session(transport, &session);
    if (error)
        return error;
    csip__transport_cancel_restart(transport);
    transport->next = session;
    return CSIP_OK;
}

void csip__transport_cancel_restart(csip__transport *transport)
{
    csip__ice_session_free(transport->next);
    transport->next = NULL;
}

csip_error csip__transport_offered(csip__transport *transport, const csip__jsep_remote *remote)
{
    bool is_restart = !csip__ice_session_is_with(newest(transport), remote);
    return is_restart ? csip__transport_restart(transport) : CSIP_OK;
}

static void promote(csip__transport *transport)
{
    csip__ice_session_free(transport->ice);
    transport->ice = transport->next;
    transport->next = NULL;
}

csip_error csip__transport_begin(csip__transport *transport, const csip__jsep_remote *remote,
                                 uint64_t now_ns)
{
    bool is_same_ice = csip__ice_session_is_with(transport->ice, remote);
    /* A peer that did not restart stays where it is; one that did so alone is another: a fork. */
    if (is_same_ice)
        csip__transport_cancel_restart(transport);
    bool is_other = !is_same_ice && !transport->next;
    bool is_new = is_other || !csip__association_is_with(&transport->association, remote);
    csip_error error = is_new ? associate(transport, remote) : CSIP_OK;
    if (error)
        return error;
    if (is_new && transport->next)
        promote(transport); /* nobody is left at the old end */
    error = csip__ice_session_connect(newest(transport), remote);
    bool has_path = csip__ice_session_is_connected(transport->ice);
    if (!error && (is_new || !has_path)) {
        transport->connect_deadline_ns = now_ns + CONNECT_TIMEOUT_MS * NS_PER_MS;
        set_state(transport, CSIP_CONNECTION_CONNECTING);
    }
    if (!error && is_new && has_path)
        start_dtls(transport);
    return error;
}

/* ---- the rest ---- */

void csip__transport_send(csip__transport *transport, uint8_t *packet, size_t len, bool is_rtcp)
{
    if (csip__transport_is_connected(transport) &&
        csip__srtp_protect(transport->association.srtp, packet, &len, is_rtcp))
        csip__ice_send(csip__ice_session_ice(transport->ice), packet, len);
}

static void follow_restart(csip__transport *transport)
{
    bool is_old_gone = csip__ice_session_has_failed(transport->ice);
    if (csip__ice_session_is_connected(transport->next)) {
        promote(transport);
        start_dtls(transport);
    } else if (csip__ice_session_has_failed(transport->next)) {
        csip__transport_cancel_restart(transport);
        if (is_old_gone)
            set_state(transport, CSIP_CONNECTION_FAILED);
    }
}

bool csip__transport_tick(csip__transport *transport, uint64_t now_ns)
{
    bool is_gathering = csip__ice_session_tick(newest(transport), now_ns);
    if (transport->next && transport->state != CSIP_CONNECTION_CLOSED)
        follow_restart(transport);
    if (now_ns >= transport->connect_deadline_ns)
        set_state(transport, CSIP_CONNECTION_FAILED);
    if (transport->state == CSIP_CONNECTION_CONNECTING &&
        csip__ice_session_is_connected(transport->ice)) {
        csip__dtls_tick(transport->association.dtls);
        follow_dtls(transport);
    }
    return is_gathering || transport->next || transport->state == CSIP_CONNECTION_CONNECTING;
}

bool csip__transport_is_connected(const csip__transport *transport)
{
    return transport->state == CSIP_CONNECTION_CONNECTED;
}

void csip__transport_stats(const csip__transport *transport, csip_media_stats *stats)
{
    _Static_assert(sizeof stats->local_candidate >= CSIP__ICE_TYPE_LEN, "types fit");
    csip__ice_pair(csip__ice_session_ice(transport->ice), stats->local_candidate,
                   stats->remote_candidate);
    if (transport->association.profile)
        snprintf(stats->srtp_profile, sizeof stats->srtp_profile, "%s",
                 transport->association.profile->name);
    stats->packets_dropped = transport->dropped;
}
