#include "transaction/transaction.h"

/* RFC 3261 17.1.2.  Timer E is for unreliable transports, and timer K is zero on a reliable one. */
csip__machine csip__non_invite_client = {
    [CSIP__STATE_TRYING] =
        {
            [CSIP__INPUT_1XX] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_TELL},
            [CSIP__INPUT_2XX] = {CSIP__STATE_TERMINATED, CSIP__ACTION_TELL},
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_TERMINATED, CSIP__ACTION_TELL},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL}, /* F */
            [CSIP__INPUT_LOST] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL},
        },
    [CSIP__STATE_PROCEEDING] =
        {
            [CSIP__INPUT_1XX] = {CSIP__STATE_PROCEEDING, CSIP__ACTION_TELL},
            [CSIP__INPUT_2XX] = {CSIP__STATE_TERMINATED, CSIP__ACTION_TELL},
            [CSIP__INPUT_FAILURE] = {CSIP__STATE_TERMINATED, CSIP__ACTION_TELL},
            [CSIP__INPUT_TIMER] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL}, /* F */
            [CSIP__INPUT_LOST] = {CSIP__STATE_TERMINATED, CSIP__ACTION_FAIL},
        },
};
