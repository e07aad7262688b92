#include "session/session.h"

static csip_str key_of(const csip_id *id)
{
    return (csip_str){(const char *)id, sizeof(*id)};
}

/* Operations that nobody answers. */
static bool is_answered(csip_media_op_kind kind)
{
    return kind != CSIP_MEDIA_OPEN && kind != CSIP_MEDIA_MUTE && kind != CSIP_MEDIA_CLOSE;
}

/* What an operation works on; false: it has nothing to do. */
static bool fill(csip__session *session, csip_media_op *op)
{
    switch (op->kind) {
    case CSIP_MEDIA_OPEN: session->is_media_open = true; return true;
    case CSIP_MEDIA_SET_LOCAL: op->sdp = session->local_sdp; return true;
    case CSIP_MEDIA_SET_REMOTE: op->sdp = session->remote_sdp; return true;
    case CSIP_MEDIA_ACQUIRE:
        if (session->is_acquired && (!session->audio || session->has_audio) &&
            (!session->video || session->has_video))
            return false;
        session->is_acquired = true;
        session->has_audio = session->has_audio || session->audio;
        session->has_video = session->has_video || session->video;
        return true;
    case CSIP_MEDIA_RELEASE:
        op->audio = session->has_audio && !session->audio;
        op->video = session->has_video && !session->video;
        session->has_audio = session->audio;
        session->has_video = session->video;
        return op->audio || op->video;
    case CSIP_MEDIA_SET_DIRECTIONS: return csip__hold_fill(session, op);
    case CSIP_MEDIA_RESTART_ICE:
        session->is_gathered = session->is_gathered && !session->offer.restarts_ice;
        return session->offer.restarts_ice;
    default: return true;
    }
}

static void request_media(csip__session *session, const csip__task *task)
{
    csip__core *core = csip__session_core(session);
    csip_media_op op = {.op = csip__core_next_id(core),
                        .session = session->id,
                        .kind = task->op,
                        .audio = session->audio,
                        .video = session->video,
                        .type = task->type};
    if (!fill(session, &op))
        return;
    csip__core_output(core, &(csip_output){.kind = CSIP_OUTPUT_MEDIA, .media = op});
    if (!is_answered(task->op))
        return;
    session->run.op = op.op;
    session->run.op_kind = op.kind;
    if (csip__map_put(&session->owner->ops, &session->op_node, key_of(&session->run.op)))
        core->error = CSIP_ERROR_NOMEM;
}

static void resume(void *owner, const csip_event *event);

static void tell(csip__session *session, const csip__task *task)
{
    csip_event event = task->tell(session);
    event.id = session->id;
    session->run.event =
        csip__core_emit(csip__session_core(session), &event, &(csip__then){resume, session->owner});
}

static bool is_waiting(const csip__session *session)
{
    return session->run.event || session->run.op || session->run.is_gathering;
}

static void run(csip__session *session)
{
    csip__session_use(session);
    while (session->run.procedure && !is_waiting(session)) {
        const csip__task *task = session->run.next++;
        switch (task->kind) {
        case CSIP__TASK_MEDIA: request_media(session, task); break;
        case CSIP__TASK_TELL: tell(session, task); break;
        case CSIP__TASK_DO: task->act(session); break;
        case CSIP__TASK_GATHER: session->run.is_gathering = !session->is_gathered; break;
        case CSIP__TASK_END: csip__procedure_leave(session); break;
        }
    }
    csip__session_unuse(session);
}

static void resume(void *owner, const csip_event *event)
{
    csip__session *session = csip__session_get(owner, event->id);
    if (!session || session->run.event != event->event)
        return;
    session->run.event = 0;
    run(session);
}

void csip__procedure_start(csip__session *session, const csip__procedure *procedure)
{
    CSIP__ASSERT(!session->run.procedure);
    session->run = (csip__run){.procedure = procedure, .next = procedure->tasks};
    run(session);
}

void csip__procedure_stop(csip__session *session)
{
    if (session->run.op)
        csip__map_remove(&session->owner->ops, &session->op_node);
    session->run = (csip__run){0};
}

void csip__procedure_leave(csip__session *session)
{
    csip__procedure_stop(session);
    csip__invite_resume(session);
    csip__reoffer_resume(session);
    csip__offer_resume(session);
}

bool csip__procedure_is_finishing(const csip__session *session)
{
    const csip__run *run = &session->run;
    return !run->procedure || (run->event && run->next->kind == CSIP__TASK_END);
}

void csip__procedure_media_done(csip__session *session, const csip_media_result *result)
{
    csip__core *core = csip__session_core(session);
    csip_media_op_kind op = session->run.op_kind;
    csip__map_remove(&session->owner->ops, &session->op_node);
    session->run.op = 0;
    if (result->error) {
        const csip__procedure *procedure = session->run.procedure;
        csip__procedure_stop(session);
        procedure->failed(session, op, result);
        return;
    }
    if (op == CSIP_MEDIA_CREATE_OFFER || op == CSIP_MEDIA_CREATE_ANSWER ||
        op == CSIP_MEDIA_DESCRIBE)
        csip__session_set(session, &session->local_sdp, csip__core_dup(core, result->sdp));
    if (op == CSIP_MEDIA_ACQUIRE)
        csip__session_tell_muted_media(session);
    run(session);
}

void csip__procedure_gathered(csip__session *session)
{
    session->is_gathered = true;
    if (!session->run.is_gathering)
        return;
    session->run.is_gathering = false;
    run(session);
}

csip_event csip__tell_peerconnection(csip__session *session)
{
    (void)session;
    return (csip_event){.kind = CSIP_EVENT_PEERCONNECTION};
}

csip_event csip__tell_connecting(csip__session *session)
{
    (void)session;
    return (csip_event){.kind = CSIP_EVENT_SESSION_CONNECTING};
}

static csip_event tell_sdp(csip_originator originator, csip_sdp_type type, csip_str text)
{
    return (csip_event){
        .kind = CSIP_EVENT_SDP, .originator = originator, .sdp = {.type = type, .text = text}};
}

csip_event csip__tell_local_offer(csip__session *session)
{
    return tell_sdp(CSIP_ORIGINATOR_LOCAL, CSIP_SDP_OFFER, session->local_sdp);
}

csip_event csip__tell_local_answer(csip__session *session)
{
    return tell_sdp(CSIP_ORIGINATOR_LOCAL, CSIP_SDP_ANSWER, session->local_sdp);
}

csip_event csip__tell_remote_offer(csip__session *session)
{
    return tell_sdp(CSIP_ORIGINATOR_REMOTE, CSIP_SDP_OFFER, session->remote_sdp);
}

csip_event csip__tell_remote_answer(csip__session *session)
{
    return tell_sdp(CSIP_ORIGINATOR_REMOTE, CSIP_SDP_ANSWER, session->remote_sdp);
}

csip_event csip__tell_media_failed(csip_media_op_kind op, const csip_media_result *result)
{
    static const csip_event_kind kinds[] = {
        [CSIP_MEDIA_ACQUIRE] = CSIP_EVENT_GET_USER_MEDIA_FAILED,
        [CSIP_MEDIA_CREATE_OFFER] = CSIP_EVENT_CREATE_OFFER_FAILED,
        [CSIP_MEDIA_CREATE_ANSWER] = CSIP_EVENT_CREATE_ANSWER_FAILED,
        [CSIP_MEDIA_SET_LOCAL] = CSIP_EVENT_SET_LOCAL_DESCRIPTION_FAILED,
        [CSIP_MEDIA_SET_REMOTE] = CSIP_EVENT_SET_REMOTE_DESCRIPTION_FAILED,
        [CSIP_MEDIA_DESCRIBE] = CSIP_EVENT_SET_LOCAL_DESCRIPTION_FAILED,
        [CSIP_MEDIA_SET_DIRECTIONS] = CSIP_EVENT_CREATE_OFFER_FAILED,
        [CSIP_MEDIA_RESTART_ICE] = CSIP_EVENT_CREATE_OFFER_FAILED,
        [CSIP_MEDIA_RELEASE] = CSIP_EVENT_CREATE_OFFER_FAILED,
        [CSIP_MEDIA_ROLL_BACK] = CSIP_EVENT_SET_LOCAL_DESCRIPTION_FAILED,
    };
    return (csip_event){.kind = kinds[op],
                        .failure = {.error = result->error, .detail = result->detail}};
}
