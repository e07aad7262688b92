#include <media/srtp.h>

#include <media/octets.h>

#include <pthread.h>
#include <srtp2/srtp.h>
#include <stdlib.h>
#include <string.h>

enum { REPLAY_WINDOW = 1024, RTP_SSRC_AT = 8, RTCP_SSRC_AT = 4 };

struct csip__srtp {
    srtp_t inbound;
    srtp_t outbound;
    size_t ssrc_count;
    uint32_t ssrcs[CSIP__SRTP_SSRCS_MAX]; /* that sent something authentic */
};

static const csip__srtp_profile profiles[] = {
    {srtp_profile_aead_aes_128_gcm, "AEAD_AES_128_GCM", 16, 12},
    {srtp_profile_aead_aes_256_gcm, "AEAD_AES_256_GCM", 32, 12},
    {srtp_profile_aes128_cm_sha1_80, "AES128_CM_SHA1_80", 16, 14},
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;
static srtp_err_status_t library_status;

static void initialize_library(void)
{
    library_status = srtp_init();
}

const csip__srtp_profile *csip__srtp_profile_find(unsigned long id)
{
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
        if (profiles[i].id == id)
            return &profiles[i];
    return NULL;
}

/* RFC 5764 4.2: client key, server key, client salt, server salt. */
static csip_error make_session(const csip__srtp_profile *profile, const uint8_t *keying,
                               bool by_client, srtp_ssrc_type_t type, srtp_t *ret_session)
{
    uint8_t master[32 + 14];
    size_t side = by_client ? 0 : 1;
    memcpy(master, keying + side * profile->key_len, profile->key_len);
    memcpy(master + profile->key_len, keying + 2 * profile->key_len + side * profile->salt_len,
           profile->salt_len);
    srtp_policy_t policy = {.ssrc = {.type = type},
                            .key = master,
                            .window_size = REPLAY_WINDOW,
                            .allow_repeat_tx = 1}; /* a NACK is answered with the packet itself */
    srtp_profile_t id = (srtp_profile_t)profile->id;
    srtp_err_status_t status = srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, id);
    if (!status)
        status = srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, id);
    if (!status)
        status = srtp_create(ret_session, &policy);
    explicit_bzero(master, sizeof master);
    return status == srtp_err_status_alloc_fail ? CSIP_ERROR_NOMEM
           : status                             ? CSIP_ERROR_MEDIA
                                                : CSIP_OK;
}

csip_error csip__srtp_new(const csip__srtp_profile *profile, const uint8_t *keying, bool is_client,
                          csip__srtp **ret_srtp)
{
    pthread_once(&library_once, initialize_library);
    if (library_status)
        return CSIP_ERROR_MEDIA;
    csip__srtp *srtp = calloc(1, sizeof *srtp);
    if (!srtp)
        return CSIP_ERROR_NOMEM;
    csip_error error = make_session(profile, keying, is_client, ssrc_any_outbound, &srtp->outbound);
    if (!error)
        error = make_session(profile, keying, !is_client, ssrc_any_inbound, &srtp->inbound);
    if (error) {
        csip__srtp_free(srtp);
        return error;
    }
    *ret_srtp = srtp;
    return CSIP_OK;
}

void csip__srtp_free(csip__srtp *srtp)
{
    if (!srtp)
        return;
    if (srtp->inbound)
        srtp_dealloc(srtp->inbound);
    if (srtp->outbound)
        srtp_dealloc(srtp->outbound);
    free(srtp);
}

bool csip__srtp_protect(csip__srtp *srtp, uint8_t *packet, size_t *len, bool is_rtcp)
{
    _Static_assert(CSIP__SRTP_TRAILER_MAX >= SRTP_MAX_TRAILER_LEN + 4, "room for the trailer");
    int size = (int)*len;
    if ((is_rtcp ? srtp_protect_rtcp : srtp_protect)(srtp->outbound, packet, &size))
        return false;
    *len = (size_t)size;
    return true;
}

static bool is_known(const csip__srtp *srtp, uint32_t ssrc)
{
    for (size_t i = 0; i < srtp->ssrc_count; i++)
        if (srtp->ssrcs[i] == ssrc)
            return true;
    return false;
}

bool csip__srtp_unprotect(csip__srtp *srtp, uint8_t *packet, size_t *len, bool is_rtcp)
{
    size_t ssrc_at = is_rtcp ? RTCP_SSRC_AT : RTP_SSRC_AT;
    if (*len < ssrc_at + 4)
        return false;
    /* The library keeps a stream for each SSRC it has authenticated, so their number is bounded. */
    uint32_t ssrc = csip__read32(packet + ssrc_at);
    bool is_new = !is_known(srtp, ssrc);
    if (is_new && srtp->ssrc_count == CSIP__SRTP_SSRCS_MAX)
        return false;
    int size = (int)*len;
    if ((is_rtcp ? srtp_unprotect_rtcp : srtp_unprotect)(srtp->inbound, packet, &size))
        return false;
    if (is_new)
        srtp->ssrcs[srtp->ssrc_count++] = ssrc;
    *len = (size_t)size;
    return true;
}
