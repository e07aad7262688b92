#include <media/association.h>

#include <string.h>

csip_error csip__association_open(csip__association *association,
                                  const csip__association_config *config)
{
    csip__association opened = {.setup = config->remote->setup};
    csip_error error = csip__fingerprint_parse(config->remote->fingerprint, &opened.fingerprint);
    if (error)
        return error;
    csip__dtls_config dtls = {.certificate = config->certificate,
                              .fingerprint = opened.fingerprint,
                              .is_client = opened.setup == CSIP__SETUP_ACTIVE,
                              .send = config->send,
                              .user = config->user};
    error = csip__dtls_new(&dtls, &opened.dtls);
    if (error)
        return error;
    csip__association_done(association);
    *association = opened;
    return CSIP_OK;
}

void csip__association_done(csip__association *association)
{
    csip__dtls_free(association->dtls);
    csip__srtp_free(association->srtp);
    *association = (csip__association){0};
}

bool csip__association_is_with(const csip__association *association,
                               const csip__jsep_remote *remote)
{
    csip__fingerprint fingerprint;
    return association->dtls && association->setup == remote->setup &&
           csip__fingerprint_parse(remote->fingerprint, &fingerprint) == CSIP_OK &&
           csip__fingerprint_equal(&fingerprint, &association->fingerprint);
}

csip__dtls_state csip__association_follow(csip__association *association)
{
    csip__dtls_state state = csip__dtls_state_get(association->dtls);
    if (state == CSIP__DTLS_OPEN && !association->srtp &&
        csip__dtls_make_srtp(association->dtls, &association->srtp, &association->profile))
        return CSIP__DTLS_FAILED;
    return state;
}
