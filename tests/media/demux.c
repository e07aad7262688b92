#include <media/demux.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static csip__datagram_kind classify(uint8_t first, uint8_t second, size_t len)
{
    uint8_t *octets = calloc(len ? len : 1, 1); /* its end is guarded under a sanitizer */
    if (len > 1) {
        octets[0] = first;
        octets[1] = second;
    }
    csip__datagram_kind kind = csip__datagram_classify(octets, len);
    free(octets);
    return kind;
}

static void first_octets_tell_the_protocol(void **state)
{
    (void)state;
    static const struct {
        uint8_t first, second;
        csip__datagram_kind kind;
    } rows[] = {
        {0, 1, CSIP__DATAGRAM_OTHER},    {3, 0, CSIP__DATAGRAM_OTHER},
        {19, 254, CSIP__DATAGRAM_OTHER}, {20, 254, CSIP__DATAGRAM_DTLS},
        {63, 254, CSIP__DATAGRAM_DTLS},  {64, 254, CSIP__DATAGRAM_OTHER},
        {127, 0, CSIP__DATAGRAM_OTHER},  {128, 111, CSIP__DATAGRAM_RTP},
        {191, 191, CSIP__DATAGRAM_RTP},  {128, 192, CSIP__DATAGRAM_RTCP},
        {128, 200, CSIP__DATAGRAM_RTCP}, {129, 223, CSIP__DATAGRAM_RTCP},
        {128, 224, CSIP__DATAGRAM_RTP},  {192, 200, CSIP__DATAGRAM_OTHER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(classify(rows[i].first, rows[i].second, 100), rows[i].kind);
}

static void datagram_outside_its_lengths_is_nothing(void **state)
{
    (void)state;
    assert_int_equal(classify(0, 0, 0), CSIP__DATAGRAM_OTHER);
    assert_int_equal(classify(128, 111, 11), CSIP__DATAGRAM_OTHER);
    assert_int_equal(classify(128, 111, 12), CSIP__DATAGRAM_RTP);
    assert_int_equal(classify(22, 254, 12), CSIP__DATAGRAM_OTHER);
    assert_int_equal(classify(22, 254, 13), CSIP__DATAGRAM_DTLS);
    assert_int_equal(classify(128, 111, CSIP__DATAGRAM_MAX), CSIP__DATAGRAM_RTP);
    assert_int_equal(classify(128, 111, CSIP__DATAGRAM_MAX + 1), CSIP__DATAGRAM_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_octets_tell_the_protocol),
        cmocka_unit_test(datagram_outside_its_lengths_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
