#ifndef CSIP_TESTS_FAKE_ENGINE_H
#define CSIP_TESTS_FAKE_ENGINE_H

#include "media/peer.h"

/* A media engine without media, in the place of the real one: it answers every operation with
 * success and a description that is never looked into.  What a real engine cannot be made to do on
 * command is set here. */
typedef struct test_engine {
    bool refuses_open;
    bool never_closes; /* CLOSE is taken and not reported */
    bool has_engine;
    unsigned opens, closes, frees, requests;
    const char *wav_path; /* of the last sink given */
} test_engine;

extern test_engine fake;

/* Reports the CLOSE that was kept back; keys count from 1. */
void fake_engine_finish(csip__peer_key key);

#endif
