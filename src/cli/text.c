#include "cli/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static bool reserve(csip__cli_text *text, size_t more)
{
    size_t capacity = text->capacity ? text->capacity : 256;

    while (capacity < text->len + more)
        capacity *= 2;
    if (capacity == text->capacity)
        return true;
    char *ptr = realloc(text->ptr, capacity);
    if (!ptr) {
        text->has_failed = true;
        return false;
    }
    text->ptr = ptr;
    text->capacity = capacity;
    return true;
}

void csip__cli_text_add(csip__cli_text *text, csip_str more)
{
    if (more.len == 0 || text->has_failed || !reserve(text, more.len))
        return;
    memcpy(text->ptr + text->len, more.ptr, more.len);
    text->len += more.len;
}

void csip__cli_text_format(csip__cli_text *text, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    int len = vsnprintf(NULL, 0, format, values);
    va_end(values);
    if (len < 0 || text->has_failed || !reserve(text, (size_t)len + 1))
        return;
    va_start(values, format);
    vsnprintf(text->ptr + text->len, (size_t)len + 1, format, values);
    va_end(values);
    text->len += (size_t)len;
}

void csip__cli_text_done(csip__cli_text *text)
{
    free(text->ptr);
    *text = (csip__cli_text){0};
}

/* Octets of the UTF-8 character at the start, its code point; 0: none (RFC 3629). */
static size_t decode(csip_str text, uint32_t *ret_code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)text.ptr;
    size_t len = at[0] < 0x80 ? 1 : at[0] < 0xc0 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    uint32_t code = len == 1 ? at[0] : at[0] & (0xffu >> (len + 1));

    if (len == 0 || len > text.len || at[0] >= 0xf8)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3f);
    }
    if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    *ret_code = code;
    return len;
}

static bool is_safe(uint32_t code)
{
    return code >= 0x20 && (code < 0x7f || code >= 0xa0) && code != 0x200e && code != 0x200f &&
           (code < 0x2028 || code > 0x202e) && (code < 0x2066 || code > 0x2069);
}

static csip_str skip(csip_str text, size_t count)
{
    return (csip_str){text.ptr + count, text.len - count};
}

void csip__cli_text_add_safe(csip__cli_text *text, csip_str more)
{
    while (more.len > 0) {
        uint32_t code = 0;
        size_t len = decode(more, &code);
        if (len > 0 && is_safe(code)) {
            csip__cli_text_add(text, (csip_str){more.ptr, len});
        } else {
            len = len ? len : 1;
            for (size_t i = 0; i < len; i++)
                csip__cli_text_format(text, "\\x%02x", (unsigned char)more.ptr[i]);
        }
        more = skip(more, len);
    }
}

void csip__cli_text_add_value(csip__cli_text *text, csip_str value)
{
    bool is_quoted = value.len == 0;

    for (size_t i = 0; i < value.len; i++)
        is_quoted = is_quoted || value.ptr[i] == ' ' || value.ptr[i] == '"';
    if (is_quoted)
        csip__cli_text_add(text, CSIP_STR("\""));
    csip__cli_text_add_safe(text, value);
    if (is_quoted)
        csip__cli_text_add(text, CSIP_STR("\""));
}

json_t *csip__cli_text_json(csip_str text)
{
    json_t *string = json_stringn(text.ptr ? text.ptr : "", text.len);
    csip__cli_text clean = {0};

    if (string)
        return string;
    while (text.len > 0) {
        uint32_t code;
        size_t len = decode(text, &code);
        csip__cli_text_add(&clean, len ? (csip_str){text.ptr, len} : CSIP_STR("\xef\xbf\xbd"));
        text = skip(text, len ? len : 1);
    }
    if (!clean.has_failed)
        string = json_stringn_nocheck(clean.ptr, clean.len);
    csip__cli_text_done(&clean);
    return string;
}
