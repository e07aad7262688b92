#ifndef CSIP_SERVER_TOKEN_H
#define CSIP_SERVER_TOKEN_H

#include "server/mac.h"

#include <csip/message.h>

/**
 * What a stateless proxy must know again later, written into what its peers carry for it and
 * authenticated, so that nobody can steer messages to a connection of his choice.
 */

enum {
    CSIP__TOKEN_FLOW_LEN = 16, /* a flow's id in hexadecimal */
    CSIP__TOKEN_LOOP_LEN = 16,
    CSIP__TOKEN_MAC_LEN = 32,
    CSIP__BRANCH_LEN = 7 + CSIP__TOKEN_FLOW_LEN + CSIP__TOKEN_LOOP_LEN + CSIP__TOKEN_MAC_LEN,
    CSIP__ROUTE_LEN = 2 * CSIP__TOKEN_FLOW_LEN + CSIP__TOKEN_MAC_LEN,
    CSIP__TAG_LEN = 16,
    CSIP__NONCE_LEN = 16 + CSIP__TOKEN_MAC_LEN,
};

/** What our Via branch stands for. */
typedef struct csip__hop {
    uint64_t from;               /* the flow the request came on: responses return there */
    uint64_t to;                 /* the flow it went out on: responses must come from there */
    const csip_via *via;         /* the one below ours: the upstream element's */
    const csip_message *message; /* request or response */
    csip_str loop;               /* CSIP__TOKEN_LOOP_LEN characters */
} csip__hop;

/** What decides where a request goes, so that a loop shows (RFC 3261 16.6 item 8). */
void csip__token_loop(csip__mac *mac, const csip_message *request, char *out);

/**
 * The same for a request, its retransmissions, its CANCEL and the ACK of its failure
 * (RFC 3261 16.11).
 */
void csip__token_branch(csip__mac *mac, const csip__hop *hop, char out[CSIP__BRANCH_LEN]);

/** Take a branch of that form apart; nothing is verified yet. */
bool csip__token_read_branch(csip_str branch, uint64_t *ret_from, csip_str *ret_loop);

/** The user part of our Record-Route: the dialog's two flows. */
void csip__token_route(csip__mac *mac, uint64_t one, uint64_t other, csip_str call_id,
                       char out[CSIP__ROUTE_LEN]);
bool csip__token_read_route(csip__mac *mac, csip_str token, csip_str call_id, uint64_t flows[2]);

/** The To tag of our own responses, again the same in a request and its ACK (RFC 3261 8.2.7). */
void csip__token_tag(csip__mac *mac, const csip_message *request, char out[CSIP__TAG_LEN]);

/** A nonce: when it was made, for which flow. */
void csip__token_nonce(csip__mac *mac, uint64_t now_s, uint64_t flow, char out[CSIP__NONCE_LEN]);
bool csip__token_read_nonce(csip__mac *mac, csip_str nonce, uint64_t flow, uint64_t *ret_made_s);

#endif
