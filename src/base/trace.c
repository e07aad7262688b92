#include "base/trace.h"

#include "base/str.h"

static void blank(char *at, size_t len)
{
    memset(at, '*', len);
}

/* Of digest credentials the response is secret, of any other scheme the whole of it. */
static void blank_credentials(char *value, size_t len)
{
    csip_str text = {value, len};
    if (!csip__str_starts_with_nocase(text, CSIP_STR("Digest"))) {
        blank(value, len);
        return;
    }
    const csip_str name = CSIP_STR("response=\"");
    for (size_t i = 0; i + name.len <= len; i++) {
        if (!csip__str_starts_with_nocase(csip__str_skip(text, i), name))
            continue;
        csip_str rest = csip__str_skip(text, i + name.len);
        blank(value + i + name.len, csip__str_find(rest, '"'));
    }
}

static size_t line_length(csip_str text)
{
    size_t len = csip__str_find(text, '\n');
    return len < text.len ? len + 1 : len;
}

static void blank_headers(char *octets, size_t len)
{
    static const csip_str names[] = {{"Authorization:", 14}, {"Proxy-Authorization:", 20}};
    csip_str rest = {octets, len};
    while (rest.len > 0 && rest.ptr[0] != '\r') {
        size_t line = line_length(rest);
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            if (!csip__str_starts_with_nocase(rest, names[i]))
                continue;
            csip_str value =
                csip__str_trim((csip_str){rest.ptr + names[i].len, line - names[i].len});
            blank_credentials(octets + (value.ptr - octets), value.len);
        }
        rest = csip__str_skip(rest, line);
    }
}

void csip__trace(csip__core *core, csip_event_kind kind, csip_str octets)
{
    if (!csip__core_is_wanted(core, kind))
        return;
    char *copy = csip__core_allocate(core, octets.len + 1);
    if (!copy)
        return;
    memcpy(copy, octets.ptr, octets.len);
    blank_headers(copy, octets.len);
    csip__core_emit(core, &(csip_event){.kind = kind, .raw = {copy, octets.len}}, NULL);
    csip__core_release(core, copy);
}

void csip__trace_send(csip__core *core, csip_flow flow, csip_str octets)
{
    csip__core_output(core,
                      &(csip_output){.kind = CSIP_OUTPUT_SEND, .flow = flow, .octets = octets});
    csip__trace(core, CSIP_EVENT_SIP_OUT, octets);
}
