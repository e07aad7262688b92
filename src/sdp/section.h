#ifndef CSIP_SDP_SECTION_H
#define CSIP_SDP_SECTION_H

#include "sdp/codec.h"
#include "sdp/sdp.h"

/** A payload type of an m= line that is one of ours. */
typedef struct csip__format {
    const csip__codec *codec;
    uint8_t payload_type;
    uint8_t feedback;    /* CSIP__FEEDBACK_… */
    csip_str parameters; /* a=fmtp */
} csip__format;

typedef enum csip__section_kind {
    CSIP__SECTION_AUDIO,
    CSIP__SECTION_VIDEO,
    CSIP__SECTION_OTHER,
} csip__section_kind;

/** a=setup as written (RFC 4145 section 4). */
typedef enum csip__section_setup {
    CSIP__SECTION_SETUP_ABSENT,
    CSIP__SECTION_SETUP_ACTIVE,
    CSIP__SECTION_SETUP_PASSIVE,
    CSIP__SECTION_SETUP_ACTPASS,
    CSIP__SECTION_SETUP_HOLDCONN,
} csip__section_setup;

/** A media description as JSEP sees it, what it inherits from the session included. */
typedef struct csip__section {
    csip__sdp_media media;
    csip__section_kind kind;
    csip_str mid;
    csip_direction direction;
    csip__section_setup setup;
    csip_str ice_ufrag;
    csip_str ice_pwd;
    csip_str fingerprint;
    bool has_rtcp_mux;
    bool is_bundle_only;
    bool is_ice_lite;
    uint8_t mid_extension_id; /* 1–14, 0: none */
    uint32_t ssrc;            /* of the first source, 0: none */
    size_t format_count;      /* in the order of m=, each codec once */
    csip__format formats[CSIP__CODEC_ROWS];
} csip__section;

/**
 * Read the attributes of the session part (`media` NULL) or of a media description over what
 * `section` holds already.
 *
 * @param begin  where problems' offsets are counted from
 * @return CSIP_OK; CSIP_ERROR_PARSE: an attribute that we use does not follow its grammar
 */
CSIP_MUST_USE csip_error csip__section_read(csip__section *section, csip_str text,
                                            const csip__sdp_media *media, const char *begin,
                                            csip__sdp_problem *ret_problem);

/** RFC 3264 section 6: port 0 rejects, except beside a=bundle-only (RFC 9143 section 6). */
static inline bool csip__section_is_rejected(const csip__section *section)
{
    return section->media.port == 0 && !section->is_bundle_only;
}

/** True when there is a codec of ours to speak with. */
bool csip__section_has_codec(const csip__section *section);

/** The format of a codec, NULL when it is not there. */
const csip__format *csip__section_format(const csip__section *section, const csip__codec *codec);

#endif
