#include "transaction/derive.h"

#include "sip/write.h"
#include "transaction/fields.h"

/* Request-URI, topmost Via, Route, From, Call-ID and the CSeq number are those of the INVITE. */
static csip_str derive(csip__core *core, csip_str invite, csip_method method, csip_str to,
                       csip_str headers)
{
    csip_message message;
    if (csip_message_parse(invite, &message, NULL))
        return (csip_str){NULL, 0};
    csip__buf *buf = csip__core_writer(core);
    csip__write_request_line(buf, csip_method_name(method), message.request_uri_text);
    csip__write_header(buf, CSIP_HEADER_VIA, csip_message_value(&message, CSIP_HEADER_VIA));
    csip__write_headers_copy(buf, &message, CSIP_HEADER_ROUTE);
    CSIP__BUF_LIT(buf, "Max-Forwards: 69\r\n");
    csip__write_header(buf, CSIP_HEADER_TO, to);
    csip__write_header(buf, CSIP_HEADER_FROM, csip_message_value(&message, CSIP_HEADER_FROM));
    csip__write_header(buf, CSIP_HEADER_CALL_ID, message.call_id);
    csip__write_cseq(buf, message.cseq, csip_method_name(method));
    csip__buf_str(buf, headers);
    csip__fields_common(core, buf, method);
    csip__write_body(buf, CSIP_STR(""), CSIP_STR(""));
    return csip__core_written(core);
}

csip_str csip__derive_ack(csip__core *core, csip_str invite, const csip_message *response)
{
    return derive(core, invite, CSIP_METHOD_ACK, csip_message_value(response, CSIP_HEADER_TO),
                  CSIP_STR(""));
}

csip_str csip__derive_cancel(csip__core *core, csip_str invite, csip_str headers)
{
    csip_message message;
    if (csip_message_parse(invite, &message, NULL))
        return (csip_str){NULL, 0};
    return derive(core, invite, CSIP_METHOD_CANCEL, csip_message_value(&message, CSIP_HEADER_TO),
                  headers);
}
