#include <media/report.h>

#include <stdlib.h>

static char *keep(csip_str *slice, char *at)
{
    if (!slice->ptr)
        return at;
    memcpy(at, slice->ptr, slice->len);
    slice->ptr = at;
    return at + slice->len;
}

csip__report_mail *csip__report_dup(const csip__report *report)
{
    size_t text_len = report->result.sdp.len + report->result.detail.len +
                      report->fact.candidate.len + report->fact.mid.len;
    csip__report_mail *copy = malloc(sizeof *copy + text_len);
    if (copy) {
        copy->report = *report;
        char *at = keep(&copy->report.result.sdp, copy->text);
        at = keep(&copy->report.result.detail, at);
        at = keep(&copy->report.fact.candidate, at);
        keep(&copy->report.fact.mid, at);
        return copy;
    }
    copy = malloc(sizeof *copy);
    if (!copy)
        return NULL;
    copy->report = (csip__report){
        .kind = report->kind,
        .key = report->key,
        .op = report->op,
        .op_kind = report->op_kind,
        .result = {.error = CSIP_ERROR_NOMEM},
        .fact = {.kind = CSIP_FACT_CONNECTION_STATE, .state = CSIP_CONNECTION_FAILED}};
    return copy;
}
