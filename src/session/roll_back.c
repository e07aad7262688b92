#include "session/session.h"

static void failed(csip__session *session, csip_media_op_kind op, const csip_media_result *result);

/** The session's own wishes are as before already. */
static const csip__procedure roll_back = {
    .tasks =
        (const csip__task[]){CSIP__MEDIA(ROLL_BACK), CSIP__MEDIA(RELEASE), CSIP__MEDIA(ACQUIRE),
                             CSIP__MEDIA(SET_DIRECTIONS), CSIP__DO(csip__offer_settle), CSIP__END},
    .failed = failed,
};

static const csip__procedure restore = {
    .tasks =
        (const csip__task[]){CSIP__MEDIA(RELEASE), CSIP__MEDIA(ACQUIRE),
                             CSIP__MEDIA(SET_DIRECTIONS), CSIP__DO(csip__offer_settle), CSIP__END},
    .failed = failed,
};

/** Nothing more can be done about the media. */
static const csip__procedure give_up = {
    .tasks = (const csip__task[]){CSIP__DO(csip__offer_settle), CSIP__END},
};

static void failed(csip__session *session, csip_media_op_kind op, const csip_media_result *result)
{
    if (op != CSIP_MEDIA_ROLL_BACK) /* else there was nothing to take back */
        csip__session_emit(session, csip__tell_media_failed(op, result));
    csip__procedure_start(session, op == CSIP_MEDIA_ROLL_BACK ? &restore : &give_up);
}

csip__wishes csip__wishes_get(const csip__session *session)
{
    return (csip__wishes){
        .audio = session->audio,
        .video = session->video,
        .is_held_locally = session->is_held_locally,
        .is_held_remotely = session->is_held_remotely,
    };
}

void csip__roll_back(csip__session *session, const csip__wishes *before, bool is_open)
{
    session->is_gathered = true;
    if (before) {
        session->audio = before->audio;
        session->video = before->video;
        csip__hold_set_local(session, before->is_held_locally);
        csip__hold_set_remote(session, before->is_held_remotely);
    }
    csip__procedure_start(session, is_open ? &roll_back : &restore);
}
