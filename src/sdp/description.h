#ifndef CSIP_SDP_DESCRIPTION_H
#define CSIP_SDP_DESCRIPTION_H

#include "sdp/section.h"

/** A description as JSEP sees it, with its own copy of the text. */
typedef struct csip__description {
    csip_str text;
    csip_str group; /* the mids of the first BUNDLE group */
    size_t section_count;
    csip__section sections[];
} csip__description;

/** A set of sections, by bit. */
typedef uint32_t csip__section_set;

static inline bool csip__section_set_has(csip__section_set set, size_t index)
{
    return set >> index & 1;
}

/**
 * @return CSIP_OK; CSIP_ERROR_PARSE; CSIP_ERROR_LIMIT; CSIP_ERROR_NOMEM
 * `ret_problem` is filled on PARSE and LIMIT.
 */
CSIP_MUST_USE csip_error csip__description_new(const csip_platform *platform, csip_str text,
                                               csip__description **ret_description,
                                               csip__sdp_problem *ret_problem);
void csip__description_free(const csip_platform *platform, csip__description *description);

/**
 * Which of `wanted` can share the one transport that we have, and whose attributes describe it.
 * With a BUNDLE group those in the group, and the first of it is tagged (RFC 9143 section 7.3.2).
 * Without one each line has its own transport and we have one: the first audio line, else the
 * first line, is taken alone.
 *
 * @param ret_tagged  only set when the result is not empty
 */
csip__section_set csip__description_carry(const csip__description *description,
                                          csip__section_set wanted, size_t *ret_tagged);

#endif
