#include <csip/message.h>

#include "sip/chars.h"

const csip_header *csip_message_header(const csip_message *message, csip_header_id id, size_t n)
{
    if (id <= CSIP_HEADER_OTHER || id >= CSIP_HEADER_COUNT || message->first[id] == 0) {
        return NULL;
    }
    const csip_header *header = &message->headers[message->first[id] - 1];
    for (; n > 0 && header->next > 0; n--) {
        header = &message->headers[header->next - 1];
    }
    return n == 0 ? header : NULL;
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
