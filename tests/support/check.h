#ifndef CSIP_TEST_CHECK_H
#define CSIP_TEST_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

/** The phone's ladder since the last look at it. */
#define assert_ladder(phone, expected) assert_string_equal(phone_log(phone), expected)
#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (!strstr((text), (part)))                                                               \
            print_error("not in it: %s\n%s\n", (part), (text));                                    \
        assert_non_null(strstr((text), (part)));                                                   \
    } while (0)
#define assert_lacks(text, part)                                                                   \
    do {                                                                                           \
        if (strstr((text), (part)))                                                                \
            print_error("found in it: %s\n%s\n", (part), (text));                                  \
        assert_null(strstr((text), (part)));                                                       \
    } while (0)

#endif
