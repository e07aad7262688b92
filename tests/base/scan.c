#include "base/scan.h"
#include "../media/group.h"
#include "../media/guard.h"

enum { LENGTH_MAX = 70 };

static const char *below_octet_by_octet(const char *at, const char *end, uint8_t limit)
{
    while (at < end && (uint8_t)*at >= limit) {
        at++;
    }
    return at;
}

static const char *either_octet_by_octet(const char *at, const char *end, char a, char b)
{
    while (at < end && *at != a && *at != b) {
        at++;
    }
    return at;
}

/* Both forms of both searches find what the plain loops find. */
static void assert_found(const char *at, const char *end)
{
    static const uint8_t limits[] = {1, ' ', ' ' + 1, 0x7f, 0x80};
    for (size_t i = 0; i < sizeof limits; i++) {
        const char *expected = below_octet_by_octet(at, end, limits[i]);
        assert_ptr_equal(csip__scan_below(at, end, limits[i]), expected);
        assert_ptr_equal(csip__scan_below_portable(at, end, limits[i]), expected);
    }
    static const char pairs[][2] = {{'"', '\\'}, {',', ','}, {'\0', (char)0xff}, {'a', 'b'}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *expected = either_octet_by_octet(at, end, pairs[i][0], pairs[i][1]);
        assert_ptr_equal(csip__scan_either(at, end, pairs[i][0], pairs[i][1]), expected);
        assert_ptr_equal(csip__scan_either_portable(at, end, pairs[i][0], pairs[i][1]), expected);
    }
}

/* One octet that is sought, at each place of texts of each length, and again behind it. */
static void scan_every_length_and_place_equals_plain_loop(void **state)
{
    (void)state;
    static const char sought[] = {'\0', '\x1f', ' ', '!',    '"',        '\\',
                                  ',',  'a',    'b', '\x7f', (char)0x80, (char)0xff};
    guarded guard = guard_new(LENGTH_MAX);
    char text[LENGTH_MAX];
    for (size_t len = 0; len <= LENGTH_MAX; len++) {
        for (size_t place = 0; place < len; place++) {
            for (size_t i = 0; i < sizeof sought; i++) {
                memset(text, 0xc3, sizeof text);
                text[place] = text[len - 1] = sought[i];
                const char *at = (const char *)guard_put(&guard, text, len);
                assert_found(at, at + len);
            }
        }
    }
    guard_free(&guard);
}

static void scan_random_octets_equals_plain_loop(void **state)
{
    (void)state;
    guarded guard = guard_new(LENGTH_MAX);
    char text[LENGTH_MAX];
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = (char)(seed >> 24);
        }
        size_t len = seed % (LENGTH_MAX + 1);
        const char *at = (const char *)guard_put(&guard, text, len);
        assert_found(at, at + len);
    }
    guard_free(&guard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan_every_length_and_place_equals_plain_loop),
        cmocka_unit_test(scan_random_octets_equals_plain_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
