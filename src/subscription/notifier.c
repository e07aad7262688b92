#include "subscription/notifier.h"

#include "subscription/event_package.h"
#include "transaction/identity.h"

static void resume(csip__subscription *subscription)
{
    csip__notifier *notifier = csip__notifier_of(subscription);
    csip__subscription_state state = csip__notifier_state(notifier);
    if (notifier->is_unsent)
        csip__notifier_send(notifier, &state, notifier->body);
}

static csip__transaction *take_server(csip__notifier *notifier)
{
    csip__transaction *server = notifier->server;
    notifier->server = NULL;
    csip__transaction_detach(server);
    return server;
}

static void refuse(csip__notifier *notifier, uint16_t status)
{
    csip__respond_status(take_server(notifier), status);
    if (notifier->is_chosen)
        csip__notifier_end(notifier, CSIP_NOTIFIER_RESPONSE_TIMEOUT, NULL);
    else
        csip__subscription_finish(&notifier->base);
}

static void stop(csip__subscription *subscription)
{
    csip__notifier *notifier = csip__notifier_of(subscription);
    const csip_notifier_farewell farewell = {.reason = CSIP_SUBSCRIPTION_REASON_PROBATION};
    if (notifier->server) {
        refuse(notifier, 480);
        return;
    }
    csip__notifier_send_final(notifier, &farewell);
    csip__notifier_end(notifier, CSIP_NOTIFIER_FINAL_NOTIFY_SENT, NULL);
}

static void done(csip__subscription *subscription)
{
    csip__notifier *notifier = csip__notifier_of(subscription);
    if (notifier->server)
        csip__transaction_detach(notifier->server);
    csip__core_release(csip__subscription_core(subscription), (void *)notifier->body.ptr);
}

const csip__subscription_role csip__notifier_role = {
    .receive = csip__notifier_receive,
    .resume = resume,
    .stop = stop,
    .done = done,
};

/* ---- the first SUBSCRIBE ---- */

/* The agent is being freed. */
static void transaction_ended(void *user)
{
    csip__notifier *notifier = csip__notifier_of(user);
    notifier->server = NULL;
}

static const csip__transaction_user transaction_calls = {.ended = transaction_ended};

/* RFC 6665 4.2.1.1: a package that nobody wants is not understood. */
static void decided(void *owner, const csip_event *event)
{
    csip__subscription *subscription = csip__subscription_get(owner, event->id);
    if (subscription && !csip__notifier_of(subscription)->is_chosen)
        refuse(csip__notifier_of(subscription), 489);
}

/* Accepted and never started: its SUBSCRIBE is given up by the peer now. */
static void never_started(csip__timer *timer)
{
    csip__subscription *base = CSIP__CONTAINER(timer, csip__subscription, expiry_timer);
    refuse(csip__notifier_of(base), 480);
}

/* Event as we write it: the package and its id, no more. */
static csip_error set_event(csip__notifier *notifier, const csip__event_package *package)
{
    char storage[256];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof(storage));
    csip__buf_str(&buf, package->name);
    if (package->id.ptr)
        CSIP__BUF_PUT(&buf, CSIP_STR(";id="), package->id);
    if (buf.error)
        return CSIP_ERROR_ARGUMENT;
    return csip__subscription_set_lines(&notifier->base,
                                        &(csip__subscription_lines){.event = csip__buf_get(&buf)});
}

static void tell_first(csip__notifier *notifier)
{
    csip_event event =
        csip__subscription_event(CSIP_EVENT_NEW_SUBSCRIBE, notifier->server->request);
    event.subscription.event = notifier->base.event;
    csip__subscription_emit(&notifier->base, event, decided);
}

void csip__notifier_receive_first(csip__subscriptions *subscriptions, csip__transaction *server)
{
    const csip_message *request = server->request;
    csip__event_package package;
    uint32_t expires_s;
    /* RFC 6665 8.2.1 and 8.1.1: Event and Contact are mandatory. */
    if (!csip__event_package_parse(csip_message_value(request, CSIP_HEADER_EVENT), &package) ||
        !csip_message_value(request, CSIP_HEADER_CONTACT).ptr || !request->from.tag.ptr) {
        csip__respond_status(server, 400);
        return;
    }
    if (!csip__notifier_grant(server, &expires_s))
        return;
    csip__subscription *subscription =
        csip__subscription_new(subscriptions, &csip__notifier_role, sizeof(csip__notifier));
    if (!subscription || set_event(csip__notifier_of(subscription), &package)) {
        if (subscription)
            csip__subscription_finish(subscription);
        csip__respond(server,
                      &(csip__response){.status = 503, .headers = CSIP_STR("Retry-After: 5\r\n")});
        return;
    }
    csip__notifier *notifier = csip__notifier_of(subscription);
    notifier->server = server;
    server->calls = &transaction_calls;
    server->user = subscription;
    tell_first(notifier);
}

/* ---- commands ---- */

csip_error csip__notifier_accept(csip__notifier *notifier, const csip_notify_options *options)
{
    static const csip_notify_options defaults;
    csip__core *core = csip__subscription_core(&notifier->base);
    const csip_notify_options *it = options ? options : &defaults;
    if (notifier->is_chosen)
        return CSIP_ERROR_STATE;
    csip_error error = csip__subscription_set_lines(
        &notifier->base, &(csip__subscription_lines){.event = notifier->base.event,
                                                     .allow_events = it->allow_events,
                                                     .extra_headers = it->extra_headers,
                                                     .extra_header_count = it->extra_header_count,
                                                     .content_type = it->content_type});
    if (error)
        return error;
    notifier->is_chosen = true;
    notifier->is_pending = it->pending;
    notifier->is_manual = it->is_manual;
    csip__timer_start(&core->timers, &notifier->base.expiry_timer,
                      core->now_ms + CSIP__TRANSACTION_MS, never_started);
    return CSIP_OK;
}

csip_error csip__notifier_reject(csip__notifier *notifier, uint16_t status, const csip_reply *reply)
{
    csip__core *core = csip__subscription_core(&notifier->base);
    csip__response response = {.status = status};
    csip_str headers = {NULL, 0};
    if (notifier->is_chosen)
        return CSIP_ERROR_STATE;
    csip_error error = csip__identity_reply(core, reply, &response, &headers);
    if (!error) {
        response.headers = headers;
        csip__respond(take_server(notifier), &response);
        csip__subscription_finish(&notifier->base);
    }
    csip__core_release(core, (void *)headers.ptr);
    return error;
}

csip_error csip__notifier_start(csip__notifier *notifier)
{
    csip__subscription *base = &notifier->base;
    uint32_t expires_s;
    if (!notifier->is_chosen || !notifier->server)
        return CSIP_ERROR_STATE;
    csip__transaction *server = take_server(notifier);
    csip_str tag = {server->to_tag, sizeof(server->to_tag)};
    csip__dialog *dialog = csip__dialog_new_uas(&base->owner->dialogs, server->request, tag);
    if (!dialog)
        return CSIP_ERROR_NOMEM;
    csip__subscription_set_dialog(base, dialog);
    base->cseq = dialog->local_cseq;
    base->state = notifier->is_pending ? CSIP_SUBSCRIPTION_PENDING : CSIP_SUBSCRIPTION_ACTIVE;
    if (csip__notifier_grant(server, &expires_s))
        csip__notifier_take(notifier, server, expires_s);
    return CSIP_OK;
}

static bool has_started(const csip__notifier *notifier)
{
    return notifier->base.state != CSIP_SUBSCRIPTION_INIT;
}

csip_error csip__notifier_set_active(csip__notifier *notifier)
{
    if (!has_started(notifier))
        return CSIP_ERROR_STATE;
    notifier->base.state = CSIP_SUBSCRIPTION_ACTIVE;
    return CSIP_OK;
}

csip_error csip__notifier_notify(csip__notifier *notifier, csip_str body)
{
    csip__core *core = csip__subscription_core(&notifier->base);
    if (!has_started(notifier))
        return CSIP_ERROR_STATE;
    csip_str kept = csip__core_dup(core, body);
    csip__core_release(core, (void *)notifier->body.ptr);
    notifier->body = kept;
    csip__subscription_state state = csip__notifier_state(notifier);
    csip__notifier_send(notifier, &state, kept);
    return CSIP_OK;
}

csip_error csip__notifier_terminate(csip__notifier *notifier,
                                    const csip_notifier_farewell *farewell)
{
    static const csip_notifier_farewell defaults;
    const csip_notifier_farewell *it = farewell ? farewell : &defaults;
    if ((unsigned)it->reason > CSIP_SUBSCRIPTION_REASON_INVARIANT)
        return CSIP_ERROR_ARGUMENT;
    if (!has_started(notifier))
        return CSIP_ERROR_STATE;
    csip__notifier_send_final(notifier, it);
    csip__notifier_end(notifier,
                       it->reason == CSIP_SUBSCRIPTION_REASON_TIMEOUT
                           ? CSIP_NOTIFIER_SUBSCRIPTION_EXPIRED
                           : CSIP_NOTIFIER_FINAL_NOTIFY_SENT,
                       NULL);
    return CSIP_OK;
}
