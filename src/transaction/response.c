#include "transaction/response.h"

#include "base/trace.h"
#include "sip/write.h"
#include "transaction/fields.h"

static csip_str write(csip__core *core, const csip_message *request, const csip__response *response)
{
    csip__buf *buf = csip__core_writer(core);
    csip__response_begin(buf, request, response->status, response->reason,
                         response->status > 100 ? response->to_tag : CSIP_STR(""));
    csip__buf_str(buf, response->headers);
    csip__buf_str(buf, core->settings->extra_headers);
    if (response->status == 405)
        csip__fields_allow(buf);
    csip__fields_supported(core, buf, request->method);
    CSIP__BUF_PUT(buf, CSIP_STR("Server: "), core->settings->user_agent, CSIP_STR("\r\n"));
    csip__write_body(buf, response->content_type, response->body);
    return csip__core_written(core);
}

void csip__respond(csip__transaction *server, const csip__response *response)
{
    if (!server->request)
        return;
    csip__response complete = *response;
    if (!complete.to_tag.ptr)
        complete.to_tag = (csip_str){server->to_tag, sizeof(server->to_tag)};
    csip_str octets = write(server->owner->core, server->request, &complete);
    if (octets.ptr)
        csip__server_send(server, response->status, octets);
}

void csip__respond_status(csip__transaction *server, uint16_t status)
{
    csip__respond(server, &(csip__response){.status = status});
}

void csip__respond_abilities(csip__transaction *server)
{
    csip__core *core = server->owner->core;
    csip__buf *buf = csip__core_writer(core);
    csip__fields_allow(buf);
    csip__write_header(buf, CSIP_HEADER_ACCEPT, CSIP_STR("application/sdp, application/dtmf-relay"));
    csip_str headers = csip__core_written(core);
    csip__respond(server, &(csip__response){.status = 200, .headers = headers});
    csip__core_release(core, (void *)headers.ptr);
}

void csip__respond_stateless(csip__core *core, const csip__response *response)
{
    char tag[10];
    csip__response complete = *response;
    csip__core_random_token(core, tag, sizeof(tag));
    complete.to_tag = (csip_str){tag, sizeof(tag)};
    if (!core->flow)
        return;
    csip_str octets = write(core, core->received, &complete);
    if (octets.ptr)
        csip__trace_send(core, core->flow, octets);
    csip__core_release(core, (void *)octets.ptr);
}
