#ifndef CSIP_TESTS_PHONES_H
#define CSIP_TESTS_PHONES_H

#include "host/switch.h"

/* What a phone has told. */
typedef struct test_phone {
    csip_ua *ua;
    unsigned counts[CSIP_EVENT_COUNT];
    char last[CSIP_EVENT_COUNT][200]; /* reason or body of the newest */
    csip_cause cause;
    csip_error error;
    csip_connection_state connection;
} test_phone;

/* Alice and Bob on one loop, joined by a switch in memory. */
typedef struct test_phones {
    csip_loop *loop;
    test_switch hub;
    csip_config config;
    csip_socket_config socket;
    csip_ua_options options;
    test_phone alice, bob;
} test_phones;

/* For cmocka. */
int test_phones_set_up(void **state);
int test_phones_tear_down(void **state);

/* A handler; `user` is the test_phone. */
void test_phone_record(csip_ua *ua, const csip_event *event, void *user);
void test_phones_make(test_phones *f, test_phone *it, const char *uri);
/* Makes both and waits until they are registered. */
void test_phones_start(test_phones *f);
/* Runs until `*count` is `wanted`; fails when that takes more than 10 s. */
void test_phones_wait(test_phones *f, const unsigned *count, unsigned wanted);
void test_phones_run(test_phones *f, unsigned ms);

#endif
