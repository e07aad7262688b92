#include "sip/chars.h"
#include "../media/group.h"
#include "../media/guard.h"

/* The classes as RFC 3261 section 25.1 has them, letters and digits left out. */
#define MARK     "-_.!~*'()"
#define RESERVED ";/?:@&=+$,"
static const struct {
    unsigned class;
    const char *others;
    bool has_utf8;
} classes[] = {
    {CSIP__CHAR_TOKEN, "-.!%*_+`'~", false},
    {CSIP__CHAR_UNRESERVED, MARK, false},
    {CSIP__CHAR_USER, MARK "&=+$,;?/", true},
    {CSIP__CHAR_HOST, "-._", false},
    {CSIP__CHAR_HEADERS, MARK "[]/?:+$&=;", true},
    {CSIP__CHAR_PARAMS, MARK "[]/:+$&=;", true},
    {CSIP__CHAR_VALUE, MARK "[]/?:@&=+$#%\\^`{|}", true},
};
enum { CLASSES = sizeof classes / sizeof classes[0] };

static bool is_expected(size_t i, int c)
{
    bool is_alphanumeric = csip__char_is_alpha((char)c) || csip__char_is_digit((char)c);
    return is_alphanumeric || (c > 0 && c < 0x80 && strchr(classes[i].others, c)) ||
           (c >= 0x80 && classes[i].has_utf8);
}

static void class_every_octet_is_as_the_grammar_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLASSES; i++) {
        for (int c = 0; c < 256; c++) {
            if (csip__char_is((char)c, classes[i].class) != is_expected(i, c)) {
                fail_msg("class %zu, octet %d", i, c);
            }
        }
    }
}

/* The quick way relies on it. */
static void plain_octets_are_in_every_class(void **state)
{
    (void)state;
    for (int c = 1; c < 128; c++) {
        bool is_plain =
            csip__char_is_alpha((char)c) || csip__char_is_digit((char)c) || c == '-' || c == '.';
        for (size_t i = 0; i < CLASSES && is_plain; i++) {
            assert_true(csip__char_is((char)c, classes[i].class));
        }
    }
}

static void span_long_random_octets_equals_span(void **state)
{
    (void)state;
    static const char alphabet[] = "abcxyzABCXYZ0129-.._~!%;=:/?@[]{}<>\",\\ \x7f\x80\xff";
    enum { LENGTH_MAX = 70 };
    guarded guard = guard_new(LENGTH_MAX);
    char text[LENGTH_MAX];
    uint32_t seed = 1;
    for (int round = 0; round < 50000; round++) {
        /* Some rounds with few strange octets, so that long runs come about. */
        size_t reach = round % 3 ? 18 : sizeof alphabet;
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = alphabet[(seed >> 16) % reach];
        }
        size_t len = (seed >> 8) % (LENGTH_MAX + 1);
        const char *at = (const char *)guard_put(&guard, text, len);
        for (size_t i = 0; i < CLASSES; i++) {
            assert_ptr_equal(csip__chars_span_long(at, at + len, classes[i].class),
                             csip__chars_span(at, at + len, classes[i].class));
        }
    }
    guard_free(&guard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(class_every_octet_is_as_the_grammar_says),
        cmocka_unit_test(plain_octets_are_in_every_class),
        cmocka_unit_test(span_long_random_octets_equals_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
