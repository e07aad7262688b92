#include "sdp/codec.h"

#include "base/str.h"
#include "sdp/sdp.h"

#define NAME(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

enum { VIDEO_FEEDBACK = CSIP__FEEDBACK_NACK | CSIP__FEEDBACK_PLI | CSIP__FEEDBACK_FIR };

const csip__codec csip__codec_table[CSIP__CODEC_ROWS] = {
    {CSIP__CODEC_OPUS, CSIP__MEDIA_AUDIO, NAME("opus"), 48000, 2, 111, 0,
     NAME("minptime=10;useinbandfec=1")},
    {CSIP__CODEC_PCMU, CSIP__MEDIA_AUDIO, NAME("PCMU"), 8000, 1, 0, 0, {NULL, 0}},
    {CSIP__CODEC_PCMA, CSIP__MEDIA_AUDIO, NAME("PCMA"), 8000, 1, 8, 0, {NULL, 0}},
    {CSIP__CODEC_TELEPHONE_EVENT,
     CSIP__MEDIA_AUDIO,
     NAME("telephone-event"),
     48000,
     1,
     110,
     0,
     {NULL, 0}},
    {CSIP__CODEC_TELEPHONE_EVENT,
     CSIP__MEDIA_AUDIO,
     NAME("telephone-event"),
     8000,
     1,
     126,
     0,
     {NULL, 0}},
    {CSIP__CODEC_VP8, CSIP__MEDIA_VIDEO, NAME("VP8"), 90000, 1, 96, VIDEO_FEEDBACK, {NULL, 0}},
};

const csip_str csip__codec_feedback_names[3] = {NAME("nack"), NAME("nack pli"), NAME("ccm fir")};

const csip__codec *csip__codec_find(csip_str encoding)
{
    csip_str name = csip__sdp_word_take(&encoding, '/');
    csip_str clock = csip__sdp_word_take(&encoding, '/');
    uint64_t clock_hz, channels = 1;
    if (!csip__str_to_uint(clock, UINT32_MAX, &clock_hz))
        return NULL;
    if (encoding.len > 0 && !csip__str_to_uint(encoding, UINT8_MAX, &channels))
        return NULL;
    for (size_t i = 0; i < CSIP__CODEC_ROWS; i++) {
        const csip__codec *row = &csip__codec_table[i];
        if (row->clock_hz == clock_hz && row->channels == channels &&
            csip_str_equal_nocase(row->name, name))
            return row;
    }
    return NULL;
}

const csip__codec *csip__codec_find_static(uint8_t payload_type)
{
    for (size_t i = 0; i < CSIP__CODEC_ROWS; i++) {
        if (payload_type < 96 && csip__codec_table[i].payload_type == payload_type)
            return &csip__codec_table[i];
    }
    return NULL;
}

csip_str csip__codec_parameter(csip_str parameters, csip_str name)
{
    while (parameters.len > 0) {
        csip_str value = csip__sdp_word_take(&parameters, ';');
        csip_str key = csip__sdp_word_take(&value, '=');
        if (csip_str_equal_nocase(csip__str_trim(key), name))
            return csip__str_trim(value);
    }
    return (csip_str){NULL, 0};
}

uint8_t csip__codec_feedback_find(csip_str name)
{
    for (unsigned i = 0; i < 3; i++) {
        if (csip_str_equal(csip__codec_feedback_names[i], name))
            return (uint8_t)(1u << i);
    }
    return 0;
}
