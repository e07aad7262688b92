#include "session/session.h"

#include "sdp/sdp.h"

/* What the agent itself reads in a description: media lines, directions, ICE credentials. */

/* The direction that attributes state, `inherited` if none. */
static csip_direction stated_direction(csip_str attributes, csip_direction inherited)
{
    static const char *const names[] = {"inactive", "sendonly", "recvonly", "sendrecv"};
    csip__sdp_attribute attribute;
    while (csip__sdp_attribute_take(&attributes, &attribute)) {
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            if (csip_str_equal(attribute.name, csip_str_from(names[i])))
                return (csip_direction)i;
        }
    }
    return inherited;
}

bool csip__offered_hold(csip_str text)
{
    csip__sdp sdp;
    csip__sdp_problem problem;
    bool has_media = false;
    if (csip__sdp_parse(text, &sdp, &problem))
        return false;
    csip_direction common = stated_direction(sdp.session, CSIP_DIRECTION_SENDRECV);
    for (size_t i = 0; i < sdp.media_count; i++) {
        const csip__sdp_media *media = &sdp.media[i];
        bool is_ours = csip_str_equal(media->kind, CSIP_STR("audio")) ||
                       csip_str_equal(media->kind, CSIP_STR("video"));
        if (!is_ours || media->port == 0)
            continue;
        if (stated_direction(media->body, common) & CSIP_DIRECTION_RECVONLY)
            return false;
        has_media = true;
    }
    return has_media;
}

/* The first that a description has; a BUNDLE has them in all of its media. */
static csip_str first_attribute(csip_str text, csip_str name)
{
    csip__sdp_attribute attribute;
    while (csip__sdp_attribute_take(&text, &attribute)) {
        if (csip_str_equal(attribute.name, name))
            return attribute.value;
    }
    return (csip_str){NULL, 0};
}

bool csip__offered_restart(csip_str before, csip_str text)
{
    static const char *const names[] = {"ice-ufrag", "ice-pwd"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        csip_str name = csip_str_from(names[i]);
        if (!csip_str_equal(first_attribute(before, name), first_attribute(text, name)))
            return true;
    }
    return false;
}
