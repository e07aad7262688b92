#include "sip/write.h"
#include "transaction/identity.h"
#include "ua/exchange.h"

static csip_event_kind announcement(csip_method method)
{
    return method == CSIP_METHOD_MESSAGE ? CSIP_EVENT_NEW_MESSAGE : CSIP_EVENT_NEW_OPTIONS;
}

static void response_came(void *user, const csip_message *response)
{
    csip__exchange *exchange = user;
    if (response->status < 200)
        return;
    exchange->is_over = true;
    bool is_success = response->status < 300;
    csip__core_emit(
        exchange->owner->uac->core,
        &(csip_event){
            .kind = is_success ? CSIP_EVENT_SUCCEEDED : CSIP_EVENT_MESSAGE_FAILED,
            .id = exchange->id,
            .originator = CSIP_ORIGINATOR_REMOTE,
            .cause = is_success ? CSIP_CAUSE_NONE : csip_cause_from_status(response->status),
            .message = response,
        },
        NULL);
}

static void request_failed(void *user, csip_error error)
{
    csip__exchange *exchange = user;
    exchange->is_over = true;
    csip__core_emit(exchange->owner->uac->core,
                    &(csip_event){
                        .kind = CSIP_EVENT_MESSAGE_FAILED,
                        .id = exchange->id,
                        .originator = CSIP_ORIGINATOR_SYSTEM,
                        .cause = csip__cause_from_error(error),
                    },
                    NULL);
}

static void request_ended(void *user)
{
    csip__exchange *exchange = user;
    exchange->request = NULL;
    csip__exchange_free(exchange);
}

static const csip__request_user request_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

/* Extra headers and Content-Type of the application, checked. */
static csip_error write_headers(csip__core *core, const csip_request_options *options,
                                csip_str *ret_headers)
{
    csip__buf *buf = csip__core_writer(core);
    csip__write_extra_headers(buf, options->extra_headers, options->extra_header_count);
    csip__write_text(buf, csip_str_from(options->content_type));
    buf->len -= buf->error ? 0 : csip_str_from(options->content_type).len;
    csip_error error = buf->error;
    *ret_headers = csip__core_written(core);
    return error;
}

static csip_error prepare(csip__core *core, const csip__outgoing *outgoing,
                          const csip_request_options *options, csip__draft *draft)
{
    csip_error error = csip__identity_target(core, outgoing->target, &draft->uri);
    if (!error)
        error = csip__identity_from(core, options->from_user_name, options->from_display_name,
                                    &draft->from);
    if (!error)
        error = write_headers(core, options, &draft->headers);
    if (error)
        return error;
    draft->method = outgoing->method;
    draft->to = csip__identity_to(core, draft->uri);
    draft->call_id = csip__identity_call_id(core);
    draft->routes = core->route;
    draft->content_type =
        options->content_type ? csip_str_from(options->content_type) : CSIP_STR("text/plain");
    draft->body = outgoing->body;
    return core->error;
}

static void draft_done(csip__core *core, csip__draft *draft)
{
    const csip_str owned[] = {draft->uri, draft->to, draft->from, draft->call_id, draft->headers};
    for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++) {
        csip__core_release(core, (void *)owned[i].ptr);
    }
}

csip_error csip__exchange_send(csip__exchanges *exchanges, const csip__outgoing *outgoing,
                               csip_id *ret_id)
{
    static const csip_request_options defaults;
    csip__core *core = exchanges->uac->core;
    csip__draft draft = {0};
    csip__exchange *exchange = NULL;
    csip_error error =
        prepare(core, outgoing, outgoing->options ? outgoing->options : &defaults, &draft);
    if (!error) {
        exchange = csip__exchange_new(exchanges, outgoing->method);
        if (!exchange)
            error = core->error ? core->error : CSIP_ERROR_LIMIT;
    }
    if (!error) {
        exchange->cseq = csip__core_random_u32(core) % 10000;
        csip__core_emit(core,
                        &(csip_event){.kind = announcement(exchange->method),
                                      .id = exchange->id,
                                      .originator = CSIP_ORIGINATOR_LOCAL},
                        NULL);
        *ret_id = exchange->id;
        exchange->request =
            csip__request_send(exchanges->uac, &draft, &exchange->cseq, &request_calls, exchange);
        if (!exchange->request)
            csip__exchange_free(exchange);
    }
    draft_done(core, &draft);
    return error;
}
