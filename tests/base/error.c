#include "../media/group.h"

#include <csip/error.h>
#include <string.h>

static void error_every_code_has_name_and_plain_sentence(void **state)
{
    (void)state;
    static const csip_error all[] = {CSIP_OK,
#define ERROR_CODE(name, code, text, fatal) CSIP_ERROR_##name,
                                     CSIP_ERROR_MAP(ERROR_CODE)
#undef ERROR_CODE
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const char *text = csip_error_text(all[i]);
        assert_string_not_equal(csip_error_name(all[i]), "UNKNOWN");
        assert_true(strlen(text) > 0 && text[strlen(text) - 1] != '.');
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(all[i], all[j]);
            assert_string_not_equal(csip_error_name(all[i]), csip_error_name(all[j]));
        }
        assert_true(i == 0 ? all[i] == 0 : all[i] < 0);
    }
}

static void error_unknown_code_is_told_so(void **state)
{
    (void)state;
    assert_string_equal(csip_error_name((csip_error)-9999), "UNKNOWN");
    assert_string_equal(csip_error_text((csip_error)-9999), "unknown error");
    assert_false(csip_error_is_fatal((csip_error)-9999));
}

static void error_out_of_memory_alone_is_fatal(void **state)
{
    (void)state;
    assert_true(csip_error_is_fatal(CSIP_ERROR_NOMEM));
    assert_false(csip_error_is_fatal(CSIP_ERROR_BUSY));
    assert_false(csip_error_is_fatal(CSIP_OK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_every_code_has_name_and_plain_sentence),
        cmocka_unit_test(error_unknown_code_is_told_so),
        cmocka_unit_test(error_out_of_memory_alone_is_fatal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
