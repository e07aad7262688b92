#include "sdp/sdp.h"

#include "base/str.h"

bool csip__sdp_line_take(csip_str *rest, csip_str *ret_line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    size_t taken = end ? len + 1 : len;
    *ret_line = (csip_str){rest->ptr, len > 0 && rest->ptr[len - 1] == '\r' ? len - 1 : len};
    rest->ptr += taken;
    rest->len -= taken;
    return true;
}

csip_str csip__sdp_word_take(csip_str *rest, char separator)
{
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != separator)
        len++;
    csip_str word = {rest->ptr, len};
    while (len < rest->len && rest->ptr[len] == separator)
        len++;
    if (len > 0)
        *rest = (csip_str){rest->ptr + len, rest->len - len};
    return word;
}

static csip__sdp_attribute attribute_split(csip_str line)
{
    csip_str text = {line.ptr + 2, line.len - 2};
    const char *colon = text.len > 0 ? memchr(text.ptr, ':', text.len) : NULL;
    if (!colon)
        return (csip__sdp_attribute){text, {NULL, 0}};
    size_t len = (size_t)(colon - text.ptr);
    return (csip__sdp_attribute){{text.ptr, len}, {colon + 1, text.len - len - 1}};
}

bool csip__sdp_attribute_take(csip_str *rest, csip__sdp_attribute *ret_attribute)
{
    csip_str line;
    while (csip__sdp_line_take(rest, &line)) {
        if (line.len >= 2 && line.ptr[0] == 'a') {
            *ret_attribute = attribute_split(line);
            return true;
        }
    }
    return false;
}

/* RFC 8866 section 9, token */
static bool is_token(csip_str text)
{
    static const char separators[] = "\"(),/:;<=>?@[\\]";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c <= ' ' || c >= 0x7f || memchr(separators, c, sizeof(separators) - 1))
            return false;
    }
    return text.len > 0;
}

static bool is_protocol(csip_str text)
{
    while (text.len > 0) {
        bool has_more = memchr(text.ptr, '/', text.len) != NULL;
        if (!is_token(csip__sdp_word_take(&text, '/')) || (has_more && text.len == 0))
            return false;
    }
    return true;
}

static const char *check_form(csip_str line)
{
    if (line.len < 2 || line.ptr[1] != '=')
        return "a line is a letter, = and a value";
    if (memchr(line.ptr, '\0', line.len) || memchr(line.ptr, '\r', line.len))
        return "a value has no NUL and no CR";
    return NULL;
}

/* RFC 8866 section 5: the version, origin and name come first, in this order. */
static const char *check_opening(csip_str line, size_t index)
{
    static const char letters[] = "vos";
    if (line.ptr[0] != letters[index])
        return "v=, o= and s= come first";
    if (index == 0 && !csip_str_equal(line, CSIP_STR("v=0")))
        return "the version is 0";
    if (index == 1) {
        csip_str rest = {line.ptr + 2, line.len - 2};
        size_t words = 0;
        for (; rest.len > 0; words++)
            csip__sdp_word_take(&rest, ' ');
        if (words != 6)
            return "an origin has six fields";
    }
    return NULL;
}

/* RFC 8866 section 5: a description with an unknown letter MUST be ignored as a whole. */
static const char *check_letter(csip_str line, bool is_in_media)
{
    static const char of_session[] = "iuepcbtrzka", of_media[] = "icbka";
    const char *letters = is_in_media ? of_media : of_session;
    if (!memchr(letters, line.ptr[0], strlen(letters)))
        return is_in_media ? "no such letter in a media description"
                           : "no such letter in a session description";
    if (line.ptr[0] == 'a' && !is_token(attribute_split(line).name))
        return "an attribute has a name";
    return NULL;
}

static const char *read_media(csip_str line, csip__sdp_media *ret_media)
{
    csip_str rest = {line.ptr + 2, line.len - 2};
    csip_str kind = csip__sdp_word_take(&rest, ' ');
    csip_str ports = csip__sdp_word_take(&rest, ' ');
    csip_str protocol = csip__sdp_word_take(&rest, ' ');
    uint64_t port;
    if (!is_token(kind))
        return "m= begins with the kind of media";
    if (!csip__str_to_uint(csip__sdp_word_take(&ports, '/'), UINT16_MAX, &port))
        return "m= has a port up to 65535";
    if (protocol.len == 0 || !is_protocol(protocol))
        return "m= has a protocol";
    if (rest.len == 0)
        return "m= has at least one format";
    *ret_media = (csip__sdp_media){kind, (uint16_t)port, protocol, rest, {NULL, 0}};
    return NULL;
}

static bool is_blank(csip_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\r' && text.ptr[i] != '\n')
            return false;
    }
    return true;
}

/* What has been read so far. */
struct reader {
    csip__sdp *sdp;
    size_t line_count;
    bool has_time;
};

static const char *read_line(struct reader *reader, csip_str line, csip_str rest)
{
    csip__sdp *sdp = reader->sdp;
    const char *rule = check_form(line);
    if (rule)
        return rule;
    if (reader->line_count++ < 3)
        return check_opening(line, reader->line_count - 1);
    if (line.ptr[0] != 'm') {
        reader->has_time |= line.ptr[0] == 't';
        rule = check_letter(line, sdp->media_count > 0);
    } else if (!reader->has_time) {
        rule = "t= comes before m=";
    } else if (sdp->media_count == CSIP__SDP_MEDIA_MAX) {
        rule = "too many m= lines";
    } else {
        csip__sdp_media *media = &sdp->media[sdp->media_count];
        rule = read_media(line, media);
        if (rule)
            return rule;
        media->body.ptr = rest.ptr;
        sdp->media_count++;
        return NULL;
    }
    csip_str *part = sdp->media_count ? &sdp->media[sdp->media_count - 1].body : &sdp->session;
    part->len = (size_t)(rest.ptr - part->ptr);
    return rule;
}

csip_error csip__sdp_parse(csip_str text, csip__sdp *ret_sdp, csip__sdp_problem *ret_problem)
{
    csip__sdp sdp = {.session = {text.ptr, 0}};
    struct reader reader = {&sdp, 0, false};
    csip_str rest = text, line = {NULL, 0};
    const char *rule = NULL;
    size_t offset = 0;

    while (!rule && !is_blank(rest) && csip__sdp_line_take(&rest, &line)) {
        offset = (size_t)(line.ptr - text.ptr);
        rule = read_line(&reader, line, rest);
    }
    if (!rule && !reader.has_time) {
        offset = text.len;
        rule = "a description has v=, o=, s= and t=";
    }
    if (rule) {
        *ret_problem = (csip__sdp_problem){offset, rule};
        return sdp.media_count == CSIP__SDP_MEDIA_MAX && line.len > 0 && line.ptr[0] == 'm'
                   ? CSIP_ERROR_LIMIT
                   : CSIP_ERROR_PARSE;
    }
    *ret_sdp = sdp;
    return CSIP_OK;
}
