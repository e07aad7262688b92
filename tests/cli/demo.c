#include "cli/demo.h"

#include <fcntl.h>
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

int csip__cli_demo(int argc, char **argv);

static char folder[32];
static int kept_stdout;

/* What the command prints is no TAP. */
static void hush(void)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    fflush(stdout);
    kept_stdout = dup(STDOUT_FILENO);
    assert_true(null >= 0 && kept_stdout >= 0 && dup2(null, STDOUT_FILENO) >= 0);
    close(null);
}

static void unhush(void)
{
    fflush(stdout);
    dup2(kept_stdout, STDOUT_FILENO);
    close(kept_stdout);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/csip-demo-XXXXXX");
    hush();
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"alice.wav", "alice.png", "bob.wav", "bob.png", "ca.pem"};
    (void)state;
    unhush();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static int run_demo(const char *option, const char *value)
{
    char *argv[] = {(char *)"demo", (char *)option, (char *)value,
                    (char *)"-o",   (char *)folder, NULL};
    return csip__cli_demo(5, argv);
}

static void demo_short_call_carries_tone_and_picture(void **state)
{
    (void)state;
    assert_int_equal(run_demo("--seconds", "2"), 0);
}

static void demo_wrong_use_is_told(void **state)
{
    (void)state;
    assert_int_equal(run_demo("--seconds", "1"), 2);
    assert_int_equal(run_demo("--seconds", "two"), 2);
    assert_int_equal(run_demo("--bogus", "2"), 2);
}

static void demo_folder_that_cannot_be_made_fails(void **state)
{
    char *argv[] = {(char *)"demo", (char *)"--output", (char *)"/proc/nope", NULL};
    (void)state;
    assert_int_equal(csip__cli_demo(3, argv), 1);
}

/* ---- what the check finds ---- */

static void write_wav(const char *path, double hz, double level_dbfs)
{
    enum { RATE_HZ = 48000, SECONDS = 2 };
    SF_INFO info = {
        .samplerate = RATE_HZ, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    for (int i = 0; i < SECONDS * RATE_HZ; i++) {
        double sample = pow(10, level_dbfs / 20) * sin(2 * M_PI * hz * i / RATE_HZ);
        assert_int_equal(sf_write_double(file, &sample, 1), 1);
    }
    sf_close(file);
}

static void write_png(const char *path, uint32_t rgb)
{
    const uint8_t pixel[] = {(uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb};
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = 1, .height = 1, .format = PNG_FORMAT_RGB};
    assert_true(png_image_write_to_file(&image, path, 0, pixel, 0, NULL));
}

/* As if both had got exactly what the other sent. */
static void make_result(csip__demo *d)
{
    *d = (csip__demo){.folder = folder};
    assert_int_equal(csip_loop_new(NULL, &d->loop), CSIP_OK);
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        csip__demo_phone *phone = &d->phones[i];
        phone->name = i ? "bob" : "alice";
        phone->got_message = true;
        phone->signal = (csip__demo_signal){.tone_hz = 400.0 + 300.0 * (double)i,
                                            .level_dbfs = -12,
                                            .rgb = i ? 0x204060 : 0x905020};
    }
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        csip__demo_phone *phone = &d->phones[i];
        const csip__demo_signal *sent = &d->phones[1 - i].signal;
        snprintf(phone->wav, sizeof phone->wav, "%s/%s.wav", folder, phone->name);
        snprintf(phone->png, sizeof phone->png, "%s/%s.png", folder, phone->name);
        write_wav(phone->wav, sent->tone_hz, sent->level_dbfs);
        write_png(phone->png, sent->rgb);
    }
}

static void check_right_results_pass(void **state)
{
    csip__demo d;
    (void)state;
    make_result(&d);
    assert_true(csip__demo_check(&d));
    assert_string_equal(d.failure, "");
    csip_loop_free(d.loop);
}

static void check_names_what_is_wrong(void **state)
{
    csip__demo d;
    (void)state;
    make_result(&d);
    write_wav(d.phones[1].wav, 410, -12);
    assert_false(csip__demo_check(&d));
    assert_string_equal(d.failure, "bob heard another tone than was sent");

    csip_loop_free(d.loop);
    make_result(&d);
    write_wav(d.phones[0].wav, 700, -30);
    assert_false(csip__demo_check(&d));
    assert_string_equal(d.failure, "alice heard the tone at another level");

    csip_loop_free(d.loop);
    make_result(&d);
    write_png(d.phones[0].png, 0x905020);
    assert_false(csip__demo_check(&d));
    assert_string_equal(d.failure, "alice saw another picture than was sent");

    csip_loop_free(d.loop);
    make_result(&d);
    d.phones[1].got_message = false;
    assert_false(csip__demo_check(&d));
    assert_string_equal(d.failure, "bob got no message");

    csip_loop_free(d.loop);
    make_result(&d);
    unlink(d.phones[1].wav);
    assert_false(csip__demo_check(&d));
    assert_non_null(strstr(d.failure, "bob.wav"));
    csip_loop_free(d.loop);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(demo_short_call_carries_tone_and_picture),
        TEST(demo_wrong_use_is_told),
        TEST(demo_folder_that_cannot_be_made_fails),
        TEST(check_right_results_pass),
        TEST(check_names_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
