#include "transaction/transaction.h"

/*
 * RFC 3261 17.1.1 and RFC 6026 7.2.  Timer A is for unreliable transports.  Timer D may be zero on
 * a reliable one; it is kept so that a response repeated by a hop behind the proxy is acknowledged.
 */
csip__machine csip__invite_client = {
    [CSIP__STATE_TRYING] =
        {
            [CSIP__INPUT_1XX] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_STOP | CSIP__ACTION_TELL},
            [CSIP__INPUT_2XX] = {CSIP__STATE_ACCEPTED, CSIP__ACTION_WAIT | CSIP__ACTION_TELL},
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_COMPLETED,
                                     CSIP__ACTION_WAIT | CSIP__ACTION_ACK | CSIP__ACTION_TELL},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL}, /* B */
            [CSIP__INPUT_LOST] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL},
        },
    [CSIP__STATE_PROCEEDING] =
        {
            [CSIP__INPUT_1XX] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_TELL},
            [CSIP__INPUT_2XX] = {CSIP__STATE_ACCEPTED, CSIP__ACTION_WAIT | CSIP__ACTION_TELL},
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_COMPLETED,
                                     CSIP__ACTION_WAIT | CSIP__ACTION_ACK | CSIP__ACTION_TELL},
            /* RFC 3261 9.1: no final response in 64·T1 after the CANCEL: it is over. */
            [CSIP__INPUT_CANCEL] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_WAIT},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL},
            [CSIP__INPUT_LOST] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL},
        },
    [CSIP__STATE_COMPLETED] =
        {
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_COMPLETED, CSIP__ACTION_ACK},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, 0}, /* D */
        },
    [CSIP__STATE_ACCEPTED] =
        {
            [CSIP__INPUT_2XX] = {CSIP__STATE_ACCEPTED, CSIP__ACTION_TELL},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, 0}, /* M */
        },
};
