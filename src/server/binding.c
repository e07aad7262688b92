#include "server/account.h"

#include "sip/param.h"

#include <stdlib.h>

bool csip__binding_is_live(const csip__binding *binding, uint64_t now_ms)
{
    return binding->flow != 0 && now_ms < binding->expires_at_ms;
}

void csip__binding_clear(csip__binding *binding)
{
    free(binding->call_id);
    *binding = (csip__binding){0};
}

static char *append(char *at, csip_str text)
{
    if (text.len > 0) {
        memcpy(at, text.ptr, text.len);
    }
    return at + text.len;
}

/* The parameters but `expires`, which the registrar states itself. */
static char *append_params(char *at, csip_str params)
{
    csip__param param;
    while (csip__param_next(&params, &param)) {
        if (csip_str_equal_nocase(param.name, CSIP_STR("expires"))) {
            continue;
        }
        at = append(append(at, CSIP_STR(";")), param.name);
        if (param.value.ptr) {
            at = append(append(at, CSIP_STR("=")), param.value);
        }
    }
    return at;
}

csip_error csip__binding_set(csip__binding *binding, const csip__binding_terms *terms)
{
    csip_str uri = terms->contact->uri.text, params = terms->contact->params;
    size_t size = terms->call_id.len + uri.len + 2 * params.len + 2; /* a ";" more for some */
    if (size > CSIP__BINDING_TEXT_MAX) {
        return CSIP_ERROR_LIMIT;
    }
    char *text = malloc(size);
    if (!text) {
        return CSIP_ERROR_NOMEM;
    }
    csip__binding_clear(binding);
    char *at = append(text, terms->call_id);
    *at++ = '\0';
    binding->call_id = text;
    binding->uri = (csip_str){at, uri.len};
    at = append(at, uri);
    binding->params = (csip_str){at, (size_t)(append_params(at, params) - at)};
    binding->flow = terms->flow;
    binding->expires_at_ms = terms->expires_at_ms;
    binding->cseq = terms->cseq;
    return CSIP_OK;
}
