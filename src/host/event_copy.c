#include "host/event_copy.h"

#include <stdlib.h>

struct csip__event_copy {
    csip_event event;
    csip_message message;
    char octets[];
};

csip__event_copy *csip__event_copy_new(const csip_event *event)
{
    csip_str raw = event->message ? event->message->raw : (csip_str){0};
    csip__event_copy *copy = malloc(sizeof *copy + raw.len);

    if (!copy)
        return NULL;
    copy->event = *event;
    if (event->message) {
        memcpy(copy->octets, raw.ptr, raw.len);
        csip_error error =
            csip_message_parse((csip_str){copy->octets, raw.len}, &copy->message, NULL);
        copy->event.message = error ? NULL : &copy->message; /* it was parsed before */
    }
    return copy;
}

void csip__event_copy_free(csip__event_copy *copy)
{
    free(copy);
}

const csip_event *csip__event_copy_get(const csip__event_copy *copy)
{
    return &copy->event;
}
