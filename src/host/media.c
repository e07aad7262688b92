#include "host/media.h"

#include "host/subject.h"

#include <stdio.h>

static void wake(void *user)
{
    uv_async_send(&((csip_loop *)user)->wake);
}

static csip_error need_engine(csip_loop *loop)
{
    csip__engine_config config = {wake, loop};

    return loop->engine ? CSIP_OK : csip__engine_new(&config, &loop->engine);
}

static void log_failure(csip_ua *ua, csip_id session, csip_error error)
{
    char text[160];
    int len = snprintf(text, sizeof text, "the media engine cannot open a peer connection: %s",
                       csip_error_text(error));
    csip_event event = {
        .kind = CSIP_EVENT_LOG, .id = session, .log = {CSIP_LOG_ERROR, {text, (size_t)len}}};

    csip__ua_tell(ua, &event);
}

static void open_peer(csip_ua *ua, const csip_media_op *op)
{
    csip_loop *loop = ua->loop;
    csip__subject *subject = csip__subject_get(ua, op->session);
    csip__peer_config config = {ua->options.ice_servers,
                                ua->options.ice_server_count,
                                ua->options.gathering_timeout_ms,
                                {0}};
    csip_error error = subject ? need_engine(loop) : CSIP_ERROR_NOMEM;

    if (!error && subject->io)
        config.io = subject->io->get;
    if (!error) {
        subject->key = ++loop->last_peer_key;
        error = csip__engine_open(loop->engine, subject->key, &config);
    }
    if (error) {
        log_failure(ua, op->session, error);
        return;
    }
    subject->peer = CSIP__PEER_OPEN;
    subject->next_peer = loop->peers;
    loop->peers = subject;
}

static void take_snapshot(csip__subject *subject)
{
    csip_media_stats stats;

    if (csip__engine_stats(subject->ua->loop->engine, subject->key, &stats) == CSIP_OK) {
        subject->stats = stats;
        subject->has_stats = true;
    }
}

static void leave_peers(csip__subject *subject)
{
    csip__subject **link = &subject->ua->loop->peers;

    while (*link != subject)
        link = &(*link)->next_peer;
    *link = subject->next_peer;
    subject->peer = CSIP__PEER_GONE;
}

static void close_peer(csip__subject *subject, const csip_media_op *op)
{
    take_snapshot(subject);
    subject->peer = CSIP__PEER_CLOSING;
    if (csip__engine_request(subject->ua->loop->engine, subject->key, op) == CSIP_OK)
        return;
    leave_peers(subject);
    csip__subject_release(subject);
}

static void answer_failure(csip_ua *ua, const csip_media_op *op, csip_error error)
{
    csip__input input = {.kind = CSIP__INPUT_MEDIA_DONE,
                         .id = op->op,
                         .result = {error, {0}, CSIP_STR("the session has no peer connection")}};

    csip__ua_feed(ua, &input);
}

void csip__media_execute(csip_ua *ua, const csip_media_op *op)
{
    csip__subject *subject = csip__subject_find(ua, op->session);
    csip_error error = CSIP_ERROR_MEDIA;

    if (op->kind == CSIP_MEDIA_OPEN) {
        open_peer(ua, op);
        return;
    }
    if (subject && subject->peer == CSIP__PEER_OPEN) {
        if (op->kind == CSIP_MEDIA_CLOSE) {
            close_peer(subject, op);
            return;
        }
        error = csip__engine_request(ua->loop->engine, subject->key, op);
    }
    if (error && op->kind != CSIP_MEDIA_MUTE && op->kind != CSIP_MEDIA_CLOSE)
        answer_failure(ua, op, error);
}

static csip__subject *find_peer(const csip_loop *loop, csip__peer_key key)
{
    csip__subject *subject = loop->peers;

    while (subject && subject->key != key)
        subject = subject->next_peer;
    return subject;
}

static void on_report(csip__subject *subject, const csip__report *report)
{
    csip__input input = {0};

    if (report->kind == CSIP__REPORT_FACT) {
        input =
            (csip__input){.kind = CSIP__INPUT_MEDIA_FACT, .id = subject->id, .fact = report->fact};
    } else if (report->op_kind == CSIP_MEDIA_CLOSE) {
        leave_peers(subject);
        csip__subject_release(subject);
        return;
    } else {
        input = (csip__input){
            .kind = CSIP__INPUT_MEDIA_DONE, .id = report->op, .result = report->result};
    }
    csip__ua_feed(subject->ua, &input);
}

void csip__media_poll(csip_loop *loop)
{
    csip__report report;

    if (!loop->engine)
        return;
    for (csip__subject *subject = loop->peers; subject; subject = subject->next_peer)
        if (subject->peer == CSIP__PEER_CLOSING) /* its figures go with its report */
            take_snapshot(subject);
    while (csip__engine_poll(loop->engine, &report)) {
        csip__subject *subject = find_peer(loop, report.key);
        if (subject)
            on_report(subject, &report);
    }
}

csip_error csip_ua_stats(csip_ua *ua, csip_id session, csip_media_stats *ret_stats)
{
    csip__subject *subject = csip__subject_find(ua, session);

    if (!subject)
        return CSIP_ERROR_NOT_FOUND;
    if (subject->peer == CSIP__PEER_OPEN || subject->peer == CSIP__PEER_CLOSING)
        take_snapshot(subject);
    if (!subject->has_stats)
        return CSIP_ERROR_STATE;
    *ret_stats = subject->stats;
    return CSIP_OK;
}
