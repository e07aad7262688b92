#ifndef CSIP_TEST_MEDIA_GROUP_H
#define CSIP_TEST_MEDIA_GROUP_H

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
