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

/* The next non-empty element, trimmed.  Returns where to go on; NULL: there is none. */
static inline const char *next_element(const char *at, const char *end, csip_str *ret_element)
{
    while (at < end) {
        const char *comma = element_end(at, end);
        csip_str element = csip__str_trim(csip__str_between(at, comma));
        at = comma < end ? comma + 1 : end;
        if (element.len > 0) {
            *ret_element = element;
            return at;
        }
    }
    return NULL;
}

bool csip__list_next(csip_str value, size_t *offset, csip_str *ret_element)
{
    const char *end = csip__str_end(value);
    const char *next = next_element(value.ptr + *offset, end, ret_element);
    *offset = next ? (size_t)(next - value.ptr) : value.len;
    return next != NULL;
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
    while (cursor->line < message->header_count) {
        const csip_header *header = &message->headers[cursor->line];
        csip_str value = header->value;
        const char *next =
            next_element(value.ptr + cursor->offset, csip__str_end(value), ret_element);
        if (next && next < value.ptr + value.len) {
            cursor->offset = (size_t)(next - value.ptr);
            return true;
        }
        cursor->line = header->next > 0 ? header->next - 1U : message->header_count;
        cursor->offset = 0;
        if (next) {
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
