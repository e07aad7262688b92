#include "application.h"

/* The calls of subscribers and notifiers. */

static csip_str body_of(const arguments *a)
{
    return csip_str_from(argument_text(a, 0));
}

static csip_error ua_subscribe(arguments *a)
{
    csip_subscribe_options options = {.event = argument_text(a, 1),
                                      .accept = argument_text(a, 2),
                                      .expires_s = argument_number(a, 3, "expires"),
                                      .content_type = argument_option(a, 3, "contentType"),
                                      .allow_events = argument_option(a, 3, "allowEvents"),
                                      .extra_headers = a->texts,
                                      .extra_header_count = argument_headers(a, 3)};
    return csip_agent_subscribe(a->player->agent, argument_text(a, 0), &options,
                                a->player->world.now_ms, &a->player->made);
}

/* JsSIP's notifier sends what it is told to send and nothing else. */
static csip_error ua_notify(arguments *a)
{
    json_t *pending = json_object_get(argument_get(a, 2), "pending");
    csip_notify_options options = {.content_type = argument_text(a, 1),
                                   .allow_events = argument_option(a, 2, "allowEvents"),
                                   .extra_headers = a->texts,
                                   .extra_header_count = argument_headers(a, 2),
                                   .pending = json_is_true(pending),
                                   .is_manual = true};
    return csip_agent_notify(a->player->agent, a->player->made, &options, a->player->world.now_ms);
}

/* The first call of an object names it: it is the one made last. */
static csip_id object(arguments *a)
{
    if (a->id == 0 && player_bind(a->player, a->record->object, a->player->made))
        a->id = a->player->made;
    return a->id;
}

static csip_error subscriber_subscribe(arguments *a)
{
    return csip_agent_subscriber_subscribe(a->player->agent, object(a), body_of(a),
                                           a->player->world.now_ms);
}

static csip_error subscriber_terminate(arguments *a)
{
    return csip_agent_subscriber_terminate(a->player->agent, object(a), body_of(a),
                                           a->player->world.now_ms);
}

static csip_error notifier_start(arguments *a)
{
    return csip_agent_notifier_start(a->player->agent, object(a), a->player->world.now_ms);
}

static csip_error notifier_set_active_state(arguments *a)
{
    return csip_agent_notifier_set_active_state(a->player->agent, object(a),
                                                a->player->world.now_ms);
}

static csip_error notifier_notify(arguments *a)
{
    return csip_agent_notifier_notify(a->player->agent, object(a), body_of(a),
                                      a->player->world.now_ms);
}

static csip_subscription_reason reason_from(const char *text)
{
    csip_subscription_reason reason = CSIP_SUBSCRIPTION_REASON_INVARIANT;
    while (reason > CSIP_SUBSCRIPTION_REASON_NONE &&
           (!text || strcmp(csip_subscription_reason_text(reason), text))) {
        reason--;
    }
    return reason;
}

static csip_error notifier_terminate(arguments *a)
{
    csip_notifier_farewell farewell = {.body = body_of(a),
                                       .reason = reason_from(argument_text(a, 1)),
                                       .retry_after_s =
                                           (uint32_t)json_integer_value(argument_get(a, 2))};
    return csip_agent_notifier_terminate(a->player->agent, object(a), &farewell,
                                         a->player->world.now_ms);
}

const application_row application_subscription_rows[] = {
    {"app.UA.subscribe", ua_subscribe},
    {"app.UA.notify", ua_notify},
    {"app.Subscriber.subscribe", subscriber_subscribe},
    {"app.Subscriber.terminate", subscriber_terminate},
    {"app.Notifier.start", notifier_start},
    {"app.Notifier.setActiveState", notifier_set_active_state},
    {"app.Notifier.notify", notifier_notify},
    {"app.Notifier.terminate", notifier_terminate},
    {NULL, NULL},
};
