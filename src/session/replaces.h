#ifndef CSIP_SESSION_REPLACES_H
#define CSIP_SESSION_REPLACES_H

#include <csip/agent.h>

struct csip__session;
struct csip__sessions;

/** The value of a Replaces field (RFC 3891 section 6.1). */
typedef struct csip__replaces {
    csip_str call_id;
    csip_str to_tag; /* of the one who gets it */
    csip_str from_tag;
    bool is_early_only;
} csip__replaces;

bool csip__replaces_parse(csip_str value, csip__replaces *ret_replaces);

/**
 * Which session an INVITE is to take the place of.
 *
 * @param ret_session  NULL: none
 * @return the status that the INVITE is refused with, 0: it is fine
 */
uint16_t csip__replaces_check(const struct csip__sessions *sessions, const csip_message *invite,
                              struct csip__session **ret_session);
/** `id` is the new session's.  CSIP_ERROR_NOT_FOUND; CSIP_ERROR_STATE */
CSIP_MUST_USE csip_error csip__replaces_accept(struct csip__sessions *sessions, csip_id id);
CSIP_MUST_USE csip_error csip__replaces_reject(struct csip__sessions *sessions, csip_id id,
                                               const csip_reply *reply);
/** The new session stands: end the old one. */
void csip__replaces_complete(struct csip__session *session);

#endif
