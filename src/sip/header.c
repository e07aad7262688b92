#include <csip/message.h>

#include "base/str.h"

static const csip_str names[CSIP_HEADER_COUNT] = {
#define HEADER_NAME(id, name, compact) [CSIP_HEADER_##id] = {name, sizeof name - 1},
    CSIP_HEADER_MAP(HEADER_NAME)
#undef HEADER_NAME
};

#define H(id) CSIP_HEADER_##id

/* The ids by the length of their name, commonest first; every row ends with OTHER. */
static const uint8_t by_length[][7] = {
    [2] = {H(TO)},
    [3] = {H(VIA)},
    [4] = {H(FROM), H(CSEQ), H(PATH), H(RACK), H(RSEQ)},
    [5] = {H(ALLOW), H(ROUTE), H(EVENT)},
    [6] = {H(ACCEPT), H(REASON), H(MIN_SE)},
    [7] = {H(CALL_ID), H(CONTACT), H(EXPIRES), H(REQUIRE), H(WARNING)},
    [8] = {H(REFER_TO), H(REPLACES)},
    [9] = {H(SUPPORTED)},
    [10] = {H(USER_AGENT)},
    [11] = {H(RETRY_AFTER), H(MIN_EXPIRES), H(REFERRED_BY), H(UNSUPPORTED)},
    [12] = {H(MAX_FORWARDS), H(CONTENT_TYPE), H(RECORD_ROUTE), H(ALLOW_EVENTS)},
    [13] = {H(AUTHORIZATION), H(SERVICE_ROUTE), H(PROXY_REQUIRE)},
    [14] = {H(CONTENT_LENGTH)},
    [15] = {H(SESSION_EXPIRES)},
    [16] = {H(WWW_AUTHENTICATE), H(CONTENT_ENCODING)},
    [18] = {H(PROXY_AUTHENTICATE), H(SUBSCRIPTION_STATE)},
    [19] = {H(PROXY_AUTHORIZATION), H(CONTENT_DISPOSITION), H(AUTHENTICATION_INFO),
            H(P_ASSERTED_IDENTITY)},
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

csip_header_id csip_header_id_from(csip_str name)
{
    if (name.len == 1 && csip__char_is_alpha(name.ptr[0])) {
        return (csip_header_id)by_letter[csip__char_lower(name.ptr[0]) - 'a'];
    }
    if (name.len >= sizeof by_length / sizeof by_length[0]) {
        return CSIP_HEADER_OTHER;
    }
    for (const uint8_t *id = by_length[name.len]; *id != CSIP_HEADER_OTHER; id++) {
        /* The first letters tell most names apart; the usual spelling is compared in one go. */
        if (((names[*id].ptr[0] ^ name.ptr[0]) & ~0x20) == 0 &&
            (csip_str_equal(names[*id], name) || csip_str_equal_nocase(names[*id], name))) {
            return (csip_header_id)*id;
        }
    }
    return CSIP_HEADER_OTHER;
}

const csip_header *csip_message_header(const csip_message *message, csip_header_id id, size_t n)
{
    if (id <= CSIP_HEADER_OTHER || id >= CSIP_HEADER_COUNT || message->first[id] == 0) {
        return NULL;
    }
    for (size_t i = message->first[id] - 1U; i < message->header_count; i++) {
        if (message->headers[i].id == id && n-- == 0) {
            return &message->headers[i];
        }
    }
    return NULL;
}

const csip_header *csip_message_header_named(const csip_message *message, csip_str name, size_t n)
{
    csip_header_id id = csip_header_id_from(name);
    if (id != CSIP_HEADER_OTHER) {
        return csip_message_header(message, id, n);
    }
    for (size_t i = 0; i < message->header_count; i++) {
        if (message->headers[i].id == CSIP_HEADER_OTHER &&
            csip_str_equal_nocase(message->headers[i].name, name) && n-- == 0) {
            return &message->headers[i];
        }
    }
    return NULL;
}

csip_str csip_message_value(const csip_message *message, csip_header_id id)
{
    const csip_header *header = csip_message_header(message, id, 0);
    return header ? header->value : (csip_str){0};
}

csip_error csip_message_number(const csip_message *message, csip_header_id id, uint32_t *ret_value)
{
    const csip_header *header = csip_message_header(message, id, 0);
    if (!header) {
        return CSIP_ERROR_NOT_FOUND;
    }
    csip_str digits = {header->value.ptr, 0};
    while (digits.len < header->value.len && csip__char_is_digit(digits.ptr[digits.len])) {
        digits.len++;
    }
    csip_str rest = csip__str_trim_left(csip__str_skip(header->value, digits.len));
    bool is_ended = rest.len == 0 || rest.ptr[0] == ';' || rest.ptr[0] == '(';
    uint64_t value;
    if (!is_ended || !csip__str_to_uint(digits, UINT32_MAX, &value)) {
        return CSIP_ERROR_PARSE;
    }
    *ret_value = (uint32_t)value;
    return CSIP_OK;
}
