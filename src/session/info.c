#include "session/session.h"

#include "base/str.h"

/* Name and URI without header parameters, as they stand in From and To. */
static csip_str without_params(csip_str value, const csip_name_addr *parsed)
{
    if (!parsed->params.ptr)
        return value;
    csip_str text = csip__str_trim(csip__str_between(value.ptr, parsed->params.ptr));
    if (text.len > 0 && text.ptr[text.len - 1] == ';')
        text.len--;
    return csip__str_trim(text);
}

void csip__session_info(const csip__session *session, csip_session_info *ret_info)
{
    csip_session_info info = {
        .state = session->state,
        .direction = session->direction,
        .call_id = session->call_id,
        .from_tag = session->from_tag,
        .audio_muted = session->audio_muted,
        .video_muted = session->video_muted,
        .is_on_hold_local = session->is_held_locally,
        .is_on_hold_remote = session->is_held_remotely,
        .is_ready_to_reoffer = csip__offer_is_ready(session),
    };
    if (csip_name_addr_parse(session->local, &info.local_identity))
        info.local_identity = (csip_name_addr){0};
    if (csip_name_addr_parse(session->remote, &info.remote_identity))
        info.remote_identity = (csip_name_addr){0};
    info.remote_identity_text = without_params(session->remote, &info.remote_identity);
    *ret_info = info;
}
