#include "transaction/fields.h"

#include "sip/write.h"

void csip__fields_allow(csip__buf *buf)
{
    csip__write_header(
        buf, CSIP_HEADER_ALLOW,
        CSIP_STR("INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY,SUBSCRIBE"));
}

/* Only what works is offered: proxies and peers rely on it. */
void csip__fields_supported(csip__core *core, csip__buf *buf, csip_method method)
{
    csip__write_header_begin(buf, CSIP_HEADER_SUPPORTED);
    if (method == CSIP_METHOD_REGISTER)
        CSIP__BUF_LIT(buf, "path,gruu,");
    if ((method == CSIP_METHOD_INVITE || method == CSIP_METHOD_UPDATE) &&
        core->settings->session_timers)
        CSIP__BUF_LIT(buf, "timer,");
    if (method == CSIP_METHOD_INVITE && core->gruus.public_gruu.ptr)
        CSIP__BUF_LIT(buf, "gruu,");
    if (method == CSIP_METHOD_INVITE || method == CSIP_METHOD_UPDATE)
        CSIP__BUF_LIT(buf, "ice,");
    if (method == CSIP_METHOD_INVITE)
        CSIP__BUF_LIT(buf, "replaces,");
    CSIP__BUF_LIT(buf, "outbound");
    csip__write_crlf(buf);
}

void csip__fields_common(csip__core *core, csip__buf *buf, csip_method method)
{
    csip__buf_str(buf, core->settings->extra_headers);
    csip__fields_allow(buf);
    csip__fields_supported(core, buf, method);
    csip__write_header(buf, CSIP_HEADER_USER_AGENT, core->settings->user_agent);
}

static void write_contact(csip__core *core, csip__buf *buf, bool is_anonymous, csip_str outbound)
{
    csip_str gruu = is_anonymous ? core->gruus.temporary_gruu : core->gruus.public_gruu;
    csip__write_header_begin(buf, CSIP_HEADER_CONTACT);
    CSIP__BUF_LIT(buf, "<");
    if (gruu.ptr)
        csip__buf_str(buf, gruu);
    else
        CSIP__BUF_PUT(buf,
                      is_anonymous ? CSIP_STR("sip:anonymous@anonymous.invalid;transport=ws")
                                   : core->settings->contact_uri,
                      outbound);
    CSIP__BUF_LIT(buf, ">");
    csip__write_crlf(buf);
}

void csip__fields_contact(csip__core *core, csip__buf *buf, bool is_anonymous)
{
    /* RFC 5626 4.3: without a GRUU a dialog-forming request asks for the flow itself. */
    write_contact(core, buf, is_anonymous, CSIP_STR(";ob"));
}

void csip__fields_contact_of_callee(csip__core *core, csip__buf *buf)
{
    write_contact(core, buf, false, CSIP_STR(""));
}
