#include "session/session.h"

#include "sip/write.h"
#include "transaction/fields.h"

void csip__sessions_init(csip__sessions *sessions, csip__uac *uac)
{
    csip__core *core = uac->core;
    sessions->uac = uac;
    csip__dialogs_init(&sessions->dialogs, core);
    csip__map_init(&sessions->map, &core->platform, core->hash_key);
    csip__map_init(&sessions->ops, &core->platform, core->hash_key);
    csip__map_init(&sessions->tones, &core->platform, core->hash_key);
    csip__map_init(&sessions->referrals, &core->platform, core->hash_key);
}

static csip__session *of_node(const csip__map_node *node)
{
    return CSIP__CONTAINER(node, csip__session, node);
}

static void session_free(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    csip__timer *timers[] = {&session->no_answer_timer, &session->expires_timer,
                             &session->repeat_timer, &session->offer_timer,
                             &session->refresh.timer};
    for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
        csip__timer_stop(&core->timers, timers[i]);
    }
    csip__procedure_stop(session);
    csip__dtmf_stop(session);
    csip__refer_session_done(session);
    csip__map_remove(&session->owner->map, &session->node);
    while (session->dialogs) {
        csip__dialog *dialog = session->dialogs;
        session->dialogs = dialog->next;
        csip__dialog_free(dialog);
    }
    const csip_str texts[] = {
        session->call_id,      session->from_tag,     session->local,
        session->remote,       session->target,       session->headers,
        session->local_sdp,    session->remote_sdp,   session->reoffer_headers,
        session->replaced_sdp, session->content_type, session->offer.headers};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        csip__core_release(core, (void *)texts[i].ptr);
    }
    csip__core_release(core, session->held);
    csip__core_release(core, session->pending);
    csip__core_release(core, session);
}

void csip__sessions_done(csip__sessions *sessions)
{
    csip__map_node *node;
    while ((node = csip__map_any(&sessions->map)))
        session_free(of_node(node));
    csip__map_done(&sessions->map);
    csip__map_done(&sessions->ops);
    csip__map_done(&sessions->tones);
    csip__map_done(&sessions->referrals);
    csip__dialogs_done(&sessions->dialogs);
}

csip__session *csip__session_get(const csip__sessions *sessions, csip_id id)
{
    csip__map_node *node = csip__map_get(&sessions->map, (csip_str){(const char *)&id, sizeof(id)});
    return node ? of_node(node) : NULL;
}

bool csip__sessions_is_pending(const csip__sessions *sessions)
{
    const csip__map_node *node = NULL;
    while ((node = csip__map_next(&sessions->map, node))) {
        if (!csip__session_is_ended(of_node(node)) || of_node(node)->is_bye_pending)
            return true;
    }
    return false;
}

void csip__sessions_terminate(csip__sessions *sessions)
{
    const csip__map_node *node = NULL;
    while ((node = csip__map_next(&sessions->map, node))) {
        csip__session *session = of_node(node);
        if (!csip__session_is_ended(session) && csip__session_terminate(session, NULL) == CSIP_OK)
            node = NULL; /* the table may have changed */
    }
}

csip__session *csip__session_new(csip__sessions *sessions, csip_originator direction)
{
    csip__core *core = sessions->uac->core;
    size_t most = core->settings->max_sessions;
    size_t ended_count = sessions->map.count - sessions->live_count;
    if (sessions->live_count >= most || ended_count >= most * CSIP__SESSION_ENDED_FACTOR)
        return NULL;
    csip__session *session = csip__core_allocate(core, sizeof(*session));
    if (!session)
        return NULL;
    session->owner = sessions;
    session->told_direction = CSIP_DIRECTION_SENDRECV;
    session->direction = direction;
    session->id = csip__core_next_id(core);
    if (csip__map_put(&sessions->map, &session->node,
                      (csip_str){(const char *)&session->id, sizeof(session->id)})) {
        core->error = CSIP_ERROR_NOMEM;
        csip__core_release(core, session);
        return NULL;
    }
    sessions->live_count++;
    return session;
}

void csip__session_use(csip__session *session)
{
    session->uses++;
}

void csip__session_unuse(csip__session *session)
{
    CSIP__ASSERT(session->uses > 0);
    session->uses--;
    if (session->uses == 0 && csip__session_is_ended(session))
        session_free(session);
}

void csip__session_set(csip__session *session, csip_str *slot, csip_str text)
{
    csip__core_release(csip__session_core(session), (void *)slot->ptr);
    *slot = text;
}

void csip__session_emit(csip__session *session, csip_event event)
{
    event.id = session->id;
    csip__core_emit(csip__session_core(session), &event, NULL);
}

bool csip__session_is_ended(const csip__session *session)
{
    return session->state == CSIP_SESSION_TERMINATED;
}

void csip__session_finish(csip__session *session)
{
    session->state = CSIP_SESSION_TERMINATED;
    session->owner->live_count--;
}

static void end_told(void *owner, const csip_event *event)
{
    csip__session *session = csip__session_get(owner, event->id);
    if (session)
        csip__session_unuse(session);
}

static bool was_answered(csip_session_state state)
{
    return state == CSIP_SESSION_WAITING_FOR_ACK || state == CSIP_SESSION_CONFIRMED;
}

/* Whoever asked for the call hears what became of it, 487 when no response says it. */
static void report_end(csip__session *session, const csip__ending *ending)
{
    const csip_message *message = ending->message;
    if (message && message->status >= 300)
        csip__referral_report(session, message->status, message->reason);
    else
        csip__referral_report(session, 487, csip_str_from(csip_cause_text(ending->cause)));
}

void csip__session_end(csip__session *session, const csip__ending *ending)
{
    csip__core *core = csip__session_core(session);
    if (csip__session_is_ended(session))
        return;
    csip_event event = {.kind = was_answered(session->state) ? CSIP_EVENT_ENDED : CSIP_EVENT_FAILED,
                        .id = session->id,
                        .originator = ending->originator,
                        .cause = ending->cause,
                        .message = ending->message};
    csip__session_finish(session);
    csip__timer_stop(&core->timers, &session->no_answer_timer);
    csip__timer_stop(&core->timers, &session->expires_timer);
    csip__procedure_stop(session);
    csip__dtmf_stop(session);
    csip__reoffer_end(session);
    csip__offer_end(session, ending->cause);
    csip__session_use(session);
    if (!csip__core_emit(core, &event, &(csip__then){end_told, session->owner}))
        session->uses--; /* out of memory: nothing will be told */
    report_end(session, ending);
    csip__refer_session_ended(session);
    if (session->is_media_open)
        csip__core_output(core, &(csip_output){.kind = CSIP_OUTPUT_MEDIA,
                                               .media = {.op = csip__core_next_id(core),
                                                         .session = session->id,
                                                         .kind = CSIP_MEDIA_CLOSE}});
    session->is_media_open = false;
}

void csip__session_add_dialog(csip__session *session, csip__dialog *dialog)
{
    dialog->user = session;
    dialog->next = session->dialogs;
    session->dialogs = dialog;
}

void csip__session_write_contact(csip__session *session, csip__buf *buf)
{
    csip__core *core = csip__session_core(session);
    if (session->direction == CSIP_ORIGINATOR_LOCAL)
        csip__fields_contact(core, buf, session->is_anonymous);
    else
        csip__fields_contact_of_callee(core, buf);
}

static csip__buf *begin_headers(csip__session *session, csip_str more)
{
    csip__buf *buf = csip__core_writer(csip__session_core(session));
    csip__buf_str(buf, more);
    csip__session_write_contact(session, buf);
    return buf;
}

csip_str csip__session_contact(csip__session *session, csip_str more)
{
    begin_headers(session, more);
    return csip__core_written(csip__session_core(session));
}

csip_str csip__session_propose(csip__session *session, csip_str more)
{
    csip__refresh_propose(session, begin_headers(session, more));
    return csip__core_written(csip__session_core(session));
}

csip_str csip__session_accept(csip__session *session, csip_str more, const csip_message *request)
{
    csip__buf *buf = begin_headers(session, more);
    csip__fields_allow(buf); /* RFC 3261 13.3.1.4: the peer knows whether it may send UPDATE */
    csip__refresh_accept(session, buf, request);
    return csip__core_written(csip__session_core(session));
}

void csip__session_learn(csip__session *session, const csip_message *message)
{
    csip__dialog_refresh_target(session->dialog, message);
    /* RFC 3261 20.5: no Allow does not mean that nothing is allowed. */
    if (!csip_message_header(message, CSIP_HEADER_ALLOW, 0))
        return;
    session->is_update_allowed = csip_message_lists(message, CSIP_HEADER_ALLOW, CSIP_STR("UPDATE"));
    session->is_update_refused = !session->is_update_allowed;
}

void csip__session_keep(csip__session *session)
{
    csip__core *core = csip__session_core(session);
    csip__core_release(core, session->held);
    session->held = csip__core_take(core);
}

csip_error csip__session_lines(csip__session *session, const char *const *lines, size_t count,
                               csip_str *ret_lines)
{
    csip__core *core = csip__session_core(session);
    csip__buf *buf = csip__core_writer(core);
    csip__write_extra_headers(buf, lines, count);
    if (buf->error)
        return buf->error;
    *ret_lines = csip__core_written(core);
    return core->error;
}
