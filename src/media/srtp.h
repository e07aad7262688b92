#ifndef CSIP_MEDIA_SRTP_H
#define CSIP_MEDIA_SRTP_H

#include <csip/error.h>

#include <stddef.h>
#include <stdint.h>

/** The keys of one DTLS association in use: SRTP and SRTCP both ways (RFC 3711, RFC 7714). */
typedef struct csip__srtp csip__srtp;

enum {
    CSIP__SRTP_TRAILER_MAX = 148, /* what protecting may append */
    CSIP__SRTP_SSRCS_MAX = 64,    /* that the peer may use in one association */
    CSIP__SRTP_KEYING_MAX = 2 * (32 + 14),
};

/** A protection profile of RFC 5764 or RFC 7714. */
typedef struct csip__srtp_profile {
    uint16_t id;      /* IANA's number, as DTLS negotiates it */
    const char *name; /* as statistics show it */
    size_t key_len;
    size_t salt_len;
} csip__srtp_profile;

/** NULL: not one of ours. */
const csip__srtp_profile *csip__srtp_profile_find(unsigned long id);

/**
 * @param keying     2 · (key_len + salt_len) octets as exported (RFC 5764 section 4.2)
 * @param is_client  we were the DTLS client
 */
CSIP_MUST_USE csip_error csip__srtp_new(const csip__srtp_profile *profile, const uint8_t *keying,
                                        bool is_client, csip__srtp **ret_srtp);
void csip__srtp_free(csip__srtp *srtp);

/** In place; CSIP__SRTP_TRAILER_MAX octets behind *len must be writable.  false: drop it. */
bool csip__srtp_protect(csip__srtp *srtp, uint8_t *packet, size_t *len, bool is_rtcp);
/** In place.  false: not authentic, replayed, or one SSRC too many. */
bool csip__srtp_unprotect(csip__srtp *srtp, uint8_t *packet, size_t *len, bool is_rtcp);

#endif
