#include "session/session.h"

#include "base/str.h"
#include "sip/write.h"
#include "transaction/identity.h"

/* The one who transfers: sends REFER, hears NOTIFY. */

enum { EXPIRES_S = 300, EXPIRES_MAX_S = 3600 };

static void transfer_unlink(csip__transfer *transfer)
{
    csip__transfer **link = &transfer->session->transfers;
    while (*link != transfer)
        link = &(*link)->next;
    *link = transfer->next;
}

static void transfer_free(csip__transfer *transfer)
{
    csip__core *core = csip__session_core(transfer->session);
    if (transfer->request)
        csip__request_detach(transfer->request);
    csip__timer_stop(&core->timers, &transfer->timer);
    transfer_unlink(transfer);
    csip__core_release(core, transfer);
}

/* The REFER may still be sent again with credentials, which needs the dialog's CSeq. */
static void settle(csip__transfer *transfer)
{
    csip__session *session = transfer->session;
    if (!transfer->is_over || transfer->request)
        return;
    transfer_free(transfer);
    csip__session_unuse(session);
}

static void tell(csip__transfer *transfer, csip_event event)
{
    event.id = transfer->id;
    csip__core_emit(csip__session_core(transfer->session), &event, NULL);
}

static void timer_fired(csip__timer *timer)
{
    csip__transfer *transfer = CSIP__CONTAINER(timer, csip__transfer, timer);
    if (!transfer->is_told)
        tell(transfer, (csip_event){.kind = CSIP_EVENT_TRANSFER_FAILED,
                                    .originator = CSIP_ORIGINATOR_SYSTEM,
                                    .cause = CSIP_CAUSE_REQUEST_TIMEOUT});
    transfer->is_over = true;
    settle(transfer);
}

static void wait(csip__transfer *transfer, uint64_t ms)
{
    csip__core *core = csip__session_core(transfer->session);
    if (csip__session_is_ended(transfer->session) && ms > CSIP__TRANSACTION_MS)
        ms = CSIP__TRANSACTION_MS;
    csip__timer_start(&core->timers, &transfer->timer, core->now_ms + ms, timer_fired);
}

static void response_came(void *user, const csip_message *response)
{
    csip__transfer *transfer = user;
    bool is_success = response->status < 300;
    if (response->status < 200)
        return;
    transfer->cseq = transfer->request->cseq;
    if (transfer->is_told)
        return;
    tell(transfer,
         (csip_event){
             .kind = is_success ? CSIP_EVENT_REQUEST_SUCCEEDED : CSIP_EVENT_REQUEST_FAILED,
             .originator = CSIP_ORIGINATOR_REMOTE,
             .cause = is_success ? CSIP_CAUSE_NONE : csip_cause_from_status(response->status),
             .message = response,
         });
    transfer->is_over = !is_success;
    /* RFC 6665 4.1.2.4: timer N. */
    if (is_success && !transfer->timer.is_running)
        wait(transfer, CSIP__TRANSACTION_MS);
}

static void request_failed(void *user, csip_error error)
{
    csip__transfer *transfer = user;
    if (!transfer->is_told)
        tell(transfer, (csip_event){.kind = CSIP_EVENT_REQUEST_FAILED,
                                    .originator = CSIP_ORIGINATOR_SYSTEM,
                                    .cause = csip__cause_from_error(error)});
    transfer->is_over = true;
}

static void request_ended(void *user)
{
    csip__transfer *transfer = user;
    transfer->request = NULL;
    settle(transfer);
}

static const csip__request_user request_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

static bool is_established(const csip__session *session)
{
    return session->state == CSIP_SESSION_CONFIRMED ||
           session->state == CSIP_SESSION_WAITING_FOR_ACK;
}

/** What a REFER is about, checked. */
typedef struct order {
    csip_str target;
    const csip__dialog *replaced; /* NULL: blind */
} order;

static csip_error write_headers(csip__session *session, const order *it,
                                const csip_refer_options *options, csip_str *ret_headers)
{
    csip__core *core = csip__session_core(session);
    csip__buf *buf = csip__core_writer(core);
    csip__write_extra_headers(buf, options->extra_headers, options->extra_header_count);
    csip__refer_to_write(buf, it->target, it->replaced);
    CSIP__BUF_PUT(buf, CSIP_STR("Referred-By: <"),
                  session->is_anonymous ? CSIP_STR("sip:anonymous@anonymous.invalid")
                                        : core->settings->aor,
                  CSIP_STR(">\r\n"));
    csip__session_write_contact(session, buf);
    csip_error error = buf->error;
    *ret_headers = csip__core_written(core);
    return error ? error : core->error;
}

static void append(csip__session *session, csip__transfer *transfer)
{
    csip__transfer **end = &session->transfers;
    while (*end)
        end = &(*end)->next;
    *end = transfer;
    transfer->session = session;
    transfer->id = csip__core_next_id(csip__session_core(session));
    csip__session_use(session);
}

static csip_error send(csip__session *session, csip_str headers, csip_id *ret_id)
{
    csip__core *core = csip__session_core(session);
    csip__transfer *transfer = csip__core_allocate(core, sizeof(*transfer));
    if (!transfer)
        return core->error;
    append(session, transfer);
    if (ret_id)
        *ret_id = transfer->id;
    csip__draft draft = csip__dialog_draft(session->dialog, CSIP_METHOD_REFER);
    draft.headers = headers;
    transfer->request = csip__request_send(session->owner->uac, &draft,
                                           &session->dialog->local_cseq, &request_calls, transfer);
    settle(transfer);
    return CSIP_OK;
}

csip_error csip__refer_send(csip__session *session, const char *target,
                            const csip_refer_options *options, csip_id *ret_id)
{
    static const csip_refer_options defaults;
    csip__core *core = csip__session_core(session);
    csip_str headers;
    order it = {0};
    if (!is_established(session))
        return CSIP_ERROR_STATE;
    if (!options)
        options = &defaults;
    if (options->replaces) {
        const csip__session *other = csip__session_get(session->owner, options->replaces);
        if (!other)
            return CSIP_ERROR_NOT_FOUND;
        if (!is_established(other))
            return CSIP_ERROR_STATE;
        it.replaced = other->dialog;
    }
    csip_error error = csip__identity_target(core, target, &it.target);
    if (error)
        return error;
    error = write_headers(session, &it, options, &headers);
    if (!error)
        error = send(session, headers, ret_id);
    csip__core_release(core, (void *)it.target.ptr);
    csip__core_release(core, (void *)headers.ptr);
    return error;
}

/* ---- NOTIFY ---- */

static uint32_t cseq_of(const csip__transfer *transfer)
{
    return transfer->request ? transfer->request->cseq : transfer->cseq;
}

/* RFC 3515 2.4.6: without an id it is about the first REFER of the dialog. */
static csip__transfer *find(const csip__session *session, csip_str params)
{
    csip_str id;
    uint64_t cseq;
    csip__transfer *transfer = session->transfers;
    if (!csip_param_find(params, CSIP_STR("id"), &id))
        return transfer && transfer->is_over ? NULL : transfer;
    if (!csip__str_to_uint(csip__str_trim(id), UINT32_MAX, &cseq))
        return NULL;
    while (transfer && (transfer->is_over || cseq_of(transfer) != cseq))
        transfer = transfer->next;
    return transfer;
}

/** A NOTIFY's content. */
typedef struct news {
    uint16_t status; /* 0: none, of a subscription that just ends */
    csip_str reason;
    bool is_last;
    uint64_t expires_s;
} news;

/* message/sipfrag (RFC 3420): its first line is the status that the call has come to. */
static bool parse_fragment(csip_str body, news *it)
{
    uint64_t status;
    csip_str rest;
    csip_str line = csip__str_trim(csip__str_cut(body, '\n', &(csip_str){0}));
    if (!csip__str_starts_with_nocase(line, CSIP_STR("SIP/2.0 ")))
        return false;
    csip_str number = csip__str_cut(csip__str_skip(line, 8), ' ', &rest);
    if (number.len != 3 || !csip__str_to_uint(number, 699, &status) || status < 100)
        return false;
    it->status = (uint16_t)status;
    it->reason = rest;
    return true;
}

static uint16_t parse_news(const csip_message *notify, news *it)
{
    csip_str params, expires;
    csip_str state = csip_message_value(notify, CSIP_HEADER_SUBSCRIPTION_STATE);
    csip_str type = csip_message_value(notify, CSIP_HEADER_CONTENT_TYPE);
    state = csip__str_trim(csip__str_cut(state, ';', &params));
    type = csip__str_trim(csip__str_cut(type, ';', &(csip_str){0}));
    *it = (news){.is_last = csip_str_equal_nocase(state, CSIP_STR("terminated")),
                 .expires_s = EXPIRES_S};
    if (csip_param_find(params, CSIP_STR("expires"), &expires) &&
        !csip__str_to_uint(expires, EXPIRES_MAX_S, &it->expires_s))
        it->expires_s = EXPIRES_MAX_S;
    if (notify->body.len == 0 && it->is_last)
        return 0;
    if (!csip_str_equal_nocase(type, CSIP_STR("message/sipfrag")))
        return 415;
    return parse_fragment(notify->body, it) ? 0 : 400;
}

static csip_event_kind kind_of(const news *it)
{
    if (it->status >= 200 && it->status < 300)
        return CSIP_EVENT_TRANSFER_ACCEPTED;
    if (it->status >= 300 || it->is_last)
        return CSIP_EVENT_TRANSFER_FAILED;
    return it->status == 100 ? CSIP_EVENT_TRANSFER_TRYING : CSIP_EVENT_TRANSFER_PROGRESS;
}

static void take_news(csip__transfer *transfer, const csip_message *notify, const news *it)
{
    csip_event_kind kind = kind_of(it);
    bool is_failed = kind == CSIP_EVENT_TRANSFER_FAILED;
    if (!transfer->is_told)
        tell(transfer,
             (csip_event){.kind = kind,
                          .originator = CSIP_ORIGINATOR_REMOTE,
                          .cause = is_failed ? csip_cause_from_status(it->status) : CSIP_CAUSE_NONE,
                          .message = notify,
                          .transfer = {.status = it->status, .reason = it->reason}});
    if (is_failed || kind == CSIP_EVENT_TRANSFER_ACCEPTED)
        transfer->is_told = true;
    transfer->is_over = it->is_last;
    if (!it->is_last)
        wait(transfer, transfer->is_told ? CSIP__TRANSACTION_MS : it->expires_s * 1000);
    settle(transfer);
}

void csip__refer_notified(csip__session *session, csip__transaction *server)
{
    const csip_message *notify = server->request; /* readable until the next input */
    csip_str params;
    news it;
    csip_str package = csip_message_value(notify, CSIP_HEADER_EVENT);
    package = csip__str_trim(csip__str_cut(package, ';', &params));
    if (!csip_str_equal_nocase(package, CSIP_STR("refer"))) {
        csip__respond(server, &(csip__response){.status = 489,
                                                .headers = CSIP_STR("Allow-Events: refer\r\n")});
        return;
    }
    csip__transfer *transfer = find(session, params);
    uint16_t status = transfer ? parse_news(notify, &it) : 481;
    if (status) {
        csip__respond(server, &(csip__response){
                                  .status = status,
                                  .headers = status == 415 ? CSIP_STR("Accept: message/sipfrag\r\n")
                                                           : CSIP_STR("")});
        return;
    }
    csip__respond_status(server, 200);
    take_news(transfer, notify, &it);
}

/* ---- with the session ---- */

void csip__transfers_end(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    uint64_t latest_ms = core->now_ms + CSIP__TRANSACTION_MS;
    for (csip__transfer *it = session->transfers; it; it = it->next) {
        if (it->timer.is_running && it->timer.due_ms > latest_ms)
            csip__timer_start(&core->timers, &it->timer, latest_ms, timer_fired);
    }
}

void csip__transfers_done(csip__session *session)
{
    while (session->transfers)
        transfer_free(session->transfers);
}
