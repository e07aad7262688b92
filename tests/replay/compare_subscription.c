#include "player.h"

/* What events of subscriptions tell: a list of JSON values, or the code alone. */

static const char *text_of(player *p, csip_str text)
{
    return text.ptr ? pool_copy(p->pool, text.ptr, text.len) : NULL;
}

/* Nothing at all, null and the empty text are the same. */
static bool is_text(player *p, const json_t *value, csip_str text)
{
    const char *recorded = json_string_value(value), *ours = text_of(p, text);
    return strcmp(recorded ? recorded : "", ours ? ours : "") == 0;
}

static bool is_told(player *p, const json_t *data, bool flag, const csip_event *event)
{
    return json_is_true(json_array_get(data, 0)) == flag &&
           is_text(p, json_array_get(data, 2), event->subscription.body) &&
           is_text(p, json_array_get(data, 3), event->subscription.content_type);
}

static bool is_terminated(player *p, const json_t *data, const csip_event *event)
{
    const json_t *code = json_is_array(data) ? json_array_get(data, 0) : data;
    const json_t *retry = json_array_get(data, 2);
    return json_integer_value(code) == event->subscription.code &&
           is_text(p, json_array_get(data, 1), event->subscription.reason_text) &&
           json_is_integer(retry) == event->subscription.has_retry_after &&
           json_integer_value(retry) == event->subscription.retry_after_s;
}

static bool is_package(player *p, const record *r, const csip_event *event)
{
    const json_t *package = json_object_get(json_object_get(r->data, "event"), "event");
    csip_str ours = event->subscription.event;
    const char *id = memchr(ours.ptr, ';', ours.len);
    if (id)
        ours.len = (size_t)(id - ours.ptr);
    return is_text(p, package, ours);
}

const char *compare_subscription(player *p, const record *r, const csip_event *event)
{
    bool is_good = true;
    if (event->kind == CSIP_EVENT_NOTIFY)
        is_good = is_told(p, r->data, event->subscription.is_final, event);
    else if (event->kind == CSIP_EVENT_SUBSCRIBE)
        is_good = is_told(p, r->data, event->subscription.is_unsubscribe, event);
    else if (event->kind == CSIP_EVENT_TERMINATED)
        is_good = is_terminated(p, r->data, event);
    else if (event->kind == CSIP_EVENT_NEW_SUBSCRIBE || event->kind == CSIP_EVENT_SIP_EVENT)
        is_good = is_package(p, r, event);
    if (is_good)
        return NULL;
    return pool_format(p->pool,
                       "another subscription's word: code %u, final %d, unsubscribe %d, %.*s",
                       event->subscription.code, event->subscription.is_final,
                       event->subscription.is_unsubscribe, CSIP_STR_ARG(event->subscription.body));
}
