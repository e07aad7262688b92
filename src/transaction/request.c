#include "transaction/request.h"

#include "base/trace.h"
#include "sip/write.h"
#include "transaction/fields.h"

enum { BRANCH_LENGTH = 7 + 12 };

static void branch_make(csip__core *core, char *out)
{
    memcpy(out, "z9hG4bK", 7);
    csip__core_random_token(core, out + 7, BRANCH_LENGTH - 7);
}

/* The text without what changes from one attempt to the next. */
static void write_text(csip__request *request, const csip__draft *draft)
{
    csip__core *core = request->uac->core;
    csip_str name =
        draft->method == CSIP_METHOD_OTHER ? draft->method_name : csip_method_name(draft->method);
    csip__buf *buf = csip__core_writer(core);
    csip__write_request_line(buf, name, draft->uri);
    csip__buf_str(buf, draft->routes);
    request->via_at = buf->len;
    CSIP__BUF_LIT(buf, "Max-Forwards: 69\r\n");
    csip__write_header(buf, CSIP_HEADER_TO, draft->to);
    csip__write_header(buf, CSIP_HEADER_FROM, draft->from);
    csip__write_header(buf, CSIP_HEADER_CALL_ID, draft->call_id);
    request->cseq_at = buf->len;
    csip__buf_str(buf, draft->headers);
    csip__fields_common(core, buf, draft->method);
    csip__write_body(buf, draft->content_type, draft->body);
    request->text = csip__core_written(core);
    if (!request->text.ptr)
        return;
    request->method_name = (csip_str){request->text.ptr, name.len};
    request->uri = (csip_str){request->text.ptr + name.len + 1, draft->uri.len};
    request->body =
        (csip_str){request->text.ptr + request->text.len - draft->body.len, draft->body.len};
}

static csip_str part(const csip__request *request, size_t from, size_t to)
{
    return (csip_str){request->text.ptr + from, to - from};
}

static csip_str write_attempt(csip__request *request, csip_str branch)
{
    csip__core *core = request->uac->core;
    csip__buf *buf = csip__core_writer(core);
    csip__buf_str(buf, part(request, 0, request->via_at));
    csip__write_via(buf, core->via_transport, core->settings->via_host, branch);
    csip__buf_str(buf, part(request, request->via_at, request->cseq_at));
    csip__write_cseq(buf, request->cseq, request->method_name);
    csip__buf_str(buf, request->authorization);
    csip__buf_str(buf, part(request, request->cseq_at, request->text.len));
    return csip__core_written(core);
}

static void write_authorization(csip__request *request)
{
    csip__core *core = request->uac->core;
    csip__core_release(core, (void *)request->authorization.ptr);
    csip__buf *buf = csip__core_writer(core);
    csip__keyring_write(&request->uac->keyring, buf,
                        &(csip__digest_request){
                            .method = request->method_name,
                            .uri = request->uri,
                            .body = request->body,
                        });
    request->authorization = csip__core_written(core);
}

static const csip__transaction_user transaction_calls;

static csip_error attempt(csip__request *request)
{
    csip__uac *uac = request->uac;
    if (!uac->core->flow)
        return CSIP_ERROR_NOT_CONNECTED;
    char storage[BRANCH_LENGTH];
    csip_str branch = {storage, sizeof(storage)};
    branch_make(uac->core, storage);
    request->cseq = ++*request->counter;
    write_authorization(request);
    csip__transaction *transaction = csip__client_new(&uac->transactions, request->method, branch,
                                                      write_attempt(request, branch));
    if (!transaction)
        return uac->core->error ? uac->core->error : CSIP_ERROR_LIMIT;
    transaction->calls = &transaction_calls;
    transaction->user = request;
    if (request->transaction)
        csip__transaction_detach(request->transaction);
    request->transaction = transaction;
    return CSIP_OK;
}

static void request_free(csip__request *request)
{
    csip__core *core = request->uac->core;
    csip__core_release(core, (void *)request->text.ptr);
    csip__core_release(core, (void *)request->authorization.ptr);
    csip__core_release(core, (void *)request->cancel_headers.ptr);
    csip__core_release(core, request);
}

/* RFC 3261 22.2: the same request again with credentials.  One that was cancelled stays so. */
static bool answer_challenge(csip__request *request, const csip_message *response)
{
    if (request->is_canceled || (response->status != 401 && response->status != 407))
        return false;
    return csip__keyring_learn(&request->uac->keyring, response, request->uri, &request->asked) &&
           attempt(request) == CSIP_OK;
}

static void transaction_response(void *user, const csip_message *response)
{
    csip__request *request = user;
    if (answer_challenge(request, response))
        return;
    if (response->status < 200 && !request->has_provisional) {
        request->has_provisional = true;
        if (request->is_canceled)
            csip__client_cancel(request->transaction, request->cancel_headers);
    }
    if (request->calls->response)
        request->calls->response(request->user, response);
}

static void transaction_failed(void *user, csip_error error)
{
    csip__request *request = user;
    if (request->calls->failed)
        request->calls->failed(request->user, error);
}

static void transaction_ended(void *user)
{
    csip__request *request = user;
    request_free(request);
    if (request->calls->ended)
        request->calls->ended(request->user);
}

static const csip__transaction_user transaction_calls = {
    .response = transaction_response,
    .failed = transaction_failed,
    .ended = transaction_ended,
};

csip__request *csip__request_send(csip__uac *uac, const csip__draft *draft, uint32_t *counter,
                                  const csip__request_user *calls, void *user)
{
    csip_error error = CSIP_ERROR_NOMEM;
    csip__request *request = csip__core_allocate(uac->core, sizeof(*request));
    if (request) {
        *request = (csip__request){
            .uac = uac, .calls = calls, .user = user, .method = draft->method, .counter = counter};
        write_text(request, draft);
        if (request->text.ptr)
            error = attempt(request);
    }
    if (!error)
        return request;
    if (request)
        request_free(request);
    if (calls->failed)
        calls->failed(user, error);
    return NULL;
}

csip_error csip__request_resend(csip__request *request, const csip__draft *draft)
{
    csip__core_release(request->uac->core, (void *)request->text.ptr);
    write_text(request, draft);
    request->asked = (csip__asked){0};
    request->has_provisional = false;
    return request->text.ptr ? attempt(request) : CSIP_ERROR_NOMEM;
}

void csip__request_cancel(csip__request *invite, csip_str headers)
{
    if (invite->is_canceled)
        return;
    invite->is_canceled = true;
    if (invite->has_provisional)
        csip__client_cancel(invite->transaction, headers);
    else
        invite->cancel_headers = csip__core_dup(invite->uac->core, headers);
}

void csip__request_detach(csip__request *request)
{
    static const csip__request_user nobody;
    request->calls = &nobody;
    request->user = NULL;
}

void csip__request_ack(csip__uac *uac, const csip__draft *draft, uint32_t cseq,
                       csip_str authorization)
{
    csip__request ack = {
        .uac = uac, .method = CSIP_METHOD_ACK, .cseq = cseq, .authorization = authorization};
    char storage[BRANCH_LENGTH];
    if (!uac->core->flow)
        return;
    branch_make(uac->core, storage);
    write_text(&ack, draft);
    csip_str octets = {NULL, 0};
    if (ack.text.ptr)
        octets = write_attempt(&ack, (csip_str){storage, sizeof(storage)});
    if (octets.ptr)
        csip__trace_send(uac->core, uac->core->flow, octets);
    csip__core_release(uac->core, (void *)ack.text.ptr);
    csip__core_release(uac->core, (void *)octets.ptr);
}
