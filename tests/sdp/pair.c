#include "pair.h"

int pair_setup(void **state)
{
    static struct pair pair;
    support_init(&pair.support_a, 1);
    support_init(&pair.support_b, 2);
    assert_int_equal(csip__jsep_new(&pair.support_a.platform, &pair.a), CSIP_OK);
    assert_int_equal(csip__jsep_new(&pair.support_b.platform, &pair.b), CSIP_OK);
    *state = &pair;
    return 0;
}

int pair_teardown(void **state)
{
    struct pair *pair = *state;
    csip__jsep_free(pair->a);
    csip__jsep_free(pair->b);
    return pair->support_a.block_count || pair->support_b.block_count ? -1 : 0;
}

void add(csip__jsep *jsep, csip__media_kind kind, csip_direction direction)
{
    assert_int_equal(csip__jsep_add(jsep, kind, direction), CSIP_OK);
}

void add_both(csip__jsep *jsep)
{
    add(jsep, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV);
    add(jsep, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV);
}

void exchange_over(csip__jsep *from, const csip__jsep_transport *first, csip__jsep *to,
                   const csip__jsep_transport *second, csip_sdp_type type)
{
    csip_str offer, answer;
    assert_int_equal(csip__jsep_create_offer(from, first, &offer), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(from, CSIP_SDP_OFFER, offer), CSIP_OK);
    assert_int_equal(csip__jsep_set_remote(to, CSIP_SDP_OFFER, offer), CSIP_OK);
    assert_int_equal(csip__jsep_create_answer(to, second, &answer), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(to, type, answer), CSIP_OK);
    assert_int_equal(csip__jsep_set_remote(from, type, answer), CSIP_OK);
}

void exchange(csip__jsep *from, csip__jsep *to, bool is_turned, csip_sdp_type type)
{
    csip__jsep_transport first = support_transport(), second = support_other_transport();
    exchange_over(from, is_turned ? &second : &first, to, is_turned ? &first : &second, type);
}

void assert_same_line(const csip__jsep_line *a, const csip__jsep_line *b)
{
    assert_int_equal(a->is_rejected, b->is_rejected);
    assert_true(csip_str_equal(a->mid, b->mid));
    assert_int_equal(a->codec, b->codec);
    assert_int_equal(a->payload_type, b->receive_payload_type);
    assert_int_equal(a->receive_payload_type, b->payload_type);
    assert_int_equal(a->has_nack, b->has_nack);
    assert_int_equal(a->has_pli, b->has_pli);
    assert_int_equal(a->has_fir, b->has_fir);
    assert_int_equal(a->mid_extension_id, b->mid_extension_id);
    assert_int_equal(a->telephone_event_clock_hz, b->telephone_event_clock_hz);
    assert_int_equal(a->local_ssrc, b->remote_ssrc);
    assert_int_equal(a->remote_ssrc, b->local_ssrc);
}
