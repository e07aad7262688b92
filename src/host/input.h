#ifndef CSIP_HOST_INPUT_H
#define CSIP_HOST_INPUT_H

#include <csip/ua.h>

typedef enum csip__input_kind {
    CSIP__INPUT_CONNECTED,
    CSIP__INPUT_DISCONNECTED,
    CSIP__INPUT_RECEIVE,
    CSIP__INPUT_TICK,
    CSIP__INPUT_MEDIA_DONE,
    CSIP__INPUT_MEDIA_FACT,
} csip__input_kind;

/** Something for the agent, which takes it only while no event is open. */
typedef struct csip__input {
    struct csip__input *next;
    csip__input_kind kind;
    csip_flow flow;
    csip_str octets;          /* RECEIVE */
    csip_disconnect why;      /* DISCONNECTED */
    csip_id id;               /* MEDIA_DONE: the operation; MEDIA_FACT: the session */
    csip_media_result result; /* MEDIA_DONE */
    csip_media_fact fact;     /* MEDIA_FACT */
} csip__input;

/** With every text copied.  NULL: no memory. */
csip__input *csip__input_dup(const csip__input *input);
void csip__input_free(csip__input *input);
CSIP_MUST_USE csip_error csip__input_apply(csip_agent *agent, const csip__input *input,
                                           uint64_t now_ms);

#endif
