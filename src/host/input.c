#include "host/input.h"

#include <stdlib.h>

csip__input *csip__input_dup(const csip__input *input)
{
    size_t len = input->octets.len + input->why.reason.len + input->result.sdp.len +
                 input->result.detail.len + input->fact.candidate.len + input->fact.mid.len;
    csip__input *copy = malloc(sizeof *copy + len);

    if (!copy)
        return NULL;
    *copy = *input;
    copy->next = NULL;
    char *room = (char *)(copy + 1);
    csip_str *const texts[] = {&copy->octets,        &copy->why.reason,     &copy->result.sdp,
                               &copy->result.detail, &copy->fact.candidate, &copy->fact.mid};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!texts[i]->ptr)
            continue;
        memcpy(room, texts[i]->ptr, texts[i]->len);
        texts[i]->ptr = room;
        room += texts[i]->len;
    }
    return copy;
}

void csip__input_free(csip__input *input)
{
    free(input);
}

csip_error csip__input_apply(csip_agent *agent, const csip__input *input, uint64_t now_ms)
{
    switch (input->kind) {
    case CSIP__INPUT_CONNECTED: return csip_agent_connected(agent, input->flow, now_ms);
    case CSIP__INPUT_DISCONNECTED:
        return csip_agent_disconnected(agent, input->flow, &input->why, now_ms);
    case CSIP__INPUT_RECEIVE: return csip_agent_receive(agent, input->flow, input->octets, now_ms);
    case CSIP__INPUT_TICK: return csip_agent_tick(agent, now_ms);
    case CSIP__INPUT_MEDIA_DONE:
        return csip_agent_media_done(agent, input->id, &input->result, now_ms);
    case CSIP__INPUT_MEDIA_FACT:
        return csip_agent_media_fact(agent, input->id, &input->fact, now_ms);
    }
    return CSIP_ERROR_ARGUMENT;
}
