#include "sdp/state.h"

/* RTP over DTLS-SRTP under its names; the older ones name no key exchange (RFC 8829 5.1.2). */
static bool is_secure_profile(csip_str protocol)
{
    static const char *const names[] = {"UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF",
                                        "RTP/SAVP"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (csip_str_equal(protocol, csip_str_from(names[i])))
            return true;
    }
    return false;
}

static bool is_any_wanted(const csip__jsep *jsep)
{
    return jsep->wishes[CSIP__MEDIA_AUDIO].is_wanted || jsep->wishes[CSIP__MEDIA_VIDEO].is_wanted;
}

/* Before anything was asked for, whatever we could take counts. */
static bool is_wanted(const csip__jsep *jsep, csip__section_kind kind)
{
    return kind != CSIP__SECTION_OTHER && (!is_any_wanted(jsep) || jsep->wishes[kind].is_wanted);
}

/* Without a=rtcp-mux RTCP would need a second transport. */
static bool is_acceptable(const csip__jsep *jsep, const csip__section *section)
{
    return is_wanted(jsep, section->kind) && !csip__section_is_rejected(section) &&
           is_secure_profile(section->media.protocol) && section->has_rtcp_mux &&
           csip__section_has_codec(section);
}

csip__section_set csip__answer_choose(const csip__jsep *jsep, const csip__description *offer,
                                      size_t *ret_tagged)
{
    csip__section_set acceptable = 0, chosen = 0;
    bool has_kind[CSIP__KINDS] = {false, false};
    for (size_t i = 0; i < offer->section_count; i++) {
        if (is_acceptable(jsep, &offer->sections[i]))
            acceptable |= (csip__section_set)1 << i;
    }
    acceptable = csip__description_carry(offer, acceptable, ret_tagged);
    for (size_t i = 0; i < offer->section_count; i++) {
        csip__section_kind kind = offer->sections[i].kind;
        if (csip__section_set_has(acceptable, i) && !has_kind[kind]) {
            has_kind[kind] = true;
            chosen |= (csip__section_set)1 << i;
        }
    }
    return csip__description_carry(offer, chosen, ret_tagged);
}

/* The offer's formats and numbers (RFC 3264 section 6.1) in its order, but Opus first. */
static void choose_formats(csip__plan_line *line, const csip__section *offered)
{
    for (size_t i = 0; i < offered->format_count; i++) {
        if (offered->formats[i].codec->id == CSIP__CODEC_OPUS)
            line->formats[line->format_count++] = offered->formats[i];
    }
    for (size_t i = 0; i < offered->format_count; i++) {
        if (offered->formats[i].codec->id != CSIP__CODEC_OPUS)
            line->formats[line->format_count++] = offered->formats[i];
    }
}

static void accept(csip__plan_line *line, const csip__section *offered, const csip__wish *wish)
{
    /* RFC 3264 section 6.1: never more than the offer allows. */
    unsigned allowed = csip__direction_reverse(offered->direction);
    *line = (csip__plan_line){
        .media = offered->media.kind,
        .protocol = offered->media.protocol,
        .mid = offered->mid,
        .direction = (csip_direction)(allowed & wish->direction),
        .mid_extension_id = offered->mid_extension_id,
        .wish = wish,
    };
    choose_formats(line, offered);
}

csip_error csip__jsep_create_answer(csip__jsep *jsep, const csip__jsep_transport *ours,
                                    csip_str *ret_sdp)
{
    if (jsep->signaling != CSIP__SIGNALING_HAVE_REMOTE_OFFER &&
        jsep->signaling != CSIP__SIGNALING_HAVE_LOCAL_PRANSWER)
        return CSIP_ERROR_STATE;

    const csip__description *offer = jsep->pending_remote;
    csip__plan plan = {.line_count = offer->section_count};
    csip__section_set chosen = csip__answer_choose(jsep, offer, &plan.tagged);
    if (!chosen || !is_any_wanted(jsep))
        return csip__jsep_refuse(jsep, CSIP_ERROR_INCOMPATIBLE, "no line that we want");
    csip__jsep_remote remote;
    csip_error error = csip__transport_read(jsep, &offer->sections[plan.tagged], true, &remote);
    if (error)
        return error;
    plan.setup = remote.setup == CSIP__SETUP_ACTIVE ? CSIP_STR("active") : CSIP_STR("passive");
    plan.is_bundled = offer->group.len > 0 && offer->sections[plan.tagged].mid.len > 0;
    for (size_t i = 0; i < offer->section_count; i++) {
        const csip__section *offered = &offer->sections[i];
        if (csip__section_set_has(chosen, i))
            accept(&plan.lines[i], offered, &jsep->wishes[offered->kind]);
        else
            csip__plan_reject(&plan.lines[i], offered);
    }
    error = csip__plan_write(jsep, &plan, ours);
    if (!error)
        *ret_sdp = csip__buf_get(&jsep->out);
    return error;
}
