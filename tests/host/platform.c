#include "host/platform.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_hash(csip_hash hash, size_t len, const uint8_t *expected)
{
    const csip_platform *platform = csip__platform_native();
    const csip_str parts[] = {CSIP_STR("a"), CSIP_STR("b"), CSIP_STR(""), CSIP_STR("c")};
    uint8_t out[32];

    platform->hash(platform->user, hash, parts, 4, out);
    assert_memory_equal(out, expected, len);
}

static void hash_of_slices_is_hash_of_whole(void **state)
{
    static const uint8_t md5[] = {0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0,
                                  0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72};
    static const uint8_t sha256[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                     0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                     0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
                                     0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    static const uint8_t sha512_256[] = {0x53, 0x04, 0x8e, 0x26, 0x81, 0x94, 0x1e, 0xf9,
                                         0x9b, 0x2e, 0x29, 0xb7, 0x6b, 0x4c, 0x7d, 0xab,
                                         0xe4, 0xc2, 0xd0, 0xc6, 0x34, 0xfc, 0x6d, 0x46,
                                         0xe0, 0xe2, 0xf1, 0x31, 0x07, 0xe7, 0xaf, 0x23};

    (void)state;
    assert_hash(CSIP_HASH_MD5, sizeof md5, md5);
    assert_hash(CSIP_HASH_SHA256, sizeof sha256, sha256);
    assert_hash(CSIP_HASH_SHA512_256, sizeof sha512_256, sha512_256);
}

static void random_twice_differs(void **state)
{
    const csip_platform *platform = csip__platform_native();
    uint8_t a[64] = {0}, b[64] = {0};

    (void)state;
    platform->random(platform->user, a, sizeof a);
    platform->random(platform->user, b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void reallocate_grows_and_frees(void **state)
{
    const csip_platform *platform = csip__platform_native();

    (void)state;
    char *block = platform->reallocate(platform->user, NULL, 4);
    memcpy(block, "abc", 4);
    block = platform->reallocate(platform->user, block, 4096);
    assert_string_equal(block, "abc");
    assert_null(platform->reallocate(platform->user, block, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_of_slices_is_hash_of_whole),
        cmocka_unit_test(random_twice_differs),
        cmocka_unit_test(reallocate_grows_and_frees),
    };

    return cmocka_run_group_tests_name("platform", tests, NULL, NULL);
}
