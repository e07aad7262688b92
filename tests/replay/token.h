#ifndef CSIP_REPLAY_TOKEN_H
#define CSIP_REPLAY_TOKEN_H

#include "sip_text.h"

/** What was drawn at random in the recording, and what the agent drew in its place. */

typedef struct token {
    const char *recorded;
    const char *ours;
} token;

/** The number that a Call-ID's requests count from. */
typedef struct token_sequence {
    const char *call_id; /* recorded */
    long offset;         /* ours - recorded */
    long refer;          /* recorded CSeq of the last REFER */
} token_sequence;

enum { TOKENS_MAX = 512 };

typedef struct tokens {
    pool *pool;
    token pairs[TOKENS_MAX];
    size_t count;
    token_sequence sequences[TOKENS_MAX];
    size_t sequence_count;
} tokens;

/**
 * Take over the tokens that stand at the same places of both messages and are not known yet.
 * One that is known and differs is left for the comparison to find.
 */
void tokens_learn(tokens *t, const sip_text *recorded, const sip_text *ours);
/** The agent left out `requests` of the recording in this dialog. */
void tokens_skip(tokens *t, const sip_text *recorded, long requests);
/** A message that the agent sent, in the recording's tokens. */
char *tokens_to_recorded(tokens *t, const char *octets, size_t len, size_t *ret_len);
/** A recorded message for the agent, in its own tokens. */
char *tokens_to_ours(tokens *t, const char *octets, size_t len, size_t *ret_len);

#endif
