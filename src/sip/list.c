#include "sip/list.h"

#include "sip/chars.h"

/* The way through quotes and angles, octet by octet. */
static size_t guarded_element_end(csip_str value, size_t from)
{
    const char *end = csip__str_end(value);
    bool is_in_angles = false;
    const char *at = value.ptr + from;
    while (at < end) {
        if (*at == '"' && !is_in_angles) {
            at = csip__chars_quoted_end(at, end);
            if (!at) {
                return value.len;
            }
            continue;
        }
        if (*at == '<') {
            is_in_angles = true;
        } else if (*at == '>') {
            is_in_angles = false;
        } else if (*at == ',' && !is_in_angles) {
            break;
        }
        at++;
    }
    return (size_t)(at - value.ptr);
}

size_t csip__list_element_end(csip_str value, size_t from)
{
    csip_str rest = csip__str_skip(value, from);
    csip_str element = {rest.ptr, csip__str_find(rest, ',')};
    if (element.len == rest.len) {
        return value.len;
    }
    if (csip__str_find(element, '"') == element.len &&
        csip__str_find(element, '<') == element.len) {
        return from + element.len;
    }
    return guarded_element_end(value, from);
}

bool csip__list_next(csip_str value, size_t *offset, csip_str *ret_element)
{
    while (*offset < value.len) {
        size_t end = csip__list_element_end(value, *offset);
        csip_str element = csip__str_trim((csip_str){value.ptr + *offset, end - *offset});
        *offset = end < value.len ? end + 1 : end;
        if (element.len > 0) {
            *ret_element = element;
            return true;
        }
    }
    return false;
}

bool csip_message_next_element(const csip_message *message, csip_header_id id,
                               csip_list_cursor *cursor, csip_str *ret_element)
{
    if (id <= CSIP_HEADER_OTHER || id >= CSIP_HEADER_COUNT || message->first[id] == 0) {
        return false;
    }
    if (cursor->line + 1 < message->first[id]) {
        *cursor = (csip_list_cursor){message->first[id] - 1U, 0};
    }
    for (; cursor->line < message->header_count; cursor->line++, cursor->offset = 0) {
        const csip_header *header = &message->headers[cursor->line];
        if (header->id == id && csip__list_next(header->value, &cursor->offset, ret_element)) {
            return true;
        }
    }
    return false;
}

bool csip_message_lists(const csip_message *message, csip_header_id id, csip_str token)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    while (csip_message_next_element(message, id, &cursor, &element)) {
        if (csip_str_equal_nocase(element, token)) {
            return true;
        }
    }
    return false;
}
