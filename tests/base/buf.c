#include "base/buf.h"
#include "../media/group.h"

#include <stdlib.h>

/* A heap that can be told to refuse, and counts what is held. */
typedef struct heap {
    int held;
    int calls;
    int refuse_at; /* the call that gets NULL, from 1; 0: none */
} heap;

static void *heap_reallocate(void *user, void *ptr, size_t size)
{
    heap *h = user;
    if (size == 0) {
        h->held -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (++h->calls == h->refuse_at) {
        return NULL;
    }
    h->held += ptr == NULL;
    return realloc(ptr, size);
}

static csip_platform platform_of(heap *h)
{
    return (csip_platform){.reallocate = heap_reallocate, .user = h};
}

static void assert_text(const csip__buf *buf, const char *text)
{
    assert_int_equal(buf->error, CSIP_OK);
    assert_true(csip_str_equal(csip__buf_get(buf), csip_str_from(text)));
}

static void fixed_filled_to_the_brim_is_fine(void **state)
{
    (void)state;
    char storage[4];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    CSIP__BUF_LIT(&buf, "ab");
    csip__buf_char(&buf, 'c');
    csip__buf_char(&buf, 'd');
    assert_text(&buf, "abcd");
}

static void fixed_one_octet_too_many_sticks(void **state)
{
    (void)state;
    char storage[4];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    CSIP__BUF_LIT(&buf, "abc");
    CSIP__BUF_LIT(&buf, "de");
    csip__buf_char(&buf, 'f');
    assert_int_equal(buf.error, CSIP_ERROR_LIMIT);
    assert_int_equal(buf.len, 3);
    csip__buf_clear(&buf);
    CSIP__BUF_LIT(&buf, "xyz");
    assert_text(&buf, "xyz");
}

static void fail_twice_keeps_first_error(void **state)
{
    (void)state;
    char storage[4];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__buf_fail(&buf, CSIP_ERROR_ARGUMENT);
    csip__buf_fail(&buf, CSIP_ERROR_LIMIT);
    csip__buf_char(&buf, 'a');
    assert_int_equal(buf.error, CSIP_ERROR_ARGUMENT);
    assert_int_equal(buf.len, 0);
}

static void growing_past_maximum_sticks(void **state)
{
    (void)state;
    heap h = {0};
    csip_platform platform = platform_of(&h);
    csip__buf buf;
    csip__buf_init(&buf, &platform, 1000);
    for (int i = 0; i < 1000; i++) {
        csip__buf_char(&buf, 'x');
    }
    assert_int_equal(buf.error, CSIP_OK);
    assert_int_equal(buf.len, 1000);
    csip__buf_char(&buf, 'x');
    assert_int_equal(buf.error, CSIP_ERROR_LIMIT);
    csip__buf_done(&buf);
    assert_int_equal(h.held, 0);
}

static void growing_allocation_refused_keeps_what_was_written(void **state)
{
    (void)state;
    heap h = {.refuse_at = 2};
    csip_platform platform = platform_of(&h);
    csip__buf buf;
    csip__buf_init(&buf, &platform, 100000);
    CSIP__BUF_LIT(&buf, "first");
    for (int i = 0; i < 300; i++) {
        csip__buf_char(&buf, 'x');
    }
    assert_int_equal(buf.error, CSIP_ERROR_NOMEM);
    assert_memory_equal(buf.ptr, "first", 5);
    csip__buf_done(&buf);
    assert_int_equal(h.held, 0);
    assert_null(buf.ptr);
}

static void clear_keeps_storage(void **state)
{
    (void)state;
    heap h = {0};
    csip_platform platform = platform_of(&h);
    csip__buf buf;
    csip__buf_init(&buf, &platform, 1000);
    CSIP__BUF_LIT(&buf, "one");
    csip__buf_clear(&buf);
    CSIP__BUF_LIT(&buf, "two");
    assert_text(&buf, "two");
    assert_int_equal(h.calls, 1);
    csip__buf_done(&buf);
}

static void uint_ends_of_range_are_decimal(void **state)
{
    (void)state;
    char storage[64];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__buf_uint(&buf, 0);
    csip__buf_char(&buf, ' ');
    csip__buf_uint(&buf, UINT64_MAX);
    assert_text(&buf, "0 18446744073709551615");
}

static void hex_octets_are_lower_case(void **state)
{
    (void)state;
    char storage[64];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    csip__buf_hex(&buf, (const uint8_t[]){0x00, 0xAF, 0x9c}, 3);
    assert_text(&buf, "00af9c");
}

static void strs_absent_slices_add_nothing(void **state)
{
    (void)state;
    char storage[64];
    csip__buf buf;
    csip__buf_init_fixed(&buf, storage, sizeof storage);
    CSIP__BUF_PUT(&buf, CSIP_STR("a"), {0}, CSIP_STR("b"));
    assert_text(&buf, "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_filled_to_the_brim_is_fine),
        cmocka_unit_test(fixed_one_octet_too_many_sticks),
        cmocka_unit_test(fail_twice_keeps_first_error),
        cmocka_unit_test(growing_past_maximum_sticks),
        cmocka_unit_test(growing_allocation_refused_keeps_what_was_written),
        cmocka_unit_test(clear_keeps_storage),
        cmocka_unit_test(uint_ends_of_range_are_decimal),
        cmocka_unit_test(hex_octets_are_lower_case),
        cmocka_unit_test(strs_absent_slices_add_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
