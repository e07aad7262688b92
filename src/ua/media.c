#include "ua/agent.h"

csip_error csip_agent_media_done(csip_agent *agent, csip_id op, const csip_media_result *result,
                                 uint64_t now_ms)
{
    csip_error error = csip__core_begin(&agent->core, now_ms);
    if (error)
        return error;
    csip_str key = {(const char *)&op, sizeof(op)};
    csip__map_node *node = csip__map_get(&agent->sessions.ops, key);
    csip__map_node *tone = node ? NULL : csip__map_get(&agent->sessions.tones, key);
    if (node) {
        csip__session *session = CSIP__CONTAINER(node, csip__session, op_node);
        csip__session_use(session);
        csip__procedure_media_done(session, result);
        csip__session_unuse(session);
    } else if (tone) {
        csip__dtmf_media_done(CSIP__CONTAINER(tone, csip__session, dtmf.node), result);
    }
    csip__agent_settle(agent);
    return agent->core.error;
}

/* Slices of a fact are the host's: events get a copy that lives until the next input. */
static csip_str borrow(csip__core *core, csip_str text)
{
    csip_str copy = csip__core_dup(core, text);
    csip__core_release(core, (void *)copy.ptr);
    return copy;
}

static void candidate_found(csip__session *session, const csip_media_fact *fact)
{
    csip__core *core = csip__session_core(session);
    csip_str text = borrow(core, fact->candidate);
    csip_str mid = borrow(core, fact->mid);
    csip__session_emit(session, (csip_event){.kind = CSIP_EVENT_ICE_CANDIDATE,
                                             .candidate = {.text = text, .mid = mid}});
}

static void digit_heard(csip__session *session, const csip_media_fact *fact)
{
    csip__dtmf_heard(session, fact->digit, fact->duration_ms);
}

static void gathering_complete(csip__session *session, const csip_media_fact *fact)
{
    (void)fact;
    csip__procedure_gathered(session);
}

static void connection_changed(csip__session *session, const csip_media_fact *fact)
{
    static const csip_reply timeout = {
        .status = 408, .reason = "RTP Timeout", .cause = CSIP_CAUSE_RTP_TIMEOUT};
    csip__session_emit(session, (csip_event){.kind = CSIP_EVENT_CONNECTION_STATE,
                                             .connection_state = fact->state});
    /* A peer that has gone sends no BYE.  A re-offer under way may still move the call. */
    if (fact->state == CSIP_CONNECTION_FAILED && !session->run.procedure &&
        csip__session_terminate(session, &timeout) != CSIP_OK)
        csip__core_log(csip__session_core(session), CSIP_LOG_WARNING,
                       CSIP_STR("the media failed, and the session could not be ended"));
}

csip_error csip_agent_media_fact(csip_agent *agent, csip_id id, const csip_media_fact *fact,
                                 uint64_t now_ms)
{
    static void (*const by_kind[])(csip__session *, const csip_media_fact *) = {
        [CSIP_FACT_CANDIDATE] = candidate_found,
        [CSIP_FACT_GATHERING_COMPLETE] = gathering_complete,
        [CSIP_FACT_CONNECTION_STATE] = connection_changed,
        [CSIP_FACT_DIGIT] = digit_heard,
    };
    csip_error error = csip__core_begin(&agent->core, now_ms);
    if (error)
        return error;
    csip__session *session = csip__session_get(&agent->sessions, id);
    bool is_known = (size_t)fact->kind < sizeof(by_kind) / sizeof(*by_kind);
    if (session && is_known && !csip__session_is_ended(session)) {
        csip__session_use(session);
        by_kind[fact->kind](session, fact);
        csip__session_unuse(session);
    }
    return agent->core.error;
}
