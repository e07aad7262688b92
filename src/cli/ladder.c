#include "cli/ladder.h"

#include <csip/message.h>

#include <stdio.h>

enum { NAME_WIDTH = 6, SUMMARY_MAX = 96, URI_SHOWN_MAX = 56 };

static void summarise(csip_str raw, char out[SUMMARY_MAX])
{
    csip_message message;
    if (csip_message_parse(raw, &message, NULL) != CSIP_OK) {
        snprintf(out, SUMMARY_MAX, "%zu octets", raw.len);
        return;
    }
    bool has_sdp = message.body.len > 0 &&
                   csip_str_equal_nocase(csip_message_value(&message, CSIP_HEADER_CONTENT_TYPE),
                                         CSIP_STR("application/sdp"));
    if (message.is_request) {
        csip_str uri = message.request_uri_text;
        bool is_long = uri.len > URI_SHOWN_MAX;
        snprintf(out, SUMMARY_MAX, "%.*s %.*s%s%s", CSIP_STR_ARG(message.method_name),
                 is_long ? URI_SHOWN_MAX : (int)uri.len, uri.ptr, is_long ? "..." : "",
                 has_sdp ? ", SDP" : "");
    } else {
        snprintf(out, SUMMARY_MAX, "%u %.*s (%.*s)%s", message.status, CSIP_STR_ARG(message.reason),
                 CSIP_STR_ARG(message.cseq_method_name), has_sdp ? ", SDP" : "");
    }
}

void csip__ladder_line(const csip__ladder_step *step, char out[CSIP__LADDER_LINE_MAX])
{
    static const char *const arrows[] = {"<---------", "--------->"};
    char summary[SUMMARY_MAX];
    unsigned long long elapsed_ms = step->elapsed_ms;
    bool points_right = step->is_right != step->is_outgoing;
    const char *arrow = arrows[points_right];
    summarise(step->raw, summary);
    if (step->is_right) {
        snprintf(out, CSIP__LADDER_LINE_MAX, "+%llu.%03llu  %*s %*s server %s %-*s  %s",
                 elapsed_ms / 1000, elapsed_ms % 1000, NAME_WIDTH, "", 10, "", arrow, NAME_WIDTH,
                 step->right, summary);
    } else {
        snprintf(out, CSIP__LADDER_LINE_MAX, "+%llu.%03llu  %-*s %s server %*s %*s  %s",
                 elapsed_ms / 1000, elapsed_ms % 1000, NAME_WIDTH, step->left, arrow, 10, "",
                 NAME_WIDTH, "", summary);
    }
}
