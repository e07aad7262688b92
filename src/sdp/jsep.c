#include "sdp/state.h"

/* RFC 8829 section 3.2: the transitions of the signalling state. */
static const struct transition {
    csip__signaling from;
    bool is_local;
    csip_sdp_type type;
    csip__signaling to;
} transitions[] = {
    {CSIP__SIGNALING_STABLE, true, CSIP_SDP_OFFER, CSIP__SIGNALING_HAVE_LOCAL_OFFER},
    {CSIP__SIGNALING_STABLE, false, CSIP_SDP_OFFER, CSIP__SIGNALING_HAVE_REMOTE_OFFER},
    {CSIP__SIGNALING_HAVE_LOCAL_OFFER, true, CSIP_SDP_OFFER, CSIP__SIGNALING_HAVE_LOCAL_OFFER},
    {CSIP__SIGNALING_HAVE_LOCAL_OFFER, false, CSIP_SDP_ANSWER, CSIP__SIGNALING_STABLE},
    {CSIP__SIGNALING_HAVE_LOCAL_OFFER, false, CSIP_SDP_PRANSWER,
     CSIP__SIGNALING_HAVE_REMOTE_PRANSWER},
    {CSIP__SIGNALING_HAVE_REMOTE_OFFER, false, CSIP_SDP_OFFER, CSIP__SIGNALING_HAVE_REMOTE_OFFER},
    {CSIP__SIGNALING_HAVE_REMOTE_OFFER, true, CSIP_SDP_ANSWER, CSIP__SIGNALING_STABLE},
    {CSIP__SIGNALING_HAVE_REMOTE_OFFER, true, CSIP_SDP_PRANSWER,
     CSIP__SIGNALING_HAVE_LOCAL_PRANSWER},
    {CSIP__SIGNALING_HAVE_LOCAL_PRANSWER, true, CSIP_SDP_PRANSWER,
     CSIP__SIGNALING_HAVE_LOCAL_PRANSWER},
    {CSIP__SIGNALING_HAVE_LOCAL_PRANSWER, true, CSIP_SDP_ANSWER, CSIP__SIGNALING_STABLE},
    {CSIP__SIGNALING_HAVE_REMOTE_PRANSWER, false, CSIP_SDP_PRANSWER,
     CSIP__SIGNALING_HAVE_REMOTE_PRANSWER},
    {CSIP__SIGNALING_HAVE_REMOTE_PRANSWER, false, CSIP_SDP_ANSWER, CSIP__SIGNALING_STABLE},
};

static const struct transition *find_transition(const csip__jsep *jsep, bool is_local,
                                                csip_sdp_type type)
{
    for (size_t i = 0; i < sizeof(transitions) / sizeof(*transitions); i++) {
        const struct transition *transition = &transitions[i];
        if (transition->from == jsep->signaling && transition->is_local == is_local &&
            transition->type == type)
            return transition;
    }
    return NULL;
}

/* Zero means none, and two sources on one transport never share a number. */
static void make_source(csip__jsep *jsep, csip__media_kind kind)
{
    const csip_platform *platform = &jsep->platform;
    csip__wish *wish = &jsep->wishes[kind];
    platform->random(platform->user, &wish->ssrc, sizeof(wish->ssrc));
    platform->random(platform->user, wish->track, sizeof(wish->track));
    wish->ssrc = kind == CSIP__MEDIA_AUDIO ? wish->ssrc | 1 : (wish->ssrc | 3) ^ 1;
}

static void make_identity(csip__jsep *jsep)
{
    const csip_platform *platform = &jsep->platform;
    platform->random(platform->user, &jsep->session_id, sizeof(jsep->session_id));
    jsep->session_id &= INT64_MAX; /* RFC 8829 section 5.2.1 */
    platform->random(platform->user, jsep->stream, sizeof(jsep->stream));
    for (int kind = 0; kind < CSIP__KINDS; kind++) {
        jsep->wishes[kind].line = CSIP__NO_LINE;
        make_source(jsep, (csip__media_kind)kind);
    }
}

csip_error csip__jsep_new(const csip_platform *platform, csip__jsep **ret_jsep)
{
    csip__jsep *jsep = platform->reallocate(platform->user, NULL, sizeof(*jsep));
    if (!jsep)
        return CSIP_ERROR_NOMEM;
    memset(jsep, 0, sizeof(*jsep));
    jsep->platform = *platform;
    csip__buf_init(&jsep->out, &jsep->platform, CSIP__JSEP_TEXT_MAX);
    make_identity(jsep);
    *ret_jsep = jsep;
    return CSIP_OK;
}

void csip__jsep_free(csip__jsep *jsep)
{
    if (!jsep)
        return;
    csip_platform platform = jsep->platform;
    csip__description_free(&platform, jsep->local);
    csip__description_free(&platform, jsep->remote);
    csip__description_free(&platform, jsep->pending_local);
    csip__description_free(&platform, jsep->pending_remote);
    csip__buf_done(&jsep->out);
    platform.reallocate(platform.user, jsep, 0);
}

csip_error csip__jsep_add(csip__jsep *jsep, csip__media_kind kind, csip_direction direction)
{
    if ((unsigned)kind >= CSIP__KINDS || (unsigned)direction > CSIP_DIRECTION_SENDRECV)
        return CSIP_ERROR_ARGUMENT;
    csip__wish *wish = &jsep->wishes[kind];
    wish->is_wanted = true;
    wish->is_refused = false;
    wish->direction = direction;
    return CSIP_OK;
}

csip_error csip__jsep_set_direction(csip__jsep *jsep, csip__media_kind kind,
                                    csip_direction direction)
{
    if ((unsigned)kind >= CSIP__KINDS || (unsigned)direction > CSIP_DIRECTION_SENDRECV)
        return CSIP_ERROR_ARGUMENT;
    if (!jsep->wishes[kind].is_wanted)
        return CSIP_ERROR_STATE;
    jsep->wishes[kind].direction = direction;
    return CSIP_OK;
}

void csip__jsep_remove(csip__jsep *jsep, csip__media_kind kind)
{
    if ((unsigned)kind < CSIP__KINDS)
        jsep->wishes[kind].is_wanted = false;
}

static void replace(csip__jsep *jsep, csip__description **slot, csip__description *description)
{
    csip__description_free(&jsep->platform, *slot);
    *slot = description;
}

/*
 * A wish stays with the line that carries it.  What the peer refused or took away is not offered
 * again by itself (RFC 8829 sections 5.10 and 5.11 stop it), but the peer may still offer it.
 */
static void bind_wishes(csip__jsep *jsep, bool is_offerer)
{
    int lines[CSIP__KINDS] = {CSIP__NO_LINE, CSIP__NO_LINE};
    for (size_t i = 0; i < jsep->line_count; i++) {
        if (!jsep->lines[i].is_rejected && lines[jsep->lines[i].kind] == CSIP__NO_LINE)
            lines[jsep->lines[i].kind] = (int)i;
    }
    for (int kind = 0; kind < CSIP__KINDS; kind++) {
        csip__wish *wish = &jsep->wishes[kind];
        bool had_line = wish->line != CSIP__NO_LINE;
        wish->line = lines[kind];
        if (is_offerer || had_line || wish->line != CSIP__NO_LINE)
            wish->is_refused = wish->line == CSIP__NO_LINE;
        /* RFC 3711 section 8.1: a source that begins anew under the same key is another one. */
        if (had_line && wish->line == CSIP__NO_LINE)
            make_source(jsep, (csip__media_kind)kind);
    }
}

/* The exchange is complete: what was pending holds. */
static void commit(csip__jsep *jsep, bool is_offerer)
{
    bind_wishes(jsep, is_offerer);
    replace(jsep, &jsep->local, jsep->pending_local);
    replace(jsep, &jsep->remote, jsep->pending_remote);
    jsep->pending_local = NULL;
    jsep->pending_remote = NULL;
}

/* RFC 3264 section 8: lines never go away. */
static csip_error take_remote_offer(csip__jsep *jsep, csip__description *offer)
{
    size_t tagged;
    csip__jsep_remote remote;
    if (jsep->remote && offer->section_count < jsep->remote->section_count)
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE, "an offer keeps its lines");
    if (!csip__answer_choose(jsep, offer, &tagged))
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE, "no line that we can take");
    csip_error error = csip__transport_read(jsep, &offer->sections[tagged], true, &remote);
    if (error)
        return error;
    csip__transport_set(jsep, &offer->sections[tagged], &remote);
    replace(jsep, &jsep->pending_remote, offer);
    jsep->has_role = true;
    return CSIP_OK;
}

static csip_error take_local_offer(csip__jsep *jsep, csip__description *offer)
{
    if (offer->section_count == 0)
        return csip__jsep_refuse(jsep, CSIP_ERROR_ARGUMENT, "an offer has lines");
    replace(jsep, &jsep->pending_local, offer);
    jsep->is_controlling = jsep->is_controlling || !jsep->has_role;
    jsep->has_role = true;
    return CSIP_OK;
}

/* An answer of either side.  It takes the place of a provisional one. */
static csip_error take_answer(csip__jsep *jsep, bool is_local, csip__description *answer)
{
    const csip__description *local = is_local ? answer : jsep->pending_local;
    const csip__description *remote = is_local ? jsep->pending_remote : answer;
    csip_error error = csip__jsep_settle(jsep, local, remote, !is_local);
    if (!error)
        replace(jsep, is_local ? &jsep->pending_local : &jsep->pending_remote, answer);
    return error;
}

static csip_error take(csip__jsep *jsep, bool is_local, csip_sdp_type type,
                       csip__description *description)
{
    if (type != CSIP_SDP_OFFER)
        return take_answer(jsep, is_local, description);
    return is_local ? take_local_offer(jsep, description) : take_remote_offer(jsep, description);
}

static csip_error set_description(csip__jsep *jsep, bool is_local, csip_sdp_type type, csip_str sdp)
{
    const struct transition *transition = find_transition(jsep, is_local, type);
    csip__description *description;
    jsep->problem = (csip__sdp_problem){0, NULL};
    if (!transition)
        return csip__jsep_refuse(jsep, CSIP_ERROR_STATE, "not in this signalling state");
    csip_error error = csip__description_new(&jsep->platform, sdp, &description, &jsep->problem);
    if (error)
        return error;
    error = take(jsep, is_local, type, description);
    if (error) {
        csip__description_free(&jsep->platform, description);
        return error;
    }
    jsep->version += is_local;
    jsep->signaling = transition->to;
    if (transition->to == CSIP__SIGNALING_STABLE)
        commit(jsep, !is_local);
    return CSIP_OK;
}

csip_error csip__jsep_set_local(csip__jsep *jsep, csip_sdp_type type, csip_str sdp)
{
    return set_description(jsep, true, type, sdp);
}

csip_error csip__jsep_set_remote(csip__jsep *jsep, csip_sdp_type type, csip_str sdp)
{
    return set_description(jsep, false, type, sdp);
}

/* The transport as the last answer left it: its slices must not outlive the offer's text. */
static void restore_transport(csip__jsep *jsep)
{
    jsep->has_remote = jsep->remote != NULL;
    if (jsep->remote)
        csip__transport_set(jsep, &jsep->remote->sections[jsep->tagged], &jsep->settled);
}

csip_error csip__jsep_rollback(csip__jsep *jsep)
{
    if (jsep->signaling != CSIP__SIGNALING_HAVE_LOCAL_OFFER &&
        jsep->signaling != CSIP__SIGNALING_HAVE_REMOTE_OFFER)
        return CSIP_ERROR_STATE;
    if (jsep->pending_remote)
        restore_transport(jsep);
    replace(jsep, &jsep->pending_local, NULL);
    replace(jsep, &jsep->pending_remote, NULL);
    jsep->has_role = jsep->is_settled;
    jsep->is_controlling = jsep->is_controlling && jsep->is_settled;
    jsep->signaling = CSIP__SIGNALING_STABLE;
    return CSIP_OK;
}

bool csip__jsep_is_negotiated(const csip__jsep *jsep)
{
    return jsep->is_settled;
}

size_t csip__jsep_line_count(const csip__jsep *jsep)
{
    return jsep->line_count;
}

const csip__jsep_line *csip__jsep_line_get(const csip__jsep *jsep, size_t index)
{
    return index < jsep->line_count ? &jsep->lines[index] : NULL;
}

const csip__jsep_remote *csip__jsep_remote_get(const csip__jsep *jsep)
{
    return jsep->has_remote ? &jsep->transport : NULL;
}

const csip__sdp_problem *csip__jsep_problem_get(const csip__jsep *jsep)
{
    return &jsep->problem;
}
