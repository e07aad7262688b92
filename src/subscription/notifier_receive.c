#include "sip/write.h"
#include "subscription/event_package.h"
#include "subscription/notifier.h"
#include "transaction/fields.h"

/* The SUBSCRIBE (RFC 6665 section 4.2.1), the first and those in its dialog. */

enum { DEFAULT_EXPIRES_S = 900 };

static void refuse_423(csip__transaction *server, uint32_t min_s)
{
    csip__core *core = server->owner->core;
    csip__buf *buf = csip__core_writer(core);
    csip__write_header_uint(buf, CSIP_HEADER_MIN_EXPIRES, min_s);
    csip_str headers = csip__core_written(core);
    csip__respond(server, &(csip__response){.status = 423, .headers = headers});
    csip__core_release(core, (void *)headers.ptr);
}

bool csip__notifier_grant(csip__transaction *server, uint32_t *ret_expires_s)
{
    const csip__settings *settings = server->owner->core->settings;
    uint32_t expires_s;
    if (csip_message_number(server->request, CSIP_HEADER_EXPIRES, &expires_s))
        expires_s = DEFAULT_EXPIRES_S;
    /* RFC 6665 4.2.1.1: too short a time may be refused, 0 and an hour or more may not. */
    if (expires_s > 0 && expires_s < settings->subscription_min_expires && expires_s < 3600) {
        refuse_423(server, settings->subscription_min_expires);
        return false;
    }
    *ret_expires_s = expires_s < settings->subscription_max_expires
                         ? expires_s
                         : settings->subscription_max_expires;
    return true;
}

static csip_notifier_farewell timed_out(void)
{
    return (csip_notifier_farewell){.reason = CSIP_SUBSCRIPTION_REASON_TIMEOUT};
}

/* RFC 6665 4.2.2: a NOTIFY follows at once, the final one after an unsubscription. */
static void subscribe_told(void *owner, const csip_event *event)
{
    csip__subscription *subscription = csip__subscription_get(owner, event->id);
    if (!subscription)
        return;
    csip__notifier *notifier = csip__notifier_of(subscription);
    if (event->subscription.is_unsubscribe) {
        csip_notifier_farewell farewell = timed_out();
        if (!notifier->is_manual)
            csip__notifier_send_final(notifier, &farewell);
        csip__notifier_end(notifier, CSIP_NOTIFIER_UNSUBSCRIBE_RECEIVED, event->message);
    } else if (notifier->is_notify_due && !notifier->is_manual) {
        csip__subscription_state state = csip__notifier_state(notifier);
        csip__notifier_send(notifier, &state, notifier->body);
    }
}

static void expired_told(void *owner, const csip_event *event)
{
    csip__subscription *subscription = csip__subscription_get(owner, event->id);
    csip_notifier_farewell farewell = timed_out();
    if (!subscription)
        return;
    csip__notifier_send_final(csip__notifier_of(subscription), &farewell);
    csip__notifier_end(csip__notifier_of(subscription), CSIP_NOTIFIER_SUBSCRIPTION_EXPIRED, NULL);
}

static void expiry_fired(csip__timer *timer)
{
    csip__subscription *base = CSIP__CONTAINER(timer, csip__subscription, expiry_timer);
    csip__subscription_emit(
        base, (csip_event){.kind = CSIP_EVENT_EXPIRED, .originator = CSIP_ORIGINATOR_SYSTEM},
        expired_told);
}

static void respond_200(csip__transaction *server, uint32_t expires_s)
{
    csip__core *core = server->owner->core;
    csip__buf *buf = csip__core_writer(core);
    csip__write_header_uint(buf, CSIP_HEADER_EXPIRES, expires_s);
    csip__fields_contact_of_callee(core, buf);
    csip_str headers = csip__core_written(core);
    csip__respond(server, &(csip__response){.status = 200, .headers = headers});
    csip__core_release(core, (void *)headers.ptr);
}

void csip__notifier_take(csip__notifier *notifier, csip__transaction *server, uint32_t expires_s)
{
    csip__subscription *base = &notifier->base;
    csip__core *core = csip__subscription_core(base);
    csip_event event = csip__subscription_event(CSIP_EVENT_SUBSCRIBE, server->request);
    event.subscription.is_unsubscribe = expires_s == 0;
    notifier->is_notify_due = true;
    base->expires_at_ms = core->now_ms + (uint64_t)expires_s * 1000;
    respond_200(server, expires_s);
    if (expires_s > 0)
        csip__timer_start(&core->timers, &base->expiry_timer, base->expires_at_ms, expiry_fired);
    else
        csip__timer_stop(&core->timers, &base->expiry_timer);
    csip__subscription_emit(base, event, subscribe_told);
}

void csip__notifier_receive(csip__subscription *subscription, csip__transaction *server)
{
    const csip_message *request = server->request;
    csip__event_package wanted, package;
    uint32_t expires_s;
    if (server->method != CSIP_METHOD_SUBSCRIBE) {
        csip__respond_status(server, 405);
        return;
    }
    if (!csip__event_package_parse(csip_message_value(request, CSIP_HEADER_EVENT), &package)) {
        csip__respond_status(server, 400);
        return;
    }
    /* RFC 6665 4.2.1.1: another package or id would be another subscription in this dialog. */
    if (!csip__event_package_parse(subscription->event, &wanted) ||
        !csip__event_package_is_same(&package, &wanted)) {
        csip__respond_status(server, 489);
        return;
    }
    if (!csip__notifier_grant(server, &expires_s))
        return;
    csip__dialog_refresh_target(subscription->dialog, request);
    csip__notifier_take(csip__notifier_of(subscription), server, expires_s);
}
