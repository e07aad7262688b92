#include "subscription/subscriber.h"

#include "sip/write.h"
#include "subscription/event_package.h"
#include "transaction/identity.h"

enum { DEFAULT_EXPIRES_S = 900 };

static void resume(csip__subscription *subscription)
{
    csip__subscriber *subscriber = csip__subscriber_of(subscription);
    csip__order order = subscriber->waiting;
    if (order.wish == CSIP__WISH_NONE || subscriber->request)
        return;
    subscriber->waiting = (csip__order){CSIP__WISH_NONE, {NULL, 0}};
    csip__subscriber_order(subscriber, order.wish, order.body);
    csip__core_release(csip__subscription_core(subscription), (void *)order.body.ptr);
}

static void stop(csip__subscription *subscription)
{
    csip__subscriber *subscriber = csip__subscriber_of(subscription);
    if (csip__subscriber_terminate(subscriber, CSIP_STR("")) == CSIP_ERROR_STATE &&
        !subscriber->is_unsubscribing)
        csip__subscriber_end(subscriber,
                             &(csip__subscriber_ending){.code = CSIP_SUBSCRIBER_TRANSPORT_ERROR});
}

static void done(csip__subscription *subscription)
{
    csip__subscriber *subscriber = csip__subscriber_of(subscription);
    csip__core *core = csip__subscription_core(subscription);
    csip__timer_stop(&core->timers, &subscriber->notify_timer);
    csip__timer_stop(&core->timers, &subscriber->refresh_timer);
    csip__map_remove(&subscription->owner->names, &subscriber->name_node);
    const csip_str texts[] = {subscriber->name,        subscriber->call_id, subscriber->from,
                              subscriber->to,          subscriber->target,  subscriber->sent.body,
                              subscriber->waiting.body};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        csip__core_release(core, (void *)texts[i].ptr);
    }
}

const csip__subscription_role csip__subscriber_role = {
    .receive = csip__subscriber_receive,
    .resume = resume,
    .stop = stop,
    .done = done,
};

csip__subscriber *csip__subscriber_make(csip__subscriptions *subscriptions)
{
    csip__subscription *subscription =
        csip__subscription_new(subscriptions, &csip__subscriber_role, sizeof(csip__subscriber));
    return subscription ? csip__subscriber_of(subscription) : NULL;
}

/* ---- a new one ---- */

/* Who is asked, by whom. */
static csip_error set_names(csip__subscriber *subscriber, const char *target,
                            const csip_subscribe_options *options)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    csip_str to_uri = {NULL, 0};
    csip_error error = csip__identity_target(core, target, &subscriber->target);
    if (!error && options->to_uri)
        error = csip__identity_target(core, options->to_uri, &to_uri);
    if (!error)
        error = csip__identity_from(core, options->from_user_name, options->from_display_name,
                                    &subscriber->from);
    if (error) {
        csip__core_release(core, (void *)to_uri.ptr);
        return error;
    }
    csip__buf *buf = csip__core_writer(core);
    csip__write_name_addr(buf, csip_str_from(options->to_display_name),
                          to_uri.ptr ? to_uri : subscriber->target, CSIP_STR(""));
    error = buf->error;
    subscriber->to = csip__core_written(core);
    subscriber->call_id = csip__identity_call_id(core);
    csip__core_release(core, (void *)to_uri.ptr);
    return error ? error : core->error;
}

static csip_error set_options(csip__subscriber *subscriber, const char *target,
                              const csip_subscribe_options *options)
{
    const csip__subscription_lines lines = {
        .event = csip_str_from(options->event),
        .accept = options->accept,
        .allow_events = options->allow_events,
        .extra_headers = options->extra_headers,
        .extra_header_count = options->extra_header_count,
        .content_type = options->content_type,
    };
    csip__event_package package;
    subscriber->expires_s = options->expires_s ? options->expires_s : DEFAULT_EXPIRES_S;
    if (!target || !csip__event_package_parse(lines.event, &package))
        return CSIP_ERROR_ARGUMENT;
    csip_error error = csip__subscription_set_lines(&subscriber->base, &lines);
    return error ? error : set_names(subscriber, target, options);
}

csip_error csip__subscriber_new(csip__subscriptions *subscriptions, const char *target,
                                const csip_subscribe_options *options, csip_id *ret_id)
{
    csip__core *core = subscriptions->uac->core;
    if (!options)
        return CSIP_ERROR_ARGUMENT;
    csip__subscriber *subscriber = csip__subscriber_make(subscriptions);
    if (!subscriber)
        return core->error ? core->error : CSIP_ERROR_LIMIT;
    csip_error error = set_options(subscriber, target, options);
    if (error)
        csip__subscription_finish(&subscriber->base);
    else
        *ret_id = subscriber->base.id;
    return error;
}

/* ---- commands ---- */

csip_error csip__subscriber_subscribe(csip__subscriber *subscriber, csip_str body)
{
    if (subscriber->is_unsubscribing)
        return CSIP_ERROR_STATE;
    csip__subscriber_order(subscriber, CSIP__WISH_SUBSCRIBE, body);
    return CSIP_OK;
}

csip_error csip__subscriber_terminate(csip__subscriber *subscriber, csip_str body)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    bool has_begun = subscriber->base.state != CSIP_SUBSCRIPTION_INIT || subscriber->request;
    if (!has_begun || subscriber->is_unsubscribing)
        return CSIP_ERROR_STATE;
    subscriber->is_unsubscribing = true;
    csip__timer_stop(&core->timers, &subscriber->refresh_timer);
    csip__timer_stop(&core->timers, &subscriber->base.expiry_timer);
    csip__subscriber_await_notify(subscriber);
    csip__subscriber_order(subscriber, CSIP__WISH_UNSUBSCRIBE, body);
    return CSIP_OK;
}

/* ---- its life ---- */

void csip__subscriber_end(csip__subscriber *subscriber, const csip__subscriber_ending *ending)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    csip_event event = {.kind = CSIP_EVENT_TERMINATED, .message = ending->message};
    const csip__subscription_state *state = ending->state;
    if (csip__subscription_is_over(&subscriber->base))
        return;
    event.originator = ending->message ? CSIP_ORIGINATOR_REMOTE : CSIP_ORIGINATOR_SYSTEM;
    event.subscription.code = ending->code;
    if (state) {
        event.subscription.reason = state->reason;
        event.subscription.reason_text = state->reason_text;
        event.subscription.has_retry_after = state->has_retry_after;
        event.subscription.retry_after_s = state->retry_after_s;
    } else if (ending->message) {
        event.subscription.has_retry_after =
            csip_message_number(ending->message, CSIP_HEADER_RETRY_AFTER,
                                &event.subscription.retry_after_s) == CSIP_OK;
    }
    csip__timer_stop(&core->timers, &subscriber->notify_timer);
    csip__timer_stop(&core->timers, &subscriber->refresh_timer);
    csip__subscription_emit(&subscriber->base, event, NULL);
    csip__subscription_finish(&subscriber->base);
}

void csip__subscriber_accept(csip__subscriber *subscriber, const csip_message *message)
{
    if (subscriber->base.state == CSIP_SUBSCRIPTION_INIT)
        subscriber->base.state = CSIP_SUBSCRIPTION_WAITING_NOTIFY;
    if (subscriber->is_accepted)
        return;
    subscriber->is_accepted = true;
    csip__subscription_emit(&subscriber->base,
                            (csip_event){.kind = CSIP_EVENT_SUBSCRIPTION_ACCEPTED,
                                         .originator = CSIP_ORIGINATOR_REMOTE,
                                         .message = message},
                            NULL);
}

static void notify_timer_fired(csip__timer *timer)
{
    csip__subscriber *subscriber = CSIP__CONTAINER(timer, csip__subscriber, notify_timer);
    csip__map_remove(&subscriber->base.owner->names, &subscriber->name_node);
    if (subscriber->is_unsubscribing)
        csip__subscriber_end(
            subscriber, &(csip__subscriber_ending){.code = CSIP_SUBSCRIBER_UNSUBSCRIBE_TIMEOUT});
    else if (subscriber->base.state == CSIP_SUBSCRIPTION_INIT ||
             subscriber->base.state == CSIP_SUBSCRIPTION_WAITING_NOTIFY)
        csip__subscriber_end(subscriber,
                             &(csip__subscriber_ending){.code = CSIP_SUBSCRIBER_RESPONSE_TIMEOUT});
}

void csip__subscriber_await_notify(csip__subscriber *subscriber)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    csip__timer_start(&core->timers, &subscriber->notify_timer, core->now_ms + CSIP__TRANSACTION_MS,
                      notify_timer_fired);
}

static void refresh_fired(csip__timer *timer)
{
    csip__subscriber *subscriber = CSIP__CONTAINER(timer, csip__subscriber, refresh_timer);
    csip__subscriber_order(subscriber, CSIP__WISH_SUBSCRIBE, CSIP_STR(""));
}

static void expiry_fired(csip__timer *timer)
{
    csip__subscription *base = CSIP__CONTAINER(timer, csip__subscription, expiry_timer);
    csip__subscriber *subscriber = csip__subscriber_of(base);
    csip__subscriber_end(subscriber, &(csip__subscriber_ending){.code = subscriber->failure});
}

/* Long ones between half of it and 70 s before its end, short ones 5 s before it or at half. */
static uint64_t refresh_ms(csip__core *core, uint32_t expires_s)
{
    if (expires_s >= 140) {
        uint64_t spread_ms = (uint64_t)(expires_s - 140) * 500;
        return (uint64_t)expires_s * 500 + ((csip__core_random_u32(core) * spread_ms) >> 32);
    }
    return expires_s > 6 ? (uint64_t)(expires_s - 5) * 1000 : (uint64_t)expires_s * 500;
}

void csip__subscriber_plan(csip__subscriber *subscriber, uint32_t expires_s)
{
    csip__core *core = csip__subscription_core(&subscriber->base);
    subscriber->failure = CSIP_SUBSCRIBER_RESPONSE_TIMEOUT;
    subscriber->base.expires_at_ms = core->now_ms + (uint64_t)expires_s * 1000;
    csip__timer_start(&core->timers, &subscriber->refresh_timer,
                      core->now_ms + refresh_ms(core, expires_s), refresh_fired);
    /* The notifier's final NOTIFY may be on its way at that moment. */
    csip__timer_start(&core->timers, &subscriber->base.expiry_timer,
                      subscriber->base.expires_at_ms + CSIP__TRANSACTION_MS, expiry_fired);
}
