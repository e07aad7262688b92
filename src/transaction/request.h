#ifndef CSIP_TRANSACTION_REQUEST_H
#define CSIP_TRANSACTION_REQUEST_H

#include "transaction/keyring.h"
#include "transaction/transaction.h"

/** What every client side needs: where transactions live and what the servers want to hear. */
typedef struct csip__uac {
    csip__core *core;
    csip__transactions transactions;
    csip__keyring keyring;
} csip__uac;

/** The parts of a request.  Values are whole header values, lines end with CRLF. */
typedef struct csip__draft {
    csip_method method;
    csip_str method_name; /* of CSIP_METHOD_OTHER; else not looked at */
    csip_str uri;
    csip_str to;
    csip_str from;
    csip_str call_id;
    csip_str routes;  /* lines */
    csip_str headers; /* lines */
    csip_str content_type;
    csip_str body;
} csip__draft;

typedef struct csip__request csip__request;

/** All may be NULL.  Challenges are answered before anything is heard of them. */
typedef struct csip__request_user {
    void (*response)(void *user, const csip_message *response);
    void (*failed)(void *user, csip_error error); /* TIMEOUT, NOT_CONNECTED, LIMIT, NOMEM */
    /** Its last transaction is over: the pointer must be forgotten. */
    void (*ended)(void *user);
} csip__request_user;

struct csip__request {
    csip__uac *uac;
    csip__transaction *transaction;
    const csip__request_user *calls;
    void *user;
    csip_method method;
    uint32_t *counter; /* the CSeq of the last request in its dialog or registration */
    uint32_t cseq;
    csip_str text;        /* everything but Via, CSeq and credentials */
    csip_str method_name; /* in it, as are `uri` and `body` */
    size_t via_at;
    size_t cseq_at;
    csip_str uri;
    csip_str body;
    csip_str authorization; /* lines, as last sent */
    csip_str cancel_headers;
    csip__asked asked;
    bool is_canceled;
    bool has_provisional;
};

/**
 * Write a request and send it.
 *
 * @param counter  counted up for each attempt; must live as long as the request
 * @return NULL: told by `calls->failed` before this returns (and no `ended`)
 */
csip__request *csip__request_send(csip__uac *uac, const csip__draft *draft, uint32_t *counter,
                                  const csip__request_user *calls, void *user);
/**
 * Send it again with other contents and the same method, after a final response that asks for it.
 *
 * @return CSIP_OK; CSIP_ERROR_NOT_CONNECTED; CSIP_ERROR_LIMIT; CSIP_ERROR_NOMEM: not sent
 */
CSIP_MUST_USE csip_error csip__request_resend(csip__request *request, const csip__draft *draft);
/** Cancel an INVITE: at once or when a provisional response has come (RFC 3261 9.1). */
void csip__request_cancel(csip__request *invite, csip_str headers);
/** Hear of it no longer. */
void csip__request_detach(csip__request *request);

/** Send the ACK of a 2xx, which is no transaction (RFC 3261 13.2.2.4). */
void csip__request_ack(csip__uac *uac, const csip__draft *draft, uint32_t cseq,
                       csip_str authorization);

#endif
