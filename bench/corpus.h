#ifndef CSIP_BENCH_CORPUS_H
#define CSIP_BENCH_CORPUS_H

#include "stack.h"

#include <stdbool.h>

enum { MESSAGES_MAX = 64 };

/** The messages that are parsed, in the order of their file names. */
typedef struct corpus {
    size_t count;
    const char *octets[MESSAGES_MAX];
    size_t len[MESSAGES_MAX];
} corpus;

/** Reads every file *.sip of a folder.  False: none. */
bool corpus_load(const char *folder, corpus *ret_corpus);

/** The values of the INVITE that is written and of the challenge that is answered. */
values corpus_values(const corpus *c);

#endif
