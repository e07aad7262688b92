#include <media/octets.h>
#include <media/rtp.h>

enum {
    PROFILE_ONE_BYTE = 0xBEDE, /* RFC 8285 4.2 */
    PROFILE_TWO_BYTE = 0x1000, /* RFC 8285 4.3: 0x100 and four bits for the application */
    PROFILE_TWO_BYTE_MASK = 0xFFF0,
    ONE_BYTE_RESERVED_ID = 15,
};

static size_t header_len(const uint8_t *octets, size_t len, csip__rtp_packet *packet)
{
    size_t at = CSIP__RTP_HEADER_LEN + 4 * (size_t)(octets[0] & 0x0F); /* CSRCs */
    if (!(octets[0] & 0x10))
        return at;
    if (len < at + 4)
        return SIZE_MAX;
    packet->extension_profile = csip__read16(octets + at);
    packet->extension_len = 4 * (size_t)csip__read16(octets + at + 2);
    packet->extension = octets + at + 4;
    return at + 4 + packet->extension_len;
}

csip_error csip__rtp_parse(const uint8_t *octets, size_t len, csip__rtp_packet *ret_packet)
{
    if (len < CSIP__RTP_HEADER_LEN || octets[0] >> 6 != 2)
        return CSIP_ERROR_PARSE;
    csip__rtp_packet packet = {
        .marker = octets[1] & 0x80,
        .payload_type = octets[1] & 0x7F,
        .sequence = csip__read16(octets + 2),
        .timestamp = csip__read32(octets + 4),
        .ssrc = csip__read32(octets + 8),
    };
    size_t start = header_len(octets, len, &packet);
    if (start > len)
        return CSIP_ERROR_PARSE;
    size_t padding = 0;
    if (octets[0] & 0x20) {
        padding = octets[len - 1];
        /* RFC 3550 5.1: the count of padding octets includes itself */
        if (padding == 0 || padding > len - start)
            return CSIP_ERROR_PARSE;
    }
    packet.payload = octets + start;
    packet.payload_len = len - start - padding;
    *ret_packet = packet;
    return CSIP_OK;
}

csip_str csip__rtp_extension(const csip__rtp_packet *packet, uint8_t id)
{
    bool is_one_byte = packet->extension_profile == PROFILE_ONE_BYTE;
    bool is_two_byte = (packet->extension_profile & PROFILE_TWO_BYTE_MASK) == PROFILE_TWO_BYTE;
    if (!is_one_byte && !is_two_byte)
        return (csip_str){0};
    const uint8_t *p = packet->extension;
    const uint8_t *end = p + packet->extension_len;
    while (p < end) {
        if (*p == 0) { /* padding between elements */
            p++;
            continue;
        }
        uint8_t element = is_one_byte ? *p >> 4 : *p;
        /* RFC 8285 4.2: id 15 ends the processing of the whole extension */
        if ((is_one_byte && element == ONE_BYTE_RESERVED_ID) || (is_two_byte && end - p < 2))
            break;
        size_t len = is_one_byte ? (size_t)(*p & 0x0F) + 1 : p[1];
        p += is_one_byte ? 1 : 2;
        if (len > (size_t)(end - p))
            break;
        if (element == id)
            return (csip_str){(const char *)p, len};
        p += len;
    }
    return (csip_str){0};
}

size_t csip__rtp_write_header(const csip__rtp_packet *packet, uint8_t mid_extension_id,
                              csip_str mid, uint8_t *out, size_t cap)
{
    bool has_mid = mid_extension_id > 0 && mid_extension_id < ONE_BYTE_RESERVED_ID && mid.len > 0 &&
                   mid.len <= CSIP__RTP_MID_MAX;
    size_t words = has_mid ? (1 + mid.len + 3) / 4 : 0;
    size_t len = CSIP__RTP_HEADER_LEN + (has_mid ? 4 + 4 * words : 0);
    if (cap < len)
        return 0;
    out[0] = has_mid ? 0x90 : 0x80;
    out[1] = (uint8_t)((packet->marker ? 0x80 : 0) | (packet->payload_type & 0x7F));
    csip__write16(out + 2, packet->sequence);
    csip__write32(out + 4, packet->timestamp);
    csip__write32(out + 8, packet->ssrc);
    if (has_mid) {
        csip__write16(out + 12, PROFILE_ONE_BYTE);
        csip__write16(out + 14, (uint16_t)words);
        memset(out + 16, 0, 4 * words);
        out[16] = (uint8_t)(mid_extension_id << 4 | (mid.len - 1));
        memcpy(out + 17, mid.ptr, mid.len);
    }
    return len;
}
