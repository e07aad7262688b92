#ifndef CSIP_CLI_EVENT_FIELD_H
#define CSIP_CLI_EVENT_FIELD_H

#include <csip/ua.h>

#include <jansson.h>

/** Puts a field of an event, or several that belong together, into its JSON object. */
typedef void (*csip__cli_field)(json_t *object, csip_ua *ua, const csip_event *event);

void csip__cli_put_session(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_request(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_originator(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_cause(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_status(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_peer(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_from(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_body(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_subscription(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_event(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_final(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_unsubscribe(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_termination(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_url(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_attempts(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_disconnect(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_sdp(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_candidate(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_dtmf(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_info(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_reoffer(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_refer(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_transfer(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_muted(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_state(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_failure(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_log(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_raw(json_t *object, csip_ua *ua, const csip_event *event);
void csip__cli_put_stats(json_t *object, csip_ua *ua, const csip_event *event);

#endif
