#ifndef CSIP_TRANSACTION_TRANSACTION_H
#define CSIP_TRANSACTION_TRANSACTION_H

#include "base/core.h"

/**
 * Transactions on a reliable transport (RFC 3261 section 17 with RFC 6026).  Each of the four
 * machines is a table of moves; one engine runs them.
 */
typedef struct csip__transaction csip__transaction;

enum {
    CSIP__T1_MS = 500,
    CSIP__T2_MS = 4000,
    CSIP__TRANSACTION_MS = 64 * CSIP__T1_MS, /* timers B, D, F, H, J, L and M */
};

typedef enum csip__state {
    CSIP__STATE_NONE, /* as a move: stay and do nothing */
    CSIP__STATE_TRYING,
    CSIP__STATE_PROCEEDING,
    CSIP__STATE_COMPLETED,
    CSIP__STATE_ACCEPTED,
    CSIP__STATE_TERMINATED,
    CSIP__STATE_COUNT,
} csip__state;

typedef enum csip__input {
    CSIP__INPUT_1XX, /* a response: received by a client, given to a server */
    CSIP__INPUT_2XX,
    CSIP__INPUT_FAILURE, /* 300–699 */
    CSIP__INPUT_REQUEST, /* a retransmission */
    CSIP__INPUT_ACK,
    CSIP__INPUT_CANCEL, /* a CANCEL has been sent for a client's INVITE */
    CSIP__INPUT_TIMER,
    CSIP__INPUT_LOST, /* the flow is gone */
    CSIP__INPUT_COUNT,
} csip__input;

typedef enum csip__action {
    CSIP__ACTION_WAIT = 1 << 0,   /* start the timer, 64·T1 */
    CSIP__ACTION_STOP = 1 << 1,   /* stop the timer */
    CSIP__ACTION_TELL = 1 << 2,   /* hand the response to the user */
    CSIP__ACTION_ACK = 1 << 3,    /* acknowledge a failure */
    CSIP__ACTION_SEND = 1 << 4,   /* send a response */
    CSIP__ACTION_REPEAT = 1 << 5, /* send the last response again */
    CSIP__ACTION_FAIL = 1 << 6,   /* tell the user that it timed out or lost its flow */
} csip__action;

typedef struct csip__move {
    uint8_t next; /* csip__state */
    uint8_t actions;
} csip__move;

typedef const csip__move csip__machine[CSIP__STATE_COUNT][CSIP__INPUT_COUNT];
extern csip__machine csip__invite_client, csip__non_invite_client;
extern csip__machine csip__invite_server, csip__non_invite_server;

/** The transaction user.  All may be NULL. */
typedef struct csip__transaction_user {
    void (*response)(void *user, const csip_message *response);
    /** CSIP_ERROR_TIMEOUT or CSIP_ERROR_NOT_CONNECTED. */
    void (*failed)(void *user, csip_error error);
    /** The last that is heard of it; the pointer must be forgotten. */
    void (*ended)(void *user);
} csip__transaction_user;

typedef struct csip__transactions {
    csip__core *core;
    csip__map clients;
    csip__map servers;
    csip__map merged; /* servers by what merged requests have in common */
} csip__transactions;

struct csip__transaction {
    csip__map_node node;
    csip__map_node merged;
    csip__timer timer;
    csip__transactions *owner;
    csip__machine *machine;
    const csip__transaction_user *calls;
    void *user;
    csip_flow flow;
    csip__state state;
    bool is_server;
    csip_method method;
    csip_str sent;         /* client: the request, then the ACK; server: the last response */
    csip_message *request; /* server, until the final response is sent */
    char to_tag[10];       /* server: of our responses */
    char keys[];
};

void csip__transactions_init(csip__transactions *transactions, csip__core *core);
/** Ends all that are left; their users hear `ended`. */
void csip__transactions_done(csip__transactions *transactions);
size_t csip__transactions_count(const csip__transactions *transactions);
/** Those without a final response yet. */
bool csip__transactions_is_pending(const csip__transactions *transactions);
/** Tells all that are under way on a flow that it is gone. */
void csip__transactions_lost(csip__transactions *transactions, csip_flow flow);

/**
 * Send a request in a new client transaction.
 *
 * @param octets  the request, whose topmost Via has `branch`; taken over
 * @return NULL: no memory, or the limit on transactions is reached
 */
csip__transaction *csip__client_new(csip__transactions *transactions, csip_method method,
                                    csip_str branch, csip_str octets);
/** A response; false: no transaction is waiting for it. */
bool csip__client_receive(csip__transactions *transactions, const csip_message *response);
/** Send a CANCEL for an INVITE that has had a provisional response (RFC 3261 9.1). */
void csip__client_cancel(csip__transaction *invite, csip_str headers);

/** The transaction that a request repeats (or that an ACK ends); it has been dealt with. */
bool csip__server_receive(csip__transactions *transactions, const csip_message *request);
/** A new request begins a transaction, which takes the message over.  NULL as for clients. */
csip__transaction *csip__server_new(csip__transactions *transactions);
/** The INVITE that a CANCEL is for (RFC 3261 9.2), or NULL. */
csip__transaction *csip__server_find_invite(const csip__transactions *transactions,
                                            const csip_message *cancel);
/** True for a request that came another way before (RFC 3261 8.2.2.2). */
bool csip__server_is_merged(const csip__transactions *transactions, const csip_message *request);
/** Send a response already written; taken over. */
void csip__server_send(csip__transaction *transaction, uint16_t status, csip_str octets);
/** Send the last response again: a 2xx that has had no ACK. */
void csip__server_repeat(csip__transaction *transaction);

/** Hear of it no longer; it goes on by itself. */
void csip__transaction_detach(csip__transaction *transaction);

/* ---- inside the layer ---- */

/** Run one move of its machine. */
void csip__transaction_step(csip__transaction *transaction, csip__input input,
                            const csip_message *response);
/** Out of the tables, timer stopped, memory released.  The user is not told. */
void csip__transaction_free(csip__transaction *transaction);
/** The 64·T1 that every client transaction begins with: B or F. */
void csip__transaction_start_timer(csip__transaction *transaction);
csip__input csip__input_of_status(uint16_t status);

#endif
