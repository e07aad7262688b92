#include "sip/list.h"

#include "sip/chars.h"

/* The way through quotes and angles, which hide commas. */
static const char *guarded_element_end(const char *at, const char *end)
{
    while (at && at < end && *at != ',') {
        if (*at == '"') {
            at = csip__chars_quoted_end(at, end);
        } else if (*at == '<') {
            at = csip__scan_for(at, end, '>');
        } else {
            at++;
        }
    }
    return at ? at : end;
}

static inline const char *element_end(const char *at, const char *end)
{
    const char *comma = csip__scan_for(at, end, ',');
    if (comma == end || csip__scan_either(at, comma, '"', '<') == comma) {
        return comma;
    }
    return guarded_element_end(at, end);
}

size_t csip__list_element_end(csip_str value, size_t from)
{
    return (size_t)(element_end(value.ptr + from, csip__str_end(value)) - value.ptr);
}

static inline bool next_element(csip_str value, size_t *offset, csip_str *ret_element)
{
    const char *end = csip__str_end(value);
    while (*offset < value.len) {
        const char *at = value.ptr + *offset;
        const char *comma = element_end(at, end);
        csip_str element = csip__str_trim(csip__str_between(at, comma));
        *offset = (size_t)(comma - value.ptr) + (comma < end);
        if (element.len > 0) {
            *ret_element = element;
            return true;
        }
    }
    return false;
}

bool csip__list_next(csip_str value, size_t *offset, csip_str *ret_element)
{
    return next_element(value, offset, ret_element);
}

bool csip_message_next_element(const csip_message *message, csip_header_id id,
                               csip_list_cursor *cursor, csip_str *ret_element)
{
    if (id <= CSIP_HEADER_OTHER || id >= CSIP_HEADER_COUNT || message->first[id] == 0) {
        return false;
    }
    size_t line = cursor->line;
    size_t offset = cursor->offset;
    bool is_found = false;
    if (line + 1 < message->first[id]) {
        line = message->first[id] - 1U;
        offset = 0;
    }
    while (line < message->header_count && !is_found) {
        const csip_header *header = &message->headers[line];
        is_found = next_element(header->value, &offset, ret_element);
        if (offset == header->value.len) {
            line = header->next > 0 ? header->next - 1U : message->header_count;
            offset = 0;
        }
    }
    *cursor = (csip_list_cursor){line, offset};
    return is_found;
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
