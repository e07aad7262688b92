#ifndef CSIP_CLI_LADDER_H
#define CSIP_CLI_LADDER_H

#include <csip/event.h>

#include <stdint.h>

/**
 * A SIP ladder with two phones and a server between them, one line a message:
 *
 *     +0.123  alice ---------> server                  INVITE sip:bob@localhost, SDP
 *     +0.124                   server ---------> bob   INVITE sip:…, SDP
 */
typedef struct csip__ladder_step {
    uint64_t elapsed_ms;
    const char *left, *right; /* names of the phones */
    bool is_right;            /* whose connection it is */
    bool is_outgoing;         /* from the phone to the server */
    csip_str raw;
} csip__ladder_step;

enum { CSIP__LADDER_LINE_MAX = 160 };

/** One line without newline, cut to the room there is. */
void csip__ladder_line(const csip__ladder_step *step, char out[CSIP__LADDER_LINE_MAX]);

#endif
