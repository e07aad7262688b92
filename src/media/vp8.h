#ifndef CSIP_MEDIA_VP8_H
#define CSIP_MEDIA_VP8_H

#include <csip/error.h>

#include <stddef.h>
#include <stdint.h>

/** The RTP payload of VP8 (RFC 7741 section 4). */
typedef struct csip__vp8_payload {
    bool begins_frame; /* first packet of the first partition */
    bool is_key_frame; /* known of a beginning only */
    const uint8_t *data;
    size_t data_len;
} csip__vp8_payload;

/** Every form of the descriptor.  PARSE: it is longer than the payload, or nothing follows it. */
CSIP_MUST_USE csip_error csip__vp8_parse(const uint8_t *payload, size_t len,
                                         csip__vp8_payload *ret_payload);

/** What we write: X, I and a picture id of 15 bits. */
enum { CSIP__VP8_DESCRIPTOR_LEN = 4 };
void csip__vp8_write_descriptor(uint8_t *out, bool begins_frame, uint16_t picture_id);

#endif
