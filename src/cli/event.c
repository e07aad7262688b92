#include "cli/event.h"

#include "cli/event_field.h"

/* What each event carries: a table of kinds to fields. */

enum { FIELDS_MAX = 5 };

static const struct {
    csip__cli_detail detail;
    csip__cli_field fields[FIELDS_MAX];
} rows[CSIP_EVENT_COUNT] = {
    [CSIP_EVENT_LOG] = {CSIP__CLI_NORMAL, {csip__cli_put_session, csip__cli_put_log}},
    [CSIP_EVENT_CONNECTING] = {CSIP__CLI_NORMAL, {csip__cli_put_url, csip__cli_put_attempts}},
    [CSIP_EVENT_CONNECTED] = {CSIP__CLI_NORMAL, {csip__cli_put_url}},
    [CSIP_EVENT_DISCONNECTED] = {CSIP__CLI_NORMAL, {csip__cli_put_url, csip__cli_put_disconnect}},
    [CSIP_EVENT_REGISTERING] = {CSIP__CLI_STEPS, {NULL}},
    [CSIP_EVENT_REGISTERED] = {CSIP__CLI_NORMAL, {csip__cli_put_status}},
    [CSIP_EVENT_UNREGISTERED] = {CSIP__CLI_NORMAL, {csip__cli_put_cause, csip__cli_put_status}},
    [CSIP_EVENT_REGISTRATION_FAILED] = {CSIP__CLI_NORMAL,
                                        {csip__cli_put_cause, csip__cli_put_status}},
    [CSIP_EVENT_REGISTRATION_EXPIRING] = {CSIP__CLI_IGNORED, {NULL}},
    [CSIP_EVENT_NEW_RTC_SESSION] = {CSIP__CLI_NORMAL,
                                    {csip__cli_put_session, csip__cli_put_originator,
                                     csip__cli_put_peer}},
    [CSIP_EVENT_NEW_MESSAGE] = {CSIP__CLI_NORMAL,
                                {csip__cli_put_request, csip__cli_put_originator,
                                 csip__cli_put_from, csip__cli_put_body}},
    [CSIP_EVENT_NEW_OPTIONS] = {CSIP__CLI_NORMAL,
                                {csip__cli_put_request, csip__cli_put_originator,
                                 csip__cli_put_from, csip__cli_put_body}},
    [CSIP_EVENT_SUCCEEDED] = {CSIP__CLI_NORMAL, {csip__cli_put_request, csip__cli_put_status}},
    [CSIP_EVENT_MESSAGE_FAILED] = {CSIP__CLI_NORMAL,
                                   {csip__cli_put_request, csip__cli_put_cause,
                                    csip__cli_put_status}},
    [CSIP_EVENT_PEERCONNECTION] = {CSIP__CLI_STEPS, {csip__cli_put_session}},
    [CSIP_EVENT_SESSION_CONNECTING] = {CSIP__CLI_STEPS, {csip__cli_put_session}},
    [CSIP_EVENT_SENDING] = {CSIP__CLI_STEPS, {csip__cli_put_session}},
    [CSIP_EVENT_SDP] = {CSIP__CLI_STEPS,
                        {csip__cli_put_session, csip__cli_put_originator, csip__cli_put_sdp}},
    [CSIP_EVENT_ICE_CANDIDATE] = {CSIP__CLI_STEPS,
                                  {csip__cli_put_session, csip__cli_put_candidate}},
    [CSIP_EVENT_CONNECTION_STATE] = {CSIP__CLI_NORMAL,
                                     {csip__cli_put_session, csip__cli_put_state}},
    [CSIP_EVENT_PROGRESS] = {CSIP__CLI_NORMAL,
                             {csip__cli_put_session, csip__cli_put_originator,
                              csip__cli_put_status}},
    [CSIP_EVENT_ACCEPTED] = {CSIP__CLI_NORMAL,
                             {csip__cli_put_session, csip__cli_put_originator,
                              csip__cli_put_status}},
    [CSIP_EVENT_CONFIRMED] = {CSIP__CLI_NORMAL, {csip__cli_put_session, csip__cli_put_originator}},
    [CSIP_EVENT_ENDED] = {CSIP__CLI_NORMAL,
                          {csip__cli_put_session, csip__cli_put_originator, csip__cli_put_cause,
                           csip__cli_put_status, csip__cli_put_stats}},
    [CSIP_EVENT_FAILED] = {CSIP__CLI_NORMAL,
                           {csip__cli_put_session, csip__cli_put_originator, csip__cli_put_cause,
                            csip__cli_put_status}},
    [CSIP_EVENT_NEW_DTMF] = {CSIP__CLI_NORMAL,
                             {csip__cli_put_session, csip__cli_put_originator, csip__cli_put_dtmf}},
    [CSIP_EVENT_NEW_INFO] = {CSIP__CLI_NORMAL,
                             {csip__cli_put_session, csip__cli_put_originator, csip__cli_put_info}},
    [CSIP_EVENT_HOLD] = {CSIP__CLI_NORMAL, {csip__cli_put_session, csip__cli_put_originator}},
    [CSIP_EVENT_UNHOLD] = {CSIP__CLI_NORMAL, {csip__cli_put_session, csip__cli_put_originator}},
    [CSIP_EVENT_REINVITE] = {CSIP__CLI_STEPS, {csip__cli_put_session}},
    [CSIP_EVENT_UPDATE] = {CSIP__CLI_STEPS, {csip__cli_put_session}},
    [CSIP_EVENT_DONE] = {CSIP__CLI_NORMAL,
                         {csip__cli_put_reoffer, csip__cli_put_cause, csip__cli_put_status}},
    [CSIP_EVENT_REFER] = {CSIP__CLI_NORMAL, {csip__cli_put_session, csip__cli_put_refer}},
    [CSIP_EVENT_REPLACES] = {CSIP__CLI_IGNORED, {NULL}},
    [CSIP_EVENT_REQUEST_SUCCEEDED] = {CSIP__CLI_NORMAL,
                                      {csip__cli_put_request, csip__cli_put_status}},
    [CSIP_EVENT_REQUEST_FAILED] = {CSIP__CLI_NORMAL,
                                   {csip__cli_put_request, csip__cli_put_cause,
                                    csip__cli_put_status}},
    [CSIP_EVENT_TRANSFER_TRYING] = {CSIP__CLI_NORMAL,
                                    {csip__cli_put_request, csip__cli_put_transfer}},
    [CSIP_EVENT_TRANSFER_PROGRESS] = {CSIP__CLI_NORMAL,
                                      {csip__cli_put_request, csip__cli_put_transfer}},
    [CSIP_EVENT_TRANSFER_ACCEPTED] = {CSIP__CLI_NORMAL,
                                      {csip__cli_put_request, csip__cli_put_transfer}},
    [CSIP_EVENT_TRANSFER_FAILED] = {CSIP__CLI_NORMAL,
                                    {csip__cli_put_request, csip__cli_put_cause,
                                     csip__cli_put_transfer}},
    [CSIP_EVENT_MUTED] = {CSIP__CLI_NORMAL, {csip__cli_put_session, csip__cli_put_muted}},
    [CSIP_EVENT_UNMUTED] = {CSIP__CLI_NORMAL, {csip__cli_put_session, csip__cli_put_muted}},
    [CSIP_EVENT_GET_USER_MEDIA_FAILED] = {CSIP__CLI_NORMAL,
                                          {csip__cli_put_session, csip__cli_put_failure}},
    [CSIP_EVENT_CREATE_OFFER_FAILED] = {CSIP__CLI_NORMAL,
                                        {csip__cli_put_session, csip__cli_put_failure}},
    [CSIP_EVENT_CREATE_ANSWER_FAILED] = {CSIP__CLI_NORMAL,
                                         {csip__cli_put_session, csip__cli_put_failure}},
    [CSIP_EVENT_SET_LOCAL_DESCRIPTION_FAILED] = {CSIP__CLI_NORMAL,
                                                 {csip__cli_put_session, csip__cli_put_failure}},
    [CSIP_EVENT_SET_REMOTE_DESCRIPTION_FAILED] = {CSIP__CLI_NORMAL,
                                                  {csip__cli_put_session, csip__cli_put_failure}},
    [CSIP_EVENT_NEW_SUBSCRIBE] = {CSIP__CLI_IGNORED, {NULL}},
    [CSIP_EVENT_SIP_EVENT] = {CSIP__CLI_NORMAL,
                              {csip__cli_put_from, csip__cli_put_event, csip__cli_put_body}},
    [CSIP_EVENT_FORKED] = {CSIP__CLI_IGNORED, {NULL}},
    [CSIP_EVENT_SUBSCRIPTION_ACCEPTED] = {CSIP__CLI_NORMAL,
                                          {csip__cli_put_subscription, csip__cli_put_status}},
    [CSIP_EVENT_PENDING] = {CSIP__CLI_NORMAL, {csip__cli_put_subscription}},
    [CSIP_EVENT_ACTIVE] = {CSIP__CLI_NORMAL, {csip__cli_put_subscription}},
    [CSIP_EVENT_NOTIFY] = {CSIP__CLI_NORMAL,
                           {csip__cli_put_subscription, csip__cli_put_final, csip__cli_put_body}},
    [CSIP_EVENT_SUBSCRIBE] = {CSIP__CLI_NORMAL,
                              {csip__cli_put_subscription, csip__cli_put_unsubscribe,
                               csip__cli_put_body}},
    [CSIP_EVENT_EXPIRED] = {CSIP__CLI_NORMAL, {csip__cli_put_subscription}},
    [CSIP_EVENT_TERMINATED] = {CSIP__CLI_NORMAL,
                               {csip__cli_put_subscription, csip__cli_put_termination}},
    [CSIP_EVENT_SIP_IN] = {CSIP__CLI_TRACE, {csip__cli_put_raw}},
    [CSIP_EVENT_SIP_OUT] = {CSIP__CLI_TRACE, {csip__cli_put_raw}},
};

csip__cli_detail csip__cli_event_detail(csip_event_kind kind)
{
    return rows[kind].detail;
}

json_t *csip__cli_event_json(csip_ua *ua, const csip_event *event)
{
    json_t *object = json_object();

    if (!object)
        return NULL;
    json_object_set_new(object, "event", json_string(csip_event_name(event->kind)));
    for (size_t i = 0; i < FIELDS_MAX && rows[event->kind].fields[i]; i++)
        rows[event->kind].fields[i](object, ua, event);
    return object;
}
