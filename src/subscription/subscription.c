#include "subscription/subscription.h"

#include "sip/write.h"
#include "subscription/event_package.h"
#include "subscription/notifier.h"
#include "subscription/subscriber.h"

void csip__subscriptions_init(csip__subscriptions *subscriptions, csip__uac *uac)
{
    csip__core *core = uac->core;
    subscriptions->uac = uac;
    csip__dialogs_init(&subscriptions->dialogs, core);
    csip__map_init(&subscriptions->map, &core->platform, core->hash_key);
    csip__map_init(&subscriptions->names, &core->platform, core->hash_key);
}

static csip__subscription *of_node(csip__map_node *node)
{
    return CSIP__CONTAINER(node, csip__subscription, node);
}

static void subscription_free(csip__subscription *subscription)
{
    csip__core *core = csip__subscription_core(subscription);
    csip__timer_stop(&core->timers, &subscription->expiry_timer);
    subscription->role->done(subscription);
    if (subscription->dialog)
        csip__dialog_free(subscription->dialog);
    csip__map_remove(&subscription->owner->map, &subscription->node);
    csip__core_release(core, (void *)subscription->headers.ptr);
    csip__core_release(core, (void *)subscription->content_type.ptr);
    csip__core_release(core, subscription);
}

void csip__subscriptions_done(csip__subscriptions *subscriptions)
{
    csip__map_node *node;
    while ((node = csip__map_any(&subscriptions->map)))
        subscription_free(of_node(node));
    csip__map_done(&subscriptions->map);
    csip__map_done(&subscriptions->names);
    csip__dialogs_done(&subscriptions->dialogs);
}

csip__subscription *csip__subscription_new(csip__subscriptions *subscriptions,
                                           const csip__subscription_role *role, size_t size)
{
    csip__core *core = subscriptions->uac->core;
    if (subscriptions->map.count >= core->settings->max_subscriptions)
        return NULL;
    csip__subscription *subscription = csip__core_allocate(core, size);
    if (!subscription)
        return NULL;
    subscription->owner = subscriptions;
    subscription->role = role;
    subscription->id = csip__core_next_id(core);
    subscription->state = CSIP_SUBSCRIPTION_INIT;
    subscription->cseq = csip__core_random_u32(core) % 10000;
    if (csip__map_put(&subscriptions->map, &subscription->node,
                      (csip_str){(const char *)&subscription->id, sizeof(subscription->id)})) {
        core->error = CSIP_ERROR_NOMEM;
        csip__core_release(core, subscription);
        return NULL;
    }
    return subscription;
}

csip__subscription *csip__subscription_get(const csip__subscriptions *subscriptions, csip_id id)
{
    csip__map_node *node =
        csip__map_get(&subscriptions->map, (csip_str){(const char *)&id, sizeof(id)});
    return node && !csip__subscription_is_over(of_node(node)) ? of_node(node) : NULL;
}

void csip__subscription_release(csip__subscription *subscription)
{
    if (csip__subscription_is_over(subscription) && subscription->uses == 0)
        subscription_free(subscription);
}

void csip__subscription_finish(csip__subscription *subscription)
{
    csip__core *core = csip__subscription_core(subscription);
    subscription->state = CSIP_SUBSCRIPTION_TERMINATED;
    csip__timer_stop(&core->timers, &subscription->expiry_timer);
    if (subscription->dialog)
        csip__dialog_free(subscription->dialog);
    subscription->dialog = NULL;
    csip__subscription_release(subscription);
}

void csip__subscription_set_dialog(csip__subscription *subscription, csip__dialog *dialog)
{
    subscription->dialog = dialog;
    dialog->user = subscription;
    dialog->is_early = false;
}

/* ---- all of them ---- */

/* `call` may end the one that it is given, no other. */
static void for_each(csip__subscriptions *subscriptions, void (*call)(csip__subscription *it))
{
    csip__map_node *next;
    csip__map_node *node = csip__map_next(&subscriptions->map, NULL);
    for (; node; node = next) {
        next = csip__map_next(&subscriptions->map, node);
        if (!csip__subscription_is_over(of_node(node)))
            call(of_node(node));
    }
}

static void resume(csip__subscription *subscription)
{
    subscription->role->resume(subscription);
}

static void stop(csip__subscription *subscription)
{
    subscription->role->stop(subscription);
}

void csip__subscriptions_connected(csip__subscriptions *subscriptions)
{
    for_each(subscriptions, resume);
}

void csip__subscriptions_stop(csip__subscriptions *subscriptions)
{
    for_each(subscriptions, stop);
}

bool csip__subscriptions_is_pending(const csip__subscriptions *subscriptions)
{
    csip__map_node *node = NULL;
    while ((node = csip__map_next(&subscriptions->map, node))) {
        if (!csip__subscription_is_over(of_node(node)))
            return true;
    }
    return false;
}

/* ---- what is told of them ---- */

void csip__subscription_info(const csip__subscription *subscription,
                             csip_subscription_info *ret_info)
{
    const csip__dialog *dialog = subscription->dialog;
    *ret_info = (csip_subscription_info){.state = subscription->state,
                                         .is_notifier = subscription->role == &csip__notifier_role,
                                         .event = subscription->event,
                                         .expires_at_ms = subscription->expires_at_ms};
    if (dialog) {
        ret_info->call_id = dialog->call_id;
        ret_info->local_tag = dialog->local_tag;
    }
}

void csip__subscription_emit(csip__subscription *subscription, csip_event event,
                             void (*run)(void *owner, const csip_event *event))
{
    event.id = subscription->id;
    csip__core_emit(csip__subscription_core(subscription), &event,
                    run ? &(csip__then){run, subscription->owner} : NULL);
}

csip_event csip__subscription_event(csip_event_kind kind, const csip_message *message)
{
    csip_event event = {.kind = kind, .originator = CSIP_ORIGINATOR_REMOTE, .message = message};
    event.subscription.body = message->body;
    if (message->body.len > 0)
        event.subscription.content_type = csip_message_value(message, CSIP_HEADER_CONTENT_TYPE);
    return event;
}

/* ---- requests of either side ---- */

csip_error csip__subscription_set_lines(csip__subscription *subscription,
                                        const csip__subscription_lines *lines)
{
    static const csip_str event_header = {"Event: ", 7};
    csip__core *core = csip__subscription_core(subscription);
    csip_str content_type =
        lines->content_type ? csip_str_from(lines->content_type) : CSIP_STR("text/plain");
    csip__buf *buf = csip__core_writer(core);
    csip__write_text(buf, content_type); /* checked only */
    buf->len = 0;
    csip__write_extra_headers(buf, lines->extra_headers, lines->extra_header_count);
    size_t event_at = buf->len + event_header.len;
    csip__write_header(buf, CSIP_HEADER_EVENT, lines->event);
    if (lines->accept)
        csip__write_header(buf, CSIP_HEADER_ACCEPT, csip_str_from(lines->accept));
    if (lines->allow_events)
        csip__write_header(buf, CSIP_HEADER_ALLOW_EVENTS, csip_str_from(lines->allow_events));
    csip_error error = buf->error;
    csip_str headers = csip__core_written(core);
    if (error || !headers.ptr)
        return error ? error : core->error;
    csip__core_release(core, (void *)subscription->headers.ptr);
    csip__core_release(core, (void *)subscription->content_type.ptr);
    subscription->headers = headers;
    subscription->event = (csip_str){headers.ptr + event_at, lines->event.len};
    subscription->content_type = csip__core_dup(core, content_type);
    return core->error;
}

bool csip__subscription_is_ending(uint16_t status)
{
    static const uint16_t endings[] = {404, 405, 410, 416, 480, 481, 482,
                                       483, 484, 485, 489, 501, 604};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (endings[i] == status)
            return true;
    }
    return false;
}

/* ---- requests received ---- */

bool csip__subscriptions_receive(csip__subscriptions *subscriptions, csip__transaction *server)
{
    csip__dialog *dialog = csip__dialog_find_request(&subscriptions->dialogs, server->request);
    if (!dialog)
        return server->method == CSIP_METHOD_NOTIFY &&
               csip__subscriber_receive_first(subscriptions, server);
    /* RFC 3261 12.2.2: a request that comes after a later one. */
    if (!csip__dialog_accept_cseq(dialog, server->request)) {
        csip__respond_status(server, 500);
        return true;
    }
    csip__subscription *subscription = dialog->user;
    subscription->role->receive(subscription, server);
    return true;
}

void csip__subscriptions_receive_stray(csip__subscriptions *subscriptions,
                                       csip__transaction *server)
{
    const csip_message *request = server->request;
    csip_str value = csip_message_value(request, CSIP_HEADER_EVENT);
    csip__event_package package;
    /* RFC 6665 8.2.1: a NOTIFY without an Event is malformed. */
    if (!csip__event_package_parse(value, &package)) {
        csip__respond_status(server, 400);
        return;
    }
    csip_event event = csip__subscription_event(CSIP_EVENT_SIP_EVENT, request);
    event.subscription.event = value;
    csip__core_emit(subscriptions->uac->core, &event, NULL);
    csip__respond_status(server, 200);
}
