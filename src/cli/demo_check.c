#include "cli/demo.h"
#include "cli/measure.h"

#include <math.h>
#include <stdio.h>

enum {
    TONE_TOLERANCE_HZ = 3,
    LEVEL_TOLERANCE_DB = 3,
    COLOUR_TOLERANCE = 24, /* the picture has a moving square, and VP8 loses a little */
};

#define PURITY_MIN 0.9

static bool check_tone(csip__demo *d, const csip__demo_phone *hearer, const csip__demo_signal *sent)
{
    csip__tone tone;
    csip_error error = csip__measure_tone(hearer->wav, &tone);
    if (error != CSIP_OK) {
        csip__demo_fail(d, "%s: %s", hearer->wav,
                        error == CSIP_ERROR_LIMIT ? "too little was recorded"
                                                  : csip_error_text(error));
        return false;
    }
    printf("demo: %-5s heard %6.1f Hz at %5.1f dBFS (sent %6.1f Hz at %5.1f dBFS), %s, "
           "%llu of %llu packets\n",
           hearer->name, tone.frequency_hz, tone.level_dbfs, sent->tone_hz, sent->level_dbfs,
           hearer->stats.audio.codec, (unsigned long long)hearer->stats.audio.packets_received,
           (unsigned long long)(hearer->stats.audio.packets_received +
                                hearer->stats.audio.packets_lost));
    if (fabs(tone.frequency_hz - sent->tone_hz) > TONE_TOLERANCE_HZ) {
        csip__demo_fail(d, "%s heard another tone than was sent", hearer->name);
    } else if (fabs(tone.level_dbfs - sent->level_dbfs) > LEVEL_TOLERANCE_DB) {
        csip__demo_fail(d, "%s heard the tone at another level", hearer->name);
    } else if (tone.purity < PURITY_MIN) {
        csip__demo_fail(d, "%s heard noise with the tone: the tone is %.0f %% of the power",
                        hearer->name, 100 * tone.purity);
    } else {
        return true;
    }
    return false;
}

static bool check_picture(csip__demo *d, const csip__demo_phone *viewer,
                          const csip__demo_signal *sent)
{
    uint32_t rgb;
    const csip_stream_stats *video = &viewer->stats.video;
    csip_error error = csip__measure_colour(viewer->png, &rgb);
    if (error != CSIP_OK) {
        csip__demo_fail(d, "%s: %s", viewer->png, csip_error_text(error));
        return false;
    }
    printf("demo: %-5s saw #%06x (sent #%06x), %s %ux%u, %llu frames decoded\n", viewer->name, rgb,
           sent->rgb, video->codec, video->width, video->height,
           (unsigned long long)video->frames_decoded);
    if (csip__colour_distance(rgb, sent->rgb) > COLOUR_TOLERANCE) {
        csip__demo_fail(d, "%s saw another picture than was sent", viewer->name);
        return false;
    }
    return true;
}

bool csip__demo_check(csip__demo *d)
{
    bool is_good = true;
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        const csip__demo_phone *phone = &d->phones[i];
        const csip__demo_signal *sent = &d->phones[1 - i].signal;
        if (!phone->got_message) {
            csip__demo_fail(d, "%s got no message", phone->name);
            is_good = false;
        }
        is_good = check_tone(d, phone, sent) && is_good;
        is_good = check_picture(d, phone, sent) && is_good;
    }
    printf("demo: media by %s over %s/%s candidates\n", d->phones[0].stats.srtp_profile,
           d->phones[0].stats.local_candidate, d->phones[0].stats.remote_candidate);
    return is_good;
}
