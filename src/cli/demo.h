#ifndef CSIP_CLI_DEMO_H
#define CSIP_CLI_DEMO_H

#include "cli/ladder.h"

#include <csip/server.h>

/* The demonstration's inside, shared by demo.c (the command), demo_call.c (what the phones do)
 * and csip__demo_check.c (what must have come of it). */

enum { CSIP__DEMO_PHONES = 2, CSIP__DEMO_PATH_MAX = 512, CSIP__DEMO_REASON_MAX = 256 };

typedef struct csip__demo csip__demo;

/** What a phone sends, and what it must therefore be at the other. */
typedef struct csip__demo_signal {
    double tone_hz;
    double level_dbfs;
    uint32_t rgb;
} csip__demo_signal;

typedef struct csip__demo_phone {
    csip__demo *demo;
    const char *name;
    csip__demo_signal signal;
    csip_ua *ua;
    csip_id session;
    char password[33];
    char wav[CSIP__DEMO_PATH_MAX], png[CSIP__DEMO_PATH_MAX]; /* what it hears and sees */
    bool is_registered, got_message, is_confirmed, has_ended;
    csip_media_stats stats;
} csip__demo_phone;

struct csip__demo {
    csip_loop *loop;
    csip_server *server;
    csip__demo_phone phones[CSIP__DEMO_PHONES]; /* alice, bob */
    const char *folder;
    char ca_file[CSIP__DEMO_PATH_MAX];
    unsigned seconds; /* of the call */
    uint64_t start_ms;
    uint64_t late; /* the timer that ends a demonstration in which something does not come */
    const char *waits_for; /* said when the time is over */
    bool is_over;
    char failure[CSIP__DEMO_REASON_MAX]; /* empty: none */
};

/** Remember the first failure and stop. */
void csip__demo_fail(csip__demo *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Make both phones and start them; what follows comes from their events (demo_call.c). */
CSIP_MUST_USE csip_error csip__demo_begin(csip__demo *d);

/** Measure the recordings and say the numbers; false: something else arrived (csip__demo_check.c).
 */
bool csip__demo_check(csip__demo *d);

#endif
