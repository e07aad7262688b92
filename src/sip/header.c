#include "base/scan.h"
#include "sip/chars.h"
#include "sip/parser.h"

static const csip_str names[CSIP_HEADER_COUNT] = {
#define HEADER_NAME(id, name, compact) [CSIP_HEADER_##id] = {name, sizeof name - 1},
    CSIP_HEADER_MAP(HEADER_NAME)
#undef HEADER_NAME
};

/*
 * The ids by a hash of their name: its length, first and last letter, these in lower case.  The
 * factors were found by trying, so that no two names meet; the compiler warns if two did.
 */
enum { HASH_SIZE = 128 };
#define HASH(len, first, last) ((3 * (len) + 23 * (first) + 12 * (last)) % HASH_SIZE)
#define H(id)                  CSIP_HEADER_##id
static const uint8_t by_hash[HASH_SIZE] = {
    [HASH(6, 'a', 't')] = H(ACCEPT),
    [HASH(5, 'a', 'w')] = H(ALLOW),
    [HASH(12, 'a', 's')] = H(ALLOW_EVENTS),
    [HASH(19, 'a', 'o')] = H(AUTHENTICATION_INFO),
    [HASH(13, 'a', 'n')] = H(AUTHORIZATION),
    [HASH(7, 'c', 'd')] = H(CALL_ID),
    [HASH(7, 'c', 't')] = H(CONTACT),
    [HASH(19, 'c', 'n')] = H(CONTENT_DISPOSITION),
    [HASH(16, 'c', 'g')] = H(CONTENT_ENCODING),
    [HASH(14, 'c', 'h')] = H(CONTENT_LENGTH),
    [HASH(12, 'c', 'e')] = H(CONTENT_TYPE),
    [HASH(4, 'c', 'q')] = H(CSEQ),
    [HASH(5, 'e', 't')] = H(EVENT),
    [HASH(7, 'e', 's')] = H(EXPIRES),
    [HASH(4, 'f', 'm')] = H(FROM),
    [HASH(12, 'm', 's')] = H(MAX_FORWARDS),
    [HASH(11, 'm', 's')] = H(MIN_EXPIRES),
    [HASH(6, 'm', 'e')] = H(MIN_SE),
    [HASH(4, 'p', 'h')] = H(PATH),
    [HASH(19, 'p', 'y')] = H(P_ASSERTED_IDENTITY),
    [HASH(18, 'p', 'e')] = H(PROXY_AUTHENTICATE),
    [HASH(19, 'p', 'n')] = H(PROXY_AUTHORIZATION),
    [HASH(13, 'p', 'e')] = H(PROXY_REQUIRE),
    [HASH(4, 'r', 'k')] = H(RACK),
    [HASH(6, 'r', 'n')] = H(REASON),
    [HASH(12, 'r', 'e')] = H(RECORD_ROUTE),
    [HASH(8, 'r', 'o')] = H(REFER_TO),
    [HASH(11, 'r', 'y')] = H(REFERRED_BY),
    [HASH(8, 'r', 's')] = H(REPLACES),
    [HASH(7, 'r', 'e')] = H(REQUIRE),
    [HASH(11, 'r', 'r')] = H(RETRY_AFTER),
    [HASH(5, 'r', 'e')] = H(ROUTE),
    [HASH(4, 'r', 'q')] = H(RSEQ),
    [HASH(13, 's', 'e')] = H(SERVICE_ROUTE),
    [HASH(15, 's', 's')] = H(SESSION_EXPIRES),
    [HASH(18, 's', 'e')] = H(SUBSCRIPTION_STATE),
    [HASH(9, 's', 'd')] = H(SUPPORTED),
    [HASH(2, 't', 'o')] = H(TO),
    [HASH(11, 'u', 'd')] = H(UNSUPPORTED),
    [HASH(10, 'u', 't')] = H(USER_AGENT),
    [HASH(3, 'v', 'a')] = H(VIA),
    [HASH(7, 'w', 'g')] = H(WARNING),
    [HASH(16, 'w', 'e')] = H(WWW_AUTHENTICATE),
};
#undef H

/* Compact forms by letter; RFC 3261 section 7.3.3. */
static const uint8_t by_letter[26] = {
    ['b' - 'a'] = CSIP_HEADER_REFERRED_BY,
    ['c' - 'a'] = CSIP_HEADER_CONTENT_TYPE,
    ['e' - 'a'] = CSIP_HEADER_CONTENT_ENCODING,
    ['f' - 'a'] = CSIP_HEADER_FROM,
    ['i' - 'a'] = CSIP_HEADER_CALL_ID,
    ['k' - 'a'] = CSIP_HEADER_SUPPORTED,
    ['l' - 'a'] = CSIP_HEADER_CONTENT_LENGTH,
    ['m' - 'a'] = CSIP_HEADER_CONTACT,
    ['o' - 'a'] = CSIP_HEADER_EVENT,
    ['r' - 'a'] = CSIP_HEADER_REFER_TO,
    ['t' - 'a'] = CSIP_HEADER_TO,
    ['u' - 'a'] = CSIP_HEADER_ALLOW_EVENTS,
    ['v' - 'a'] = CSIP_HEADER_VIA,
    ['x' - 'a'] = CSIP_HEADER_SESSION_EXPIRES,
};

csip_str csip_header_name(csip_header_id id)
{
    if (id <= CSIP_HEADER_OTHER || id >= CSIP_HEADER_COUNT) {
        return CSIP_STR("");
    }
    return names[id];
}

static inline csip_header_id find_id(const char *name, size_t len)
{
    if (len < 2) {
        bool is_compact = len == 1 && csip__char_is_alpha(*name);
        return is_compact ? (csip_header_id)by_letter[csip__char_lower(*name) - 'a']
                          : CSIP_HEADER_OTHER;
    }
    unsigned first = (uint8_t)name[0] | 0x20;
    unsigned last = (uint8_t)name[len - 1] | 0x20;
    uint8_t id = by_hash[HASH((unsigned)len, first, last)];
    bool is_it = csip__str_is_name((csip_str){name, len}, names[id]);
    return is_it ? (csip_header_id)id : CSIP_HEADER_OTHER;
}

csip_header_id csip_header_id_from(csip_str name)
{
    return find_id(name.ptr, name.len);
}

const char *csip__line_end(const char *at, const char *end)
{
    for (;; at++) {
        at = csip__scan_below(at, end, ' ');
        if (end - at < 2 || *at == '\n') {
            return NULL;
        }
        /* A CR or LF alone is refused: a peer that takes it for a line's end would see other
           header fields than we do. */
        if (*at == '\r') {
            return at[1] == '\n' ? at : NULL;
        }
    }
}

static const char *folded_end(const char *at, const char *end)
{
    const char *cr = csip__line_end(at, end);
    while (cr && end - cr > 2 && csip__char_is_blank(cr[2])) {
        cr = csip__line_end(cr + 2, end);
    }
    return cr;
}

/* The CRLF that ends the header field at `at`, behind all its folds; NULL: none. */
static inline const char *field_end(const char *at, const char *end)
{
    const char *cr = csip__scan_below(at, end, ' ');
    if (end - cr > 2 && cr[0] == '\r' && cr[1] == '\n' && !csip__char_is_blank(cr[2])) {
        return cr; /* without folds, as mostly */
    }
    return folded_end(at, end);
}

/* header-name HCOLON header-value, without the CRLF at `end`. */
static inline bool parse_header(const char *at, const char *end, csip_header *header)
{
    const char *colon = csip__scan_for(at, end, ':');
    const char *name_end = colon;
    const char *value = colon + 1;
    if (colon == end) {
        return false;
    }
    while (name_end > at && csip__char_is_blank(name_end[-1])) {
        name_end--;
    }
    while (value < end && csip__char_is_lws(*value)) {
        value++;
    }
    while (end > value && csip__char_is_lws(end[-1])) {
        end--;
    }
    header->next = 0;
    header->name = csip__str_between(at, name_end);
    header->value = csip__str_between(value, end);
    header->id = find_id(at, (size_t)(name_end - at));
    /* The characters of a name that is known need no second look. */
    return header->id != CSIP_HEADER_OTHER || csip__str_is_token(header->name);
}

/* Header fields that may stand once only; RFC 3261 section 7.3.1. */
#define BIT(id) (UINT64_C(1) << CSIP_HEADER_##id)
static const uint64_t single_headers =
    BIT(FROM) | BIT(TO) | BIT(CALL_ID) | BIT(CSEQ) | BIT(MAX_FORWARDS);
#undef BIT
_Static_assert(CSIP_HEADER_COUNT <= 64, "header ids are bits of a word");

/* Keep a header field in the order of the wire and in the chain of its id. */
static inline bool link_header(csip_message *m, csip_header_id id, uint8_t number, uint8_t *last)
{
    if (m->first[id] == 0) {
        m->first[id] = number;
    } else if (single_headers >> id & 1) {
        return false;
    } else {
        m->headers[last[id] - 1].next = number;
    }
    last[id] = number;
    return true;
}

void csip__headers_parse(csip__parser *p)
{
    uint8_t last[CSIP_HEADER_COUNT]; /* as `first` of the message, where that is set */
    csip_message *m = p->message;
    csip_header *header = m->headers;
    uint8_t number = 1;
    const char *end = p->end;
    const char *at = p->at;
    while (end - at < 2 || at[0] != '\r' || at[1] != '\n') {
        const char *line = at;
        const char *cr = field_end(at, end);
        if (!cr) {
            csip__parser_fail(p, line, "CRLF");
            at = end;
            break;
        }
        at = cr + 2;
        if (number > CSIP_MESSAGE_HEADERS_MAX) {
            csip__parser_fail(p, line, "header-count");
            p->error = CSIP_ERROR_LIMIT;
        } else if (!parse_header(line, cr, header)) {
            csip__parser_fail(p, line, "header-name");
        } else if (!link_header(m, header->id, number, last)) {
            csip__parser_fail(p, line, names[header->id].ptr);
        } else {
            header++;
            number++;
        }
    }
    m->header_count = number - 1U;
    p->at = at < end ? at + 2 : end;
}
