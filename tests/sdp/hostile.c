#include "support.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Descriptions that nobody should send: none may crash, each gives an error or is answered. */

enum { PAGE_COUNT = 4 };

static struct page {
    char *begin;
    char *guard; /* reading here ends the process */
} page;

static int page_setup(void **state)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    (void)state;
    page.begin = mmap(NULL, (PAGE_COUNT + 1) * size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page.begin == MAP_FAILED)
        return -1;
    page.guard = page.begin + PAGE_COUNT * size;
    return mprotect(page.guard, size, PROT_NONE);
}

static int page_teardown(void **state)
{
    (void)state;
    return munmap(page.begin, (size_t)(page.guard - page.begin) + (size_t)sysconf(_SC_PAGESIZE));
}

/* The text, ending where the guard page begins. */
static csip_str at_guard(const char *text, size_t len)
{
    assert_true(len <= (size_t)(page.guard - page.begin));
    memcpy(page.guard - len, text, len);
    return (csip_str){page.guard - len, len};
}

static bool is_expected(csip_error error)
{
    return error == CSIP_OK || error == CSIP_ERROR_PARSE || error == CSIP_ERROR_INCOMPATIBLE ||
           error == CSIP_ERROR_LIMIT;
}

static csip__jsep *make(struct support *support)
{
    csip__jsep *jsep;
    support_init(support, 3);
    assert_int_equal(csip__jsep_new(&support->platform, &jsep), CSIP_OK);
    assert_int_equal(csip__jsep_add(jsep, CSIP__MEDIA_AUDIO, CSIP_DIRECTION_SENDRECV), CSIP_OK);
    assert_int_equal(csip__jsep_add(jsep, CSIP__MEDIA_VIDEO, CSIP_DIRECTION_SENDRECV), CSIP_OK);
    return jsep;
}

/* What an incoming call does with an offer.  Our answer must go through our own reading. */
static csip_error take_offer(csip_str offer)
{
    struct support support;
    csip__jsep_transport transport = support_transport();
    csip__jsep *jsep = make(&support);
    csip_str answer;
    csip_error error = csip__jsep_set_remote(jsep, CSIP_SDP_OFFER, offer);
    if (!error) {
        assert_int_equal(csip__jsep_create_answer(jsep, &transport, &answer), CSIP_OK);
        assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_ANSWER, answer), CSIP_OK);
        assert_int_equal(csip__jsep_describe(jsep, &transport, &answer), CSIP_OK);
        assert_true(csip__jsep_is_negotiated(jsep));
    } else {
        assert_non_null(csip__jsep_problem_get(jsep)->rule);
        assert_true(csip__jsep_problem_get(jsep)->offset <= offer.len);
    }
    csip__jsep_free(jsep);
    assert_int_equal(support.block_count, 0);
    return error;
}

static csip_error take_answer(csip_str answer)
{
    struct support support;
    csip__jsep_transport transport = support_transport();
    csip__jsep *jsep = make(&support);
    csip_str offer;
    assert_int_equal(csip__jsep_create_offer(jsep, &transport, &offer), CSIP_OK);
    assert_int_equal(csip__jsep_set_local(jsep, CSIP_SDP_OFFER, offer), CSIP_OK);
    csip_error error = csip__jsep_set_remote(jsep, CSIP_SDP_ANSWER, answer);
    assert_int_equal(csip__jsep_is_negotiated(jsep), error == CSIP_OK);
    csip__jsep_free(jsep);
    assert_int_equal(support.block_count, 0);
    return error;
}

static void every_prefix_is_read_within_its_end(void **state)
{
    const char *const offers[] = {support_chrome_offer, support_firefox_offer};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (size_t len = 0; len <= strlen(offers[i]); len++)
            assert_true(is_expected(take_offer(at_guard(offers[i], len))));
    }
    for (size_t len = 0; len <= strlen(support_chrome_answer); len++)
        assert_true(is_expected(take_answer(at_guard(support_chrome_answer, len))));
}

/* A generator of our own, so that every run tries the same. */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* One change: an octet replaced, a piece cut out, or a piece copied elsewhere. */
static size_t mutate(char *text, size_t len, size_t size, uint32_t *seed)
{
    static const char octets[] = "\r\n =:/;0129azm\0\xff-*.";
    size_t at = next_random(seed) % len;
    size_t count = 1 + next_random(seed) % 40;
    size_t target = next_random(seed) % len;
    switch (next_random(seed) % 3) {
    case 0: text[at] = octets[next_random(seed) % (sizeof(octets) - 1)]; return len;
    case 1:
        count = count < len - at ? count : len - at - 1;
        memmove(text + at, text + at + count, len - at - count);
        return len - count;
    default:
        count = count < len - at ? count : len - at;
        if (len + count > size)
            return len;
        char piece[64];
        memcpy(piece, text + at, count);
        memmove(text + target + count, text + target, len - target);
        memcpy(text + target, piece, count);
        return len + count;
    }
}

static void mutated_descriptions_are_answered_or_refused(void **state)
{
    static char text[8192];
    const char *const sources[] = {support_chrome_offer, support_firefox_offer,
                                   support_chrome_answer};
    uint32_t seed = 0x9e3779b9;
    size_t taken = 0, refused = 0;
    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        const char *source = sources[round % 3];
        size_t len = strlen(source);
        memcpy(text, source, len);
        for (uint32_t i = 1 + next_random(&seed) % 4; i > 0; i--)
            len = mutate(text, len, sizeof(text), &seed);
        csip_str mutated = at_guard(text, len);
        csip_error error = round % 3 == 2 ? take_answer(mutated) : take_offer(mutated);
        assert_true(is_expected(error));
        taken += error == CSIP_OK;
        refused += error != CSIP_OK;
    }
    assert_true(taken > 1000);
    assert_true(refused > 1000);
}

/* `head` and then `piece` as often as it fits below `size`. */
static csip_str repeat(const char *head, const char *piece, char *storage, size_t size)
{
    size_t len = strlen(head), step = strlen(piece);
    memcpy(storage, head, len);
    for (; len + step <= size; len += step)
        memcpy(storage + len, piece, step);
    return (csip_str){storage, len};
}

static void text_beyond_the_maximum_is_a_limit_error(void **state)
{
    static char text[CSIP__JSEP_TEXT_MAX + 1];
    (void)state;
    memset(text, 'a', sizeof(text));
    memcpy(text, support_chrome_offer, strlen(support_chrome_offer));

    assert_int_equal(take_offer((csip_str){text, sizeof(text)}), CSIP_ERROR_LIMIT);
}

static void candidates_beyond_the_maximum_are_not_kept(void **state)
{
    static char text[CSIP__JSEP_TEXT_MAX];
    struct support support;
    csip__jsep *jsep = make(&support);
    (void)state;
    csip_str offer = repeat(support_chrome_offer, "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n",
                            text, sizeof(text));
    memcpy(strstr(text, "BUNDLE 0 1"), "BUNDLE 1  ", 10); /* the last line is tagged */

    assert_int_equal(csip__jsep_set_remote(jsep, CSIP_SDP_OFFER, offer), CSIP_OK);

    assert_int_equal(csip__jsep_remote_get(jsep)->candidate_count, CSIP__JSEP_CANDIDATES_MAX);
    csip__jsep_free(jsep);
}

static void payload_types_beyond_the_maximum_are_not_looked_at(void **state)
{
    static char numbers[4096], text[8192];
    (void)state;
    csip_str list = repeat("UDP/TLS/RTP/SAVPF", " 13", numbers, 3000);
    numbers[list.len] = '\0';
    strcat(numbers, " 0\r\n");
    csip_str offer =
        support_replace(support_chrome_offer, "UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\n",
                        numbers, text, sizeof(text));
    struct support support;
    csip__jsep_transport transport = support_transport();
    csip__jsep *jsep = make(&support);
    csip_str answer;

    assert_int_equal(csip__jsep_set_remote(jsep, CSIP_SDP_OFFER, offer), CSIP_OK);
    assert_int_equal(csip__jsep_create_answer(jsep, &transport, &answer), CSIP_OK);

    assert_true(support_contains(answer, "m=audio 0 "));
    csip__jsep_free(jsep);
}

static void candidate_without_a_value_at_the_end_is_left_out(void **state)
{
    static char text[8192];
    struct support support;
    csip__jsep *jsep = make(&support);
    (void)state;
    csip_str offer = repeat(support_chrome_offer, "a=candidate", text,
                            strlen(support_chrome_offer) + strlen("a=candidate"));
    memcpy(strstr(text, "BUNDLE 0 1"), "BUNDLE 1  ", 10);

    assert_int_equal(csip__jsep_set_remote(jsep, CSIP_SDP_OFFER, at_guard(text, offer.len)),
                     CSIP_OK);

    assert_int_equal(csip__jsep_remote_get(jsep)->candidate_count, 1);
    csip__jsep_free(jsep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prefix_is_read_within_its_end),
        cmocka_unit_test(mutated_descriptions_are_answered_or_refused),
        cmocka_unit_test(text_beyond_the_maximum_is_a_limit_error),
        cmocka_unit_test(candidates_beyond_the_maximum_are_not_kept),
        cmocka_unit_test(payload_types_beyond_the_maximum_are_not_looked_at),
        cmocka_unit_test(candidate_without_a_value_at_the_end_is_left_out),
    };
    return cmocka_run_group_tests_name("sdp/hostile", tests, page_setup, page_teardown);
}
