#ifndef CSIP_MEDIA_TELEPHONE_EVENT_H
#define CSIP_MEDIA_TELEPHONE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The payload of RFC 4733 section 2.3: a DTMF digit that lasts. */
enum {
    CSIP__EVENT_LEN = 4,
    CSIP__EVENT_DURATION_MAX = 0xFFFF, /* longer ones come in segments (section 2.5.1.3) */
};

typedef struct csip__telephone_event {
    char digit; /* 0-9 * # A-D */
    bool is_end;
    uint16_t duration; /* ticks of the event's clock, since the packet's timestamp */
} csip__telephone_event;

/** False: too short, or an event that is no DTMF digit. */
bool csip__telephone_event_parse(const uint8_t *payload, size_t len,
                                 csip__telephone_event *ret_event);

/** Writes CSIP__EVENT_LEN octets; the digit must be one. */
void csip__telephone_event_write(const csip__telephone_event *event, uint8_t *out);

/** Also in lower case. */
bool csip__telephone_event_is_digit(char digit);

#endif
