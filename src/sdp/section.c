#include "sdp/section.h"

#include "base/str.h"

/* The payload types of an m= line while its attributes are read. */
struct slot {
    uint8_t payload_type;
    bool has_rtpmap;
    csip__format format;
};

struct reading {
    csip__section *section;
    uint8_t feedback_of_all; /* a=rtcp-fb:* */
    bool has_ssrc_group;
    size_t slot_count;
    struct slot slots[CSIP__JSEP_CODECS_MAX];
};

static struct slot *slot_find(struct reading *reading, uint64_t payload_type)
{
    for (size_t i = 0; i < reading->slot_count; i++) {
        if (reading->slots[i].payload_type == payload_type)
            return &reading->slots[i];
    }
    return NULL;
}

static const char *read_formats(struct reading *reading, csip_str formats)
{
    while (formats.len > 0 && reading->slot_count < CSIP__JSEP_CODECS_MAX) {
        uint64_t payload_type;
        if (!csip__str_to_uint(csip__sdp_word_take(&formats, ' '), 127, &payload_type))
            return "a format over RTP is a payload type up to 127";
        struct slot *slot = &reading->slots[reading->slot_count++];
        *slot = (struct slot){.payload_type = (uint8_t)payload_type};
    }
    return NULL;
}

static const char *read_mid(struct reading *reading, csip_str value)
{
    if (value.len == 0 || memchr(value.ptr, ' ', value.len))
        return "a=mid has one token";
    reading->section->mid = value;
    return NULL;
}

/* RFC 8839 section 5.4: letters, digits, + and / */
static bool is_ice_text(csip_str value, size_t min)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        bool is_ice_char = csip__char_is_alpha(c) || csip__char_is_digit(c) || c == '+' || c == '/';
        /* Some stacks write the base64url alphabet; it does no harm. */
        if (!is_ice_char && c != '-' && c != '_' && c != '=')
            return false;
    }
    return value.len >= min && value.len <= 256;
}

static const char *read_ice_ufrag(struct reading *reading, csip_str value)
{
    reading->section->ice_ufrag = value;
    return is_ice_text(value, 4) ? NULL : "a=ice-ufrag has 4 to 256 characters";
}

static const char *read_ice_pwd(struct reading *reading, csip_str value)
{
    reading->section->ice_pwd = value;
    return is_ice_text(value, 22) ? NULL : "a=ice-pwd has 22 to 256 characters";
}

/* RFC 8122 section 5.  Of several the SHA-256 one is kept, else the first. */
static const char *read_fingerprint(struct reading *reading, csip_str value)
{
    csip_str digest = value;
    csip_str hash = csip__sdp_word_take(&digest, ' ');
    if (hash.len == 0 || digest.len == 0 || digest.len % 3 != 2)
        return "a=fingerprint has a hash function and pairs of hexadecimal digits";
    for (size_t i = 0; i < digest.len; i++) {
        if (i % 3 == 2 ? digest.ptr[i] != ':' : csip__char_hex(digest.ptr[i]) < 0)
            return "a=fingerprint has a hash function and pairs of hexadecimal digits";
    }
    bool is_sha256 = csip_str_equal_nocase(hash, CSIP_STR("sha-256"));
    if (reading->section->fingerprint.len == 0 || is_sha256)
        reading->section->fingerprint = value;
    return NULL;
}

static const char *read_setup(struct reading *reading, csip_str value)
{
    static const char *const names[] = {"", "active", "passive", "actpass", "holdconn"};
    for (unsigned i = 1; i < sizeof(names) / sizeof(*names); i++) {
        if (csip_str_equal(value, csip_str_from(names[i]))) {
            reading->section->setup = (csip__section_setup)i;
            return NULL;
        }
    }
    return "a=setup is active, passive, actpass or holdconn";
}

static const char *read_rtcp_mux(struct reading *reading, csip_str value)
{
    (void)value;
    reading->section->has_rtcp_mux = true;
    return NULL;
}

static const char *read_bundle_only(struct reading *reading, csip_str value)
{
    (void)value;
    reading->section->is_bundle_only = true;
    return NULL;
}

static const char *read_ice_lite(struct reading *reading, csip_str value)
{
    (void)value;
    reading->section->is_ice_lite = true;
    return NULL;
}

static const char *read_rtpmap(struct reading *reading, csip_str value)
{
    uint64_t payload_type;
    if (!csip__str_to_uint(csip__sdp_word_take(&value, ' '), 127, &payload_type) || value.len == 0)
        return "a=rtpmap has a payload type and an encoding";
    struct slot *slot = slot_find(reading, payload_type);
    if (slot) {
        slot->has_rtpmap = true;
        slot->format.codec = csip__codec_find(csip__sdp_word_take(&value, ' '));
    }
    return NULL;
}

/* a=fmtp and a=rtcp-fb also go with media that is not RTP: then they are not ours to judge. */
static const char *read_fmtp(struct reading *reading, csip_str value)
{
    uint64_t payload_type;
    if (csip__str_to_uint(csip__sdp_word_take(&value, ' '), 127, &payload_type)) {
        struct slot *slot = slot_find(reading, payload_type);
        if (slot)
            slot->format.parameters = value;
    }
    return NULL;
}

static const char *read_rtcp_fb(struct reading *reading, csip_str value)
{
    csip_str target = csip__sdp_word_take(&value, ' ');
    uint8_t feedback = csip__codec_feedback_find(value);
    uint64_t payload_type;
    if (csip_str_equal(target, CSIP_STR("*"))) {
        reading->feedback_of_all |= feedback;
    } else if (csip__str_to_uint(target, 127, &payload_type)) {
        struct slot *slot = slot_find(reading, payload_type);
        if (slot)
            slot->format.feedback |= feedback;
    }
    return NULL;
}

/* RFC 8285 section 5.  One-byte headers carry the ids 1 to 14; a one-way extension is left out. */
static const char *read_extmap(struct reading *reading, csip_str value)
{
    csip_str number = csip__sdp_word_take(&value, ' ');
    csip_str uri = csip__sdp_word_take(&value, ' ');
    bool has_direction = number.len > 0 && memchr(number.ptr, '/', number.len);
    uint64_t id;
    if (!csip__str_to_uint(csip__sdp_word_take(&number, '/'), UINT16_MAX, &id) || uri.len == 0)
        return "a=extmap has a number and a URI";
    if (csip_str_equal(uri, CSIP_STR("urn:ietf:params:rtp-hdrext:sdes:mid")) && id >= 1 &&
        id <= 14 && (!has_direction || csip_str_equal(number, CSIP_STR("sendrecv"))))
        reading->section->mid_extension_id = (uint8_t)id;
    return NULL;
}

static const char *read_ssrc(struct reading *reading, csip_str value)
{
    uint64_t ssrc;
    if (!csip__str_to_uint(csip__sdp_word_take(&value, ' '), UINT32_MAX, &ssrc))
        return "a=ssrc has a number of 32 bits";
    if (reading->section->ssrc == 0)
        reading->section->ssrc = (uint32_t)ssrc;
    return NULL;
}

/* RFC 5576 section 4.2: in an FID group the source comes first, then its repair. */
static const char *read_ssrc_group(struct reading *reading, csip_str value)
{
    uint64_t ssrc;
    if (!csip_str_equal(csip__sdp_word_take(&value, ' '), CSIP_STR("FID")) ||
        reading->has_ssrc_group)
        return NULL;
    if (!csip__str_to_uint(csip__sdp_word_take(&value, ' '), UINT32_MAX, &ssrc))
        return "a=ssrc-group has numbers of 32 bits";
    reading->has_ssrc_group = true;
    reading->section->ssrc = (uint32_t)ssrc;
    return NULL;
}

static const struct {
    const char *name;
    const char *(*read)(struct reading *reading, csip_str value);
} attributes[] = {
    {"rtpmap", read_rtpmap},
    {"rtcp-fb", read_rtcp_fb},
    {"fmtp", read_fmtp},
    {"extmap", read_extmap},
    {"ssrc", read_ssrc},
    {"ssrc-group", read_ssrc_group},
    {"mid", read_mid},
    {"ice-ufrag", read_ice_ufrag},
    {"ice-pwd", read_ice_pwd},
    {"ice-lite", read_ice_lite},
    {"fingerprint", read_fingerprint},
    {"setup", read_setup},
    {"rtcp-mux", read_rtcp_mux},
    {"bundle-only", read_bundle_only},
};

static const char *const direction_names[] = {"inactive", "sendonly", "recvonly", "sendrecv"};

static const char *read_attribute(struct reading *reading, const csip__sdp_attribute *attribute)
{
    for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
        if (csip_str_equal(attribute->name, csip_str_from(attributes[i].name)))
            return attributes[i].read(reading, attribute->value);
    }
    for (unsigned i = 0; i < 4; i++) {
        if (csip_str_equal(attribute->name, csip_str_from(direction_names[i])))
            reading->section->direction = (csip_direction)i;
    }
    return NULL;
}

/* RFC 5761 section 4: 64 to 95 cannot be told from RTCP on one port. */
static bool is_usable(const csip__section *section, const struct slot *slot)
{
    const csip__codec *codec = slot->format.codec;
    return codec && (int)codec->kind == (int)section->kind &&
           (slot->payload_type < 64 || slot->payload_type > 95) &&
           !csip__section_format(section, codec);
}

/* RFC 4585 section 4: feedback goes with the profiles that end in F. */
static bool has_feedback(csip_str protocol)
{
    return protocol.len > 0 && protocol.ptr[protocol.len - 1] == 'F';
}

static void keep_formats(struct reading *reading)
{
    csip__section *section = reading->section;
    uint8_t allowed = has_feedback(section->media.protocol) ? UINT8_MAX : 0;
    section->format_count = 0;
    for (size_t i = 0; i < reading->slot_count; i++) {
        struct slot *slot = &reading->slots[i];
        if (!slot->has_rtpmap)
            slot->format.codec = csip__codec_find_static(slot->payload_type);
        if (!is_usable(section, slot))
            continue;
        slot->format.payload_type = slot->payload_type;
        slot->format.feedback |= reading->feedback_of_all;
        slot->format.feedback &= slot->format.codec->feedback & allowed;
        section->formats[section->format_count++] = slot->format;
    }
}

static csip__section_kind kind_of(csip_str media)
{
    if (csip_str_equal(media, CSIP_STR("audio")))
        return CSIP__SECTION_AUDIO;
    return csip_str_equal(media, CSIP_STR("video")) ? CSIP__SECTION_VIDEO : CSIP__SECTION_OTHER;
}

csip_error csip__section_read(csip__section *section, csip_str text, const csip__sdp_media *media,
                              const char *begin, csip__sdp_problem *ret_problem)
{
    struct reading reading;
    const char *rule = NULL;
    const char *at = begin;
    csip_str inherited_fingerprint = section->fingerprint;

    reading.section = section;
    reading.feedback_of_all = 0;
    reading.has_ssrc_group = false;
    reading.slot_count = 0;
    section->fingerprint = (csip_str){NULL, 0};
    if (media) {
        section->media = *media;
        section->kind = kind_of(media->kind);
        at = media->formats.ptr;
        if (section->kind != CSIP__SECTION_OTHER)
            rule = read_formats(&reading, media->formats);
    }
    csip_str rest = text;
    csip__sdp_attribute attribute;
    while (!rule && csip__sdp_attribute_take(&rest, &attribute)) {
        at = attribute.name.ptr;
        rule = read_attribute(&reading, &attribute);
    }
    if (rule) {
        *ret_problem = (csip__sdp_problem){(size_t)(at - begin), rule};
        return CSIP_ERROR_PARSE;
    }
    if (section->fingerprint.len == 0)
        section->fingerprint = inherited_fingerprint;
    keep_formats(&reading);
    return CSIP_OK;
}

bool csip__section_has_codec(const csip__section *section)
{
    for (size_t i = 0; i < section->format_count; i++) {
        if (csip__codec_is_media(section->formats[i].codec))
            return true;
    }
    return false;
}

const csip__format *csip__section_format(const csip__section *section, const csip__codec *codec)
{
    for (size_t i = 0; i < section->format_count; i++) {
        if (section->formats[i].codec == codec)
            return &section->formats[i];
    }
    return NULL;
}
