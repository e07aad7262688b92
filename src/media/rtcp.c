#include <media/octets.h>
#include <media/rtcp.h>

enum {
    HEADER_LEN = 4,
    SSRC_LEN = 4,
    SENDER_INFO_LEN = 20,
    BLOCK_LEN = 24,
    FEEDBACK_LEN = 8, /* SSRC of the sender, SSRC of the media */
    FIR_ENTRY_LEN = 8,
    NACK_ENTRY_LEN = 4,
    NACK_ENTRY_BITS = 17, /* the packet itself and those of the bit mask */
    SDES_CNAME = 1,
};

bool csip__rtcp_next(csip_str *rest, csip__rtcp_packet *ret_packet)
{
    const uint8_t *octets = (const uint8_t *)rest->ptr;
    if (rest->len < HEADER_LEN || octets[0] >> 6 != 2)
        return false;
    size_t len = 4 * ((size_t)csip__read16(octets + 2) + 1);
    if (len > rest->len)
        return false;
    size_t body_len = len - HEADER_LEN;
    if (octets[0] & 0x20) {
        size_t padding = body_len > 0 ? octets[len - 1] : 0;
        if (padding == 0 || padding > body_len)
            return false;
        body_len -= padding;
    }
    *ret_packet = (csip__rtcp_packet){octets[1], octets[0] & 0x1F, octets + HEADER_LEN, body_len};
    *rest = (csip_str){rest->ptr + len, rest->len - len};
    return true;
}

bool csip__rtcp_sender_ssrc(const csip__rtcp_packet *packet, uint32_t *ret_ssrc)
{
    if (packet->body_len < SSRC_LEN)
        return false;
    *ret_ssrc = csip__read32(packet->body);
    return true;
}

bool csip__rtcp_sender_info_get(const csip__rtcp_packet *packet, csip__rtcp_sender_info *ret_info)
{
    if (packet->type != CSIP__RTCP_SR || packet->body_len < SSRC_LEN + SENDER_INFO_LEN)
        return false;
    const uint8_t *p = packet->body + SSRC_LEN;
    *ret_info = (csip__rtcp_sender_info){
        .ntp = (uint64_t)csip__read32(p) << 32 | csip__read32(p + 4),
        .rtp_timestamp = csip__read32(p + 8),
        .packets = csip__read32(p + 12),
        .octets = csip__read32(p + 16),
    };
    return true;
}

static csip__rtcp_block read_block(const uint8_t *p)
{
    return (csip__rtcp_block){
        .ssrc = csip__read32(p),
        .fraction_lost = p[4],
        .cumulative_lost = (int32_t)((csip__read24(p + 5) ^ 0x800000) - 0x800000),
        .highest_sequence = csip__read32(p + 8),
        .jitter = csip__read32(p + 12),
        .last_sr = csip__read32(p + 16),
        .delay_since_last_sr = csip__read32(p + 20),
    };
}

bool csip__rtcp_block_find(const csip__rtcp_packet *packet, uint32_t ssrc,
                           csip__rtcp_block *ret_block)
{
    if (packet->type != CSIP__RTCP_SR && packet->type != CSIP__RTCP_RR)
        return false;
    size_t at = SSRC_LEN + (packet->type == CSIP__RTCP_SR ? SENDER_INFO_LEN : 0);
    for (size_t i = 0; i < packet->count && at + BLOCK_LEN <= packet->body_len; i++) {
        if (csip__read32(packet->body + at) == ssrc) {
            *ret_block = read_block(packet->body + at);
            return true;
        }
        at += BLOCK_LEN;
    }
    return false;
}

bool csip__rtcp_is_bye_of(const csip__rtcp_packet *packet, uint32_t ssrc)
{
    if (packet->type != CSIP__RTCP_BYE)
        return false;
    for (size_t i = 0; i < packet->count && (i + 1) * SSRC_LEN <= packet->body_len; i++)
        if (csip__read32(packet->body + i * SSRC_LEN) == ssrc)
            return true;
    return false;
}

bool csip__rtcp_asks_key_frame(const csip__rtcp_packet *packet, uint32_t ssrc)
{
    if (packet->type != CSIP__RTCP_PSFB || packet->body_len < FEEDBACK_LEN)
        return false;
    if (packet->count == CSIP__RTCP_PLI)
        return csip__read32(packet->body + SSRC_LEN) == ssrc;
    if (packet->count != CSIP__RTCP_FIR)
        return false;
    /* RFC 5104 4.3.1.2: the media source of the header is unused, each entry names its own */
    for (size_t at = FEEDBACK_LEN; at + FIR_ENTRY_LEN <= packet->body_len; at += FIR_ENTRY_LEN)
        if (csip__read32(packet->body + at) == ssrc)
            return true;
    return false;
}

bool csip__rtcp_nack_next(const csip__rtcp_packet *packet, uint32_t ssrc, size_t *cursor,
                          uint16_t *ret_sequence)
{
    if (packet->type != CSIP__RTCP_RTPFB || packet->count != CSIP__RTCP_NACK ||
        packet->body_len < FEEDBACK_LEN || csip__read32(packet->body + SSRC_LEN) != ssrc)
        return false;
    for (;; ++*cursor) {
        size_t at = FEEDBACK_LEN + *cursor / NACK_ENTRY_BITS * NACK_ENTRY_LEN;
        size_t bit = *cursor % NACK_ENTRY_BITS;
        if (at + NACK_ENTRY_LEN > packet->body_len)
            return false;
        if (bit > 0 && !(csip__read16(packet->body + at + 2) >> (bit - 1) & 1))
            continue;
        *ret_sequence = (uint16_t)(csip__read16(packet->body + at) + bit);
        ++*cursor;
        return true;
    }
}

/* Room for one packet of `body_len`, its header written; NULL: none left. */
static uint8_t *begin(csip__rtcp_writer *writer, uint8_t type, size_t count, size_t body_len)
{
    size_t len = HEADER_LEN + body_len;
    if (writer->cap - writer->len < len)
        return NULL;
    uint8_t *p = writer->out + writer->len;
    p[0] = (uint8_t)(0x80 | count);
    p[1] = type;
    csip__write16(p + 2, (uint16_t)(len / 4 - 1));
    writer->len += len;
    return p + HEADER_LEN;
}

static void write_block(uint8_t *p, const csip__rtcp_block *block)
{
    csip__write32(p, block->ssrc);
    p[4] = block->fraction_lost;
    csip__write24(p + 5, (uint32_t)block->cumulative_lost & 0xFFFFFF);
    csip__write32(p + 8, block->highest_sequence);
    csip__write32(p + 12, block->jitter);
    csip__write32(p + 16, block->last_sr);
    csip__write32(p + 20, block->delay_since_last_sr);
}

void csip__rtcp_write_report(csip__rtcp_writer *writer, uint32_t ssrc,
                             const csip__rtcp_sender_info *info, const csip__rtcp_block *block)
{
    size_t len = SSRC_LEN + (info ? SENDER_INFO_LEN : 0) + (block ? BLOCK_LEN : 0);
    uint8_t *p = begin(writer, info ? CSIP__RTCP_SR : CSIP__RTCP_RR, block ? 1 : 0, len);
    if (!p)
        return;
    csip__write32(p, ssrc);
    p += SSRC_LEN;
    if (info) {
        csip__write32(p, (uint32_t)(info->ntp >> 32));
        csip__write32(p + 4, (uint32_t)info->ntp);
        csip__write32(p + 8, info->rtp_timestamp);
        csip__write32(p + 12, info->packets);
        csip__write32(p + 16, info->octets);
        p += SENDER_INFO_LEN;
    }
    if (block)
        write_block(p, block);
}

void csip__rtcp_write_cname(csip__rtcp_writer *writer, uint32_t ssrc, csip_str cname)
{
    if (cname.len > CSIP__RTCP_CNAME_MAX)
        cname.len = CSIP__RTCP_CNAME_MAX;
    /* RFC 3550 6.5: the items end with one or more null octets, up to a 32-bit boundary */
    size_t len = (SSRC_LEN + 2 + cname.len + 4) / 4 * 4;
    uint8_t *p = begin(writer, CSIP__RTCP_SDES, 1, len);
    if (!p)
        return;
    memset(p, 0, len);
    csip__write32(p, ssrc);
    p[4] = SDES_CNAME;
    p[5] = (uint8_t)cname.len;
    if (cname.len > 0)
        memcpy(p + 6, cname.ptr, cname.len);
}

void csip__rtcp_write_bye(csip__rtcp_writer *writer, uint32_t ssrc)
{
    uint8_t *p = begin(writer, CSIP__RTCP_BYE, 1, SSRC_LEN);
    if (p)
        csip__write32(p, ssrc);
}

void csip__rtcp_write_pli(csip__rtcp_writer *writer, uint32_t ssrc, uint32_t media_ssrc)
{
    uint8_t *p = begin(writer, CSIP__RTCP_PSFB, CSIP__RTCP_PLI, FEEDBACK_LEN);
    if (!p)
        return;
    csip__write32(p, ssrc);
    csip__write32(p + 4, media_ssrc);
}

void csip__rtcp_write_fir(csip__rtcp_writer *writer, uint32_t ssrc, uint32_t media_ssrc,
                          uint8_t command)
{
    uint8_t *p = begin(writer, CSIP__RTCP_PSFB, CSIP__RTCP_FIR, FEEDBACK_LEN + FIR_ENTRY_LEN);
    if (!p)
        return;
    csip__write32(p, ssrc);
    csip__write32(p + 4, 0); /* RFC 5104 4.3.1.2: SHALL be 0 */
    csip__write32(p + 8, media_ssrc);
    csip__write32(p + 12, (uint32_t)command << 24);
}

void csip__rtcp_write_nack(csip__rtcp_writer *writer, uint32_t ssrc, uint32_t media_ssrc,
                           const csip__rtcp_nack_list *missing)
{
    uint32_t entry[CSIP__RTCP_NACKS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < missing->count; i++) {
        uint16_t base = count ? (uint16_t)(entry[count - 1] >> 16) : 0;
        uint16_t distance = (uint16_t)(missing->sequence[i] - base);
        if (count && distance > 0 && distance < NACK_ENTRY_BITS)
            entry[count - 1] |= 1u << (distance - 1);
        else
            entry[count++] = (uint32_t)missing->sequence[i] << 16;
    }
    size_t len = FEEDBACK_LEN + count * NACK_ENTRY_LEN;
    uint8_t *p = count ? begin(writer, CSIP__RTCP_RTPFB, CSIP__RTCP_NACK, len) : NULL;
    if (!p)
        return;
    csip__write32(p, ssrc);
    csip__write32(p + 4, media_ssrc);
    for (size_t i = 0; i < count; i++)
        csip__write32(p + FEEDBACK_LEN + i * NACK_ENTRY_LEN, entry[i]);
}
