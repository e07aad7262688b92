#include "support.h"

#include "sdp/sdp.h"

#include <string.h>

#define OPENING "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\n"

static void description_of_a_browser_gives_its_media(void **state)
{
    (void)state;
    csip__sdp sdp;
    csip__sdp_problem problem;

    assert_int_equal(csip__sdp_parse(csip_str_from(support_firefox_offer), &sdp, &problem),
                     CSIP_OK);

    assert_int_equal(sdp.media_count, 3);
    assert_true(csip_str_equal(sdp.media[0].kind, CSIP_STR("audio")));
    assert_int_equal(sdp.media[0].port, 9);
    assert_true(csip_str_equal(sdp.media[0].protocol, CSIP_STR("UDP/TLS/RTP/SAVPF")));
    assert_true(csip_str_equal(sdp.media[0].formats, CSIP_STR("109 9 0 8 101")));
    assert_true(csip_str_equal(sdp.media[2].formats, CSIP_STR("webrtc-datachannel")));
    assert_true(support_contains(sdp.session, "a=msid-semantic:WMS *\r\n"));
    assert_false(support_contains(sdp.session, "m=audio"));
    assert_true(support_contains(sdp.media[1].body, "a=mid:1\r\n"));
    assert_false(support_contains(sdp.media[1].body, "a=mid:2\r\n"));
}

static void attributes_are_cut_at_the_first_colon(void **state)
{
    (void)state;
    csip_str rest = CSIP_STR("b=AS:5\r\na=rtcp-mux\r\na=candidate:1 1 udp 1 ::1 9\na=x:");
    csip__sdp_attribute attribute;

    assert_true(csip__sdp_attribute_take(&rest, &attribute));
    assert_true(csip_str_equal(attribute.name, CSIP_STR("rtcp-mux")));
    assert_null(attribute.value.ptr);
    assert_true(csip__sdp_attribute_take(&rest, &attribute));
    assert_true(csip_str_equal(attribute.name, CSIP_STR("candidate")));
    assert_true(csip_str_equal(attribute.value, CSIP_STR("1 1 udp 1 ::1 9")));
    assert_true(csip__sdp_attribute_take(&rest, &attribute));
    assert_int_equal(attribute.value.len, 0);
    assert_false(csip__sdp_attribute_take(&rest, &attribute));
}

static void line_ends_of_lf_and_blank_last_lines_are_taken(void **state)
{
    (void)state;
    csip__sdp sdp;
    csip__sdp_problem problem;
    csip_str text = CSIP_STR("v=0\no=- 1 2 IN IP4 h\ns=-\nt=0 0\nm=audio 9/2 X/Y 0\n\r\n\n");

    assert_int_equal(csip__sdp_parse(text, &sdp, &problem), CSIP_OK);

    assert_int_equal(sdp.media_count, 1);
    assert_int_equal(sdp.media[0].port, 9);
}

static void wrong_text_is_told_with_offset_and_rule(void **state)
{
    static const struct {
        const char *text, *wrong, *rule; /* the problem lies at `wrong` */
    } rows[] = {
        {"", "", "a description has v=, o=, s= and t="},
        {OPENING, "", "a description has v=, o=, s= and t="},
        {"o=- 1 2 IN IP4 h\r\n", "o=", "v=, o= and s= come first"},
        {"v=1\r\n", "v=1", "the version is 0"},
        {"v=0\r\ns=-\r\n", "s=-", "v=, o= and s= come first"},
        {"v=0\r\no=- 1 2 IN IP4\r\n", "o=", "an origin has six fields"},
        {OPENING "hello", "hello", "a line is a letter, = and a value"},
        {OPENING "t=0 0\r\n\r\na=x\r\n", "\r\na=x", "a line is a letter, = and a value"},
        {OPENING "t=0\r0\r\n", "t=0", "a value has no NUL and no CR"},
        {OPENING "t=0 0\r\nq=1\r\n", "q=", "no such letter in a session description"},
        {OPENING "t=0 0\r\nm=audio 9 X 0\r\nt=0 0", "t=0 0", NULL},
        {OPENING "t=0 0\r\na=:x\r\n", "a=:x", "an attribute has a name"},
        {OPENING "m=audio 9 X 0\r\n", "m=", "t= comes before m="},
        {OPENING "t=0 0\r\nm= 9 X 0\r\n", "m=", "m= begins with the kind of media"},
        {OPENING "t=0 0\r\nm=audio 65536 X 0\r\n", "m=", "m= has a port up to 65535"},
        {OPENING "t=0 0\r\nm=audio 9 X/ 0\r\n", "m=", "m= has a protocol"},
        {OPENING "t=0 0\r\nm=audio 9 X\r\n", "m=", "m= has at least one format"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        csip__sdp sdp;
        csip__sdp_problem problem = {0};
        size_t offset = rows[i].wrong[0]
                            ? (size_t)(strstr(rows[i].text, rows[i].wrong) - rows[i].text)
                            : strlen(rows[i].text);
        const char *rule = rows[i].rule ? rows[i].rule : "no such letter in a media description";
        if (!rows[i].rule)
            offset = strlen(rows[i].text) - 5;
        assert_int_equal(csip__sdp_parse(csip_str_from(rows[i].text), &sdp, &problem),
                         CSIP_ERROR_PARSE);
        assert_string_equal(problem.rule, rule);
        assert_int_equal(problem.offset, offset);
    }
}

static void media_beyond_the_maximum_are_a_limit_error(void **state)
{
    (void)state;
    static char text[4096] = OPENING "t=0 0\r\n";
    csip__sdp sdp;
    csip__sdp_problem problem;
    for (int i = 0; i < CSIP__SDP_MEDIA_MAX; i++)
        strcat(text, "m=audio 9 X 0\r\n");
    assert_int_equal(csip__sdp_parse(csip_str_from(text), &sdp, &problem), CSIP_OK);
    assert_int_equal(sdp.media_count, CSIP__SDP_MEDIA_MAX);

    strcat(text, "m=audio 9 X 0\r\n");

    assert_int_equal(csip__sdp_parse(csip_str_from(text), &sdp, &problem), CSIP_ERROR_LIMIT);
    assert_int_equal(problem.offset, strlen(text) - strlen("m=audio 9 X 0\r\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(description_of_a_browser_gives_its_media),
        cmocka_unit_test(attributes_are_cut_at_the_first_colon),
        cmocka_unit_test(line_ends_of_lf_and_blank_last_lines_are_taken),
        cmocka_unit_test(wrong_text_is_told_with_offset_and_rule),
        cmocka_unit_test(media_beyond_the_maximum_are_a_limit_error),
    };
    return cmocka_run_group_tests_name("sdp/sdp", tests, NULL, NULL);
}
