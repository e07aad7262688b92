#include "group.h"
#include "tone.h"

#include <media/audio_codec.h>

#include <stdlib.h>

static csip__jsep_line opus_line(void)
{
    return (csip__jsep_line){.codec = CSIP__CODEC_OPUS, .opus_use_inband_fec = true};
}

static void g711_octets_survive_decoding_and_encoding(void **state)
{
    (void)state;
    const csip__audio_codec *codecs[] = {&csip__codec_pcmu, &csip__codec_pcma};
    for (int law = 0; law < 2; law++) {
        const csip__audio_codec *codec = codecs[law];
        void *decoder = codec->decoder_new();
        uint8_t octets[320];
        uint8_t again[160];
        int16_t pcm[CSIP__AUDIO_PACKET_MAX];
        for (size_t i = 0; i < sizeof(octets); i++)
            octets[i] = (uint8_t)i;
        for (size_t half = 0; half < 2; half++) {
            const uint8_t *part = octets + half * 160;
            assert_int_equal(codec->decode(decoder, part, 160, pcm), 160);
            assert_int_equal(codec->encode(NULL, pcm, again, sizeof(again)), 160);
            for (size_t i = 0; i < 160; i++) {
                /* μ-law has two zeros: the negative one comes back as the other */
                uint8_t wanted = law == 0 && part[i] == 0x7F ? 0xFF : part[i];
                assert_int_equal(again[i], wanted);
            }
        }
        codec->decoder_free(decoder);
    }
}

static void g711_error_is_small_against_the_sample(void **state)
{
    (void)state;
    const csip__audio_codec *codecs[] = {&csip__codec_pcmu, &csip__codec_pcma};
    for (int law = 0; law < 2; law++) {
        void *decoder = codecs[law]->decoder_new();
        for (int first = -32768; first <= 32767 - 160; first += 160) {
            int16_t pcm[160];
            int16_t out[CSIP__AUDIO_PACKET_MAX];
            uint8_t octets[160];
            for (int i = 0; i < 160; i++)
                pcm[i] = (int16_t)(first + i);
            codecs[law]->encode(NULL, pcm, octets, sizeof(octets));
            codecs[law]->decode(decoder, octets, sizeof(octets), out);
            for (int i = 0; i < 160; i++)
                assert_true(abs(out[i] - pcm[i]) <= abs(pcm[i]) / 28 + 8);
        }
        codecs[law]->decoder_free(decoder);
    }
}

static void payload_durations_are_bounded(void **state)
{
    (void)state;
    uint8_t octets[2000] = {0};
    assert_int_equal(csip__codec_pcmu.duration(octets, 0), 0);
    assert_int_equal(csip__codec_pcmu.duration(octets, 960), 960);
    assert_int_equal(csip__codec_pcmu.duration(octets, 961), 0);
    assert_int_equal(csip__codec_opus.duration(octets, 0), 0);
    octets[0] = 0x7B; /* full band, 20 ms, a number of frames */
    octets[1] = 6;
    assert_int_equal(csip__codec_opus.duration(octets, 8), CSIP__AUDIO_PACKET_MAX);
    octets[1] = 7;
    assert_int_equal(csip__codec_opus.duration(octets, 8), 0);
}

/* Something like a voice: a buzz of 130 Hz whose loudness and colour change. */
static void speak(int16_t *pcm, size_t frame)
{
    for (size_t i = 0; i < CSIP__AUDIO_FRAME_MAX; i++) {
        double t = (double)(frame * CSIP__AUDIO_FRAME_MAX + i) / CSIP__AUDIO_RATE_MAX_HZ;
        double loud = 0.5 + 0.5 * sin(6.2832 * 3 * t);
        double sum = 0;
        for (int k = 1; k < 20; k++)
            sum += sin(6.2832 * 130 * k * (t + 0.002 * sin(6.2832 * 2 * t))) / k;
        pcm[i] = (int16_t)(6000 * loud * sum);
    }
}

/* Level of the frames in place of lost ones, against those that were sent. */
static double recovered_error(bool has_next)
{
    const csip__audio_codec *opus = &csip__codec_opus;
    csip__jsep_line line = opus_line();
    void *encoder = opus->encoder_new(&line);
    void *full = opus->decoder_new();
    void *lossy = opus->decoder_new();
    int16_t pcm[CSIP__AUDIO_FRAME_MAX];
    int16_t reference[2][CSIP__AUDIO_PACKET_MAX];
    int16_t got[CSIP__AUDIO_PACKET_MAX];
    uint8_t octets[1200];
    double error = 0;
    for (size_t frame = 0; frame < 300; frame++) {
        speak(pcm, frame);
        size_t len = opus->encode(encoder, pcm, octets, sizeof(octets));
        opus->decode(full, octets, len, reference[frame % 2]);
        if (frame % 10 == 8)
            continue; /* lost */
        if (frame % 10 == 9) {
            csip_str next = {(const char *)octets, has_next ? len : 0};
            opus->conceal(lossy, next, got);
            for (size_t i = 0; i < CSIP__AUDIO_FRAME_MAX; i++)
                error += pow(got[i] - reference[(frame - 1) % 2][i], 2);
        }
        opus->decode(lossy, octets, len, got);
    }
    opus->encoder_free(encoder);
    opus->decoder_free(full);
    opus->decoder_free(lossy);
    return error;
}

static void opus_loss_is_recovered_from_the_next_packet(void **state)
{
    (void)state;
    assert_true(recovered_error(true) < 0.7 * recovered_error(false));
}

static void concealed_pcmu_goes_on_and_fades(void **state)
{
    (void)state;
    void *decoder = csip__codec_pcmu.decoder_new();
    int16_t pcm[CSIP__AUDIO_PACKET_MAX];
    uint8_t octets[160];
    for (size_t frame = 0; frame < 5; frame++) {
        for (size_t i = 0; i < 160; i++)
            pcm[i] = (int16_t)(8000 * sin(6.2832 * 400 * (double)(frame * 160 + i) / 8000));
        csip__codec_pcmu.encode(NULL, pcm, octets, sizeof(octets));
        csip__codec_pcmu.decode(decoder, octets, sizeof(octets), pcm);
    }
    double before = pcm_level(pcm, 160);

    csip__codec_pcmu.conceal(decoder, (csip_str){0}, pcm);
    assert_true(fabs(tone_level(pcm, 160, 8000, 400) - before - 3) < 3);
    for (int i = 0; i < 3; i++)
        csip__codec_pcmu.conceal(decoder, (csip_str){0}, pcm);
    assert_true(pcm_level(pcm, 160) < -90);
    csip__codec_pcmu.decoder_free(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(g711_octets_survive_decoding_and_encoding),
        cmocka_unit_test(g711_error_is_small_against_the_sample),
        cmocka_unit_test(payload_durations_are_bounded),
        cmocka_unit_test(opus_loss_is_recovered_from_the_next_packet),
        cmocka_unit_test(concealed_pcmu_goes_on_and_fades),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
