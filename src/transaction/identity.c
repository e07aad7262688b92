#include "transaction/identity.h"

#include "sip/target.h"
#include "sip/write.h"

enum { TAG_LENGTH = 10, CALL_ID_LENGTH = 15 };

csip_error csip__identity_target(csip__core *core, const char *target, csip_str *ret_uri)
{
    const char *wrong;
    csip__buf *buf = csip__core_writer(core);
    csip_error error =
        csip__target_normalize(buf, csip_str_from(target), core->settings->domain, &wrong);
    if (error)
        return error;
    *ret_uri = csip__core_written(core);
    return core->error;
}

csip_error csip__identity_from(csip__core *core, const char *user, const char *display_name,
                               csip_str *ret_from)
{
    const csip__settings *settings = core->settings;
    char uri_storage[CSIP_CONFIG_TEXT_MAX];
    char tag[TAG_LENGTH];
    csip__buf uri;
    csip__buf_init_fixed(&uri, uri_storage, sizeof(uri_storage));
    CSIP__BUF_LIT(&uri, "sip:");
    if (user)
        csip__write_user(&uri, csip_str_from(user));
    else
        csip__buf_str(&uri, settings->user);
    CSIP__BUF_PUT(&uri, CSIP_STR("@"), settings->domain);
    if (uri.error)
        return CSIP_ERROR_ARGUMENT;
    csip__core_random_token(core, tag, sizeof(tag));
    csip__buf *buf = csip__core_writer(core);
    csip__write_name_addr(buf, display_name ? csip_str_from(display_name) : settings->display_name,
                          csip__buf_get(&uri), (csip_str){tag, sizeof(tag)});
    csip_error error = buf->error;
    *ret_from = csip__core_written(core);
    return error ? error : core->error;
}

csip_error csip__identity_anonymous(csip__core *core, csip_str *ret_from)
{
    char tag[TAG_LENGTH];
    csip__core_random_token(core, tag, sizeof(tag));
    csip__buf *buf = csip__core_writer(core);
    CSIP__BUF_PUT(buf, CSIP_STR("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag="),
                  ((csip_str){tag, sizeof(tag)}));
    *ret_from = csip__core_written(core);
    return core->error;
}

csip_str csip__identity_to(csip__core *core, csip_str uri)
{
    csip__buf *buf = csip__core_writer(core);
    csip__write_name_addr(buf, CSIP_STR(""), uri, CSIP_STR(""));
    return csip__core_written(core);
}

csip_str csip__identity_call_id(csip__core *core)
{
    char token[CALL_ID_LENGTH];
    csip__core_random_token(core, token, sizeof(token));
    csip__buf *buf = csip__core_writer(core);
    CSIP__BUF_PUT(buf, core->settings->call_id_prefix, ((csip_str){token, sizeof(token)}));
    return csip__core_written(core);
}

csip_error csip__identity_reply(csip__core *core, const csip_reply *reply, csip__response *response,
                                csip_str *ret_headers)
{
    if (!reply)
        return CSIP_OK;
    csip__buf *buf = csip__core_writer(core);
    csip__write_text(buf, csip_str_from(reply->reason));
    csip__write_text(buf, csip_str_from(reply->content_type));
    if (!buf->error)
        buf->len = 0;
    csip__write_extra_headers(buf, reply->extra_headers, reply->extra_header_count);
    csip_error error = buf->error;
    csip_str headers = csip__core_written(core);
    if (error)
        return error;
    response->reason = csip_str_from(reply->reason);
    response->content_type =
        reply->content_type ? csip_str_from(reply->content_type) : CSIP_STR("text/plain");
    response->body = reply->body;
    *ret_headers = headers;
    return core->error;
}

csip_cause csip__cause_from_error(csip_error error)
{
    switch (error) {
    case CSIP_ERROR_TIMEOUT: return CSIP_CAUSE_REQUEST_TIMEOUT;
    case CSIP_ERROR_NOT_CONNECTED: return CSIP_CAUSE_CONNECTION_ERROR;
    default: return CSIP_CAUSE_INTERNAL_ERROR;
    }
}
