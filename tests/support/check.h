#ifndef CSIP_TEST_CHECK_H
#define CSIP_TEST_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

/** The phone's ladder since the last look at it. */
#define assert_ladder(phone, expected) assert_string_equal(phone_log(phone), expected)
#define assert_contains(text, part)    check_part((text), (part), true)
#define assert_lacks(text, part)       check_part((text), (part), false)

static inline void check_part(const char *text, const char *part, bool is_wanted)
{
    bool has = text && strstr(text, part);
    if (has != is_wanted)
        print_error("%s in it: %s\n%s\n", has ? "found" : "not", part, text ? text : "(nothing)");
    assert_int_equal(has, is_wanted);
}

#endif
