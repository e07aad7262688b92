#include <media/ice_session.h>

#include <stdlib.h>

struct csip__ice_session {
    csip__ice *ice;
    csip__ice_session_events events;
    csip__ice_state state;
    bool is_gathering, is_gathered;
    uint64_t gathering_deadline_ns;
};

static void on_candidate(void *user, csip_str candidate)
{
    const csip__ice_session *session = user;
    if (!session->is_gathered)
        session->events.on_candidate(session->events.user, session, candidate);
}

static void end_gathering(csip__ice_session *session)
{
    if (!session->is_gathering)
        return;
    session->is_gathering = false;
    session->is_gathered = true;
    session->events.on_gathered(session->events.user, session);
}

static void on_gathered(void *user)
{
    end_gathering(user);
}

static void on_state(void *user, csip__ice_state state)
{
    csip__ice_session *session = user;
    if (session->state == state)
        return;
    session->state = state;
    session->events.on_state(session->events.user, session);
}

static void on_datagram(void *user, uint8_t *datagram, size_t len)
{
    const csip__ice_session *session = user;
    session->events.on_datagram(session->events.user, datagram, len);
}

csip_error csip__ice_session_new(const csip__ice_config *config,
                                 const csip__ice_session_events *events,
                                 csip__ice_session **ret_session)
{
    csip__ice_session *session = calloc(1, sizeof *session);
    if (!session)
        return CSIP_ERROR_NOMEM;
    csip__ice_config ice = *config;
    ice.events = (csip__ice_events){on_candidate, on_gathered, on_state, on_datagram, session};
    session->events = *events;
    csip_error error = csip__ice_new(&ice, &session->ice);
    if (error) {
        free(session);
        return error;
    }
    *ret_session = session;
    return CSIP_OK;
}

void csip__ice_session_free(csip__ice_session *session)
{
    if (!session)
        return;
    csip__ice_free(session->ice);
    free(session);
}

void csip__ice_session_describe(const csip__ice_session *session, csip__jsep_transport *ret_ours)
{
    ret_ours->ice_ufrag = csip__ice_ufrag(session->ice);
    ret_ours->ice_pwd = csip__ice_pwd(session->ice);
    ret_ours->candidates = csip__ice_candidates(session->ice, &ret_ours->candidate_count);
    ret_ours->is_gathering_complete = session->is_gathered;
}

csip_error csip__ice_session_gather(csip__ice_session *session, bool is_controlling,
                                    uint64_t deadline_ns)
{
    if (session->is_gathering || session->is_gathered)
        return CSIP_OK;
    /* Host candidates come at once, so that the first one is there when this call returns. */
    session->is_gathering = true;
    session->gathering_deadline_ns = deadline_ns;
    csip_error error = csip__ice_gather(session->ice, is_controlling);
    if (error)
        session->is_gathering = false;
    return error;
}

bool csip__ice_session_is_with(const csip__ice_session *session, const csip__jsep_remote *remote)
{
    return csip__ice_is_remote(session->ice, remote->ice_ufrag, remote->ice_pwd);
}

csip_error csip__ice_session_connect(csip__ice_session *session, const csip__jsep_remote *remote)
{
    csip__ice_remote ice_remote = {.ufrag = remote->ice_ufrag,
                                   .pwd = remote->ice_pwd,
                                   .candidates = remote->candidates,
                                   .candidate_count = remote->candidate_count};
    if (!csip__ice_session_is_with(session, remote))
        session->state = CSIP__ICE_CHECKING;
    return csip__ice_set_remote(session->ice, &ice_remote);
}

bool csip__ice_session_is_connected(const csip__ice_session *session)
{
    return session->state == CSIP__ICE_CONNECTED;
}

bool csip__ice_session_has_failed(const csip__ice_session *session)
{
    return session->state == CSIP__ICE_FAILED;
}

csip__ice *csip__ice_session_ice(csip__ice_session *session)
{
    return session->ice;
}

bool csip__ice_session_tick(csip__ice_session *session, uint64_t now_ns)
{
    if (session->is_gathering && now_ns >= session->gathering_deadline_ns)
        end_gathering(session);
    return session->is_gathering;
}
