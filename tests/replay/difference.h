#ifndef CSIP_REPLAY_DIFFERENCE_H
#define CSIP_REPLAY_DIFFERENCE_H

#include "record.h"

#include <regex.h>

/** Where the agent differs on purpose: data, with the reason beside it. */
typedef enum difference_kind {
    DIFFERENCE_IGNORE,  /* recorded, not looked at */
    DIFFERENCE_MISSING, /* recorded, the agent does not do it */
    DIFFERENCE_EXTRA,   /* the agent does it, it was not recorded */
    DIFFERENCE_ADVANCE, /* credentials in advance: the challenge of the recording falls away */
    DIFFERENCE_VALUE,   /* a field differs */
    DIFFERENCE_TIME,    /* earlier or later */
    DIFFERENCE_ORDER,   /* before what it was recorded behind */
    DIFFERENCE_DIVERGE, /* from here on the recorded peer answers something that did not happen */
    DIFFERENCE_KINDS,
} difference_kind;

typedef struct difference {
    difference_kind kind;
    const char *flow;  /* glob on the flow's name */
    regex_t record;    /* on the title of what was recorded or, if EXTRA, of what was done */
    const char *field; /* VALUE: its name */
    regex_t values;    /* VALUE: on "RECORDED => OURS", absent is "(none)" */
    const char *after; /* pattern in the two inputs last; empty: any */
    regex_t last;
    const char *before; /* IGNORE: pattern on the title of what was recorded next; empty: any */
    regex_t next;
    const char *reason;
    size_t uses;
} difference;

enum { DIFFERENCES_MAX = 256 };

typedef struct differences {
    json_t *json; /* the files read */
    difference list[DIFFERENCES_MAX];
    size_t count;
} differences;

/** Add a file's entries. @return false: it is missing or an entry is not whole; says which */
bool differences_read(differences *d, const char *path);
void differences_done(differences *d);

/** What is compared now. */
typedef struct difference_case {
    const char *flow;
    const char *title;
    const char *last; /* the two inputs last and what we sent since */
    const char *next; /* IGNORE: title of what was recorded next */
    const char *field;
    const char *recorded;
    const char *ours;
} difference_case;

/** The entry that allows it, its use counted; NULL: none. */
difference *differences_find(differences *d, difference_kind kind, const difference_case *what);

#endif
