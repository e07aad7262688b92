#include "session/session.h"

#include "base/str.h"

static void transaction_ended(void *user)
{
    csip__session *session = user;
    session->server = NULL;
    if (session->is_bye_pending && session->dialog)
        csip__bye_send(session, session->dialog, &(csip__farewell){0});
    session->is_bye_pending = false;
    session->unacknowledged = NULL;
    csip__session_unuse(session);
}

const csip__transaction_user csip__session_invite_user = {.ended = transaction_ended};

static bool is_waiting(const csip__session *session)
{
    return session->state == CSIP_SESSION_WAITING_FOR_ANSWER ||
           session->state == CSIP_SESSION_INVITE_RECEIVED;
}

static void give_up(csip__session *session, uint16_t status, csip_originator originator,
                    csip_cause cause)
{
    if (!is_waiting(session))
        return;
    csip__respond_status(session->server, status);
    csip__session_end(session, &(csip__ending){originator, cause, NULL});
}

static void no_answer_fired(csip__timer *timer)
{
    give_up(CSIP__CONTAINER(timer, csip__session, no_answer_timer), 408, CSIP_ORIGINATOR_LOCAL,
            CSIP_CAUSE_NO_ANSWER);
}

/* RFC 3261 13.3.1: the invitation's own time is over. */
static void expires_fired(csip__timer *timer)
{
    give_up(CSIP__CONTAINER(timer, csip__session, expires_timer), 487, CSIP_ORIGINATOR_SYSTEM,
            CSIP_CAUSE_EXPIRES);
}

static void start_timers(csip__session *session, const csip_message *invite)
{
    csip__core *core = csip__session_core(session);
    uint32_t expires_s;
    csip__timer_start(&core->timers, &session->no_answer_timer,
                      core->now_ms + core->settings->no_answer_ms, no_answer_fired);
    if (csip_message_number(invite, CSIP_HEADER_EXPIRES, &expires_s) == CSIP_OK && expires_s > 0)
        csip__timer_start(&core->timers, &session->expires_timer,
                          core->now_ms + (uint64_t)expires_s * 1000, expires_fired);
}

/* The 180 waits until the application has seen the session, which it may have refused. */
static void announced(void *owner, const csip_event *event)
{
    csip__session *session = csip__session_get(owner, event->id);
    if (!session || !session->server || csip__session_is_ended(session))
        return;
    csip_str headers = csip__session_contact(session, CSIP_STR(""));
    csip__respond(session->server, &(csip__response){.status = 180, .headers = headers});
    csip__core_release(csip__session_core(session), (void *)headers.ptr);
    csip__session_emit(
        session, (csip_event){.kind = CSIP_EVENT_PROGRESS, .originator = CSIP_ORIGINATOR_LOCAL});
}

uint16_t csip__offer_check(const csip_message *request)
{
    csip_str type = csip_message_value(request, CSIP_HEADER_CONTENT_TYPE);
    if (request->body.len == 0)
        return 0;
    if (csip_message_header(request, CSIP_HEADER_CONTENT_ENCODING, 0))
        return 415;
    /* Parameters, such as a charset, do not make another type of it. */
    type = csip__str_trim(csip__str_cut(type, ';', &(csip_str){0}));
    return csip_str_equal_nocase(type, CSIP_STR("application/sdp")) ? 0 : 415;
}

bool csip__offer_has(csip_str sdp, csip_str media)
{
    while (sdp.len > 0) {
        csip_str rest;
        csip_str line = csip__str_cut(sdp, '\n', &rest);
        if (csip__str_starts_with(line, CSIP_STR("m=")) &&
            csip__str_starts_with(csip__str_skip(line, 2), media))
            return true;
        sdp = rest;
    }
    return false;
}

static bool refuse(csip__transaction *server)
{
    uint16_t status = csip__offer_check(server->request);
    if (!csip_message_header(server->request, CSIP_HEADER_CONTACT, 0))
        /* RFC 3261 8.1.1.8: a request that makes a dialog has a Contact. */
        csip__respond(server,
                      &(csip__response){.status = 400, .reason = CSIP_STR("Missing Contact")});
    else if (status)
        csip__respond(server,
                      &(csip__response){.status = status,
                                        .headers = CSIP_STR("Accept: application/sdp\r\n")});
    else
        return csip__refresh_refuse(server, 0);
    return true;
}

static bool fill(csip__session *session, csip__transaction *server)
{
    csip__core *core = csip__session_core(session);
    const csip_message *invite = server->request;
    csip_str tag = {server->to_tag, sizeof(server->to_tag)};
    session->dialog = csip__dialog_new_uas(&session->owner->dialogs, invite, tag);
    if (!session->dialog)
        return false;
    csip__session_add_dialog(session, session->dialog);
    session->call_id = csip__core_dup(core, invite->call_id);
    session->from_tag = csip__core_dup(core, invite->from.tag);
    session->local = csip__core_dup(core, session->dialog->local);
    session->remote = csip__core_dup(core, session->dialog->remote);
    session->remote_sdp = csip__core_dup(core, invite->body);
    csip__session_learn(session, invite);
    session->server = server;
    server->calls = &csip__session_invite_user;
    server->user = session;
    csip__session_use(session);
    return core->error == CSIP_OK;
}

void csip__session_announce(csip__session *session)
{
    csip__core_emit(csip__session_core(session),
                    &(csip_event){.kind = CSIP_EVENT_NEW_RTC_SESSION,
                                  .id = session->id,
                                  .originator = CSIP_ORIGINATOR_REMOTE,
                                  .message = session->server->request},
                    &(csip__then){announced, session->owner});
}

/* Whether it may take the place of another session is asked first. */
static void ask_to_replace(csip__session *session, csip__session *replaced)
{
    session->state = CSIP_SESSION_INVITE_RECEIVED;
    session->replaced = replaced->id;
    csip__session_emit(replaced, (csip_event){.kind = CSIP_EVENT_REPLACES,
                                              .originator = CSIP_ORIGINATOR_REMOTE,
                                              .message = session->server->request,
                                              .session = session->id});
}

void csip__session_receive_invite(csip__sessions *sessions, csip__transaction *server)
{
    const csip_message *invite = server->request;
    csip__session *replaced;
    csip__respond_status(server, 100);
    if (refuse(server))
        return;
    uint16_t status = csip__replaces_check(sessions, invite, &replaced);
    if (!status && replaced && !csip__core_is_wanted(sessions->uac->core, CSIP_EVENT_REPLACES))
        status = 486;
    if (status) {
        csip__respond_status(server, status);
        return;
    }
    csip__session *session = csip__session_new(sessions, CSIP_ORIGINATOR_REMOTE);
    if (!session) {
        csip__respond_status(server, 486);
        return;
    }
    session->state = CSIP_SESSION_WAITING_FOR_ANSWER;
    if (!fill(session, server))
        return; /* out of memory, which is fatal */
    start_timers(session, invite);
    if (replaced)
        ask_to_replace(session, replaced);
    else
        csip__session_announce(session);
}
