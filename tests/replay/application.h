#ifndef CSIP_REPLAY_APPLICATION_H
#define CSIP_REPLAY_APPLICATION_H

#include "player.h"

enum { ARGUMENT_TEXTS_MAX = 16 };

/** An `app.` record and the object that its call is about. */
typedef struct arguments {
    player *player;
    const record *record;
    csip_id id;
    const char *texts[ARGUMENT_TEXTS_MAX]; /* of the last list read */
} arguments;

typedef struct application_row {
    const char *name;
    csip_error (*call)(arguments *a);
} application_row;

json_t *argument_get(const arguments *a, size_t n);
/** Text or number, NULL: neither. */
const char *argument_text(const arguments *a, size_t n);
/** Text member of an argument, NULL: none. */
const char *argument_option(const arguments *a, size_t n, const char *key);
unsigned argument_number(const arguments *a, size_t n, const char *key);
/** Fills `texts`. @return how many there are */
size_t argument_headers(arguments *a, size_t n);

/** The calls of subscribers and notifiers; ends with a row without a name. */
extern const application_row application_subscription_rows[];

#endif
