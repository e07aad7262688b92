#include <media/ice.h>

#include <media/ice_server.h>
#include <media/local_address.h>

#include <nice/agent.h>
#include <stdlib.h>

enum { COMPONENT = 1, UFRAG_MIN = 4, PWD_MIN = 22, CREDENTIAL_MAX = 256, CANDIDATE_MAX = 512 };

struct csip__ice {
    NiceAgent *agent;
    guint stream;
    GMainContext *context;
    csip__ice_events events;
    bool has_relay;
    size_t *closing;
    gchar *ufrag;
    gchar *pwd;
    gchar *remote_ufrag; /* NULL: not set yet */
    gchar *remote_pwd;
    csip_str candidates[CSIP__ICE_CANDIDATES_MAX]; /* each owned, "a=" before it */
    size_t candidate_count;
};

/* ---- what libnice tells ---- */

static void on_candidate(NiceAgent *agent, NiceCandidate *candidate, gpointer user)
{
    csip__ice *ice = user;
    if (ice->candidate_count == CSIP__ICE_CANDIDATES_MAX)
        return;
    gchar *line = nice_agent_generate_local_candidate_sdp(agent, candidate);
    if (!line)
        return;
    csip_str text = csip_str_from(line + strlen("a="));
    ice->candidates[ice->candidate_count++] = text;
    ice->events.on_candidate(ice->events.user, text);
}

static void on_gathered(NiceAgent *agent, guint stream, gpointer user)
{
    (void)agent, (void)stream;
    const csip__ice *ice = user;
    ice->events.on_gathered(ice->events.user);
}

static void on_state(NiceAgent *agent, guint stream, guint component, guint state, gpointer user)
{
    (void)agent, (void)stream, (void)component;
    const csip__ice *ice = user;
    static const struct {
        NiceComponentState theirs;
        csip__ice_state ours;
    } states[] = {
        {NICE_COMPONENT_STATE_CONNECTING, CSIP__ICE_CHECKING},
        {NICE_COMPONENT_STATE_CONNECTED, CSIP__ICE_CONNECTED},
        {NICE_COMPONENT_STATE_READY, CSIP__ICE_CONNECTED},
        {NICE_COMPONENT_STATE_FAILED, CSIP__ICE_FAILED},
    };
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (states[i].theirs == state)
            ice->events.on_state(ice->events.user, states[i].ours);
}

static void on_datagram(NiceAgent *agent, guint stream, guint component, guint len, gchar *octets,
                        gpointer user)
{
    (void)agent, (void)stream, (void)component;
    const csip__ice *ice = user;
    ice->events.on_datagram(ice->events.user, (uint8_t *)octets, len);
}

/* ---- making it ---- */

static void add_local_addresses(csip__ice *ice, bool has_loopback)
{
    csip__local_address found[CSIP__ICE_ADDRESSES_MAX];
    size_t count = csip__local_addresses(has_loopback, found, CSIP__ICE_ADDRESSES_MAX);
    for (size_t i = 0; i < count; i++) {
        NiceAddress address;
        nice_address_init(&address);
        nice_address_set_from_sockaddr(&address, &found[i].any);
        nice_address_set_port(&address, 0);
        nice_agent_add_local_address(ice->agent, &address);
    }
}

/* libnice asks one STUN server; of several the first is taken. */
static csip_error add_server(csip__ice *ice, const csip_ice_server *server, bool *has_stun)
{
    csip__ice_url url;
    csip_error error = csip__ice_url_parse(csip_str_from(server->url), &url);
    if (error)
        return error == CSIP_ERROR_PARSE ? CSIP_ERROR_ARGUMENT : error;
    if (!url.is_turn && !*has_stun) {
        g_object_set(ice->agent, "stun-server", url.host, "stun-server-port", (guint)url.port,
                     NULL);
        *has_stun = true;
    }
    if (!url.is_turn)
        return CSIP_OK;
    if (!server->username || !server->credential ||
        !nice_agent_set_relay_info(
            ice->agent, ice->stream, COMPONENT, url.host, url.port, server->username,
            server->credential, url.is_tcp ? NICE_RELAY_TYPE_TURN_TCP : NICE_RELAY_TYPE_TURN_UDP))
        return CSIP_ERROR_ARGUMENT;
    ice->has_relay = true;
    return CSIP_OK;
}

static bool read_credentials(csip__ice *ice)
{
    g_free(ice->ufrag);
    g_free(ice->pwd);
    ice->ufrag = ice->pwd = NULL;
    return nice_agent_get_local_credentials(ice->agent, ice->stream, &ice->ufrag, &ice->pwd);
}

static csip_error set_up(csip__ice *ice, const csip__ice_config *config)
{
    ice->agent =
        nice_agent_new_full(config->context, NICE_COMPATIBILITY_RFC5245,
                            NICE_AGENT_OPTION_CONSENT_FRESHNESS | NICE_AGENT_OPTION_ICE_TRICKLE);
    g_object_set(ice->agent, "upnp", FALSE, "ice-tcp", FALSE, "force-relay",
                 (gboolean)config->is_relay_only, NULL);
    add_local_addresses(ice, config->has_loopback);
    ice->stream = nice_agent_add_stream(ice->agent, 1);
    if (!ice->stream || !read_credentials(ice))
        return CSIP_ERROR_MEDIA;
    bool has_stun = false;
    for (size_t i = 0; i < config->server_count; i++) {
        csip_error error = add_server(ice, &config->servers[i], &has_stun);
        if (error)
            return error;
    }
    g_signal_connect(ice->agent, "new-candidate-full", G_CALLBACK(on_candidate), ice);
    g_signal_connect(ice->agent, "candidate-gathering-done", G_CALLBACK(on_gathered), ice);
    g_signal_connect(ice->agent, "component-state-changed", G_CALLBACK(on_state), ice);
    if (!nice_agent_attach_recv(ice->agent, ice->stream, COMPONENT, config->context, on_datagram,
                                ice))
        return CSIP_ERROR_MEDIA;
    return CSIP_OK;
}

csip_error csip__ice_new(const csip__ice_config *config, csip__ice **ret_ice)
{
    csip__ice *ice = calloc(1, sizeof *ice);
    if (!ice)
        return CSIP_ERROR_NOMEM;
    ice->events = config->events;
    ice->context = config->context;
    ice->closing = config->closing;
    csip_error error = set_up(ice, config);
    if (error) {
        csip__ice_free(ice);
        return error;
    }
    *ret_ice = ice;
    return CSIP_OK;
}

/* The agent lives on until its TURN allocations have been given back. */
static void on_closed(GObject *agent, GAsyncResult *result, gpointer closing)
{
    (void)result;
    if (closing)
        --*(size_t *)closing;
    g_object_unref(agent);
}

void csip__ice_free(csip__ice *ice)
{
    if (!ice)
        return;
    g_signal_handlers_disconnect_by_data(ice->agent, ice);
    if (ice->stream)
        nice_agent_attach_recv(ice->agent, ice->stream, COMPONENT, ice->context, NULL, NULL);
    if (ice->has_relay) {
        if (ice->closing)
            ++*ice->closing;
        nice_agent_close_async(ice->agent, on_closed, ice->closing);
    } else {
        if (ice->stream)
            nice_agent_remove_stream(ice->agent, ice->stream);
        g_object_unref(ice->agent);
    }
    for (size_t i = 0; i < ice->candidate_count; i++)
        g_free((gchar *)ice->candidates[i].ptr - strlen("a="));
    g_free(ice->ufrag);
    g_free(ice->pwd);
    g_free(ice->remote_ufrag);
    g_free(ice->remote_pwd);
    free(ice);
}

/* ---- using it ---- */

csip_str csip__ice_ufrag(const csip__ice *ice)
{
    return csip_str_from(ice->ufrag);
}

csip_str csip__ice_pwd(const csip__ice *ice)
{
    return csip_str_from(ice->pwd);
}

const csip_str *csip__ice_candidates(const csip__ice *ice, size_t *ret_count)
{
    *ret_count = ice->candidate_count;
    return ice->candidates;
}

csip_error csip__ice_gather(csip__ice *ice, bool is_controlling)
{
    /* libnice takes no other role once it has gathered. */
    g_object_set(ice->agent, "controlling-mode", (gboolean)is_controlling, NULL);
    return nice_agent_gather_candidates(ice->agent, ice->stream) ? CSIP_OK : CSIP_ERROR_MEDIA;
}

/* Names (".local") cannot be parsed and TCP is not spoken: NULL. */
static NiceCandidate *parse_candidate(const csip__ice *ice, csip_str text)
{
    char line[CANDIDATE_MAX];
    if (text.len + sizeof "a=" > sizeof line)
        return NULL;
    g_snprintf(line, sizeof line, "a=%.*s", CSIP_STR_ARG(text));
    NiceCandidate *candidate = nice_agent_parse_remote_candidate_sdp(ice->agent, ice->stream, line);
    if (candidate && (candidate->transport != NICE_CANDIDATE_TRANSPORT_UDP ||
                      candidate->component_id != COMPONENT)) {
        nice_candidate_free(candidate);
        return NULL;
    }
    return candidate;
}

static void free_candidate(gpointer candidate)
{
    nice_candidate_free(candidate);
}

bool csip__ice_is_remote(const csip__ice *ice, csip_str ufrag, csip_str pwd)
{
    return ice->remote_ufrag && csip_str_equal(csip_str_from(ice->remote_ufrag), ufrag) &&
           csip_str_equal(csip_str_from(ice->remote_pwd), pwd);
}

/* libnice forgets one peer by a restart, which makes new credentials: those told hold, though. */
static bool forget_remote(csip__ice *ice)
{
    return nice_agent_restart_stream(ice->agent, ice->stream) &&
           nice_agent_set_local_credentials(ice->agent, ice->stream, ice->ufrag, ice->pwd);
}

static csip_error set_remote_credentials(csip__ice *ice, csip_str ufrag, csip_str pwd)
{
    if (ufrag.len < UFRAG_MIN || ufrag.len > CREDENTIAL_MAX || pwd.len < PWD_MIN ||
        pwd.len > CREDENTIAL_MAX)
        return CSIP_ERROR_PARSE;
    if (csip__ice_is_remote(ice, ufrag, pwd))
        return CSIP_OK;
    if (ice->remote_ufrag && !forget_remote(ice))
        return CSIP_ERROR_MEDIA;
    g_free(ice->remote_ufrag);
    g_free(ice->remote_pwd);
    ice->remote_ufrag = g_strndup(ufrag.ptr, ufrag.len);
    ice->remote_pwd = g_strndup(pwd.ptr, pwd.len);
    bool is_set = nice_agent_set_remote_credentials(ice->agent, ice->stream, ice->remote_ufrag,
                                                    ice->remote_pwd);
    return is_set ? CSIP_OK : CSIP_ERROR_PARSE;
}

csip_error csip__ice_set_remote(csip__ice *ice, const csip__ice_remote *remote)
{
    csip_error error = set_remote_credentials(ice, remote->ufrag, remote->pwd);
    if (error)
        return error;
    GSList *candidates = NULL;
    for (size_t i = 0; i < remote->candidate_count; i++) {
        NiceCandidate *candidate = parse_candidate(ice, remote->candidates[i]);
        if (candidate)
            candidates = g_slist_prepend(candidates, candidate);
    }
    if (candidates)
        nice_agent_set_remote_candidates(ice->agent, ice->stream, COMPONENT, candidates);
    g_slist_free_full(candidates, free_candidate);
    return CSIP_OK;
}

bool csip__ice_send(csip__ice *ice, const uint8_t *datagram, size_t len)
{
    return nice_agent_send(ice->agent, ice->stream, COMPONENT, (guint)len,
                           (const gchar *)datagram) == (gint)len;
}

static void copy_type(const NiceCandidate *candidate, char out[CSIP__ICE_TYPE_LEN])
{
    static const char *const names[] = {
        [NICE_CANDIDATE_TYPE_HOST] = "host",
        [NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE] = "srflx",
        [NICE_CANDIDATE_TYPE_PEER_REFLEXIVE] = "prflx",
        [NICE_CANDIDATE_TYPE_RELAYED] = "relay",
    };
    g_snprintf(out, CSIP__ICE_TYPE_LEN, "%s", names[candidate->type]);
}

bool csip__ice_pair(const csip__ice *ice, char local[CSIP__ICE_TYPE_LEN],
                    char remote[CSIP__ICE_TYPE_LEN])
{
    NiceCandidate *ours = NULL, *theirs = NULL;
    if (!nice_agent_get_selected_pair(ice->agent, ice->stream, COMPONENT, &ours, &theirs))
        return false;
    copy_type(ours, local);
    copy_type(theirs, remote);
    return true;
}
