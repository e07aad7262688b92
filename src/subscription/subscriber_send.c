#include "sip/write.h"
#include "subscription/subscriber.h"
#include "transaction/fields.h"

/* The SUBSCRIBE: what goes out, when it may, and what its response means. */

static void set_order(csip__core *core, csip__order *slot, csip__order order)
{
    csip__core_release(core, (void *)slot->body.ptr);
    *slot = order;
}

static bool retry_longer(csip__subscriber *subscriber, const csip_message *response)
{
    uint32_t min_s;
    /* RFC 6665 4.2.1.1: the interval is too short for the notifier. */
    if (response->status != 423 || subscriber->sent.wish != CSIP__WISH_SUBSCRIBE ||
        csip_message_number(response, CSIP_HEADER_MIN_EXPIRES, &min_s) ||
        min_s <= subscriber->expires_s)
        return false;
    subscriber->expires_s = min_s;
    if (subscriber->waiting.wish == CSIP__WISH_NONE) {
        subscriber->waiting = subscriber->sent;
        subscriber->sent = (csip__order){CSIP__WISH_NONE, {NULL, 0}};
    }
    return true; /* it goes out as soon as this one has ended */
}

/* The dialog of the 200, unless a NOTIFY has made it before (RFC 6665 4.4.1). */
static bool enter_dialog(csip__subscriber *subscriber, const csip_message *response)
{
    csip__subscription *base = &subscriber->base;
    if (base->dialog) {
        if (csip_str_equal(base->dialog->remote_tag, response->to.tag))
            csip__dialog_refresh_target(base->dialog, response);
        return true;
    }
    if (!response->to.tag.ptr || !csip_message_value(response, CSIP_HEADER_CONTACT).ptr)
        return false;
    csip__dialog *dialog = csip__dialog_new_uac(&base->owner->dialogs, response);
    if (dialog)
        csip__subscription_set_dialog(base, dialog);
    return true; /* or out of memory, which is told by itself */
}

static void succeed(csip__subscriber *subscriber, const csip_message *response)
{
    uint32_t expires_s = subscriber->expires_s;
    uint32_t granted_s;
    if (!enter_dialog(subscriber, response)) {
        csip__subscriber_end(subscriber,
                             &(csip__subscriber_ending){.code = CSIP_SUBSCRIBER_WRONG_OK_RESPONSE,
                                                        .message = response});
        return;
    }
    csip__subscriber_accept(subscriber, response);
    if (subscriber->is_unsubscribing)
        return;
    /* RFC 6665 4.2.1.1: it may be shorter than what was asked for, not longer. */
    if (!csip_message_number(response, CSIP_HEADER_EXPIRES, &granted_s) && granted_s < expires_s)
        expires_s = granted_s;
    if (expires_s > 0) {
        csip__subscriber_plan(subscriber, expires_s);
        return;
    }
    subscriber->is_unsubscribing = true; /* by the notifier: only its final NOTIFY is to come */
    csip__subscriber_await_notify(subscriber);
}

/* RFC 6665 4.1.2.2: otherwise a failed refresh leaves the subscription as it is, until its end. */
static void try_later(csip__subscriber *subscriber, uint32_t retry_after_s)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    uint64_t end_ms = subscriber->base.expires_at_ms;
    uint64_t left_ms = end_ms > core->now_ms ? end_ms - core->now_ms : 0;
    uint64_t delay_ms = left_ms / 2;
    if (delay_ms < (uint64_t)retry_after_s * 1000)
        delay_ms = (uint64_t)retry_after_s * 1000;
    if (left_ms >= 1000 && delay_ms < left_ms)
        csip__timer_start(&core->timers, &subscriber->refresh_timer, core->now_ms + delay_ms,
                          subscriber->refresh_timer.fire);
}

static void fail(csip__subscriber *subscriber, const csip__subscriber_ending *ending,
                 bool is_ending)
{
    const csip_message *response = ending->message;
    uint32_t retry_after_s = 0;
    if (is_ending || subscriber->is_unsubscribing ||
        subscriber->base.state == CSIP_SUBSCRIPTION_INIT) {
        csip__subscriber_end(subscriber, ending);
        return;
    }
    subscriber->failure = ending->code;
    if (response && csip_message_number(response, CSIP_HEADER_RETRY_AFTER, &retry_after_s))
        retry_after_s = 0;
    try_later(subscriber, retry_after_s);
}

static void response_came(void *user, const csip_message *response)
{
    csip__subscriber *subscriber = csip__subscriber_of(user);
    uint16_t status = response->status;
    if (status < 200 || csip__subscription_is_over(&subscriber->base))
        return;
    if (status < 300) {
        succeed(subscriber, response);
        return;
    }
    if (retry_longer(subscriber, response))
        return;
    bool is_challenge = status == 401 || status == 407;
    fail(subscriber,
         &(csip__subscriber_ending){.code = is_challenge ? CSIP_SUBSCRIBER_AUTHENTICATION_FAILED
                                                         : CSIP_SUBSCRIBER_NON_OK_RESPONSE,
                                    .message = response},
         is_challenge || csip__subscription_is_ending(status));
}

/* A lost connection ends nothing that has begun: the same goes out when there is one again. */
static void request_failed(void *user, csip_error error)
{
    csip__subscriber *subscriber = csip__subscriber_of(user);
    bool is_lost = error == CSIP_ERROR_NOT_CONNECTED;
    if (csip__subscription_is_over(&subscriber->base))
        return;
    if (is_lost && subscriber->base.dialog) {
        if (subscriber->waiting.wish == CSIP__WISH_NONE) {
            subscriber->waiting = subscriber->sent;
            subscriber->sent = (csip__order){CSIP__WISH_NONE, {NULL, 0}};
        }
        return;
    }
    fail(subscriber,
         &(csip__subscriber_ending){.code = error == CSIP_ERROR_TIMEOUT
                                                ? CSIP_SUBSCRIBER_RESPONSE_TIMEOUT
                                                : CSIP_SUBSCRIBER_TRANSPORT_ERROR},
         false);
}

static void request_ended(void *user)
{
    csip__subscription *base = user;
    csip__subscriber *subscriber = csip__subscriber_of(base);
    subscriber->request = NULL;
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

/* RFC 6665 4.1.2.4: a NOTIFY can come before the 200, and by name only. */
static bool expect_first_notify(csip__subscriber *subscriber)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    csip_name_addr from;
    if (csip_name_addr_parse(subscriber->from, &from))
        return false; /* cannot be: it is our own */
    csip__buf *buf = csip__core_writer(core);
    CSIP__BUF_PUT(buf, subscriber->call_id, CSIP_STR("\n"), from.tag);
    subscriber->name = csip__core_written(core);
    if (!subscriber->name.ptr)
        return false;
    if (csip__map_put(&subscriber->base.owner->names, &subscriber->name_node, subscriber->name)) {
        core->error = CSIP_ERROR_NOMEM;
        return false;
    }
    csip__subscriber_await_notify(subscriber);
    return true;
}

static csip_str write_headers(const csip__subscriber *subscriber, csip__wish wish)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    csip__buf *buf = csip__core_writer(core);
    csip__buf_str(buf, subscriber->base.headers);
    csip__write_header_uint(buf, CSIP_HEADER_EXPIRES,
                            wish == CSIP__WISH_SUBSCRIBE ? subscriber->expires_s : 0);
    csip__fields_contact(core, buf, false);
    return csip__core_written(core);
}

static csip__draft first_draft(const csip__subscriber *subscriber)
{
    return (csip__draft){
        .method = CSIP_METHOD_SUBSCRIBE,
        .uri = subscriber->target,
        .to = subscriber->to,
        .from = subscriber->from,
        .call_id = subscriber->call_id,
        .routes = csip__subscription_core(&subscriber->base)->route,
    };
}

static void send(csip__subscriber *subscriber, csip__wish wish, csip_str body)
{
    csip__subscription *base = &subscriber->base;
    csip__core *core = csip__subscription_core(base);
    csip__draft draft = base->dialog ? csip__dialog_draft(base->dialog, CSIP_METHOD_SUBSCRIBE)
                                     : first_draft(subscriber);
    if (!subscriber->name.ptr && !base->dialog && !expect_first_notify(subscriber))
        return;
    draft.headers = write_headers(subscriber, wish);
    draft.content_type = base->content_type;
    draft.body = body;
    set_order(core, &subscriber->sent, (csip__order){wish, csip__core_dup(core, body)});
    base->uses++;
    subscriber->request =
        csip__request_send(base->owner->uac, &draft, &base->cseq, &request_calls, subscriber);
    if (!subscriber->request) {
        base->uses--;
        csip__subscription_release(base);
    }
    csip__core_release(core, (void *)draft.headers.ptr);
}

void csip__subscriber_order(csip__subscriber *subscriber, csip__wish wish, csip_str body)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    /* Without a dialog a SUBSCRIBE is a new one: a further one waits for the first's response. */
    if (subscriber->request || (!core->flow && subscriber->base.dialog))
        set_order(core, &subscriber->waiting, (csip__order){wish, csip__core_dup(core, body)});
    else
        send(subscriber, wish, body);
}
