#include "../media/group.h"

#include "sip/param.h"

static void param_find_table(void **state)
{
    (void)state;
    static const struct {
        const char *params;
        bool is_there;
        const char *value; /* NULL: a flag */
    } rows[] = {
        {"expires=60", true, "60"},
        {"q=1;EXPIRES = 60 ;x", true, "60"},
        {"expires", true, NULL},
        {"lr; expires", true, NULL},
        {"expires=\"6;0\"", true, "6;0"},
        {"expires=\"\"", true, ""},
        {"expires=", true, ""},
        {"x=\"a;expires=1\";expires=2", true, "2"},
        {"x=\"a\\\";expires=1\";expires=2", true, "2"},
        {";;expires=3", true, "3"},
        {"x\r\n ;\r\n expires\r\n =\r\n 4\r\n ", true, "4"},
        {"expires=5;expires=6", true, "5"},
        {"", false, NULL},
        {"expire=1;expiress=2;xexpires=3", false, NULL},
        {"x=expires=4", false, NULL},
        {"x=\"open;expires=1", false, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csip_str value = {0};
        bool is_there = csip_param_find(csip_str_from(rows[i].params), CSIP_STR("expires"), &value);
        if (is_there != rows[i].is_there || (value.ptr != NULL) != (rows[i].value != NULL) ||
            !csip_str_equal(value, csip_str_from(rows[i].value))) {
            fail_msg("row %zu: %s: %.*s", i, rows[i].params, CSIP_STR_ARG(value));
        }
    }
    assert_true(csip_param_find(CSIP_STR("lr"), CSIP_STR("LR"), NULL));
    assert_false(csip_param_find((csip_str){0}, CSIP_STR("lr"), NULL));
}

static void param_next_walks_all(void **state)
{
    (void)state;
    csip_str rest = CSIP_STR("a=1; b ;c=\"x;y\"");
    csip__param param;
    assert_true(csip__param_next(&rest, &param));
    assert_true(csip_str_equal(param.name, CSIP_STR("a")));
    assert_true(csip__param_next(&rest, &param));
    assert_true(csip_str_equal(param.name, CSIP_STR("b")) && !param.value.ptr);
    assert_true(csip__param_next(&rest, &param));
    assert_true(csip_str_equal(param.value, CSIP_STR("\"x;y\"")));
    assert_false(csip__param_next(&rest, &param));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(param_find_table),
        cmocka_unit_test(param_next_walks_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
