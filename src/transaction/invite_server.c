#include "transaction/transaction.h"

/*
 * RFC 3261 17.2.1 and RFC 6026 7.1.  Timer G is for unreliable transports, and timer I, the wait
 * in Confirmed, is zero on a reliable one.  In Accepted the core repeats the 2xx (13.3.1.4).
 */
csip__machine csip__invite_server = {
    [CSIP__STATE_PROCEEDING] =
        {
            [CSIP__INPUT_1XX] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_SEND},
            [CSIP__INPUT_2XX] = {CSIP__STATE_ACCEPTED, CSIP__ACTION_SEND | CSIP__ACTION_WAIT},
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_COMPLETED, CSIP__ACTION_SEND | CSIP__ACTION_WAIT},
            [CSIP__INPUT_REQUEST] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_REPEAT},
        },
    [CSIP__STATE_COMPLETED] =
        {
            [CSIP__INPUT_REQUEST] = {CSIP__STATE_COMPLETED, CSIP__ACTION_REPEAT},
            [CSIP__INPUT_ACK] = {CSIP__STATE_TERMINATED, 0},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL}, /* H */
        },
    [CSIP__STATE_ACCEPTED] =
        {
            [CSIP__INPUT_REQUEST] = {CSIP__STATE_ACCEPTED, CSIP__ACTION_REPEAT},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, 0}, /* L */
        },
};
