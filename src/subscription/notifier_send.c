#include "sip/write.h"
#include "subscription/notifier.h"
#include "transaction/fields.h"

/* The NOTIFY (RFC 6665 section 4.2.2). */

void csip__notifier_end(csip__notifier *notifier, csip_notifier_end code,
                        const csip_message *message)
{
    csip_event event = {.kind = CSIP_EVENT_TERMINATED, .message = message};
    if (csip__subscription_is_over(&notifier->base))
        return;
    event.originator = message                                   ? CSIP_ORIGINATOR_REMOTE
                       : code == CSIP_NOTIFIER_FINAL_NOTIFY_SENT ? CSIP_ORIGINATOR_LOCAL
                                                                 : CSIP_ORIGINATOR_SYSTEM;
    event.subscription.code = code;
    csip__subscription_emit(&notifier->base, event, NULL);
    csip__subscription_finish(&notifier->base);
}

/* RFC 6665 4.2.2: what asks for another try later does not end the subscription. */
static bool is_failure(const csip_message *response)
{
    uint32_t seconds;
    return csip__subscription_is_ending(response->status) ||
           csip_message_number(response, CSIP_HEADER_RETRY_AFTER, &seconds) != CSIP_OK;
}

static void response_came(void *user, const csip_message *response)
{
    csip__notifier *notifier = csip__notifier_of(user);
    uint16_t status = response->status;
    if (status < 200 || csip__subscription_is_over(&notifier->base))
        return;
    if (status < 300)
        csip__dialog_refresh_target(notifier->base.dialog, response);
    else if (status == 401 || status == 407)
        csip__notifier_end(notifier, CSIP_NOTIFIER_AUTHENTICATION_FAILED, response);
    else if (is_failure(response))
        csip__notifier_end(notifier, CSIP_NOTIFIER_NON_OK_RESPONSE, response);
}

/* A lost connection ends nothing: the state is told again when there is one. */
static void request_failed(void *user, csip_error error)
{
    csip__notifier *notifier = csip__notifier_of(user);
    if (error == CSIP_ERROR_NOT_CONNECTED)
        notifier->is_unsent = true;
    else
        csip__notifier_end(notifier,
                           error == CSIP_ERROR_TIMEOUT ? CSIP_NOTIFIER_RESPONSE_TIMEOUT
                                                       : CSIP_NOTIFIER_TRANSPORT_ERROR,
                           NULL);
}

static void request_ended(void *user)
{
    csip__subscription *base = user;
    base->uses--;
    if (!csip__subscription_is_over(base) && csip__subscription_core(base)->flow)
        base->role->resume(base);
    csip__subscription_release(base);
}

static const csip__request_user request_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

csip__subscription_state csip__notifier_state(const csip__notifier *notifier)
{
    const csip__subscription *base = &notifier->base;
    uint64_t now_ms = csip__subscription_core(base)->now_ms;
    uint64_t left_ms = base->expires_at_ms > now_ms ? base->expires_at_ms - now_ms : 0;
    return (csip__subscription_state){
        .state = base->state, .has_expires = true, .expires_s = (uint32_t)(left_ms / 1000)};
}

static csip_str write_headers(const csip__subscription *base, const csip__subscription_state *state)
{
    csip__core *core = csip__subscription_core(base);
    csip__buf *buf = csip__core_writer(core);
    csip__buf_str(buf, base->headers);
    csip__fields_contact_of_callee(core, buf);
    csip__subscription_state_write(buf, state);
    return csip__core_written(core);
}

void csip__notifier_send(csip__notifier *notifier, const csip__subscription_state *state,
                         csip_str body)
{
    csip__subscription *base = &notifier->base;
    csip__core *core = csip__subscription_core(base);
    if (!base->dialog)
        return; /* memory ran out as it began */
    bool is_final = state->state == CSIP_SUBSCRIPTION_TERMINATED;
    notifier->is_notify_due = false;
    notifier->is_unsent = !is_final && base->uses >= CSIP__NOTIFIER_UNANSWERED_MAX;
    if (notifier->is_unsent)
        return;
    csip__draft draft = csip__dialog_draft(base->dialog, CSIP_METHOD_NOTIFY);
    draft.headers = write_headers(base, state);
    draft.content_type = base->content_type;
    draft.body = body;
    base->uses++;
    if (!csip__request_send(base->owner->uac, &draft, &base->cseq, &request_calls, base)) {
        base->uses--;
        csip__subscription_release(base);
    }
    csip__core_release(core, (void *)draft.headers.ptr);
}

void csip__notifier_send_final(csip__notifier *notifier, const csip_notifier_farewell *farewell)
{
    csip__notifier_send(notifier,
                        &(csip__subscription_state){.state = CSIP_SUBSCRIPTION_TERMINATED,
                                                    .reason = farewell->reason,
                                                    .retry_after_s = farewell->retry_after_s,
                                                    .has_retry_after = farewell->retry_after_s > 0},
                        farewell->body);
}
