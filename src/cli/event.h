#ifndef CSIP_CLI_EVENT_H
#define CSIP_CLI_EVENT_H

#include <csip/ua.h>

#include <jansson.h>

/** Who wants to see an event. */
typedef enum csip__cli_detail {
    CSIP__CLI_IGNORED, /* nobody: listening would change what the library does */
    CSIP__CLI_NORMAL,  /* everybody */
    CSIP__CLI_STEPS,   /* --json and --verbose */
    CSIP__CLI_TRACE,   /* --trace */
} csip__cli_detail;

csip__cli_detail csip__cli_event_detail(csip_event_kind kind);

/** The event as an object: "event", then its fields (docs/json.md).  NULL: no memory. */
json_t *csip__cli_event_json(csip_ua *ua, const csip_event *event);

/** Adds "audio", "video" and what both share; the figures of a call. */
void csip__cli_stats_add(json_t *object, const csip_media_stats *stats);

#endif
