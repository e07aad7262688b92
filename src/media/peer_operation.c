#include <media/peer_impl.h>

static csip_media_result failure(csip_error error)
{
    return (csip_media_result){.error = error, .detail = csip_str_from(csip_error_text(error))};
}

static csip_media_result outcome(csip_error error)
{
    return error ? failure(error) : (csip_media_result){0};
}

static void done(csip__peer *peer, const csip_media_op *op, csip_media_result result)
{
    csip__report report = {.kind = CSIP__REPORT_DONE,
                           .key = peer->key,
                           .op = op->op,
                           .op_kind = op->kind,
                           .result = result};
    peer->host->report(peer->host->user, &report);
}

void csip__peer_done(csip__peer *peer, const csip_media_op *op, csip_error error)
{
    done(peer, op, outcome(error));
}

/* A description was refused: the rule that was broken says more than the error. */
static csip_media_result refusal(const csip__peer *peer, csip_error error)
{
    csip_media_result result = failure(error);
    const csip__sdp_problem *problem = csip__jsep_problem_get(peer->jsep);
    if (problem->rule)
        result.detail = csip_str_from(problem->rule);
    return result;
}

static void acquire(csip__peer *peer, const csip_media_op *op)
{
    csip__media_problem problem = {0};
    csip_error error = csip__peer_open_devices(peer, op->audio, op->video, &problem);
    if (!error && op->audio)
        error = csip__jsep_add(peer->jsep, CSIP__MEDIA_AUDIO, peer->directions[CSIP__MEDIA_AUDIO]);
    if (!error && op->video)
        error = csip__jsep_add(peer->jsep, CSIP__MEDIA_VIDEO, peer->directions[CSIP__MEDIA_VIDEO]);
    csip_media_result result = outcome(error);
    if (problem.text[0])
        result.detail = csip_str_from(problem.text);
    done(peer, op, result);
}

typedef csip_error (*describe_call)(csip__jsep *jsep, const csip__jsep_transport *ours,
                                    csip_str *ret_sdp);

static void describe_by(csip__peer *peer, const csip_media_op *op, describe_call call)
{
    csip_media_result result = {0};
    csip_error error = csip__peer_make_transport(peer);
    if (!error) {
        csip__jsep_transport ours = {.cname = csip_str_from(peer->cname)};
        csip__transport_describe(peer->transport, &ours);
        error = call(peer->jsep, &ours, &result.sdp);
    }
    done(peer, op, error ? failure(error) : result);
}

static void create_offer(csip__peer *peer, const csip_media_op *op)
{
    describe_by(peer, op, csip__jsep_create_offer);
}

static void create_answer(csip__peer *peer, const csip_media_op *op)
{
    describe_by(peer, op, csip__jsep_create_answer);
}

static void describe(csip__peer *peer, const csip_media_op *op)
{
    describe_by(peer, op, csip__jsep_describe);
}

static void set_local(csip__peer *peer, const csip_media_op *op)
{
    bool is_answer = op->type != CSIP_SDP_OFFER;
    csip_error error = csip__peer_make_transport(peer);
    if (!error)
        error = csip__jsep_set_local(peer->jsep, op->type, op->sdp);
    if (error) {
        done(peer, op, refusal(peer, error));
        return;
    }
    if (is_answer)
        error = csip__peer_settle(peer);
    /* Told first: candidates are news about a description that is in place. */
    done(peer, op, outcome(error));
    if (!error)
        csip__peer_begin(peer, is_answer);
}

static void set_remote(csip__peer *peer, const csip_media_op *op)
{
    csip__fingerprint fingerprint;
    csip_error error = csip__jsep_set_remote(peer->jsep, op->type, op->sdp);
    if (error) {
        done(peer, op, refusal(peer, error));
        return;
    }
    if (csip__fingerprint_parse(csip__jsep_remote_get(peer->jsep)->fingerprint, &fingerprint))
        error = CSIP_ERROR_INCOMPATIBLE;
    if (!error && op->type != CSIP_SDP_OFFER) {
        error = csip__peer_settle(peer);
        if (!error)
            error = csip__peer_connect(peer);
    } else if (!error && peer->transport) {
        error = csip__transport_offered(peer->transport, csip__jsep_remote_get(peer->jsep));
    }
    done(peer, op, outcome(error));
}

static void set_directions(csip__peer *peer, const csip_media_op *op)
{
    const csip_direction wanted[] = {
        [CSIP__MEDIA_AUDIO] = op->audio_direction, [CSIP__MEDIA_VIDEO] = op->video_direction};
    csip_error error = CSIP_OK;
    for (unsigned kind = 0; kind < 2; kind++)
        if ((unsigned)wanted[kind] > CSIP_DIRECTION_SENDRECV)
            error = CSIP_ERROR_ARGUMENT;
    for (unsigned kind = 0; kind < 2 && !error; kind++) {
        peer->directions[kind] = wanted[kind];
        error = csip__jsep_set_direction(peer->jsep, (csip__media_kind)kind, wanted[kind]);
        if (error == CSIP_ERROR_STATE)
            error = CSIP_OK; /* not acquired: it counts once it is */
    }
    if (!error) {
        peer->is_held[CSIP__MEDIA_AUDIO] = op->audio;
        peer->is_held[CSIP__MEDIA_VIDEO] = op->video;
        csip__peer_apply_quiet(peer);
    }
    done(peer, op, outcome(error));
}

static void release(csip__peer *peer, const csip_media_op *op)
{
    if (op->audio)
        csip__jsep_remove(peer->jsep, CSIP__MEDIA_AUDIO);
    if (op->video)
        csip__jsep_remove(peer->jsep, CSIP__MEDIA_VIDEO);
    done(peer, op, (csip_media_result){0});
}

static void restart_ice(csip__peer *peer, const csip_media_op *op)
{
    done(peer, op, outcome(peer->transport ? csip__transport_restart(peer->transport) : CSIP_OK));
}

static void roll_back(csip__peer *peer, const csip_media_op *op)
{
    csip_error error = csip__jsep_rollback(peer->jsep);
    if (!error && peer->transport)
        csip__transport_cancel_restart(peer->transport);
    done(peer, op, outcome(error));
}

/* Answered by the stream once they are played out. */
static void tones(csip__peer *peer, const csip_media_op *op)
{
    csip__stream_tones wanted = {op->op, op->tones, op->duration_ms, op->gap_ms};
    csip_error error = CSIP_ERROR_STATE;
    for (size_t i = 0; i < CSIP__JSEP_LINES_MAX && error == CSIP_ERROR_STATE; i++) {
        const csip__jsep_line *line = csip__jsep_line_get(peer->jsep, i);
        if (line && line->kind == CSIP__MEDIA_AUDIO && peer->streams[i])
            error = csip__stream_send_tones(peer->streams[i], &wanted);
    }
    if (error)
        done(peer, op, failure(error));
}

static void mute(csip__peer *peer, const csip_media_op *op)
{
    peer->is_muted[CSIP__MEDIA_AUDIO] = op->audio;
    peer->is_muted[CSIP__MEDIA_VIDEO] = op->video;
    csip__peer_apply_quiet(peer);
}

static void close_peer(csip__peer *peer, const csip_media_op *op)
{
    csip__peer_close(peer);
    done(peer, op, (csip_media_result){0});
}

void csip__peer_operate(csip__peer *peer, const csip_media_op *op)
{
    static void (*const operations[])(csip__peer *, const csip_media_op *) = {
        [CSIP_MEDIA_ACQUIRE] = acquire,
        [CSIP_MEDIA_CREATE_OFFER] = create_offer,
        [CSIP_MEDIA_CREATE_ANSWER] = create_answer,
        [CSIP_MEDIA_SET_LOCAL] = set_local,
        [CSIP_MEDIA_SET_REMOTE] = set_remote,
        [CSIP_MEDIA_DESCRIBE] = describe,
        [CSIP_MEDIA_SET_DIRECTIONS] = set_directions,
        [CSIP_MEDIA_RELEASE] = release,
        [CSIP_MEDIA_RESTART_ICE] = restart_ice,
        [CSIP_MEDIA_ROLL_BACK] = roll_back,
        [CSIP_MEDIA_TONES] = tones,
        [CSIP_MEDIA_MUTE] = mute,
        [CSIP_MEDIA_CLOSE] = close_peer,
    };
    if (!peer->is_closed)
        operations[op->kind](peer, op);
    else if (op->kind != CSIP_MEDIA_MUTE)
        done(peer, op, failure(CSIP_ERROR_STATE));
}
