#include "session/session.h"

/* RFC 3264 8.4: who holds does not hear, who is held is not heard. */
static csip_direction direction(const csip__session *session)
{
    static const csip_direction directions[2][2] = {
        {CSIP_DIRECTION_SENDRECV, CSIP_DIRECTION_RECVONLY},
        {CSIP_DIRECTION_SENDONLY, CSIP_DIRECTION_INACTIVE},
    };
    return directions[session->is_held_locally][session->is_held_remotely];
}

bool csip__hold_fill(csip__session *session, csip_media_op *op)
{
    csip_direction wanted = direction(session);
    bool is_held = session->is_held_locally;
    if (wanted == session->told_direction && is_held == session->is_told_held)
        return false;
    op->audio_direction = op->video_direction = session->told_direction = wanted;
    op->audio = op->video = session->is_told_held = is_held;
    return true;
}

static void set(csip__session *session, bool *held, bool is_held, csip_originator originator)
{
    if (*held == is_held)
        return;
    *held = is_held;
    csip__session_emit(session, (csip_event){.kind = is_held ? CSIP_EVENT_HOLD : CSIP_EVENT_UNHOLD,
                                             .originator = originator});
}

void csip__hold_set_local(csip__session *session, bool is_held)
{
    set(session, &session->is_held_locally, is_held, CSIP_ORIGINATOR_LOCAL);
}

void csip__hold_set_remote(csip__session *session, bool is_held)
{
    set(session, &session->is_held_remotely, is_held, CSIP_ORIGINATOR_REMOTE);
}
