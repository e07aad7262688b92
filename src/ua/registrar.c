#include "ua/registrar.h"

#include "sip/write.h"
#include "ua/binding.h"

void csip__registrar_init(csip__registrar *registrar, csip__uac *uac)
{
    *registrar = (csip__registrar){.uac = uac, .expires_s = uac->core->settings->register_expires};
    char token[22];
    csip__core_random_token(uac->core, token, sizeof(token));
    registrar->call_id = csip__core_dup(uac->core, (csip_str){token, sizeof(token)});
}

void csip__registrar_done(csip__registrar *registrar)
{
    csip__core *core = registrar->uac->core;
    csip__timer_stop(&core->timers, &registrar->timer);
    if (registrar->request)
        csip__request_detach(registrar->request);
    csip__binding_forget(core);
    csip__core_release(core, (void *)registrar->call_id.ptr);
}

static void tell(csip__registrar *registrar, csip_event_kind kind, const csip_message *response,
                 csip_cause cause)
{
    csip__core_emit(registrar->uac->core,
                    &(csip_event){.kind = kind, .message = response, .cause = cause}, NULL);
}

static void tell_unregistered(csip__registrar *registrar, const csip_message *response,
                              csip_cause cause)
{
    registrar->is_registered = false;
    csip__timer_stop(&registrar->uac->core->timers, &registrar->timer);
    tell(registrar, CSIP_EVENT_UNREGISTERED, response, cause);
}

static void register_again(csip__registrar *registrar)
{
    if (registrar->is_wanted_again)
        csip__registrar_register(registrar);
}

static void fail(csip__registrar *registrar, const csip_message *response, csip_cause cause)
{
    bool was_unregistering = registrar->is_unregistering;
    registrar->is_registering = registrar->is_unregistering = false;
    if (!was_unregistering)
        tell(registrar, CSIP_EVENT_REGISTRATION_FAILED, response, cause);
    if (was_unregistering || registrar->is_registered)
        tell_unregistered(registrar, response, cause);
    register_again(registrar);
}

static void refresh_fired(csip__timer *timer)
{
    csip__registrar *registrar = CSIP__CONTAINER(timer, csip__registrar, timer);
    csip__core *core = registrar->uac->core;
    if (registrar->is_registered && csip__core_is_wanted(core, CSIP_EVENT_REGISTRATION_EXPIRING))
        csip__core_emit(core, &(csip_event){.kind = CSIP_EVENT_REGISTRATION_EXPIRING}, NULL);
    else
        csip__registrar_register(registrar);
}

static void plan(csip__registrar *registrar, uint64_t delay_ms)
{
    csip__core *core = registrar->uac->core;
    csip__timer_start(&core->timers, &registrar->timer, core->now_ms + delay_ms, refresh_fired);
}

/* Long grants: between half of it and 32 s before its end; short ones: 5 s before, or at half. */
static uint64_t refresh_ms(csip__core *core, uint32_t expires_s)
{
    if (expires_s > 64) {
        uint64_t spread_ms = (uint64_t)(expires_s - 64) * 500;
        return (uint64_t)expires_s * 500 + ((csip__core_random_u32(core) * spread_ms) >> 32);
    }
    return expires_s < 10 ? (uint64_t)expires_s * 500 : (uint64_t)(expires_s - 5) * 1000;
}

static void succeed(csip__registrar *registrar, const csip_message *response)
{
    csip__binding binding;
    registrar->is_registering = false;
    if (registrar->is_unregistering) {
        registrar->is_unregistering = false;
        tell_unregistered(registrar, response, CSIP_CAUSE_NONE);
        register_again(registrar);
        return;
    }
    if (!csip__binding_find(registrar->uac->core, response, &binding)) {
        fail(registrar, response, CSIP_CAUSE_SIP_FAILURE_CODE);
        return;
    }
    uint32_t expires_s = binding.has_expires ? binding.expires_s : registrar->expires_s;
    csip__binding_keep(registrar->uac->core, &binding);
    plan(registrar, refresh_ms(registrar->uac->core, expires_s ? expires_s : 1));
    if (registrar->is_registered)
        return;
    registrar->is_registered = true;
    tell(registrar, CSIP_EVENT_REGISTERED, response, CSIP_CAUSE_NONE);
}

static void request_now(csip__registrar *registrar, bool all);

/* RFC 3261 10.2.8: with the interval that the registrar wants. */
static bool retry_longer(csip__registrar *registrar, const csip_message *response)
{
    uint32_t min_s;
    if (response->status != 423 || registrar->is_unregistering ||
        csip_message_number(response, CSIP_HEADER_MIN_EXPIRES, &min_s) ||
        min_s <= registrar->expires_s)
        return false;
    registrar->expires_s = min_s;
    request_now(registrar, false);
    return true;
}

static void response_came(void *user, const csip_message *response)
{
    csip__registrar *registrar = user;
    uint32_t retry_after_s;
    if (response->status < 200)
        return;
    if (response->status < 300) {
        succeed(registrar, response);
        return;
    }
    if (retry_longer(registrar, response))
        return;
    bool was_unregistering = registrar->is_unregistering;
    fail(registrar, response, csip_cause_from_status(response->status));
    /* RFC 3261 21.5.4: not before the time that the server states. */
    if (!was_unregistering && response->status == 503 &&
        !csip_message_number(response, CSIP_HEADER_RETRY_AFTER, &retry_after_s))
        plan(registrar, (uint64_t)retry_after_s * 1000);
}

static void request_failed(void *user, csip_error error)
{
    fail(user, NULL,
         error == CSIP_ERROR_TIMEOUT ? CSIP_CAUSE_REQUEST_TIMEOUT
         : error == CSIP_ERROR_LIMIT ? CSIP_CAUSE_INTERNAL_ERROR
                                     : CSIP_CAUSE_CONNECTION_ERROR);
}

static void request_ended(void *user)
{
    csip__registrar *registrar = user;
    registrar->request = NULL;
}

static const csip__request_user request_calls = {
    .response = response_came,
    .failed = request_failed,
    .ended = request_ended,
};

static csip_str write_headers(csip__registrar *registrar, bool all)
{
    csip__core *core = registrar->uac->core;
    csip__buf *buf = csip__core_writer(core);
    uint32_t expires_s = registrar->is_unregistering ? 0 : registrar->expires_s;
    bool has_expires = registrar->is_unregistering || expires_s > 0;
    if (has_expires)
        csip__write_header_uint(buf, CSIP_HEADER_EXPIRES, expires_s);
    csip__write_header_begin(buf, CSIP_HEADER_CONTACT);
    if (all) {
        CSIP__BUF_LIT(buf, "*");
    } else {
        CSIP__BUF_PUT(buf, CSIP_STR("<"), core->settings->contact_uri,
                      CSIP_STR(">;+sip.ice;reg-id=1;+sip.instance=\"<"), core->settings->instance,
                      CSIP_STR(">\""));
        if (has_expires) {
            CSIP__BUF_LIT(buf, ";expires=");
            csip__buf_uint(buf, expires_s);
        }
    }
    csip__write_crlf(buf);
    return csip__core_written(core);
}

static csip_str write_address(csip__registrar *registrar, csip_str display_name, csip_str tag)
{
    csip__core *core = registrar->uac->core;
    csip__buf *buf = csip__core_writer(core);
    csip__write_name_addr(buf, display_name, core->settings->aor, tag);
    return csip__core_written(core);
}

static void request_now(csip__registrar *registrar, bool all)
{
    csip__core *core = registrar->uac->core;
    if (registrar->request)
        csip__request_detach(registrar->request);
    csip_str tag = {registrar->from_tag, sizeof(registrar->from_tag)};
    csip__core_random_token(core, registrar->from_tag, sizeof(registrar->from_tag));
    csip__draft draft = {
        .method = CSIP_METHOD_REGISTER,
        .uri = core->settings->registrar,
        .to = write_address(registrar, CSIP_STR(""), CSIP_STR("")),
        .from = write_address(registrar, core->settings->display_name, tag),
        .call_id = registrar->call_id,
        .routes = core->route,
        .headers = write_headers(registrar, all),
    };
    registrar->request =
        csip__request_send(registrar->uac, &draft, &registrar->cseq, &request_calls, registrar);
    csip__core_release(core, (void *)draft.to.ptr);
    csip__core_release(core, (void *)draft.from.ptr);
    csip__core_release(core, (void *)draft.headers.ptr);
}

static void announced(void *owner, const csip_event *event)
{
    (void)event;
    csip__registrar *registrar = owner;
    if (registrar->is_registering && !registrar->is_unregistering)
        request_now(registrar, false);
}

void csip__registrar_register(csip__registrar *registrar)
{
    registrar->is_wanted_again = registrar->is_unregistering;
    if (registrar->is_registering)
        return;
    registrar->is_registering = true;
    csip__core_emit(registrar->uac->core, &(csip_event){.kind = CSIP_EVENT_REGISTERING},
                    &(csip__then){announced, registrar});
}

void csip__registrar_unregister(csip__registrar *registrar, bool all)
{
    registrar->is_wanted_again = false;
    if (!registrar->request && !registrar->is_unregistering)
        registrar->is_registering = false; /* announced and not sent */
    if (!registrar->is_registered || registrar->is_unregistering)
        return;
    csip__timer_stop(&registrar->uac->core->timers, &registrar->timer);
    registrar->is_registered = false;
    registrar->is_registering = registrar->is_unregistering = true;
    request_now(registrar, all);
}

void csip__registrar_lost(csip__registrar *registrar)
{
    csip__timer_stop(&registrar->uac->core->timers, &registrar->timer);
    registrar->is_registering = registrar->is_unregistering = registrar->is_wanted_again = false;
    if (registrar->is_registered)
        tell_unregistered(registrar, NULL, CSIP_CAUSE_NONE);
}
