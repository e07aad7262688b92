#include "host/ua.h"

#include "host/platform.h"
#include "host/subject.h"

#include <stdlib.h>

enum { CONNECT_TIMEOUT_MS = 10000, PING_INTERVAL_S = 30, GATHERING_TIMEOUT_MS = 500 };

void csip_ua_options_init(csip_ua_options *options)
{
    *options = (csip_ua_options){.connect_timeout_ms = CONNECT_TIMEOUT_MS,
                                 .ping_interval_s = PING_INTERVAL_S,
                                 .gathering_timeout_ms = GATHERING_TIMEOUT_MS};
}

csip_error csip_ua_new(csip_loop *loop, const csip_config *config, const csip_ua_options *options,
                       csip_ua **ret_ua, csip_config_problem *ret_problem)
{
    csip_ua_options defaults;
    csip_ua *ua = calloc(1, sizeof *ua);

    if (!ua)
        return CSIP_ERROR_NOMEM;
    csip_ua_options_init(&defaults);
    ua->loop = loop;
    csip_error error = csip__ua_options_dup(options ? options : &defaults, &ua->options);
    if (!error) {
        error = csip_agent_new(csip__platform_native(), config, &ua->agent, ret_problem);
        if (error)
            csip__ua_options_done(&ua->options);
    }
    if (error) {
        free(ua);
        return error;
    }
    ua->next = loop->uas;
    loop->uas = ua;
    *ret_ua = ua;
    return CSIP_OK;
}

void csip__ua_destroy(csip_ua *ua)
{
    csip_ua **link = &ua->loop->uas;

    while (*link != ua)
        link = &(*link)->next;
    *link = ua->next;
    csip__timer_stop(&ua->loop->timers, &ua->deadline);
    csip__loop_arm(ua->loop);
    csip__flow_drop_all(ua);
    while (ua->subjects)
        csip__subject_free(ua->subjects);
    while (ua->first_input) {
        csip__input *next = ua->first_input->next;
        csip__input_free(ua->first_input);
        ua->first_input = next;
    }
    csip__handlers_done(&ua->handlers);
    csip_agent_free(ua->agent);
    csip__ua_options_done(&ua->options);
    free(ua);
}

void csip_ua_free(csip_ua *ua)
{
    if (!ua || ua->is_freed)
        return;
    ua->is_freed = true;
    if (ua->depth > 0)
        return;
    csip_loop *loop = ua->loop;
    csip__ua_destroy(ua);
    csip__loop_check_rest(loop);
}

bool csip__ua_is_at_rest(const csip_ua *ua)
{
    for (const csip__subject *subject = ua->subjects; subject; subject = subject->next)
        if (subject->held)
            return false;
    return ua->is_broken || (!ua->flows && !csip_agent_is_active(ua->agent));
}

/* ---- handlers ---- */

static unsigned add_handler(csip_ua *ua, csip_event_kind kind, csip_handler handler, void *user)
{
    unsigned handle = csip__handlers_add(&ua->handlers, kind, handler, user);

    csip_agent_set_interest(ua->agent, csip__handlers_interest(&ua->handlers));
    return handle;
}

unsigned csip_ua_on(csip_ua *ua, csip_event_kind kind, csip_handler handler, void *user)
{
    return kind < CSIP_EVENT_COUNT ? add_handler(ua, kind, handler, user) : 0;
}

unsigned csip_ua_on_any(csip_ua *ua, csip_handler handler, void *user)
{
    return add_handler(ua, CSIP_EVENT_COUNT, handler, user);
}

void csip_ua_off(csip_ua *ua, unsigned handle)
{
    csip__handlers_remove(&ua->handlers, handle);
    csip_agent_set_interest(ua->agent, csip__handlers_interest(&ua->handlers));
}

/* ---- commands ---- */

csip_error csip_ua_start(csip_ua *ua)
{
    return csip__ua_settled(ua, csip_agent_start(ua->agent, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_stop(csip_ua *ua)
{
    return csip__ua_settled(ua, csip_agent_stop(ua->agent, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_register(csip_ua *ua)
{
    return csip__ua_settled(ua, csip_agent_register(ua->agent, csip_loop_now_ms(ua->loop)));
}

csip_error csip_ua_unregister(csip_ua *ua, bool all)
{
    return csip__ua_settled(ua, csip_agent_unregister(ua->agent, all, csip_loop_now_ms(ua->loop)));
}

bool csip_ua_is_registered(const csip_ua *ua)
{
    return csip_agent_is_registered(ua->agent);
}

bool csip_ua_is_connected(const csip_ua *ua)
{
    return csip_agent_is_connected(ua->agent);
}
