#include "transaction/transaction.h"

/*
 * RFC 3261 17.2.2.  Timer J may be zero on a reliable transport; it is kept so that a request
 * repeated by a hop before the proxy gets its response again and is not taken for a new one.
 */
csip__machine csip__non_invite_server = {
    [CSIP__STATE_TRYING] =
        {
            [CSIP__INPUT_1XX] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_SEND},
            [CSIP__INPUT_2XX] = {CSIP__STATE_COMPLETED, CSIP__ACTION_SEND | CSIP__ACTION_WAIT},
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_COMPLETED, CSIP__ACTION_SEND | CSIP__ACTION_WAIT},
        },
    [CSIP__STATE_PROCEEDING] =
        {
            [CSIP__INPUT_1XX] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_SEND},
            [CSIP__INPUT_2XX] = {CSIP__STATE_COMPLETED, CSIP__ACTION_SEND | CSIP__ACTION_WAIT},
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_COMPLETED, CSIP__ACTION_SEND | CSIP__ACTION_WAIT},
            [CSIP__INPUT_REQUEST] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_REPEAT},
        },
    [CSIP__STATE_COMPLETED] =
        {
            [CSIP__INPUT_REQUEST] = {CSIP__STATE_COMPLETED, CSIP__ACTION_REPEAT},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, 0}, /* J */
        },
};
