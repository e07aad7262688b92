#include "world.h"

#include <assert.h>
#include <stdlib.h>

void phone_media_done(phone *p, csip_error error, const char *sdp)
{
    assert(p->op_count > 0);
    csip_media_op op = p->ops[0];
    free(p->op_sdps[0]);
    p->op_count--;
    memmove(p->ops, p->ops + 1, p->op_count * sizeof(p->ops[0]));
    memmove(p->op_sdps, p->op_sdps + 1, p->op_count * sizeof(p->op_sdps[0]));
    const csip_media_result result = {error, csip_str_from(sdp), CSIP_STR("because")};
    phone_take(p, csip_agent_media_done(p->agent, op.op, &result, p->world->now_ms));
}

void phone_gathered(phone *p, csip_id session)
{
    const csip_media_fact fact = {.kind = CSIP_FACT_GATHERING_COMPLETE};
    phone_take(p, csip_agent_media_fact(p->agent, session, &fact, p->world->now_ms));
}

void phone_media_run(phone *p)
{
    while (p->op_count > 0) {
        csip_media_op op = p->ops[0];
        bool has_result = op.kind == CSIP_MEDIA_CREATE_OFFER ||
                          op.kind == CSIP_MEDIA_CREATE_ANSWER || op.kind == CSIP_MEDIA_DESCRIBE;
        phone_media_done(p, CSIP_OK,
                         has_result ? "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                                      "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n"
                                    : NULL);
        if (op.kind == CSIP_MEDIA_SET_LOCAL)
            phone_gathered(p, op.session);
    }
}
