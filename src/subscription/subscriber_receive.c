#include "subscription/event_package.h"
#include "subscription/subscriber.h"

/* The NOTIFY (RFC 6665 section 4.1.3). */

/* What it is refused with; 0: fine, and its state is known. */
static uint16_t check(const csip__subscription *subscription, const csip_message *notify,
                      csip__subscription_state *ret_state)
{
    csip__event_package wanted, package;
    csip_str value = csip_message_value(notify, CSIP_HEADER_EVENT);
    /* RFC 6665 8.2.1 and 8.2.3: both header fields are mandatory. */
    if (!csip__event_package_parse(value, &package) ||
        !csip__event_package_parse(subscription->event, &wanted))
        return 400;
    if (!csip__event_package_is_same(&package, &wanted))
        return 489;
    value = csip_message_value(notify, CSIP_HEADER_SUBSCRIPTION_STATE);
    return csip__subscription_state_parse(value, ret_state) ? 0 : 400;
}

static void enter_state(csip__subscriber *subscriber, const csip__subscription_state *state,
                        const csip_message *notify)
{
    csip__subscription *base = &subscriber->base;
    if (state->state == CSIP_SUBSCRIPTION_TERMINATED || base->state == state->state)
        return;
    base->state = state->state;
    csip__subscription_emit(base,
                            (csip_event){.kind = state->state == CSIP_SUBSCRIPTION_ACTIVE
                                                     ? CSIP_EVENT_ACTIVE
                                                     : CSIP_EVENT_PENDING,
                                         .originator = CSIP_ORIGINATOR_REMOTE,
                                         .message = notify},
                            NULL);
}

/* RFC 6665 4.1.3: the notifier may shorten it; 2 s are the way of the message. */
static void plan(csip__subscriber *subscriber, const csip__subscription_state *state)
{
    enum { DEVIATION_MS = 2000 };
    csip__subscription *base = &subscriber->base;
    uint32_t expires_s = subscriber->expires_s;
    if (state->state == CSIP_SUBSCRIPTION_TERMINATED || subscriber->is_unsubscribing)
        return;
    if (state->has_expires && state->expires_s < expires_s)
        expires_s = state->expires_s;
    uint64_t end_ms = csip__subscription_core(base)->now_ms + (uint64_t)expires_s * 1000;
    if (base->expires_at_ms == 0 || end_ms + DEVIATION_MS < base->expires_at_ms)
        csip__subscriber_plan(subscriber, expires_s);
}

static void take(csip__subscriber *subscriber, const csip__subscription_state *state,
                 const csip_message *notify)
{
    bool is_final = state->state == CSIP_SUBSCRIPTION_TERMINATED;
    csip__subscriber_accept(subscriber, notify);
    enter_state(subscriber, state, notify);
    plan(subscriber, state);
    if (notify->body.len > 0) {
        csip_event event = csip__subscription_event(CSIP_EVENT_NOTIFY, notify);
        event.subscription.is_final = is_final;
        csip__subscription_emit(&subscriber->base, event, NULL);
    }
    if (is_final)
        csip__subscriber_end(
            subscriber, &(csip__subscriber_ending){.code = CSIP_SUBSCRIBER_FINAL_NOTIFY_RECEIVED,
                                                   .message = notify,
                                                   .state = state});
}

void csip__subscriber_receive(csip__subscription *subscription, csip__transaction *server)
{
    csip__subscriber *subscriber = csip__subscriber_of(subscription);
    const csip_message *notify = server->request;
    csip__subscription_state state;
    if (server->method != CSIP_METHOD_NOTIFY) {
        csip__respond_status(server, 405);
        return;
    }
    uint16_t status = check(subscription, notify, &state);
    csip__respond_status(server, status ? status : 200);
    if (status) {
        csip__subscriber_end(
            subscriber, &(csip__subscriber_ending){.code = CSIP_SUBSCRIBER_WRONG_NOTIFY_RECEIVED,
                                                   .message = notify});
        return;
    }
    csip__dialog_refresh_target(subscription->dialog, notify);
    take(subscriber, &state, notify);
}

/* ---- the first NOTIFY of a dialog ---- */

static csip__subscriber *find_by_name(const csip__subscriptions *subscriptions,
                                      const csip_message *notify)
{
    char storage[1024];
    csip__buf key;
    csip__buf_init_fixed(&key, storage, sizeof(storage));
    CSIP__BUF_PUT(&key, notify->call_id, CSIP_STR("\n"), notify->to.tag);
    csip__map_node *node =
        key.error ? NULL : csip__map_get(&subscriptions->names, csip__buf_get(&key));
    return node ? CSIP__CONTAINER(node, csip__subscriber, name_node) : NULL;
}

/* RFC 6665 4.4.1: each fork is a subscription of its own. */
static csip__subscriber *fork(csip__subscriber *parent)
{
    csip__subscription *from = &parent->base;
    csip__core *core = csip__subscription_core(from);
    if (!csip__core_is_wanted(core, CSIP_EVENT_FORKED) || parent->is_unsubscribing ||
        parent->fork_count >= CSIP__SUBSCRIBER_FORKS_MAX)
        return NULL;
    csip__subscriber *subscriber = csip__subscriber_make(from->owner);
    if (!subscriber)
        return NULL;
    csip__subscription *base = &subscriber->base;
    size_t event_at = (size_t)(from->event.ptr - from->headers.ptr);
    base->headers = csip__core_dup(core, from->headers);
    base->content_type = csip__core_dup(core, from->content_type);
    base->cseq = from->cseq;
    if (!base->headers.ptr || !base->content_type.ptr) {
        csip__subscription_finish(base);
        return NULL;
    }
    base->event = (csip_str){base->headers.ptr + event_at, from->event.len};
    subscriber->expires_s = parent->expires_s;
    parent->fork_count++;
    return subscriber;
}

static void tell_fork(csip__subscriber *subscriber, csip_id parent, const csip_message *notify)
{
    csip_event event = {
        .kind = CSIP_EVENT_FORKED, .originator = CSIP_ORIGINATOR_REMOTE, .message = notify};
    event.subscription.parent = parent;
    csip__subscription_emit(&subscriber->base, event, NULL);
}

bool csip__subscriber_receive_first(csip__subscriptions *subscriptions, csip__transaction *server)
{
    const csip_message *notify = server->request;
    csip__subscriber *first = find_by_name(subscriptions, notify);
    csip__subscription_state state;
    if (!first || !notify->from.tag.ptr)
        return false;
    uint16_t status = check(&first->base, notify, &state);
    if (!status && !csip_message_value(notify, CSIP_HEADER_CONTACT).ptr)
        status = 400; /* RFC 6665 8.1.1: it makes a dialog */
    if (status) {
        csip__respond_status(server, status);
        return true;
    }
    bool is_fork = first->base.dialog || csip__subscription_is_over(&first->base);
    csip__subscriber *subscriber = is_fork ? fork(first) : first;
    csip__dialog *dialog =
        subscriber ? csip__dialog_new_uas(&subscriptions->dialogs, notify, notify->to.tag) : NULL;
    if (!dialog) {
        if (is_fork && subscriber)
            csip__subscription_finish(&subscriber->base);
        return false; /* 481 */
    }
    csip__subscription_set_dialog(&subscriber->base, dialog);
    csip__respond_status(server, 200);
    if (is_fork)
        tell_fork(subscriber, first->base.id, notify);
    take(subscriber, &state, notify);
    return true;
}
