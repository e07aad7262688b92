#include "session/session.h"

#include "base/str.h"
#include "sip/chars.h"
#include "sip/param.h"
#include "sip/uri.h"
#include "sip/write.h"

/* Refer-To (RFC 3515 2.1), with the Replaces that an attended transfer carries in its URI. */

/* RFC 3261 19.1.1: what may not stand in the header fields of a URI is escaped. */
static void write_escaped(csip__buf *buf, csip_str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        uint8_t octet = (uint8_t)text.ptr[i];
        if (csip__char_is(text.ptr[i], CSIP__CHAR_UNRESERVED)) {
            csip__buf_char(buf, text.ptr[i]);
        } else {
            csip__buf_char(buf, '%');
            csip__buf_char(buf, digits[octet >> 4]);
            csip__buf_char(buf, digits[octet & 15]);
        }
    }
}

void csip__refer_to_write(csip__buf *buf, csip_str target, const csip__dialog *replaced)
{
    csip__write_header_begin(buf, CSIP_HEADER_REFER_TO);
    CSIP__BUF_PUT(buf, CSIP_STR("<"), target);
    if (replaced) {
        bool has_headers = csip__str_find(target, '?') < target.len;
        CSIP__BUF_PUT(buf, has_headers ? CSIP_STR("&") : CSIP_STR("?"), CSIP_STR("Replaces="));
        /* RFC 3891 3: the tags as the one sees them who is to match them, our peer. */
        write_escaped(buf, replaced->call_id);
        CSIP__BUF_LIT(buf, "%3Bto-tag%3D");
        write_escaped(buf, replaced->remote_tag);
        CSIP__BUF_LIT(buf, "%3Bfrom-tag%3D");
        write_escaped(buf, replaced->local_tag);
    }
    CSIP__BUF_LIT(buf, ">");
    csip__write_crlf(buf);
}

/* False: a broken escape, or one of an octet that could begin another header field. */
static bool write_unescaped(csip__buf *buf, csip_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? csip__char_hex(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? csip__char_hex(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if ((uint8_t)c < ' ')
            return false;
        csip__buf_char(buf, c);
    }
    return true;
}

/* The Replaces among a URI's header fields, as a line; false: it is broken. */
static bool take_replaces(csip__core *core, csip_str headers, csip_str *ret_line)
{
    while (headers.len > 0) {
        csip_str value;
        csip_str name = csip__str_cut(csip__str_cut(headers, '&', &headers), '=', &value);
        if (!csip_str_equal_nocase(name, CSIP_STR("Replaces")))
            continue;
        csip__buf *buf = csip__core_writer(core);
        csip__write_header_begin(buf, CSIP_HEADER_REPLACES);
        size_t at = buf->len;
        csip__replaces replaces;
        if (!write_unescaped(buf, value) ||
            !csip__replaces_parse(csip__str_skip(csip__buf_get(buf), at), &replaces))
            return false;
        csip__write_crlf(buf);
        *ret_line = csip__core_written(core);
        return true;
    }
    return true;
}

/* The URI to be called: its header fields and its method are not of it. */
static csip_str write_target(csip__core *core, csip_uri uri)
{
    csip__param param;
    csip_str params = uri.params;
    csip__buf *buf = csip__core_writer(core);
    uri.params = uri.headers = (csip_str){0};
    csip__write_uri(buf, &uri);
    while (csip__param_next(&params, &param)) {
        if (csip_str_equal_nocase(param.name, CSIP_STR("method")))
            continue;
        CSIP__BUF_PUT(buf, CSIP_STR(";"), param.name);
        if (param.value.ptr)
            CSIP__BUF_PUT(buf, CSIP_STR("="), param.value);
    }
    return csip__core_written(core);
}

uint16_t csip__refer_to_parse(csip__core *core, const csip_message *refer,
                              csip__refer_to *ret_refer_to)
{
    csip_name_addr name;
    csip_str method;
    *ret_refer_to = (csip__refer_to){0};
    /* RFC 3515 2.4.2: exactly one. */
    if (csip_message_header(refer, CSIP_HEADER_REFER_TO, 1) ||
        csip_name_addr_parse(csip_message_value(refer, CSIP_HEADER_REFER_TO), &name) ||
        name.is_star)
        return 400;
    if (!csip__uri_is_sip(&name.uri))
        return 416;
    if (csip_param_find(name.uri.params, CSIP_STR("method"), &method) &&
        !csip_str_equal(method, CSIP_STR("INVITE")))
        return 501;
    if (!take_replaces(core, name.uri.headers, &ret_refer_to->replaces))
        return 400;
    ret_refer_to->target = write_target(core, name.uri);
    return 0;
}
