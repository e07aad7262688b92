#ifndef CSIP_SDP_SDP_H
#define CSIP_SDP_SDP_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

/**
 * Session descriptions as text (RFC 8866): lines, media descriptions, attributes.  Nothing is
 * copied; every slice points into the text that was parsed.
 */
enum { CSIP__SDP_MEDIA_MAX = 16 };

/** Where a text breaks which rule. */
typedef struct csip__sdp_problem {
    size_t offset;    /* octets from the beginning of the text */
    const char *rule; /* a few words, static; NULL: no problem */
} csip__sdp_problem;

/** One media description. */
typedef struct csip__sdp_media {
    csip_str kind; /* "audio", "video", … */
    uint16_t port;
    csip_str protocol;
    csip_str formats; /* separated by spaces, at least one */
    csip_str body;    /* the lines after m= */
} csip__sdp_media;

typedef struct csip__sdp {
    csip_str session; /* the lines before the first m= */
    size_t media_count;
    csip__sdp_media media[CSIP__SDP_MEDIA_MAX];
} csip__sdp;

typedef struct csip__sdp_attribute {
    csip_str name;
    csip_str value; /* absent for a property attribute */
} csip__sdp_attribute;

/**
 * Parse a whole description.  Lines may end with LF alone, blank lines may follow the last.
 *
 * @param ret_problem  filled on PARSE and LIMIT
 * @return CSIP_OK; CSIP_ERROR_PARSE; CSIP_ERROR_LIMIT: more than CSIP__SDP_MEDIA_MAX media
 */
CSIP_MUST_USE csip_error csip__sdp_parse(csip_str text, csip__sdp *ret_sdp,
                                         csip__sdp_problem *ret_problem);

/** Cut the first line off `rest`, without its line end.  false: none is left. */
bool csip__sdp_line_take(csip_str *rest, csip_str *ret_line);

/** Cut lines off `rest` until one is an attribute.  For text that csip__sdp_parse() has taken. */
bool csip__sdp_attribute_take(csip_str *rest, csip__sdp_attribute *ret_attribute);

/** Cut off what stands before the next `separator`, and the separators after it. */
csip_str csip__sdp_word_take(csip_str *rest, char separator);

#endif
