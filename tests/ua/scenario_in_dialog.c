#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

/* Commands that send requests within the dialog of the session last told. */

/* "TYPE TEXT" */
csip_error scenario_info(const char *text)
{
    char type[64];
    text = scenario_word(type, sizeof(type), text);
    const csip_session_request info = {.content_type = type, .body = csip_str_from(text)};
    return csip_agent_send_info(run.phone.agent, run.phone.last_session, &info, run.world.now_ms,
                                NULL);
}

/* "TONES [event] [DURATION [GAP]]" */
csip_error scenario_dtmf(const char *text)
{
    char tones[64] = "";
    const char *lines[] = {"X-D: 1"};
    csip_dtmf_options options = {.extra_headers = lines, .extra_header_count = 1};
    text = scenario_word(tones, sizeof(tones), text);
    const char *event = after(text, "event");
    if (event)
        options.transport = CSIP_DTMF_RFC4733;
    sscanf(event ? event : text, "%u %u", &options.duration_ms, &options.gap_ms);
    return csip_agent_send_dtmf(run.phone.agent, run.phone.last_session, tones, &options,
                                run.world.now_ms, NULL);
}

/* A telephone event, "5", of 120 ms. */
csip_error scenario_digit(const char *text)
{
    const csip_media_fact fact = {.kind = CSIP_FACT_DIGIT, .digit = text[0], .duration_ms = 120};
    return csip_agent_media_fact(run.phone.agent, run.phone.last_session, &fact, run.world.now_ms);
}

/* The media's connection fails: the peer has gone. */
csip_error scenario_fade(const char *unused)
{
    (void)unused;
    const csip_media_fact fact = {.kind = CSIP_FACT_CONNECTION_STATE,
                                  .state = CSIP_CONNECTION_FAILED};
    return csip_agent_media_fact(run.phone.agent, run.phone.last_session, &fact, run.world.now_ms);
}

csip_error scenario_refer(const char *target)
{
    const char *lines[] = {"X-R: 1"};
    const csip_refer_options options = {.extra_headers = lines, .extra_header_count = 1};
    return csip_agent_refer(run.phone.agent, run.phone.last_session, target, &options,
                            run.world.now_ms, NULL);
}

/* "accept", "reject" */
csip_error scenario_referral(const char *text)
{
    csip_id id;
    if (strcmp(text, "accept") == 0)
        return csip_agent_accept_refer(run.phone.agent, run.phone.last_refer, NULL,
                                       run.world.now_ms, &id);
    return csip_agent_reject_refer(run.phone.agent, run.phone.last_refer, run.world.now_ms);
}

/* "accept", "reject [STATUS]" */
csip_error scenario_replaces(const char *text)
{
    const char *status = after(text, "reject ");
    const csip_reply reply = {.status = (uint16_t)atoi(status ? status : "0")};
    if (strcmp(text, "accept") == 0)
        return csip_agent_accept_replaces(run.phone.agent, run.phone.last_replacing,
                                          run.world.now_ms);
    return csip_agent_reject_replaces(run.phone.agent, run.phone.last_replacing,
                                      status ? &reply : NULL, run.world.now_ms);
}

csip_error scenario_request(const char *method)
{
    const char *lines[] = {"X-Why: because"};
    const csip_session_request request = {
        .method = method, .extra_headers = lines, .extra_header_count = 1};
    return csip_agent_send_request(run.phone.agent, run.phone.last_session, &request,
                                   run.world.now_ms, NULL);
}
