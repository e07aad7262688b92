#include "server/flow.h"

#include <stdlib.h>

/* An id is a generation above the 16 bits of its slot. */
enum { SLOT_BITS = 16, SLOT_MASK = (1 << SLOT_BITS) - 1 };

csip_error csip__flows_init(csip__flows *flows, size_t cap, uint64_t generation)
{
    *flows = (csip__flows){.cap = cap, .generation = generation};
    flows->slots = calloc(cap, sizeof(csip__flow *));
    return flows->slots ? CSIP_OK : CSIP_ERROR_NOMEM;
}

void csip__flows_done(csip__flows *flows)
{
    free(flows->slots);
    *flows = (csip__flows){0};
}

bool csip__flows_add(csip__flows *flows, csip__flow *flow)
{
    for (size_t i = 0; i < flows->cap && flows->count < flows->cap; i++) {
        if (!flows->slots[i]) {
            flows->generation++;
            flow->id = flows->generation << SLOT_BITS | i;
            flows->slots[i] = flow;
            flows->count++;
            return true;
        }
    }
    return false;
}

void csip__flows_remove(csip__flows *flows, csip__flow *flow)
{
    size_t slot = flow->id & SLOT_MASK;
    if (slot < flows->cap && flows->slots[slot] == flow) {
        flows->slots[slot] = NULL;
        flows->count--;
    }
}

csip__flow *csip__flows_find(const csip__flows *flows, uint64_t id)
{
    size_t slot = id & SLOT_MASK;
    csip__flow *flow = slot < flows->cap ? flows->slots[slot] : NULL;
    return flow && flow->id == id ? flow : NULL;
}
