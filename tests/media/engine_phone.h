#ifndef CSIP_TESTS_ENGINE_PHONE_H
#define CSIP_TESTS_ENGINE_PHONE_H

#include <media/peer.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/** Peers of real engines, and a loop that waits for their reports. */

enum { SDP_MAX = 16384, ENGINES_MAX = 2, PHONES_MAX = 64 };

typedef struct phone {
    csip__engine *engine;
    csip__peer_key key;
    csip_connection_state state;
    bool was_connected, is_gathered;
    size_t candidate_count;
    csip_id last_op;   /* requested */
    csip_id last_done; /* answered */
    csip_error error;  /* of the last answer */
    csip_id failed_op; /* answered with an error last */
    csip_error failure;
    char sdp[SDP_MAX];
    char detail[256];
    char digits[32]; /* heard */
    size_t digit_count;
    csip_media_stats stats;
} phone;

/* Both are taken down by tear_down(). */
csip__engine *add_engine(void);
phone *add_phone(csip__engine *engine, const csip_media_io *io);
int tear_down(void **state);
/* Those engines are gone already. */
void forget_engines(void);
phone *phones_get(size_t *ret_count);
void forget_phones(void);

typedef bool (*condition)(phone *p);
/* Runs the loop until the phone is so; false: it takes too long. */
bool run_until(phone *p, condition is_so);
bool is_done(phone *p);
bool is_connected(phone *p);
bool is_failed(phone *p);
bool is_disconnected(phone *p);

/* An operation, done; its outcome. */
csip_error request(phone *p, csip_media_op op);
csip_error simple(phone *p, csip_media_op_kind kind);
csip_error acquire(phone *p, bool audio, bool video);
csip_error set(phone *p, csip_media_op_kind kind, csip_sdp_type type, const char *sdp);
/* Makes, sets, gathers; the description is then in p->sdp. */
void describe(phone *p, csip_sdp_type type);
/* Every `from` by `to`, which is not longer. */
void change(char *sdp, const char *from, const char *to);

typedef struct call_options {
    bool video;
    bool is_offerer_client;
} call_options;

/* Up to the answer, which is in b->sdp and not yet set at a. */
void begin_call(phone *a, phone *b, const call_options *options);
void call(phone *a, phone *b, const call_options *options);
/* A later offer of `from`, answered: to->sdp. */
void reoffer(phone *from, phone *to);
void hang_up(phone *p);
csip_media_stats *stats_of(phone *p);

extern const csip_audio_source tone;
bool hears_tone(phone *p);

#endif
