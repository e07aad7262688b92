#ifndef CSIP_SDP_STATE_H
#define CSIP_SDP_STATE_H

#include "base/buf.h"
#include "base/str.h"
#include "sdp/description.h"
#include "sdp/jsep.h"

/** What a JSEP object holds; shared by the files of this folder alone. */

/** RFC 8829 section 3.2. */
typedef enum csip__signaling {
    CSIP__SIGNALING_STABLE,
    CSIP__SIGNALING_HAVE_LOCAL_OFFER,
    CSIP__SIGNALING_HAVE_REMOTE_OFFER,
    CSIP__SIGNALING_HAVE_LOCAL_PRANSWER,
    CSIP__SIGNALING_HAVE_REMOTE_PRANSWER,
} csip__signaling;

enum { CSIP__KINDS = 2, CSIP__NO_LINE = -1 };

/** Wanted media of a kind, one line each. */
typedef struct csip__wish {
    bool is_wanted;
    bool is_refused; /* by the peer: not offered again until asked again */
    csip_direction direction;
    int line; /* the m= line that carries it, or CSIP__NO_LINE */
    uint32_t ssrc;
    uint8_t track[16];
} csip__wish;

struct csip__jsep {
    csip_platform platform;
    csip__signaling signaling;
    csip__wish wishes[CSIP__KINDS]; /* by csip__media_kind */
    uint64_t session_id;
    uint64_t version; /* of the local description set last */
    uint8_t stream[16];
    bool has_role; /* the first offer has been set: controlling is decided */
    bool is_controlling;
    bool is_settled; /* an answer or a provisional one has been set */
    bool has_remote;
    csip__description *local, *remote;                 /* of the last answer */
    csip__description *pending_local, *pending_remote; /* of the exchange under way */
    size_t line_count;
    csip__jsep_line lines[CSIP__JSEP_LINES_MAX];
    size_t tagged;               /* the section of `remote` that `settled` was read from */
    csip__jsep_remote transport; /* of the last remote description */
    csip__jsep_remote settled;   /* of the last answer, without candidates */
    csip_str candidates[CSIP__JSEP_CANDIDATES_MAX];
    csip__sdp_problem problem;
    csip__buf out;
};

/* ---- writing: what a media description of ours says ---- */

typedef struct csip__plan_line {
    bool is_rejected;
    csip_str media;
    csip_str protocol;
    csip_str format_text; /* rejected: as offered */
    csip_str mid;
    csip_direction direction;
    uint8_t mid_extension_id;
    size_t format_count;
    csip__format formats[CSIP__CODEC_ROWS];
    const csip__wish *wish; /* its source, when `direction` sends */
} csip__plan_line;

/** A description to be written. */
typedef struct csip__plan {
    csip_str setup;
    bool is_bundled;
    size_t tagged; /* the line that holds the candidates */
    size_t line_count;
    csip__plan_line lines[CSIP__JSEP_LINES_MAX];
} csip__plan;

/** Write `plan` into jsep->out.  NOMEM; LIMIT: above CSIP__JSEP_TEXT_MAX. */
CSIP_MUST_USE csip_error csip__plan_write(csip__jsep *jsep, const csip__plan *plan,
                                          const csip__jsep_transport *ours);
/** A line that refuses `offered`, keeping what RFC 3264 section 6 wants kept. */
void csip__plan_reject(csip__plan_line *line, const csip__section *offered);

void csip__write_candidates(csip__buf *out, const csip__jsep_transport *ours);
void csip__write_media(csip__buf *out, csip_str kind, uint16_t port, csip_str protocol);
void csip__write_connection(csip__buf *out, csip_str address);

/* ---- negotiating ---- */

/** The direction of the other side, seen from this one. */
csip_direction csip__direction_reverse(csip_direction direction);

/** The lines of a remote offer that we can and want to take, one a kind (answer.c). */
csip__section_set csip__answer_choose(const csip__jsep *jsep, const csip__description *offer,
                                      size_t *ret_tagged);

/**
 * Read the remote transport from one section (transport.c).
 *
 * @return CSIP_OK; INCOMPATIBLE: no ICE credentials, no fingerprint, no usable a=setup
 */
CSIP_MUST_USE csip_error csip__transport_read(csip__jsep *jsep, const csip__section *section,
                                              bool is_offer, csip__jsep_remote *ret_remote);
/** True when the DTLS association that stands goes on (RFC 8842 section 4). */
bool csip__transport_is_associated(const csip__jsep *jsep, const csip__section *section);
/** Keep `remote`, with the candidates of `section`. */
void csip__transport_set(csip__jsep *jsep, const csip__section *section,
                         const csip__jsep_remote *remote);

/** Bring offer and answer together into lines and transport (negotiate.c). */
CSIP_MUST_USE csip_error csip__jsep_settle(csip__jsep *jsep, const csip__description *local,
                                           const csip__description *remote, bool is_offerer);

/** Note why a description was refused. */
csip_error csip__jsep_refuse(csip__jsep *jsep, csip_error error, const char *rule);

#endif
