#include "engine_phone.h"

static void assert_nothing_flowed(phone *p)
{
    assert_false(p->was_connected);
    assert_int_equal(csip__engine_stats(p->engine, p->key, &p->stats), CSIP_OK);
    assert_int_equal(p->stats.audio.packets_received, 0);
    assert_string_equal(p->stats.srtp_profile, "");
}

/* Well-formed, and not the peer's. */
static void wrong_fingerprint_fails_without_media(void **state)
{
    (void)state;
    csip__engine *first = add_engine();
    csip_media_io io = {.audio_source = &tone};
    phone *a = add_phone(first, &io), *b = add_phone(add_engine(), &io);
    begin_call(a, b, &(call_options){0});
    char *octet = strstr(b->sdp, "a=fingerprint:sha-256 ") + strlen("a=fingerprint:sha-256 ");
    octet[0] = octet[0] == '0' ? '1' : '0';
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, b->sdp), CSIP_OK);

    assert_true(run_until(a, is_failed));
    assert_true(run_until(b, is_failed));
    assert_nothing_flowed(a);
    assert_nothing_flowed(b);
}

static void fingerprint_by_an_old_hash_is_incompatible(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    phone *a = add_phone(engine, NULL), *b = add_phone(engine, NULL);
    begin_call(a, b, &(call_options){0});
    change(b->sdp, "fingerprint:sha-256 ", "fingerprint:sha-1 ");

    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_ANSWER, b->sdp),
                     CSIP_ERROR_INCOMPATIBLE);
}

/* ---- refusals ---- */

static void missing_wav_file_is_denied_by_name(void **state)
{
    (void)state;
    static const csip_audio_source missing = {.kind = CSIP_AUDIO_WAV,
                                              .path = "/nowhere/at-all.wav"};
    csip_media_io io = {.audio_source = &missing};
    phone *a = add_phone(add_engine(), &io);

    assert_int_equal(acquire(a, true, false), CSIP_ERROR_DENIED);

    assert_non_null(strstr(a->detail, "/nowhere/at-all.wav"));
    io.audio_source = &tone;
    assert_int_equal(csip__engine_set_io(a->engine, a->key, &io), CSIP_OK);
    assert_int_equal(acquire(a, true, false), CSIP_OK);
}

static void malformed_description_is_refused(void **state)
{
    (void)state;
    phone *a = add_phone(add_engine(), NULL);
    assert_int_equal(set(a, CSIP_MEDIA_SET_REMOTE, CSIP_SDP_OFFER, "hello\r\n"), CSIP_ERROR_PARSE);
    assert_true(strlen(a->detail) > 0);
}

static void answer_without_offer_is_refused(void **state)
{
    (void)state;
    phone *a = add_phone(add_engine(), NULL);
    assert_int_equal(simple(a, CSIP_MEDIA_CREATE_ANSWER), CSIP_ERROR_STATE);
    assert_int_equal(set(a, CSIP_MEDIA_SET_LOCAL, CSIP_SDP_ANSWER, "v=0\r\n"), CSIP_ERROR_STATE);
}

static void operation_after_close_finds_no_peer(void **state)
{
    (void)state;
    phone *a = add_phone(add_engine(), NULL);
    hang_up(a);
    assert_int_equal(simple(a, CSIP_MEDIA_CREATE_OFFER), CSIP_ERROR_NOT_FOUND);
    csip_media_stats stats;
    assert_int_equal(csip__engine_stats(a->engine, a->key, &stats), CSIP_ERROR_NOT_FOUND);
}

static void statistics_stay_until_close_has_been_polled(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    csip_media_io io = {.audio_source = &tone};
    phone *a = add_phone(engine, &io), *b = add_phone(engine, &io);
    call(a, b, &(call_options){0});
    assert_true(run_until(b, hears_tone));
    csip_media_op close = {.kind = CSIP_MEDIA_CLOSE, .op = 1000};

    assert_int_equal(csip__engine_request(engine, b->key, &close), CSIP_OK);

    assert_true(hears_tone(b));
    assert_true(b->stats.audio.packets_received > 0);
    b->last_op = 1000;
    assert_true(run_until(b, is_done));
    assert_int_equal(csip__engine_stats(engine, b->key, &b->stats), CSIP_ERROR_NOT_FOUND);
}

static void bad_ice_server_is_refused(void **state)
{
    (void)state;
    csip__engine *engine = add_engine();
    static const struct {
        csip_ice_server server;
        csip_error error;
    } rows[] = {
        {{.url = "http://example.org"}, CSIP_ERROR_ARGUMENT},
        {{.url = "turn:example.org"}, CSIP_ERROR_ARGUMENT}, /* no credential */
        {{.url = "turns:example.org", "u", "p"}, CSIP_ERROR_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip__peer_config config = {.ice_servers = &rows[i].server, .ice_server_count = 1};
        assert_int_equal(csip__engine_open(engine, 1, &config), rows[i].error);
    }
}

int main(void)
{
#define LIVE(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        LIVE(wrong_fingerprint_fails_without_media),
        LIVE(fingerprint_by_an_old_hash_is_incompatible),
        LIVE(missing_wav_file_is_denied_by_name),
        LIVE(malformed_description_is_refused),
        LIVE(answer_without_offer_is_refused),
        LIVE(operation_after_close_finds_no_peer),
        LIVE(statistics_stay_until_close_has_been_polled),
        LIVE(bad_ice_server_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
