#include "sdp/state.h"

/* Offer and answer seen from both ends. */
struct exchange {
    const csip__description *local;
    const csip__description *remote;
    const csip__description *answer; /* one of the two */
    bool is_offerer;
};

csip_direction csip__direction_reverse(csip_direction direction)
{
    unsigned sends = direction & CSIP_DIRECTION_SENDONLY ? CSIP_DIRECTION_RECVONLY : 0u;
    unsigned receives = direction & CSIP_DIRECTION_RECVONLY ? CSIP_DIRECTION_SENDONLY : 0u;
    return (csip_direction)(sends | receives);
}

/* The answer's order decides (RFC 3264 section 7); both sides must have named the codec. */
static const csip__codec *find_codec(const csip__section *answer, const csip__section *other)
{
    for (size_t i = 0; i < answer->format_count; i++) {
        const csip__codec *codec = answer->formats[i].codec;
        if (csip__codec_is_media(codec) && csip__section_format(other, codec))
            return codec;
    }
    return NULL;
}

static const csip__codec *line_codec(const struct exchange *exchange, size_t index)
{
    const csip__section *local = &exchange->local->sections[index];
    const csip__section *remote = &exchange->remote->sections[index];
    return exchange->is_offerer ? find_codec(remote, local) : find_codec(local, remote);
}

/* RFC 3264 section 6: an answer has the offer's m= lines, one for one. */
static bool is_matching(const struct exchange *exchange)
{
    const csip__description *local = exchange->local, *remote = exchange->remote;
    if (local->section_count != remote->section_count)
        return false;
    for (size_t i = 0; i < local->section_count; i++) {
        const csip__section *ours = &local->sections[i], *theirs = &remote->sections[i];
        bool has_mids = ours->mid.len > 0 && theirs->mid.len > 0;
        if (!csip_str_equal(ours->media.kind, theirs->media.kind) ||
            (has_mids && !csip_str_equal(ours->mid, theirs->mid)))
            return false;
    }
    return true;
}

static csip__section_set find_accepted(const struct exchange *exchange)
{
    csip__section_set accepted = 0;
    for (size_t i = 0; i < exchange->answer->section_count; i++) {
        if (!csip__section_is_rejected(&exchange->local->sections[i]) &&
            !csip__section_is_rejected(&exchange->remote->sections[i]) &&
            exchange->answer->sections[i].has_rtcp_mux && line_codec(exchange, i))
            accepted |= (csip__section_set)1 << i;
    }
    return accepted;
}

static void fill_codec(csip__jsep_line *line, const csip__codec *codec, const csip__section *local,
                       const csip__section *remote)
{
    const csip__format *sent = csip__section_format(remote, codec);
    const csip__format *received = csip__section_format(local, codec);
    unsigned feedback = sent->feedback & received->feedback;
    uint64_t bitrate = 0;

    line->codec = codec->id;
    line->payload_type = sent->payload_type;
    line->receive_payload_type = received->payload_type;
    line->has_nack = feedback & CSIP__FEEDBACK_NACK;
    line->has_pli = feedback & CSIP__FEEDBACK_PLI;
    line->has_fir = feedback & CSIP__FEEDBACK_FIR;
    if (codec->id != CSIP__CODEC_OPUS)
        return;
    /* RFC 7587 section 6.1: what the peer prefers to receive. */
    csip_str rate = csip__codec_parameter(sent->parameters, CSIP_STR("maxaveragebitrate"));
    if (csip__str_to_uint(rate, 510000, &bitrate) && bitrate >= 6000)
        line->opus_max_average_bitrate = (unsigned)bitrate;
    line->opus_use_inband_fec = csip_str_equal(
        csip__codec_parameter(sent->parameters, CSIP_STR("useinbandfec")), CSIP_STR("1"));
    line->opus_stereo =
        csip_str_equal(csip__codec_parameter(sent->parameters, CSIP_STR("stereo")), CSIP_STR("1"));
}

/* What the peer may send, whatever clock it takes. */
static void add_receive_event(csip__jsep_line *line, const csip__format *received)
{
    if (line->receive_event_count < CSIP__JSEP_EVENTS_MAX)
        line->receive_events[line->receive_event_count++] =
            (csip__jsep_event){received->payload_type, received->codec->clock_hz};
}

/* RFC 4733 section 2.6: events run on the clock of the audio beside them, when there is a choice.
 */
static void fill_events(csip__jsep_line *line, const csip__codec *codec, const csip__section *local,
                        const csip__section *remote)
{
    for (size_t i = 0; i < remote->format_count; i++) {
        const csip__format *format = &remote->formats[i];
        const csip__format *received = csip__section_format(local, format->codec);
        if (csip__codec_is_media(format->codec) || !received)
            continue;
        add_receive_event(line, received);
        if (line->has_telephone_event && format->codec->clock_hz != codec->clock_hz)
            continue;
        line->has_telephone_event = true;
        line->telephone_event_payload_type = format->payload_type;
        line->telephone_event_clock_hz = format->codec->clock_hz;
    }
}

static void fill_line(csip__jsep *jsep, const struct exchange *exchange, size_t index,
                      bool is_carried)
{
    const csip__section *local = &exchange->local->sections[index];
    const csip__section *remote = &exchange->remote->sections[index];
    csip__jsep_line *line = &jsep->lines[index];

    *line = (csip__jsep_line){
        .is_rejected = !is_carried,
        .kind = local->kind == CSIP__SECTION_VIDEO ? CSIP__MEDIA_VIDEO : CSIP__MEDIA_AUDIO,
        .mid = local->mid,
    };
    if (!is_carried)
        return;
    unsigned allowed = csip__direction_reverse(remote->direction);
    line->direction = (csip_direction)(allowed & local->direction);
    if (local->mid_extension_id == remote->mid_extension_id)
        line->mid_extension_id = local->mid_extension_id;
    line->local_ssrc = jsep->wishes[line->kind].ssrc;
    line->remote_ssrc = remote->ssrc;
    const csip__codec *codec = line_codec(exchange, index);
    fill_codec(line, codec, local, remote);
    fill_events(line, codec, local, remote);
}

/* The application may have turned the a=setup of our answer. */
static csip_error apply_local_setup(csip__jsep *jsep, const csip__section *local,
                                    const csip__section *remote, csip__jsep_remote *transport)
{
    bool is_active = local->setup == CSIP__SECTION_SETUP_ACTIVE;
    if (!is_active && local->setup != CSIP__SECTION_SETUP_PASSIVE)
        return csip__jsep_refuse(jsep, CSIP_ERROR_ARGUMENT, "an answer is active or passive");
    csip__setup setup = is_active ? CSIP__SETUP_ACTIVE : CSIP__SETUP_PASSIVE;
    bool is_free = remote->setup == CSIP__SECTION_SETUP_ACTPASS &&
                   !csip__transport_is_associated(jsep, remote);
    if (setup != transport->setup && !is_free)
        return csip__jsep_refuse(jsep, CSIP_ERROR_ARGUMENT, "a=setup does not go with the offer's");
    transport->setup = setup;
    return CSIP_OK;
}

csip_error csip__jsep_settle(csip__jsep *jsep, const csip__description *local,
                             const csip__description *remote, bool is_offerer)
{
    struct exchange exchange = {local, remote, is_offerer ? remote : local, is_offerer};
    csip__jsep_remote transport;
    size_t tagged = 0;
    if (!is_matching(&exchange))
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE,
                                 "the answer has other lines than the offer");
    csip__section_set carried =
        csip__description_carry(exchange.answer, find_accepted(&exchange), &tagged);
    if (!carried)
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE, "no line was accepted");
    csip_error error =
        csip__transport_read(jsep, &remote->sections[tagged], !is_offerer, &transport);
    if (!error && !is_offerer)
        error = apply_local_setup(jsep, &local->sections[tagged], &remote->sections[tagged],
                                  &transport);
    if (error)
        return error;
    csip__transport_set(jsep, &remote->sections[tagged], &transport);
    jsep->settled = transport;
    jsep->tagged = tagged;
    jsep->line_count = local->section_count;
    for (size_t i = 0; i < jsep->line_count; i++)
        fill_line(jsep, &exchange, i, csip__section_set_has(carried, i));
    jsep->is_settled = true;
    return CSIP_OK;
}
