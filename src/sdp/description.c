#include "sdp/description.h"

/* The mid at each index is unique (RFC 5888 section 4). */
static bool has_mid_twice(const csip__description *description)
{
    for (size_t i = 0; i < description->section_count; i++) {
        csip_str mid = description->sections[i].mid;
        for (size_t j = 0; mid.len > 0 && j < i; j++) {
            if (csip_str_equal(description->sections[j].mid, mid))
                return true;
        }
    }
    return false;
}

static csip_str find_group(csip_str session)
{
    csip__sdp_attribute attribute;
    while (csip__sdp_attribute_take(&session, &attribute)) {
        if (csip_str_equal(attribute.name, CSIP_STR("group")) &&
            csip_str_equal(csip__sdp_word_take(&attribute.value, ' '), CSIP_STR("BUNDLE")))
            return attribute.value;
    }
    return (csip_str){NULL, 0};
}

static csip_error read_sections(csip__description *description, const csip__sdp *sdp,
                                csip__sdp_problem *ret_problem)
{
    const char *begin = description->text.ptr;
    csip__section inherited = {.direction = CSIP_DIRECTION_SENDRECV};
    csip_error error = csip__section_read(&inherited, sdp->session, NULL, begin, ret_problem);
    if (error)
        return error;
    description->group = find_group(sdp->session);
    for (size_t i = 0; i < sdp->media_count; i++) {
        const csip__sdp_media *media = &sdp->media[i];
        description->sections[i] = inherited;
        error =
            csip__section_read(&description->sections[i], media->body, media, begin, ret_problem);
        if (error)
            return error;
    }
    description->section_count = sdp->media_count;
    if (has_mid_twice(description)) {
        *ret_problem = (csip__sdp_problem){0, "each a=mid is another"};
        return CSIP_ERROR_PARSE;
    }
    return CSIP_OK;
}

/* The text follows the sections in one block; it is parsed where it stays. */
static csip_error allocate(const csip_platform *platform, csip_str text, size_t section_count,
                           csip__description **ret_description)
{
    size_t size = sizeof(csip__description) + section_count * sizeof(csip__section);
    csip__description *description = platform->reallocate(platform->user, NULL, size + text.len);
    if (!description)
        return CSIP_ERROR_NOMEM;
    char *copy = (char *)description + size;
    memcpy(copy, text.ptr, text.len);
    *description = (csip__description){.text = {copy, text.len}};
    *ret_description = description;
    return CSIP_OK;
}

csip_error csip__description_new(const csip_platform *platform, csip_str text,
                                 csip__description **ret_description,
                                 csip__sdp_problem *ret_problem)
{
    if (text.len > CSIP__JSEP_TEXT_MAX) {
        *ret_problem = (csip__sdp_problem){CSIP__JSEP_TEXT_MAX, "the text is too long"};
        return CSIP_ERROR_LIMIT;
    }
    csip__sdp sdp;
    csip__description *description;
    csip_error error = csip__sdp_parse(text, &sdp, ret_problem);
    if (!error)
        error = allocate(platform, text, sdp.media_count, &description);
    if (error)
        return error;
    error = csip__sdp_parse(description->text, &sdp, ret_problem);
    if (!error)
        error = read_sections(description, &sdp, ret_problem);
    if (error) {
        csip__description_free(platform, description);
        return error;
    }
    *ret_description = description;
    return CSIP_OK;
}

void csip__description_free(const csip_platform *platform, csip__description *description)
{
    if (description)
        platform->reallocate(platform->user, description, 0);
}

static csip__section_set find_mid(const csip__description *description, csip_str mid)
{
    for (size_t i = 0; i < description->section_count; i++) {
        if (csip_str_equal(description->sections[i].mid, mid))
            return (csip__section_set)1 << i;
    }
    return 0;
}

static size_t first_of(csip__section_set set)
{
    size_t index = 0;
    while (!csip__section_set_has(set, index))
        index++;
    return index;
}

csip__section_set csip__description_carry(const csip__description *description,
                                          csip__section_set wanted, size_t *ret_tagged)
{
    csip__section_set carried = 0, audio = 0;
    csip_str group = description->group;
    while (group.len > 0) {
        csip_str mid = csip__sdp_word_take(&group, ' ');
        csip__section_set found = mid.len > 0 ? find_mid(description, mid) & wanted : 0;
        if (found && !carried)
            *ret_tagged = first_of(found);
        carried |= found;
    }
    if (carried || !wanted)
        return carried;
    for (size_t i = 0; i < description->section_count; i++) {
        if (description->sections[i].kind == CSIP__SECTION_AUDIO)
            audio |= wanted & (csip__section_set)1 << i;
    }
    *ret_tagged = first_of(audio ? audio : wanted);
    return (csip__section_set)1 << *ret_tagged;
}
