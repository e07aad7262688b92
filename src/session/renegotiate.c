#include "session/session.h"

/* What has us make a new offer: hold, unhold, renegotiate, a refresh. */

static csip_error begin(csip__session *session, const csip_reoffer_options *options,
                        csip_id *ret_id)
{
    csip__offer offer = {.phase = CSIP__OFFER_DUE, .before = csip__wishes_get(session)};
    csip_error error = CSIP_OK;
    if (options) {
        error = csip__session_lines(session, options->extra_headers, options->extra_header_count,
                                    &offer.headers);
        offer.restarts_ice = options->restart_ice;
        offer.uses_update = options->use_update && !session->is_update_refused;
    }
    if (error)
        return error;
    offer.id = csip__core_next_id(csip__session_core(session));
    session->offer = offer;
    if (ret_id)
        *ret_id = offer.id;
    return CSIP_OK;
}

csip_error csip__offer_hold(csip__session *session, bool is_held,
                            const csip_reoffer_options *options, csip_id *ret_id)
{
    if (!csip__offer_is_ready(session) || session->is_held_locally == is_held)
        return CSIP_ERROR_STATE;
    csip_error error = begin(session, options, ret_id);
    if (error)
        return error;
    csip__hold_set_local(session, is_held);
    csip__offer_resume(session);
    return CSIP_OK;
}

void csip__offer_refresh(csip__session *session)
{
    if (!csip__offer_is_ready(session))
        return;
    session->offer = (csip__offer){.phase = CSIP__OFFER_DUE, .before = csip__wishes_get(session)};
    csip__offer_resume(session);
}

static bool changed(bool has, csip_media_change change)
{
    return change == CSIP_MEDIA_CHANGE_NONE ? has : change == CSIP_MEDIA_CHANGE_ADD;
}

csip_error csip__offer_renegotiate(csip__session *session, const csip_reoffer_options *options,
                                   csip_id *ret_id)
{
    static const csip_reoffer_options defaults;
    if (!csip__offer_is_ready(session))
        return CSIP_ERROR_STATE;
    csip_error error = begin(session, options, ret_id);
    if (error)
        return error;
    if (!options)
        options = &defaults;
    session->audio = changed(session->audio, options->audio);
    session->video = changed(session->video, options->video);
    csip__offer_resume(session);
    return CSIP_OK;
}
