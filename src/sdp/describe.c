#include "sdp/candidate.h"
#include "sdp/state.h"

/* The line that holds the candidates: the first of the BUNDLE group, else the first accepted. */
static size_t find_tagged(const csip__description *local)
{
    csip__section_set live = 0;
    size_t tagged = 0;
    for (size_t i = 0; i < local->section_count; i++) {
        if (!csip__section_is_rejected(&local->sections[i]))
            live |= (csip__section_set)1 << i;
    }
    csip__description_carry(local, live, &tagged);
    return tagged;
}

static bool is_candidate_line(csip_str line)
{
    return csip__str_starts_with(line, CSIP_STR("a=candidate:")) ||
           csip_str_equal(line, CSIP_STR("a=end-of-candidates"));
}

/* Copy the text, what the application changed in it included; c= and candidates become today's. */
static void copy_lines(csip__buf *out, csip_str text, const csip__candidate *destination)
{
    csip_str line;
    while (csip__sdp_line_take(&text, &line)) {
        if (destination && is_candidate_line(line))
            continue;
        if (destination && csip__str_starts_with(line, CSIP_STR("c=")))
            csip__write_connection(out, destination->address);
        else if (line.len > 0)
            CSIP__BUF_PUT(out, line, CSIP_STR("\r\n"));
    }
}

csip_error csip__jsep_describe(csip__jsep *jsep, const csip__jsep_transport *ours,
                               csip_str *ret_sdp)
{
    const csip__description *local = jsep->pending_local ? jsep->pending_local : jsep->local;
    csip__buf *out = &jsep->out;
    if (!local)
        return CSIP_ERROR_STATE;

    csip__candidate destination = csip__candidate_default(ours->candidates, ours->candidate_count);
    size_t tagged = find_tagged(local);
    csip__buf_clear(out);
    const char *first = local->section_count ? local->sections[0].media.kind.ptr - 2
                                             : local->text.ptr + local->text.len;
    copy_lines(out, csip__str_between(local->text.ptr, first), NULL);
    for (size_t i = 0; i < local->section_count; i++) {
        const csip__sdp_media *media = &local->sections[i].media;
        csip__write_media(out, media->kind, i == tagged ? destination.port : media->port,
                          media->protocol);
        CSIP__BUF_PUT(out, CSIP_STR(" "), media->formats, CSIP_STR("\r\n"));
        copy_lines(out, media->body, i == tagged ? &destination : NULL);
        if (i == tagged)
            csip__write_candidates(out, ours);
    }
    if (!out->error)
        *ret_sdp = csip__buf_get(out);
    return out->error;
}
