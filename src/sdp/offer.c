#include "sdp/state.h"

/* Payload types are shared by all lines of one transport (RFC 8829 section 5.2.2). */
struct offer {
    csip__plan plan;
    bool is_used[128];
    uint8_t mid_extension_id;
    char mids[CSIP__JSEP_LINES_MAX][4];
};

static bool has_mid(const struct offer *offer, const csip__description *previous, csip_str mid)
{
    for (size_t i = 0; previous && i < previous->section_count; i++) {
        if (csip_str_equal(previous->sections[i].mid, mid))
            return true;
    }
    for (size_t i = 0; i < offer->plan.line_count; i++) {
        if (csip_str_equal(offer->plan.lines[i].mid, mid))
            return true;
    }
    return false;
}

/* The line's number, or the next that nobody has. */
static csip_str make_mid(struct offer *offer, const csip__description *previous, size_t index)
{
    char *digits = offer->mids[index];
    for (size_t number = index;; number++) {
        csip__buf buf;
        csip__buf_init_fixed(&buf, digits, sizeof(offer->mids[index]));
        csip__buf_uint(&buf, number);
        if (!has_mid(offer, previous, csip__buf_get(&buf)))
            return csip__buf_get(&buf);
    }
}

/* RFC 8829 section 4.1.2 and RFC 5761: the dynamic numbers, then those below RTCP's. */
static uint8_t payload_type_take(struct offer *offer, uint8_t preferred)
{
    uint8_t number = preferred;
    if (offer->is_used[number]) {
        for (number = 96; number <= 127 && offer->is_used[number]; number++)
            ;
        for (number = number > 127 ? 35 : number; offer->is_used[number]; number++)
            ;
    }
    offer->is_used[number] = true;
    return number;
}

/*
 * RFC 8829 section 5.2.2: a line that both sides have at port 0 is used again, under another mid.
 * Only for the same kind, so that who knows lines by their place is not misled.
 */
static size_t find_place(const struct offer *offer, const csip__jsep *jsep, csip__media_kind kind)
{
    size_t count = jsep->local ? jsep->local->section_count : 0;
    for (size_t i = 0; i < count; i++) {
        const csip__section *local = &jsep->local->sections[i];
        if (local->kind == (csip__section_kind)kind && csip__section_is_rejected(local) &&
            csip__section_is_rejected(&jsep->remote->sections[i]))
            return i;
    }
    return offer->plan.line_count;
}

static void add_line(struct offer *offer, const csip__jsep *jsep, csip__media_kind kind,
                     size_t place)
{
    csip__plan *plan = &offer->plan;
    csip__plan_line *line = &plan->lines[place];
    csip_str mid = make_mid(offer, jsep->local, place);
    *line = (csip__plan_line){
        .media = kind == CSIP__MEDIA_AUDIO ? CSIP_STR("audio") : CSIP_STR("video"),
        .protocol = CSIP_STR("UDP/TLS/RTP/SAVPF"),
        .mid = mid,
        .direction = jsep->wishes[kind].direction,
        .mid_extension_id = offer->mid_extension_id,
        .wish = &jsep->wishes[kind],
    };
    for (size_t i = 0; i < CSIP__CODEC_ROWS; i++) {
        const csip__codec *codec = &csip__codec_table[i];
        if (codec->kind == kind)
            line->formats[line->format_count++] = (csip__format){
                codec, payload_type_take(offer, codec->payload_type), codec->feedback, {NULL, 0}};
    }
    if (place == plan->line_count)
        plan->line_count++;
}

/* A line of before keeps its place, mid and numbers (RFC 8829 section 5.2.2). */
static void keep_line(struct offer *offer, const csip__jsep *jsep, size_t index)
{
    const csip__section *section = &jsep->local->sections[index];
    csip__plan_line *line = &offer->plan.lines[index];
    const csip__wish *wish =
        section->kind == CSIP__SECTION_OTHER ? NULL : &jsep->wishes[section->kind];
    if (!wish || !wish->is_wanted || wish->line != (int)index) {
        csip__plan_reject(line, section);
        return;
    }
    *line = (csip__plan_line){
        .media = section->media.kind,
        .protocol = section->media.protocol,
        .mid = section->mid.len > 0 ? section->mid : make_mid(offer, jsep->local, index),
        .direction = wish->direction,
        .mid_extension_id = section->mid_extension_id,
        .format_count = section->format_count,
        .wish = wish,
    };
    memcpy(line->formats, section->formats, sizeof(line->formats));
}

static void keep_lines(struct offer *offer, const csip__jsep *jsep)
{
    for (size_t i = 0; i < jsep->local->section_count; i++) {
        const csip__section *section = &jsep->local->sections[i];
        keep_line(offer, jsep, i);
        offer->plan.line_count++;
        if (offer->plan.lines[i].is_rejected)
            continue;
        for (size_t j = 0; j < section->format_count; j++)
            offer->is_used[section->formats[j].payload_type] = true;
        if (section->mid_extension_id)
            offer->mid_extension_id = section->mid_extension_id;
    }
}

static csip_error plan_offer(struct offer *offer, const csip__jsep *jsep)
{
    csip__plan *plan = &offer->plan;
    if (jsep->local)
        keep_lines(offer, jsep);
    for (int kind = 0; kind < CSIP__KINDS; kind++) {
        const csip__wish *wish = &jsep->wishes[kind];
        if (!wish->is_wanted || wish->is_refused || wish->line != CSIP__NO_LINE)
            continue;
        size_t place = find_place(offer, jsep, (csip__media_kind)kind);
        if (place == CSIP__JSEP_LINES_MAX)
            return CSIP_ERROR_LIMIT;
        add_line(offer, jsep, (csip__media_kind)kind, place);
    }
    for (size_t i = plan->line_count; i-- > 0;) {
        if (!plan->lines[i].is_rejected) {
            plan->tagged = i;
            plan->is_bundled = true;
        }
    }
    return plan->is_bundled ? CSIP_OK : CSIP_ERROR_STATE;
}

csip_error csip__jsep_create_offer(csip__jsep *jsep, const csip__jsep_transport *ours,
                                   csip_str *ret_sdp)
{
    if (jsep->signaling != CSIP__SIGNALING_STABLE &&
        jsep->signaling != CSIP__SIGNALING_HAVE_LOCAL_OFFER)
        return CSIP_ERROR_STATE;

    struct offer offer = {.plan.setup = CSIP_STR("actpass"), .mid_extension_id = 4};
    csip_error error = plan_offer(&offer, jsep);
    if (!error)
        error = csip__plan_write(jsep, &offer.plan, ours);
    if (!error)
        *ret_sdp = csip__buf_get(&jsep->out);
    return error;
}
