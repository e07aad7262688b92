#include "group.h"
#include "guard.h"

#include <media/vp8.h>

typedef struct descriptor_form {
    uint8_t octets[8];
    size_t len;
    size_t descriptor; /* 0: refused */
    bool begins_frame;
    bool is_key_frame;
} descriptor_form;

/* RFC 7741 section 4.2, and the ways to cut it short. */
static const descriptor_form forms[] = {
    {{0x10, 0x00}, 2, 1, true, true},
    {{0x10, 0x01}, 2, 1, true, false},
    {{0x00, 0x00}, 2, 1, false, false},
    {{0x11, 0x00}, 2, 1, false, false},                              /* S of another partition */
    {{0x90, 0x00, 0x00}, 3, 2, true, true},                          /* X alone */
    {{0x90, 0x80, 0x7F, 0x00}, 4, 3, true, true},                    /* 7 bits of picture id */
    {{0x90, 0x80, 0x80, 0x05, 0x00}, 5, 4, true, true},              /* 15 bits */
    {{0x90, 0x40, 0x09, 0x00}, 4, 3, true, true},                    /* TL0PICIDX */
    {{0x90, 0x20, 0x40, 0x00}, 4, 3, true, true},                    /* T */
    {{0x90, 0x10, 0x07, 0x00}, 4, 3, true, true},                    /* K */
    {{0x90, 0xF0, 0x81, 0x02, 0x03, 0x44, 0x01}, 7, 6, true, false}, /* all */
    {{0x10}, 1, 0, false, false},
    {{0x90}, 1, 0, false, false},
    {{0x90, 0x80}, 2, 0, false, false},
    {{0x90, 0x80, 0x80, 0x05}, 4, 0, false, false},
    {{0x90, 0xF0, 0x81, 0x02, 0x03, 0x44}, 6, 0, false, false},
    {{0}, 0, 0, false, false},
};

static void each_descriptor_form_is_read_or_refused(void **state)
{
    (void)state;
    guarded guard = guard_new(16);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        const descriptor_form *form = &forms[i];
        const uint8_t *octets = guard_put(&guard, form->octets, form->len);
        csip__vp8_payload payload;
        csip_error error = csip__vp8_parse(octets, form->len, &payload);
        assert_int_equal(error, form->descriptor ? CSIP_OK : CSIP_ERROR_PARSE);
        if (error)
            continue;
        assert_ptr_equal(payload.data, octets + form->descriptor);
        assert_int_equal(payload.data_len, form->len - form->descriptor);
        assert_int_equal(payload.begins_frame, form->begins_frame);
        assert_int_equal(payload.is_key_frame, form->is_key_frame);
    }
    guard_free(&guard);
}

static void every_short_payload_stays_inside(void **state)
{
    (void)state;
    guarded guard = guard_new(16);
    for (unsigned first = 0; first < 0x10000; first++) {
        uint8_t octets[5] = {(uint8_t)(first >> 8), (uint8_t)first, 0xFF, 0xFF, 0xFF};
        for (size_t len = 0; len <= sizeof(octets); len++) {
            const uint8_t *at = guard_put(&guard, octets, len);
            csip__vp8_payload payload;
            if (csip__vp8_parse(at, len, &payload) == CSIP_OK)
                assert_true(payload.data_len > 0 && payload.data + payload.data_len == at + len);
        }
    }
    guard_free(&guard);
}

static void written_descriptor_is_read_back(void **state)
{
    (void)state;
    uint8_t octets[CSIP__VP8_DESCRIPTOR_LEN + 1] = {0};
    csip__vp8_payload payload;

    csip__vp8_write_descriptor(octets, true, 0x7FFF);
    assert_int_equal(csip__vp8_parse(octets, sizeof(octets), &payload), CSIP_OK);
    assert_true(payload.begins_frame);
    assert_int_equal(payload.data_len, 1);
    csip__vp8_write_descriptor(octets, false, 0);
    assert_int_equal(csip__vp8_parse(octets, sizeof(octets), &payload), CSIP_OK);
    assert_false(payload.begins_frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_descriptor_form_is_read_or_refused),
        cmocka_unit_test(every_short_payload_stays_inside),
        cmocka_unit_test(written_descriptor_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
