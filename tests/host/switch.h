#ifndef CSIP_TESTS_SWITCH_H
#define CSIP_TESTS_SWITCH_H

#include "host/loop.h"

enum { TEST_SWITCH_SOCKETS_MAX = 8 };

typedef struct test_socket test_socket;

/* A SIP switch in memory in the place of the WebSocket: answers REGISTER with 200, hands every
 * other message to the other phone. */
typedef struct test_switch {
    csip_loop *loop;
    csip__connector connector;
    test_socket *sockets[TEST_SWITCH_SOCKETS_MAX];
    unsigned connects, registers, closes;
    bool refuses;         /* connects fail */
    bool is_queue_full;   /* sends fail with CSIP_ERROR_LIMIT */
    csip_tls_options tls; /* of the last connect */
    char url[128];
} test_switch;

void test_switch_init(test_switch *it, csip_loop *loop);
/* Ends every connection as a server that dies. */
void test_switch_cut(test_switch *it);
/* Hands `text` to the n-th phone. */
void test_switch_inject(test_switch *it, unsigned n, const char *text);

#endif
