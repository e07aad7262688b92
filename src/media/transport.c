#include <media/transport.h>

#include <media/demux.h>
#include <media/dtls.h>

#include <stdio.h>
#include <stdlib.h>

#define NS_PER_MS UINT64_C(1000000)
#define NEVER     UINT64_MAX

enum {
    CONNECT_TIMEOUT_MS = 30000, /* for ICE and DTLS together */
};

struct csip__transport {
    csip__transport_events events;
    const csip__certificate *certificate;
    csip__ice *ice;
    csip__dtls *dtls;
    csip__srtp *srtp; /* there is one: the fingerprint matched */
    const csip__srtp_profile *profile;
    csip__ice_state ice_state;
    csip_connection_state state;
    unsigned gathering_timeout_ms;
    bool is_gathering, is_gathered;
    uint64_t gathering_deadline_ns;
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
    transport->events.on_state(transport->events.user, state);
}

/* ---- gathering ---- */

static void on_candidate(void *user, csip_str candidate)
{
    const csip__transport *transport = user;
    if (!transport->is_gathered)
        transport->events.on_candidate(transport->events.user, candidate);
}

static void end_gathering(csip__transport *transport)
{
    if (!transport->is_gathering)
        return;
    transport->is_gathering = false;
    transport->is_gathered = true;
    transport->events.on_gathered(transport->events.user);
}

static void on_gathered(void *user)
{
    end_gathering(user);
}

csip_error csip__transport_gather(csip__transport *transport, bool is_controlling, uint64_t now_ns)
{
    if (transport->is_gathering || transport->is_gathered)
        return CSIP_OK;
    /* Host candidates come at once, so that the first one is there when this call returns. */
    transport->is_gathering = true;
    transport->gathering_deadline_ns = now_ns + transport->gathering_timeout_ms * NS_PER_MS;
    csip_error error = csip__ice_gather(transport->ice, is_controlling);
    if (error)
        transport->is_gathering = false;
    return error;
}

/* ---- DTLS ---- */

/* Follows the association's state wherever it may have changed. */
static void follow_dtls(csip__transport *transport)
{
    csip__dtls_state state = csip__dtls_state_get(transport->dtls);
    if (state == CSIP__DTLS_OPEN && !transport->srtp &&
        csip__dtls_make_srtp(transport->dtls, &transport->srtp, &transport->profile))
        state = CSIP__DTLS_FAILED;
    if (state == CSIP__DTLS_FAILED)
        set_state(transport, CSIP_CONNECTION_FAILED);
    else if (state == CSIP__DTLS_CLOSED)
        set_state(transport, CSIP_CONNECTION_DISCONNECTED);
    else if (transport->srtp && transport->ice_state == CSIP__ICE_CONNECTED)
        set_state(transport, CSIP_CONNECTION_CONNECTED);
}

static void send_dtls(void *user, const uint8_t *datagram, size_t len)
{
    csip__transport *transport = user;
    csip__ice_send(transport->ice, datagram, len); /* a lost flight is sent again */
}

static csip_error associate(csip__transport *transport, const csip__jsep_remote *remote)
{
    csip__dtls_config config = {.certificate = transport->certificate,
                                .is_client = remote->setup == CSIP__SETUP_ACTIVE,
                                .send = send_dtls,
                                .user = transport};
    csip_error error = csip__fingerprint_parse(remote->fingerprint, &config.fingerprint);
    if (error)
        return error;
    return csip__dtls_new(&config, &transport->dtls);
}

/* ---- ICE ---- */

static void on_ice_state(void *user, csip__ice_state state)
{
    csip__transport *transport = user;
    if (transport->state == CSIP_CONNECTION_FAILED || transport->state == CSIP_CONNECTION_CLOSED)
        return;
    bool was_connected = transport->ice_state == CSIP__ICE_CONNECTED;
    transport->ice_state = state;
    if (state == CSIP__ICE_FAILED) {
        set_state(transport, CSIP_CONNECTION_FAILED);
    } else if (state == CSIP__ICE_CONNECTED && transport->dtls && !was_connected) {
        csip__dtls_start(transport->dtls);
        follow_dtls(transport);
    }
}

static bool receive_srtp(csip__transport *transport, uint8_t *packet, size_t len, bool is_rtcp)
{
    if (!transport->srtp || !csip__srtp_unprotect(transport->srtp, packet, &len, is_rtcp))
        return false;
    transport->events.on_packet(transport->events.user, packet, len, is_rtcp);
    return true;
}

static void on_datagram(void *user, uint8_t *datagram, size_t len)
{
    csip__transport *transport = user;
    csip__datagram_kind kind = csip__datagram_classify(datagram, len);
    bool is_taken = false;
    if (transport->state == CSIP_CONNECTION_FAILED || transport->state == CSIP_CONNECTION_CLOSED) {
        /* An end is final: what still comes is counted below. */
    } else if (kind == CSIP__DATAGRAM_DTLS && transport->dtls) {
        csip__dtls_receive(transport->dtls, datagram, len);
        follow_dtls(transport);
        is_taken = true;
    } else if (kind == CSIP__DATAGRAM_RTP || kind == CSIP__DATAGRAM_RTCP) {
        is_taken = receive_srtp(transport, datagram, len, kind == CSIP__DATAGRAM_RTCP);
    }
    if (!is_taken)
        transport->dropped++;
}

csip_error csip__transport_begin(csip__transport *transport, const csip__jsep_remote *remote,
                                 uint64_t now_ns)
{
    bool is_first = !transport->dtls;
    csip_error error = is_first ? associate(transport, remote) : CSIP_OK;
    if (error)
        return error;
    if (is_first) {
        transport->connect_deadline_ns = now_ns + CONNECT_TIMEOUT_MS * NS_PER_MS;
        set_state(transport, CSIP_CONNECTION_CONNECTING);
    }
    csip__ice_remote ice_remote = {.ufrag = remote->ice_ufrag,
                                   .pwd = remote->ice_pwd,
                                   .candidates = remote->candidates,
                                   .candidate_count = remote->candidate_count};
    return csip__ice_set_remote(transport->ice, &ice_remote);
}

/* ---- the rest ---- */

csip_error csip__transport_new(const csip__transport_config *config,
                               csip__transport **ret_transport)
{
    csip__transport *transport = calloc(1, sizeof *transport);
    if (!transport)
        return CSIP_ERROR_NOMEM;
    transport->events = config->events;
    transport->certificate = config->certificate;
    transport->gathering_timeout_ms = config->gathering_timeout_ms;
    transport->connect_deadline_ns = NEVER;
    csip__ice_config ice = {
        .context = config->context,
        .servers = config->servers,
        .server_count = config->server_count,
        .has_loopback = config->has_loopback,
        .closing = config->closing,
        .events = {on_candidate, on_gathered, on_ice_state, on_datagram, transport}};
    csip_error error = csip__ice_new(&ice, &transport->ice);
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
    csip__dtls_free(transport->dtls);
    csip__srtp_free(transport->srtp);
    csip__ice_free(transport->ice);
    free(transport);
}

void csip__transport_describe(const csip__transport *transport, csip__jsep_transport *ret_ours)
{
    ret_ours->ice_ufrag = csip__ice_ufrag(transport->ice);
    ret_ours->ice_pwd = csip__ice_pwd(transport->ice);
    ret_ours->fingerprint = csip__certificate_fingerprint(transport->certificate);
    ret_ours->candidates = csip__ice_candidates(transport->ice, &ret_ours->candidate_count);
    ret_ours->is_gathering_complete = transport->is_gathered;
}

void csip__transport_send(csip__transport *transport, uint8_t *packet, size_t len, bool is_rtcp)
{
    if (csip__transport_is_connected(transport) &&
        csip__srtp_protect(transport->srtp, packet, &len, is_rtcp))
        csip__ice_send(transport->ice, packet, len);
}

bool csip__transport_tick(csip__transport *transport, uint64_t now_ns)
{
    if (transport->is_gathering && now_ns >= transport->gathering_deadline_ns)
        end_gathering(transport);
    if (now_ns >= transport->connect_deadline_ns)
        set_state(transport, CSIP_CONNECTION_FAILED);
    if (transport->state == CSIP_CONNECTION_CONNECTING &&
        transport->ice_state == CSIP__ICE_CONNECTED) {
        csip__dtls_tick(transport->dtls);
        follow_dtls(transport);
    }
    return transport->is_gathering || transport->state == CSIP_CONNECTION_CONNECTING;
}

bool csip__transport_is_connected(const csip__transport *transport)
{
    return transport->state == CSIP_CONNECTION_CONNECTED;
}

void csip__transport_stats(const csip__transport *transport, csip_media_stats *stats)
{
    _Static_assert(sizeof stats->local_candidate >= CSIP__ICE_TYPE_LEN, "types fit");
    csip__ice_pair(transport->ice, stats->local_candidate, stats->remote_candidate);
    if (transport->profile)
        snprintf(stats->srtp_profile, sizeof stats->srtp_profile, "%s", transport->profile->name);
    stats->packets_dropped = transport->dropped;
}

void csip__transport_end(csip__transport *transport)
{
    if (transport->dtls)
        csip__dtls_close(transport->dtls);
    set_state(transport, CSIP_CONNECTION_CLOSED);
}
