#ifndef CSIP_TEST_SCENARIO_H
#define CSIP_TEST_SCENARIO_H

#include "world.h"

/** What a case has come to; tests/scenarios/README.md says what its lines may be. */

enum { LINE_MAX_LENGTH = 1024, TEXT_MAX = 16384, ENTRIES_MAX = 512 };

typedef struct entry {
    char *text; /* "*registered(200)", ">REGISTER", "!OPEN" */
    char *wire; /* of a message sent */
} entry;

typedef struct scenario {
    world world;
    phone phone;
    entry entries[ENTRIES_MAX];
    size_t count;
    size_t seen;                              /* entries that the script has spoken of */
    char local[512], peer[512], call_id[256]; /* of the dialog that was last touched */
    unsigned branches;
    uint64_t event; /* the open one that a hook runs in */
    char hook[2][256]; /* event name, command inside it */
} scenario;

extern scenario run;
extern char problem[2048];

/** Notes why the case fails; returns false. */
__attribute__((format(printf, 1, 2))) bool fail(const char *format, ...);
/** What stands behind `prefix`; NULL when `text` does not begin with it. */
const char *after(const char *text, const char *prefix);

/** Append to a text of TEXT_MAX octets. */
__attribute__((format(printf, 2, 3))) void append(char *text, const char *format, ...);

/** Give the agent a message; what its lines do not say is filled in. */
bool scenario_deliver(const char *lines);
/** Cut off the first word; what stands behind it. */
const char *scenario_word(char *word, size_t size, const char *text);
/** Commands on the session last told. */
csip_error scenario_info(const char *text);
csip_error scenario_request(const char *method);
csip_error scenario_dtmf(const char *text);
csip_error scenario_digit(const char *text);
csip_error scenario_fade(const char *unused);
csip_error scenario_refer(const char *target);
csip_error scenario_referral(const char *text);
csip_error scenario_replaces(const char *text);
/** Commands on the subscription last touched. */
csip_error scenario_subscribe(const char *text);
csip_error scenario_resubscribe(const char *body);
csip_error scenario_unsubscribe(const char *body);
csip_error scenario_notifier(const char *text);
csip_error scenario_refuse(const char *status);
csip_error scenario_activate(const char *text);
csip_error scenario_notify(const char *body);
csip_error scenario_finish(const char *text);

/** "NAME ARGUMENT [-> ERROR]" */
bool scenario_command(const char *text);

#endif
