#include <media/telephone_event.h>

#include <media/octets.h>

#include <string.h>

/* RFC 4733 section 3.2: the event codes from 0 on. */
static const char digits[] = "0123456789*#ABCD";

enum { END_BIT = 0x80, VOLUME = 10 /* −10 dBm0, as browsers send */ };

static char upper(char digit)
{
    return digit >= 'a' && digit <= 'd' ? (char)(digit - 'a' + 'A') : digit;
}

bool csip__telephone_event_is_digit(char digit)
{
    return digit != '\0' && strchr(digits, upper(digit)) != NULL;
}

bool csip__telephone_event_parse(const uint8_t *payload, size_t len,
                                 csip__telephone_event *ret_event)
{
    if (len < CSIP__EVENT_LEN || payload[0] >= sizeof(digits) - 1)
        return false;
    *ret_event = (csip__telephone_event){
        .digit = digits[payload[0]],
        .is_end = payload[1] & END_BIT,
        .duration = csip__read16(payload + 2),
    };
    return true;
}

void csip__telephone_event_write(const csip__telephone_event *event, uint8_t *out)
{
    out[0] = (uint8_t)(strchr(digits, upper(event->digit)) - digits);
    out[1] = (uint8_t)((event->is_end ? END_BIT : 0) | VOLUME);
    csip__write16(out + 2, event->duration);
}
