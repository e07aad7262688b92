#include "sip/chars.h"
#include "sip/uri.h"
#include "sip/write.h"

void csip__write_quoted(csip__buf *buf, csip_str text)
{
    csip__buf_char(buf, '"');
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            csip__write_text(buf, (csip_str){text.ptr + done, i - done});
            csip__buf_char(buf, '\\');
            done = i;
        }
    }
    csip__write_text(buf, csip__str_skip(text, done));
    csip__buf_char(buf, '"');
}

static void write_token_or_quoted(csip__buf *buf, csip_str text)
{
    if (csip__str_is_token(text)) {
        csip__buf_str(buf, text);
    } else {
        csip__write_quoted(buf, text);
    }
}

void csip__write_name_addr(csip__buf *buf, csip_str display_name, csip_str uri, csip_str tag)
{
    if (display_name.len > 0) {
        write_token_or_quoted(buf, display_name);
        csip__buf_char(buf, ' ');
    }
    if (csip__str_find(uri, '>') < uri.len) {
        csip__buf_fail(buf, CSIP_ERROR_ARGUMENT);
    }
    csip__buf_char(buf, '<');
    csip__write_text(buf, uri);
    csip__buf_char(buf, '>');
    if (tag.len > 0) {
        csip__write_param(buf, CSIP_STR("tag"), tag);
    }
}

void csip__write_param(csip__buf *buf, csip_str name, csip_str value)
{
    if (!csip__str_is_token(name)) {
        csip__buf_fail(buf, CSIP_ERROR_ARGUMENT);
    }
    csip__buf_char(buf, ';');
    csip__buf_str(buf, name);
    if (value.ptr) {
        csip__buf_char(buf, '=');
        write_token_or_quoted(buf, value);
    }
}

void csip__write_uri(csip__buf *buf, const csip_uri *uri)
{
    csip__write_text(buf, uri->scheme);
    csip__buf_char(buf, ':');
    if (!csip__uri_is_sip(uri)) {
        csip__write_text(buf, uri->opaque);
        return;
    }
    if (uri->user.len > 0) {
        csip__write_text(buf, uri->user);
        if (uri->password.ptr) {
            csip__buf_char(buf, ':');
            csip__write_text(buf, uri->password);
        }
        csip__buf_char(buf, '@');
    }
    csip__write_text(buf, uri->host);
    if (uri->port > 0) {
        csip__buf_char(buf, ':');
        csip__buf_uint(buf, uri->port);
    }
    if (uri->params.len > 0) {
        csip__buf_char(buf, ';');
        csip__write_text(buf, uri->params);
    }
    if (uri->headers.len > 0) {
        csip__buf_char(buf, '?');
        csip__write_text(buf, uri->headers);
    }
}

static void write_escaped(csip__buf *buf, uint8_t octet)
{
    static const char digits[] = "0123456789ABCDEF";
    char escape[3] = {'%', digits[octet >> 4], digits[octet & 15]};
    csip__buf_put(buf, escape, sizeof escape);
}

void csip__write_user(csip__buf *buf, csip_str user)
{
    for (size_t i = 0; i < user.len; i++) {
        char c = user.ptr[i];
        if (c == '%' && user.len - i > 2 && csip__char_hex(user.ptr[i + 1]) >= 0 &&
            csip__char_hex(user.ptr[i + 2]) >= 0) {
            c = (char)(csip__char_hex(user.ptr[i + 1]) << 4 | csip__char_hex(user.ptr[i + 2]));
            i += 2;
            /* Only unreserved characters mean the same with and without their escape. */
            if (!csip__char_is(c, CSIP__CHAR_UNRESERVED)) {
                write_escaped(buf, (uint8_t)c);
                continue;
            }
        }
        if ((uint8_t)c < 0x80 && csip__char_is(c, CSIP__CHAR_USER)) {
            csip__buf_char(buf, c);
        } else {
            write_escaped(buf, (uint8_t)c);
        }
    }
}
