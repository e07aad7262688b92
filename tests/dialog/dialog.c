#include "check.h"

#include "dialog/dialog.h"

static world w;
static csip__core core;
static csip__settings settings;
static csip__dialogs dialogs;
static csip__dialog *dialog;

#define PARTIES "From: <sip:a@example.test>;tag=aa\r\nTo: <sip:b@example.test>"
#define ROUTES                                                                                     \
    "Record-Route: <sip:one.invalid;lr>, <sip:two.invalid;lr>\r\nRecord-Route: "                   \
    "<sip:three.invalid;lr>\r\n"

static int setup(void **state)
{
    (void)state;
    world_init(&w);
    csip__core_init(&core, &w.platform, &settings);
    csip__dialogs_init(&dialogs, &core);
    dialog = NULL;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    if (dialog)
        csip__dialog_free(dialog);
    csip__dialogs_done(&dialogs);
    csip__core_done(&core);
    assert_int_equal(w.live_blocks, 0);
    return 0;
}

static const csip_message *message(const char *text)
{
    assert_int_equal(csip__core_receive(&core, csip_str_from(text), NULL), CSIP_OK);
    return core.received;
}

#define HEAD "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nCall-ID: c\r\n"

static void call(void)
{
    dialog = csip__dialog_new_uac(
        &dialogs,
        message("SIP/2.0 180 Ringing\r\n" HEAD ROUTES PARTIES ";tag=bb\r\nCSeq: 7 INVITE\r\n"
                "Contact: <sip:b@there.invalid>\r\nContent-Length: 0\r\n\r\n"));
    assert_non_null(dialog);
}

static void be_called(void)
{
    dialog = csip__dialog_new_uas(
        &dialogs,
        message("INVITE sip:b@example.test SIP/2.0\r\n" HEAD ROUTES PARTIES
                "\r\nCSeq: 7 INVITE\r\nContact: \"A\" <sip:a@there.invalid;ob>\r\n"
                "Content-Length: 0\r\n\r\n"),
        CSIP_STR("bb"));
    assert_non_null(dialog);
}

static void assert_str(csip_str actual, const char *expected)
{
    char text[512];
    snprintf(text, sizeof(text), "%.*s", CSIP_STR_ARG(actual));
    assert_string_equal(text, expected);
}

static void callers_dialog_has_the_route_set_in_reverse(void **state)
{
    (void)state;
    call();
    csip__draft draft = csip__dialog_draft(dialog, CSIP_METHOD_BYE);
    assert_true(dialog->is_early);
    assert_str(draft.uri, "sip:b@there.invalid");
    assert_str(draft.from, "<sip:a@example.test>;tag=aa");
    assert_str(draft.to, "<sip:b@example.test>;tag=bb");
    assert_str(draft.routes, "Route: <sip:three.invalid;lr>\r\nRoute: <sip:two.invalid;lr>\r\n"
                             "Route: <sip:one.invalid;lr>\r\n");
    assert_int_equal(dialog->local_cseq, 7);
}

static void callees_dialog_has_the_route_set_in_order(void **state)
{
    (void)state;
    be_called();
    csip__draft draft = csip__dialog_draft(dialog, CSIP_METHOD_BYE);
    assert_str(draft.uri, "sip:a@there.invalid;ob");
    assert_str(draft.from, "<sip:b@example.test>;tag=bb");
    assert_str(draft.to, "<sip:a@example.test>;tag=aa");
    assert_str(draft.routes, "Route: <sip:one.invalid;lr>\r\nRoute: <sip:two.invalid;lr>\r\n"
                             "Route: <sip:three.invalid;lr>\r\n");
}

static void callees_dialog_without_a_name_in_the_to_speaks_with_the_accounts(void **state)
{
    (void)state;
    settings.display_name = CSIP_STR("Bob B");
    be_called();
    assert_str(dialog->local, "\"Bob B\" <sip:b@example.test>;tag=bb");
    settings.display_name = CSIP_STR("");
}

static void dialog_is_found_by_call_id_and_both_tags_only(void **state)
{
    (void)state;
    call();
    assert_ptr_equal(
        csip__dialog_find_request(
            &dialogs, message("BYE sip:a@x SIP/2.0\r\n" HEAD "From: <sip:b@example.test>;tag=bb\r\n"
                              "To: <sip:a@example.test>;tag=aa\r\nCSeq: 1 BYE\r\n\r\n")),
        dialog);
    assert_null(csip__dialog_find_request(
        &dialogs, message("BYE sip:a@x SIP/2.0\r\n" HEAD "From: <sip:b@example.test>;tag=other\r\n"
                          "To: <sip:a@example.test>;tag=aa\r\nCSeq: 1 BYE\r\n\r\n")));
    assert_ptr_equal(
        csip__dialog_find_response(&dialogs, message("SIP/2.0 200 OK\r\n" HEAD PARTIES
                                                     ";tag=bb\r\nCSeq: 7 INVITE\r\n\r\n")),
        dialog);
    assert_null(csip__dialog_find_response(
        &dialogs,
        message("SIP/2.0 200 OK\r\n" HEAD PARTIES ";tag=fork\r\nCSeq: 7 INVITE\r\n\r\n")));
}

static bool accepts(const char *method, unsigned cseq)
{
    char text[512];
    snprintf(text, sizeof(text),
             "%s sip:b@x SIP/2.0\r\n" HEAD PARTIES ";tag=bb\r\nCSeq: %u %s\r\n\r\n", method, cseq,
             method);
    return csip__dialog_accept_cseq(dialog, message(text));
}

static void sequence_numbers_must_rise_but_for_ack(void **state)
{
    (void)state;
    be_called();
    assert_true(accepts("ACK", 7));
    assert_false(accepts("INFO", 7));
    assert_true(accepts("INFO", 9));
    assert_false(accepts("INFO", 8));
    assert_true(accepts("BYE", 10));
}

static void confirmation_takes_target_and_routes_of_the_2xx(void **state)
{
    (void)state;
    call();
    csip__dialog_confirm_uac(dialog, message("SIP/2.0 200 OK\r\n" HEAD PARTIES
                                             ";tag=bb\r\nCSeq: 7 INVITE\r\n"
                                             "Contact: <sip:b@elsewhere.invalid>;q=1\r\n"
                                             "Record-Route: <sip:only.invalid;lr>\r\n\r\n"));
    assert_false(dialog->is_early);
    assert_str(dialog->target, "sip:b@elsewhere.invalid");
    assert_str(dialog->routes, "Route: <sip:only.invalid;lr>\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(callers_dialog_has_the_route_set_in_reverse),
        TEST(callees_dialog_has_the_route_set_in_order),
        TEST(callees_dialog_without_a_name_in_the_to_speaks_with_the_accounts),
        TEST(dialog_is_found_by_call_id_and_both_tags_only),
        TEST(sequence_numbers_must_rise_but_for_ack),
        TEST(confirmation_takes_target_and_routes_of_the_2xx),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
