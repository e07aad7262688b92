#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/map.h"

enum { COUNT = 5000 };

typedef struct item {
    csip__map_node node;
    char key[16];
} item;

static item items[COUNT];
static size_t failures_left;

static void *reallocate(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    if (failures_left > 0) {
        failures_left--;
        return NULL;
    }
    return realloc(ptr, size);
}

static const csip_platform platform = {.reallocate = reallocate};
static const uint64_t hash_key[2] = {1, 2};
static csip__map map;

static int setup(void **state)
{
    (void)state;
    failures_left = 0;
    csip__map_init(&map, &platform, hash_key);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    csip__map_done(&map);
    return 0;
}

static csip_str key_of(size_t i)
{
    snprintf(items[i].key, sizeof(items[i].key), "key%zu", i);
    return csip_str_from(items[i].key);
}

static void put_all(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(csip__map_put(&map, &items[i].node, key_of(i)), CSIP_OK);
    }
}

static void map_many_keys_each_is_found_until_removed(void **state)
{
    (void)state;
    put_all();
    for (size_t i = 0; i < COUNT; i++) {
        assert_ptr_equal(csip__map_get(&map, key_of(i)), &items[i].node);
    }
    for (size_t i = 0; i < COUNT; i += 2) {
        csip__map_remove(&map, &items[i].node);
    }
    assert_int_equal(map.count, COUNT / 2);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(csip__map_get(&map, key_of(i)) != NULL, i % 2);
    }
}

static void map_walk_sees_each_once(void **state)
{
    (void)state;
    size_t seen = 0;
    put_all();
    for (csip__map_node *node = csip__map_any(&map); node; node = csip__map_next(&map, node)) {
        seen++;
    }
    assert_int_equal(seen, COUNT);
}

static void map_same_key_twice_finds_the_newest(void **state)
{
    (void)state;
    assert_int_equal(csip__map_put(&map, &items[0].node, CSIP_STR("same")), CSIP_OK);
    assert_int_equal(csip__map_put(&map, &items[1].node, CSIP_STR("same")), CSIP_OK);
    assert_ptr_equal(csip__map_get(&map, CSIP_STR("same")), &items[1].node);
    csip__map_remove(&map, &items[1].node);
    assert_ptr_equal(csip__map_get(&map, CSIP_STR("same")), &items[0].node);
    csip__map_remove(&map, &items[1].node);
    assert_int_equal(map.count, 1);
}

static void map_first_allocation_fails_reports_nomem_later_growth_does_not_matter(void **state)
{
    (void)state;
    failures_left = 1;
    assert_int_equal(csip__map_put(&map, &items[0].node, key_of(0)), CSIP_ERROR_NOMEM);
    assert_int_equal(csip__map_put(&map, &items[0].node, key_of(0)), CSIP_OK);
    failures_left = SIZE_MAX;
    for (size_t i = 1; i < 100; i++) {
        assert_int_equal(csip__map_put(&map, &items[i].node, key_of(i)), CSIP_OK);
    }
    for (size_t i = 0; i < 100; i++) {
        assert_ptr_equal(csip__map_get(&map, key_of(i)), &items[i].node);
    }
}

static void map_empty_finds_nothing(void **state)
{
    (void)state;
    assert_null(csip__map_get(&map, CSIP_STR("")));
    assert_null(csip__map_any(&map));
    csip__map_remove(&map, &items[0].node);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(map_many_keys_each_is_found_until_removed),
        TEST(map_walk_sees_each_once),
        TEST(map_same_key_twice_finds_the_newest),
        TEST(map_first_allocation_fails_reports_nomem_later_growth_does_not_matter),
        TEST(map_empty_finds_nothing),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
