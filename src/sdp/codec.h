#ifndef CSIP_SDP_CODEC_H
#define CSIP_SDP_CODEC_H

#include "sdp/jsep.h"

/** RTCP feedback that a codec's format can ask for (RFC 4585, RFC 5104). */
enum {
    CSIP__FEEDBACK_NACK = 1,
    CSIP__FEEDBACK_PLI = 2,
    CSIP__FEEDBACK_FIR = 4,
};

enum { CSIP__CODEC_ROWS = 6 };

/** A codec that we send and receive: a row of a constant table. */
typedef struct csip__codec {
    csip__codec_id id;
    csip__media_kind kind;
    csip_str name; /* encoding name, RFC 4855 */
    uint32_t clock_hz;
    uint8_t channels;
    uint8_t payload_type; /* in our offers; below 96 it is the static number of RFC 3551 */
    uint8_t feedback;     /* what we do with it */
    csip_str parameters;  /* our a=fmtp, absent: none */
} csip__codec;

/** Our preference goes down the rows. */
extern const csip__codec csip__codec_table[CSIP__CODEC_ROWS];

/** The row of an a=rtpmap encoding ("opus/48000/2"), NULL when it is not ours. */
const csip__codec *csip__codec_find(csip_str encoding);

/** The row of a static payload type without a=rtpmap, NULL when there is none. */
const csip__codec *csip__codec_find_static(uint8_t payload_type);

/** Telephone events go beside a codec, they are not one to speak with. */
static inline bool csip__codec_is_media(const csip__codec *codec)
{
    return codec->id != CSIP__CODEC_TELEPHONE_EVENT;
}

/** The value of a parameter in an a=fmtp ("name=value;…"), absent when it is not there. */
csip_str csip__codec_parameter(csip_str parameters, csip_str name);

/** One feedback by its name in a=rtcp-fb ("nack pli"), 0 when we do not know it. */
uint8_t csip__codec_feedback_find(csip_str name);
/** Names by bit: index 0 is bit 1. */
extern const csip_str csip__codec_feedback_names[3];

#endif
