#include "../media/group.h"

#include <csip/message.h>

static void header_every_name_in_any_case_finds_its_id(void **state)
{
    (void)state;
    for (int i = CSIP_HEADER_OTHER + 1; i < CSIP_HEADER_COUNT; i++) {
        char text[64];
        csip_str name = csip_header_name((csip_header_id)i);
        assert_int_equal(csip_header_id_from(name), i);
        for (size_t c = 0; c < name.len; c++) {
            bool is_letter = name.ptr[c] != '-';
            text[c] = (char)(is_letter && c % 2 == 0 ? name.ptr[c] ^ 0x20 : name.ptr[c]);
        }
        assert_int_equal(csip_header_id_from((csip_str){text, name.len}), i);
        text[name.len - 1] = '_';
        assert_int_equal(csip_header_id_from((csip_str){text, name.len}), CSIP_HEADER_OTHER);
    }
}

static void header_every_compact_form_finds_its_id(void **state)
{
    (void)state;
    static const struct {
        csip_header_id id;
        char letter;
    } rows[] = {
#define HEADER_ROW(id, name, compact) {CSIP_HEADER_##id, compact},
        CSIP_HEADER_MAP(HEADER_ROW)
#undef HEADER_ROW
    };
    size_t found = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char upper = (char)(rows[i].letter & ~0x20);
        if (rows[i].letter != 0) {
            assert_int_equal(csip_header_id_from((csip_str){&rows[i].letter, 1}), rows[i].id);
            assert_int_equal(csip_header_id_from((csip_str){&upper, 1}), rows[i].id);
            found++;
        }
    }
    size_t known = 0;
    for (char c = 'a'; c <= 'z'; c++) {
        known += csip_header_id_from((csip_str){&c, 1}) != CSIP_HEADER_OTHER;
    }
    assert_int_equal(known, found);
}

static void header_unknown_name_is_other(void **state)
{
    (void)state;
    static const char *const names[] = {"",
                                        "y",
                                        "-",
                                        "a",
                                        "Vib",
                                        "Subject",
                                        "Content-Lengthy",
                                        "X-A-Name-That-Is-Longer-Than-Any-Known"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(csip_header_id_from(csip_str_from(names[i])), CSIP_HEADER_OTHER);
    }
    assert_int_equal(csip_header_name(CSIP_HEADER_OTHER).len, 0);
    assert_int_equal(csip_header_name(CSIP_HEADER_COUNT).len, 0);
}

static csip_message message;

static int set_up(void **state)
{
    (void)state;
    csip_str text = CSIP_STR("OPTIONS sip:b@x SIP/2.0\r\n"
                             "Via: SIP/2.0/WS a.invalid;branch=z9hG4bK1\r\n"
                             "From: <sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\nCall-ID: c\r\n"
                             "CSeq: 1 OPTIONS\r\n"
                             "m: <sip:a,b@x>, \"C, D\" <sip:c@x>;q=1\r\n"
                             "X-One: 1\r\n"
                             "Supported:\r\n"
                             "Contact:,, sip:e@x ,\r\n"
                             "Supported: timer , 100rel\r\n"
                             "x-oNE: 2\r\n"
                             "Expires: 60;a=b\r\n"
                             "Min-SE: 4294967296\r\n"
                             "Retry-After: 18000 (in a meeting)\r\n"
                             "Max-Forwards: 7x\r\n"
                             "Min-Expires:\r\n\r\n");
    assert_int_equal(csip_message_parse(text, &message, NULL), CSIP_OK);
    return 0;
}

static void assert_str(csip_str given, const char *expected)
{
    if (!csip_str_equal(given, csip_str_from(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", CSIP_STR_ARG(given), expected);
    }
}

static void message_header_nth_is_found(void **state)
{
    (void)state;
    assert_str(csip_message_header(&message, CSIP_HEADER_CONTACT, 0)->name, "m");
    assert_str(csip_message_header(&message, CSIP_HEADER_CONTACT, 1)->value, ",, sip:e@x ,");
    assert_null(csip_message_header(&message, CSIP_HEADER_CONTACT, 2));
    assert_null(csip_message_header(&message, CSIP_HEADER_ROUTE, 0));
    assert_null(csip_message_header(&message, CSIP_HEADER_OTHER, 0));
    assert_null(csip_message_value(&message, CSIP_HEADER_ROUTE).ptr);
    assert_str(csip_message_value(&message, CSIP_HEADER_CALL_ID), "c");
}

static void message_header_named_any_form_is_found(void **state)
{
    (void)state;
    assert_str(csip_message_header_named(&message, CSIP_STR("CONTACT"), 0)->name, "m");
    assert_str(csip_message_header_named(&message, CSIP_STR("i"), 0)->value, "c");
    assert_str(csip_message_header_named(&message, CSIP_STR("X-ONE"), 1)->value, "2");
    assert_null(csip_message_header_named(&message, CSIP_STR("X-ONE"), 2));
    assert_null(csip_message_header_named(&message, CSIP_STR("X-Two"), 0));
}

static void message_elements_over_all_lines_are_walked(void **state)
{
    (void)state;
    static const char *const expected[] = {"<sip:a,b@x>", "\"C, D\" <sip:c@x>;q=1", "sip:e@x"};
    csip_list_cursor cursor = {0};
    csip_str element;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_true(csip_message_next_element(&message, CSIP_HEADER_CONTACT, &cursor, &element));
        assert_str(element, expected[i]);
    }
    assert_false(csip_message_next_element(&message, CSIP_HEADER_CONTACT, &cursor, &element));
    assert_false(csip_message_next_element(&message, CSIP_HEADER_CONTACT, &cursor, &element));
    cursor = (csip_list_cursor){0};
    assert_false(csip_message_next_element(&message, CSIP_HEADER_ROUTE, &cursor, &element));
}

static void message_lists_token_in_any_line_and_case(void **state)
{
    (void)state;
    assert_true(csip_message_lists(&message, CSIP_HEADER_SUPPORTED, CSIP_STR("100REL")));
    assert_true(csip_message_lists(&message, CSIP_HEADER_SUPPORTED, CSIP_STR("timer")));
    assert_false(csip_message_lists(&message, CSIP_HEADER_SUPPORTED, CSIP_STR("time")));
    assert_false(csip_message_lists(&message, CSIP_HEADER_REQUIRE, CSIP_STR("timer")));
}

static void message_number_table(void **state)
{
    (void)state;
    static const struct {
        csip_header_id id;
        csip_error error;
        uint32_t value;
    } rows[] = {
        {CSIP_HEADER_EXPIRES, CSIP_OK, 60},
        {CSIP_HEADER_RETRY_AFTER, CSIP_OK, 18000},
        {CSIP_HEADER_MIN_SE, CSIP_ERROR_PARSE, 7},
        {CSIP_HEADER_MAX_FORWARDS, CSIP_ERROR_PARSE, 7},
        {CSIP_HEADER_MIN_EXPIRES, CSIP_ERROR_PARSE, 7},
        {CSIP_HEADER_RSEQ, CSIP_ERROR_NOT_FOUND, 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t value = 7;
        assert_int_equal(csip_message_number(&message, rows[i].id, &value), rows[i].error);
        assert_int_equal(value, rows[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_every_name_in_any_case_finds_its_id),
        cmocka_unit_test(header_every_compact_form_finds_its_id),
        cmocka_unit_test(header_unknown_name_is_other),
        cmocka_unit_test(message_header_nth_is_found),
        cmocka_unit_test(message_header_named_any_form_is_found),
        cmocka_unit_test(message_elements_over_all_lines_are_walked),
        cmocka_unit_test(message_lists_token_in_any_line_and_case),
        cmocka_unit_test(message_number_table),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
