#include <media/vp8.h>

enum {
    EXTENDED = 0x80,          /* X */
    START = 0x10,             /* S */
    PARTITION = 0x07,         /* PID */
    HAS_PICTURE_ID = 0x80,    /* I */
    HAS_TL0PICIDX = 0x40,     /* L */
    HAS_TID_OR_KEYIDX = 0x30, /* T, K: one octet for both */
    LONG_PICTURE_ID = 0x80,   /* M */
    NOT_KEY_FRAME = 0x01,     /* P, RFC 6386 section 9.1 */
};

/* The descriptor's length, more than `len` when it is cut off. */
static size_t descriptor_len(const uint8_t *payload, size_t len)
{
    if (len < 2 || !(payload[0] & EXTENDED))
        return 1;
    size_t at = 2;
    if (payload[1] & HAS_PICTURE_ID) {
        if (at >= len)
            return len + 1;
        at += payload[at] & LONG_PICTURE_ID ? 2 : 1;
    }
    if (payload[1] & HAS_TL0PICIDX)
        at++;
    if (payload[1] & HAS_TID_OR_KEYIDX)
        at++;
    return at;
}

csip_error csip__vp8_parse(const uint8_t *payload, size_t len, csip__vp8_payload *ret_payload)
{
    size_t at = descriptor_len(payload, len);
    if (at >= len)
        return CSIP_ERROR_PARSE;
    bool begins_frame = (payload[0] & START) && !(payload[0] & PARTITION);
    *ret_payload = (csip__vp8_payload){
        .begins_frame = begins_frame,
        .is_key_frame = begins_frame && !(payload[at] & NOT_KEY_FRAME),
        .data = payload + at,
        .data_len = len - at,
    };
    return CSIP_OK;
}

void csip__vp8_write_descriptor(uint8_t *out, bool begins_frame, uint16_t picture_id)
{
    out[0] = EXTENDED | (begins_frame ? START : 0);
    out[1] = HAS_PICTURE_ID;
    out[2] = (uint8_t)(LONG_PICTURE_ID | (picture_id >> 8 & 0x7F));
    out[3] = (uint8_t)picture_id;
}
